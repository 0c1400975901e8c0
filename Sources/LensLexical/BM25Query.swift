// A query with its terms looked up, weighed and bounded: what searching, scoring and explaining share.

/// A query prepared by a searcher.
///
/// A value: cheap to copy, safe to use from several threads at once.
public struct BM25Query: Sendable {
  /// What a searcher knows of one term of an alternative.
  public struct Term: Sendable {
    /// Documents that hold the term over all segments; 0 for an unknown term.
    public let documentFrequency: Int
    /// ln(1 + (N - df + 0.5) / (df + 0.5)); 0 for an unknown term.
    public let inverseDocumentFrequency: Double
    /// weight · idf · (k1 + 1): what no document's contribution exceeds.
    public let greatestScore: Double
    /// The term in each segment of the searcher.
    let places: [TermInfo?]
  }

  /// What a searcher knows of one alternative of a group.
  public struct Alternative: Sendable {
    /// Its terms, in the query's order.
    public let terms: [Term]
    /// Whether a document must hold all of them.
    public let isPhrase: Bool

    /// What no document's contribution exceeds: the sum over the terms.
    public var greatestScore: Double {
      isKnown ? terms.reduce(0) { $0 + $1.greatestScore } : 0
    }
    /// Whether any document may hold it.
    public var isKnown: Bool {
      isPhrase
        ? terms.allSatisfy { $0.documentFrequency > 0 }
        : terms.contains { $0.documentFrequency > 0 }
    }
  }

  /// The alternatives, in the shape of the query.
  public let groups: [[Alternative]]
  /// A score no document can exceed: the sum of the groups' greatest scores.
  ///
  /// 0 if nothing is known.
  ///
  /// It depends on the query and the collection's statistics, not on segments: fit for normalising.
  public let upperBound: Double

  let searcher: BM25Searcher
  let rounding: ExactRounding
  /// `nil` where nothing is known, or too much for sums of 16 bits.
  let units: ScoreUnits?

  init(searcher: BM25Searcher, groups: [[Alternative]]) {
    self.searcher = searcher
    self.groups = groups
    let greatest = groups.map { group in group.reduce(0) { max($0, $1.greatestScore) } }
    rounding = ExactRounding(bound: greatest.reduce(0, +))
    var bound = 0.0
    for score in greatest { bound += rounding(score) }
    upperBound = bound
    // A group counts by one of its alternatives, a phrase by one of its terms.
    let parts = groups.reduce(0) { sum, group in
      sum + group.reduce(0) { max($0, $1.isPhrase ? 1 : $1.terms.count) }
    }
    units = bound > 0 ? ScoreUnits(bound: bound, parts: parts) : nil
  }

  /// Whether any document holds any term.
  public var hasKnownTerms: Bool {
    groups.contains { $0.contains(where: \.isKnown) }
  }

  /// Runs `body` on a segment's cursors and scorer; not at all where the segment has none of the terms.
  func withCursors(
    ofSegment segment: Int,
    _ body: (SegmentCursors, BM25Scorer) throws(LexicalError) -> Void
  ) throws(LexicalError) {
    let index = searcher.segments[segment].index
    let cursors = try SegmentCursors.open(groups, segment: segment, in: index)
    if cursors.count == 0 { return }
    // The lengths are borrowed from the mapping that the index keeps alive.
    try searcher.weighting.withScorer(lengths: try index.allLengths(), rounding: rounding) {
      (scorer) throws(LexicalError) in try body(cursors, scorer)
    }
    withExtendedLifetime(index) {}
  }
}
