// BM25 over the segments of one snapshot. The segments share their statistics (documents, average
// length, document frequencies are summed), so that a document's score does not depend on how the
// papers happen to be split.

import LensStore

/// Ranks the documents of several segments by BM25.
///
/// A value over mapped files: cheap to copy, safe to use from several threads at once.
public struct BM25Searcher: Sendable {
  /// A segment and where its documents stand among all rows.
  struct Segment: Sendable {
    let index: LexicalIndex
    let base: Int
    let removed: RemovedDocuments?

    var rows: Range<Int> { base..<(base + index.documentCount) }
  }

  /// The parameters of every query.
  public let parameters: BM25Parameters
  /// Documents of all segments, removed ones left out.
  public let documentCount: Int
  /// Mean document length over all segments, in counts; 0 without documents.
  public let averageLength: Double
  /// One more than the greatest row.
  public let rowCount: Int

  /// Ascending by base, so that rows come ascending.
  let segments: [Segment]
  let weighting: BM25Weighting

  /// A searcher over segments, `base` being the row of a segment's document 0.
  ///
  /// O(segments).
  ///
  /// `removed` says by a segment's base what its removed documents take away; whoever searches keeps
  /// their rows out. Throws `overlappingSegments` where two claim a row, `unusableParameters`, and
  /// `damaged` where more is removed than there is.
  public init(
    segments: [(index: LexicalIndex, base: Int)], removed: [Int: RemovedDocuments] = [:],
    parameters: BM25Parameters = BM25Parameters()
  ) throws(LexicalError) {
    try parameters.validate()
    let sorted =
      segments
      .filter { $0.index.documentCount > 0 }
      .map { Segment(index: $0.index, base: $0.base, removed: removed[$0.base]) }
      .sorted { $0.base < $1.base }
    var end = 0
    var documents = 0
    var length: UInt64 = 0
    for segment in sorted {
      // A base beyond 2^48 serves nobody, and below it no sum of rows overflows.
      guard segment.base >= end, segment.base < 1 << 48 else {
        throw .overlappingSegments(row: segment.base, expected: end)
      }
      end = segment.rows.upperBound
      documents += segment.index.documentCount
      length &+= segment.index.totalLength
      guard let removed = segment.removed else { continue }
      let index = segment.index
      guard removed.documentCount <= index.documentCount, removed.totalLength <= index.totalLength
      else {
        throw .store(
          index.postings.damaged(
            expected: "\(removed.documentCount) documents of length \(removed.totalLength) or more",
            found: "\(index.documentCount) of length \(index.totalLength)"))
      }
      documents -= removed.documentCount
      length -= removed.totalLength
    }
    self.parameters = parameters
    self.segments = sorted
    rowCount = end
    documentCount = documents
    averageLength = documents > 0 ? Double(length) / Double(documents) : 0
    weighting = BM25Weighting(
      parameters: parameters, documentCount: documents, totalLength: length)
  }

  /// Looks a query's terms up, once for all that is then asked of it.
  ///
  /// O(terms · segments · log lexicon). Throws `unusableWeight` for a weight that is not positive and
  /// finite; unknown terms are no error, they contribute nothing.
  public func prepare(_ query: LexicalQuery) throws(LexicalError) -> BM25Query {
    var groups: [[BM25Query.Alternative]] = []
    groups.reserveCapacity(query.groups.count)
    for group in query.groups {
      var alternatives: [BM25Query.Alternative] = []
      for alternative in group.alternatives {
        var terms: [BM25Query.Term] = []
        terms.reserveCapacity(alternative.terms.count)
        for term in alternative.terms { terms.append(try prepare(term)) }
        alternatives.append(BM25Query.Alternative(terms: terms, isPhrase: alternative.isPhrase))
      }
      groups.append(alternatives)
    }
    return BM25Query(searcher: self, groups: groups)
  }

  /// ln(1 + (n - df + 0.5) / (df + 0.5)): what a term that `df` of `n` documents have is worth.
  public static func inverseDocumentFrequency(_ df: Int, of n: Int) -> Double {
    BM25Weighting.inverseDocumentFrequency(Double(df), of: Double(n))
  }

  /// What no contribution of a term exceeds that one document has: the worth of words that none has.
  public var greatestScoreOfRarest: Double {
    weighting.inverseDocumentFrequency(1) * weighting.saturation
  }

  /// The length of the document at a row, in counts; 0 for a row of no segment.
  public func length(of row: Int) throws(LexicalError) -> Int {
    guard let segment = segments.first(where: { $0.rows.contains(row) }) else { return 0 }
    return try segment.index.length(of: row - segment.base)
  }

  /// What a term's frequency counts in a document of some length: (k1 + 1) · tf / (tf + norm).
  ///
  /// O(1).
  public func saturated(_ frequency: Double, length: Double) -> Double {
    weighting.saturation * saturatedShare(frequency, length: length)
  }

  /// The same as a share of what no frequency exceeds: tf / (tf + norm).
  public func saturatedShare(_ frequency: Double, length: Double) -> Double {
    frequency > 0 ? frequency / (frequency + weighting.norm(length)) : 0
  }

  private func prepare(_ term: QueryTerm) throws(LexicalError) -> BM25Query.Term {
    guard term.weight > 0, term.weight.isFinite else {
      throw .unusableWeight(
        term: String(decoding: term.bytes, as: UTF8.self), found: term.weight)
    }
    var places: [TermInfo?] = []
    places.reserveCapacity(segments.count)
    var documentFrequency = 0
    for segment in segments {
      let place = try segment.index.lookup(term.bytes)
      places.append(place)
      guard let place else { continue }
      let gone = try segment.removed?.count(ofTerm: place.term) ?? 0
      documentFrequency += max(0, place.documentFrequency - gone)
    }
    let idf =
      documentFrequency > 0 ? weighting.inverseDocumentFrequency(documentFrequency) : 0
    return BM25Query.Term(
      documentFrequency: documentFrequency, inverseDocumentFrequency: idf,
      greatestScore: Double(term.weight) * idf * weighting.saturation, places: places)
  }
}
