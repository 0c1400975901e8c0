// Words that stand together in the query and together in a paper: what a bag of words cannot see.
import LensLexical

/// The pairs of adjacent query terms, as they are found in papers.
struct Adjacency {
  private let engine: SearchEngine
  private let pairs: [TermPair]

  init(_ pairs: [TermPair], in engine: SearchEngine) {
    self.pairs = pairs
    self.engine = engine
  }

  /// What the pairs add to the BM25 of each of some rows.
  ///
  /// Each pair is a term of its own, whose inverse document frequency is counted among these rows
  /// alone: a pair that stands together in all of them tells none of them apart.
  ///
  /// O(terms of the rows + rows · pairs).
  func scores(of rows: [Int]) throws -> [Double] {
    var scores = [Double](repeating: 0, count: rows.count)
    if pairs.isEmpty { return scores }
    var counts = [Double](repeating: 0, count: rows.count * pairs.count)
    for segment in engine.segments {
      guard let starts = try Starts(of: pairs, in: segment) else { continue }
      for (place, row) in rows.enumerated() where segment.rows.contains(row) {
        let first = place * pairs.count
        try starts.count(in: row - segment.base, into: &counts[first..<first + pairs.count])
      }
    }
    let lengths = try rows.map { Double(try engine.lexical.length(of: $0)) }
    for pair in pairs.indices {
      let found = rows.indices.filter { counts[$0 * pairs.count + pair] > 0 }
      let weight = BM25Searcher.inverseDocumentFrequency(found.count, of: rows.count)
      for place in found {
        scores[place] +=
          weight
          * engine.lexical.saturated(counts[place * pairs.count + pair], length: lengths[place])
      }
    }
    return scores
  }

  /// The pairs in the numbers of one segment.
  private struct Starts {
    private let forward: ForwardIndex
    /// The pairs that start with a term, with their second terms.
    private var pairs: [UInt32: [(pair: Int, second: UInt32)]] = [:]
    /// Bits of the starting terms: most terms of a paper start no pair.
    private var mask: UInt64 = 0

    /// `nil` where the segment has no pair's terms.
    init?(of all: [TermPair], in segment: Segment) throws {
      forward = segment.forward
      func number(_ term: ArraySlice<UInt8>) throws -> UInt32? {
        guard let found = try segment.lexical.lookup(Array(term)) else { return nil }
        return try segment.forward.number(of: found)
      }
      for (place, pair) in all.enumerated() {
        guard let first = try number(pair.first), let second = try number(pair.second) else {
          continue
        }
        pairs[first, default: []].append((place, second))
        mask |= 1 << UInt64(first & 63)
      }
      if pairs.isEmpty { return nil }
    }

    /// Adds each pair's occurrences in a document, field-weighted, to `counts`.
    func count(in document: Int, into counts: inout ArraySlice<Double>) throws {
      var open: [(pair: Int, second: UInt32)] = []
      let first = counts.startIndex
      try forward.forEachTerm(of: document) { number, weight, beginsField in
        if !beginsField {
          for (pair, second) in open where second == number {
            counts[first + pair] += Double(weight)
          }
        }
        open = mask & 1 << UInt64(number & 63) == 0 ? [] : pairs[number] ?? []
      }
    }
  }
}
