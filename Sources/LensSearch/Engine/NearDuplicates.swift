// Papers that are nearly the same become one result: two versions under two ids, or one paper in two
// digests whose titles differ. Vectors find the candidates, the texts decide.
import LensCorpus
import LensLexical
import LensText

/// A ranked row that stands for others too.
struct DistinctRow {
  var row: RankedRow
  /// Ids of the rows that are nearly the same.
  var duplicates: [String] = []
}

extension SearchEngine {
  /// Cosine above which two papers may be the same.
  private static let duplicateCosine = 0.8
  /// Share of their terms that two versions of a paper have in common at least.
  private static let duplicateOverlap = 0.7
  /// Rows ranked beyond those asked for, to fill up with.
  private static let spareRows = 10

  /// The best rows, each paper once.
  ///
  /// O(rows² · rank), and the texts of rows that may be the same.
  func distinct(_ query: PreparedQuery, options: SearchOptions, allowed: Bitmap?) throws
    -> [DistinctRow]
  {
    if options.showsDuplicates || options.limit < 2 {
      return try rank(query, options: options, allowed: allowed).map { DistinctRow(row: $0) }
    }
    var deeper = options
    deeper.limit += Self.spareRows
    let ranked = try rank(query, options: deeper, allowed: allowed)
    let vectors = VectorBlock(try ranked.map { try vector(of: $0.row) })
    var kept: [(place: Int, found: DistinctRow)] = []
    for (place, row) in ranked.enumerated() {
      let original = try kept.firstIndex { earlier in
        guard vectors.similarity(earlier.place, place) >= Self.duplicateCosine else { return false }
        return try areNearlyTheSame(earlier.found.row.row, row.row)
      }
      if let original {
        if let id = try snapshot.catalogue.rows([Int64(row.row)]).first?.id {
          kept[original].found.duplicates.append(id)
        }
      } else if kept.count < options.limit {
        kept.append((place, DistinctRow(row: row)))
      }
    }
    return kept.map(\.found)
  }

  /// Whether two papers have most of their terms in common.
  private func areNearlyTheSame(_ a: Int, _ b: Int) throws -> Bool {
    let papers = try snapshot.catalogue.rows([Int64(a), Int64(b)])
    guard papers.count == 2 else { return false }
    let sets = papers.map { terms(of: Paper(row: $0)) }
    let common = sets[0].intersection(sets[1]).count
    let all = sets[0].count + sets[1].count - common
    return all > 0 && Double(common) >= Self.duplicateOverlap * Double(all)
  }

  private func terms(of paper: Paper) -> Set<ArraySlice<UInt8>> {
    var buffer = TokenBuffer()
    var terms: Set<ArraySlice<UInt8>> = []
    for field in PaperFields.weighted(paper) {
      analyzer.analyze(field.text, into: &buffer)
      for token in buffer.tokens { terms.insert(ArraySlice(Array(buffer.term(token)))) }
    }
    return terms
  }
}
