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
  /// Cosine below which two papers are not compared: a few rare words more in one of them take much.
  private static let duplicateCosine = 0.7
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
    var texts = PaperTexts(engine: self)
    for (place, row) in ranked.enumerated() {
      let original = try kept.firstIndex { earlier in
        guard vectors.similarity(earlier.place, place) >= Self.duplicateCosine else { return false }
        return try texts.overlap(earlier.found.row.row, row.row) >= Self.duplicateOverlap
      }
      if let original {
        kept[original].found.duplicates.append(try texts.text(of: row.row).id)
      } else if kept.count < options.limit {
        kept.append((place, DistinctRow(row: row)))
      }
    }
    return kept.map(\.found)
  }
}

/// The terms of papers, each read once.
private struct PaperTexts {
  let engine: SearchEngine
  private var known: [Int: (id: String, terms: Set<ArraySlice<UInt8>>)] = [:]

  init(engine: SearchEngine) { self.engine = engine }

  /// The share of the terms of either of two rows that both have.
  mutating func overlap(_ a: Int, _ b: Int) throws -> Double {
    let first = try text(of: a).terms
    let second = try text(of: b).terms
    let common = first.intersection(second).count
    let all = first.count + second.count - common
    return all > 0 ? Double(common) / Double(all) : 0
  }

  /// A row's id and terms.
  mutating func text(of row: Int) throws -> (id: String, terms: Set<ArraySlice<UInt8>>) {
    if let text = known[row] { return text }
    guard let found = try engine.snapshot.catalogue.rows([Int64(row)]).first else {
      throw SearchError.inconsistent(
        place: "row \(row)", expected: "a paper in the catalogue", found: "none")
    }
    let paper = Paper(row: found)
    var buffer = TokenBuffer()
    var terms: Set<ArraySlice<UInt8>> = []
    for field in PaperFields.weighted(paper) {
      engine.analyzer.analyze(field.text, into: &buffer)
      for token in buffer.tokens { terms.insert(ArraySlice(Array(buffer.term(token)))) }
    }
    known[row] = (paper.id, terms)
    return (paper.id, terms)
  }
}
