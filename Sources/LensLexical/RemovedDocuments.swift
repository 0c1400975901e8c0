// What the removed documents of a segment take away from its statistics. Postings are never changed:
// removed documents stay in them and are kept out of results by the caller's bitmap, and BM25 counts
// only what is left, so that scores are those of an index that never had them.

import LensStore

/// The documents of a segment that are no longer there, as far as statistics are concerned.
public struct RemovedDocuments: Sendable {
  /// How many.
  public let documentCount: Int
  /// The sum of their lengths, in counts.
  public let totalLength: UInt64
  private let terms: MappedArray<UInt32>
  private let counts: MappedArray<UInt32>
  private let range: Range<Int>

  /// Removed documents of which `range` of two arrays holds the terms, ascending by their numbers in
  /// the segment, and how many of the documents have each.
  public init(
    documentCount: Int, totalLength: UInt64, terms: MappedArray<UInt32>,
    counts: MappedArray<UInt32>, range: Range<Int>
  ) {
    self.documentCount = documentCount
    self.totalLength = totalLength
    self.terms = terms
    self.counts = counts
    self.range = range
  }

  /// How many of the documents have a term of the segment.
  ///
  /// O(log terms).
  public func count(ofTerm term: Int) throws(LexicalError) -> Int {
    try stored { () throws(StoreError) in
      var (low, high) = (range.lowerBound, range.upperBound)
      while low < high {
        let middle = low + (high - low) / 2
        let found = Int(try terms.at(middle))
        if found == term { return Int(try counts.at(middle)) }
        if found < term { low = middle + 1 } else { high = middle }
      }
      return 0
    }
  }

  /// All terms and counts.
  public func all() throws(LexicalError) -> [(term: UInt32, count: UInt32)] {
    try stored { () throws(StoreError) in
      let (terms, counts) = (try terms.slice(range), try counts.slice(range))
      return zip(terms, counts).map { ($0, $1) }
    }
  }
}
