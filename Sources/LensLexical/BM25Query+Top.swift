// The best k documents, exactly, in two steps: a search in whole units (SegmentSearch.swift) leaves
// little more than k documents that may be among them, and those are scored.

/// A document that may be among the best, and what is known of its score.
public struct LexicalCandidate: Sendable, Equatable {
  /// The document's global row.
  public var row: Int
  /// Its BM25 score is not below this.
  public var least: Double
  /// Nor above this.
  public var most: Double
}

/// The documents that may be among the best, by ascending row.
public struct LexicalCandidates: Sendable {
  /// All that are among the best k, and a few more.
  public var rows: [LexicalCandidate] = []
  /// What no other document's score exceeds; 0 where all that hold a term are there.
  public var rest = 0.0
}

extension BM25Query {
  /// The best `k` documents by score, ties by row; documents that score 0 are no results.
  ///
  /// `allowed` holds one bit a row (bit `row % 64` of word `row / 64`); rows without a bit or beyond
  /// its words are passed over as if they did not exist. Scores are bit-equal to `scores(of:)`.
  ///
  /// Worst case O(postings of the query's terms + documents / 64) per segment and term, usually far
  /// less. Memory: 40 KiB, up to 30 KiB a term, and the candidates.
  public func top(_ k: Int, allowed: [UInt64]? = nil) throws(LexicalError) -> [LexicalHit] {
    guard k > 0, searcher.documentCount > 0 else { return [] }
    return try top(k, of: candidates(k, allowed: allowed).rows.map(\.row))
  }

  /// All documents that may be among the best `k`, with bounds of their scores.
  ///
  /// For rankings of which BM25 is one part, that need few exact scores. Cost as of `top`.
  public func candidates(_ k: Int, allowed: [UInt64]? = nil) throws(LexicalError)
    -> LexicalCandidates
  {
    guard k > 0, searcher.documentCount > 0, upperBound > 0 else { return LexicalCandidates() }
    if let few = try fewCandidates(allowed) { return LexicalCandidates(rows: few) }
    guard let units else { return LexicalCandidates(rows: try everyCandidate(allowed)) }
    var counts = UnitCounts(k: min(k, searcher.documentCount), slack: units.slack)
    var found: [(row: Int, sum: Int)] = []
    try search(units, above: 0, allowed: allowed) { row, sum in
      found.append((row, sum))
      counts.add(sum)
      return counts.threshold
    }
    let threshold = counts.threshold
    let rows = found.filter { $0.sum > threshold }.map {
      LexicalCandidate(row: $0.row, least: units.least($0.sum), most: units.most($0.sum))
    }
    return LexicalCandidates(rows: rows, rest: threshold > 0 ? units.most(threshold) : 0)
  }

  /// Calls `body` with every document that may score above a threshold which `body` itself may raise: it
  /// returns the threshold from there on.
  ///
  /// Documents come by ascending row. Cost as of `top`; it falls as the threshold rises.
  ///
  /// - Parameters:
  ///   - threshold: 0 or more; documents that score 0 are no results.
  ///   - allowed: as in `top`.
  public func visit(
    above threshold: Double, allowed: [UInt64]? = nil, _ body: (LexicalCandidate) -> Double
  ) throws(LexicalError) {
    guard searcher.documentCount > 0, upperBound > 0 else { return }
    guard let units else {
      var threshold = threshold
      for candidate in try everyCandidate(allowed) where candidate.most > threshold {
        threshold = max(threshold, body(candidate))
      }
      return
    }
    try search(units, above: units.threshold(threshold), allowed: allowed) { row, sum in
      units.threshold(
        body(LexicalCandidate(row: row, least: units.least(sum), most: units.most(sum))))
    }
  }

  private func search(
    _ units: ScoreUnits, above threshold: Int, allowed: [UInt64]?,
    _ body: (_ row: Int, _ sum: Int) -> Int
  ) throws(LexicalError) {
    var threshold = threshold
    let window = WindowSums()
    for (number, segment) in searcher.segments.enumerated() {
      try withCursors(ofSegment: number) { (cursors, scorer) throws(LexicalError) in
        var search = SegmentSearch(
          cursors: cursors, scorer: scorer, units: units, rows: segment.rows,
          allowed: AllowedRows(allowed))
        try search.run(window, above: &threshold, body)
      }
    }
  }

  /// Every allowed document that holds a term, scored: the reference for all of the above, and the way
  /// of queries with more terms than sums of 16 bits have room for.
  func everyCandidate(_ allowed: [UInt64]?) throws(LexicalError) -> [LexicalCandidate] {
    let allowed = AllowedRows(allowed)
    return try scored(searcher.segments.flatMap { $0.rows.filter { allowed.contains($0) } })
  }

  /// The best `k` of some rows, which ascend; those that score 0 are no results.
  ///
  /// O(rows · terms · log blocks).
  private func top(_ k: Int, of rows: [Int]) throws(LexicalError) -> [LexicalHit] {
    var hits = TopHits(capacity: k)
    for (row, score) in zip(rows, try scores(of: rows)) where score > hits.threshold {
      hits.insert(LexicalHit(row: row, score: score))
    }
    return hits.ranked()
  }
}
