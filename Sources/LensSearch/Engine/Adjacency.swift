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
    // Shape (rows × pairs).
    var counts = [[Double]](
      repeating: [Double](repeating: 0, count: pairs.count), count: rows.count)
    for segment in engine.segments {
      let numbers = try numbers(in: segment)
      if numbers.isEmpty { continue }
      for (place, row) in rows.enumerated() where segment.rows.contains(row) {
        try segment.forward.count(numbers, in: row - segment.base, into: &counts[place])
      }
    }
    let lengths = try rows.map { Double(try engine.lexical.length(of: $0)) }
    for pair in pairs.indices {
      let found = rows.indices.filter { counts[$0][pair] > 0 }
      let weight = BM25Searcher.inverseDocumentFrequency(found.count, of: rows.count)
      for place in found {
        scores[place] +=
          weight * engine.lexical.saturated(counts[place][pair], length: lengths[place])
      }
    }
    return scores
  }

  /// The pairs whose terms a segment has, in its numbers.
  private func numbers(in segment: Segment) throws -> AdjacentTerms {
    var known: [ArraySlice<UInt8>: UInt32?] = [:]
    func number(_ term: ArraySlice<UInt8>) throws -> UInt32? {
      if let number = known[term] { return number }
      let number = try segment.lexical.lookup(Array(term)).map {
        try segment.forward.number(of: $0)
      }
      known[term] = .some(number)
      return number
    }
    var numbers = AdjacentTerms()
    for (place, pair) in pairs.enumerated() {
      if let first = try number(pair.first), let second = try number(pair.second) {
        numbers.append(first, second, place: place)
      }
    }
    return numbers
  }
}
