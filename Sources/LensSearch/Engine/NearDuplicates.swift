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
    let vectors = try vectors(of: ranked.map(\.row))
    var kept: [(place: Int, found: DistinctRow)] = []
    var texts = PaperTexts(engine: self)
    for (place, row) in ranked.enumerated() {
      let original = try kept.firstIndex { earlier in
        guard vectors.similarity(earlier.place, place) >= Self.duplicateCosine else { return false }
        let other = earlier.found.row.row
        return try texts.greatestOverlap(other, row.row) >= Self.duplicateOverlap
          && texts.overlap(other, row.row) >= Self.duplicateOverlap
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
  /// The words of rows, by their segment's numbers, and how many other terms they have at most.
  private var words: [Int: (base: Int, numbers: [UInt32], others: Int)] = [:]

  init(engine: SearchEngine) { self.engine = engine }

  /// What the share of common terms cannot exceed, told without the texts by the words in the forward
  /// index: at best all terms that are no words (compounds, Han) are common.
  mutating func greatestOverlap(_ a: Int, _ b: Int) throws -> Double {
    let first = try words(of: a)
    let second = try words(of: b)
    guard first.base == second.base else { return 1 }
    var (i, j, common) = (0, 0, 0)
    while i < first.numbers.count, j < second.numbers.count {
      let (x, y) = (first.numbers[i], second.numbers[j])
      if x == y { common += 1 }
      if x <= y { i += 1 }
      if y <= x { j += 1 }
    }
    let others = min(first.others, second.others)
    let all = first.numbers.count + second.numbers.count - common + others
    return all > 0 ? Double(common + others) / Double(all) : 0
  }

  private mutating func words(of row: Int) throws -> (base: Int, numbers: [UInt32], others: Int) {
    if let found = words[row] { return found }
    let segment = try engine.segment(of: row)
    let found = try segment.forward.distinctTerms(
      of: row - segment.base, length: segment.lexical.length(of: row - segment.base))
    words[row] = (segment.base, found.numbers, found.others)
    return (segment.base, found.numbers, found.others)
  }

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
