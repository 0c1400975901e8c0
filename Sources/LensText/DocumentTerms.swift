// Bags of words: which terms stand in which document and how often.
//
// Compressed rows: the terms of document d are terms[offsets[d]..<offsets[d + 1]], ascending, with
// their counts beside them. Counts are weighted by field and saturate at 65,535, far above what an
// abstract can hold, so that a document costs six bytes a term.

/// The bags of words of a sequence of documents.
public struct DocumentTerms: Sendable, Equatable {
  /// Where each document's terms begin; shape (documents + 1), first 0, ascending.
  public private(set) var offsets: [Int] = [0]
  /// Term ids, ascending and distinct within a document; shape (total).
  public private(set) var terms: [UInt32] = []
  /// Field-weighted counts, 1...65,535; shape (total).
  public private(set) var counts: [UInt16] = []

  /// No documents.
  public init() {}

  /// Documents from packed (term << 32 | count) values, ascending and distinct within each, and where each
  /// ends among them.
  init(sorted packed: [UInt64], ends: [Int]) {
    offsets += ends
    terms = packed.map { UInt32(truncatingIfNeeded: $0 >> 32) }
    counts = packed.map { UInt16(truncatingIfNeeded: min($0 & 0xFFFF_FFFF, 65_535)) }
  }

  /// Number of documents.
  public var documentCount: Int { offsets.count - 1 }

  /// Where document `index` lies in `terms` and `counts`.
  ///
  /// O(1).
  ///
  /// - Precondition: `0 <= index < documentCount`.
  public func range(of index: Int) -> Range<Int> {
    offsets[index]..<offsets[index + 1]
  }

  /// Appends one document from (term, count) pairs in any order.
  ///
  /// Equal terms are added up, zero counts left out, sums above 65,535 held there. O(n log n).
  public mutating func append(_ pairs: some Sequence<(term: UInt32, count: UInt16)>) {
    var packed = pairs.map { UInt64($0.term) << 32 | UInt64($0.count) }
    packed.withUnsafeMutableBufferPointer { appendSorting($0) }
  }

  /// Appends every document of `other`.
  ///
  /// O(n).
  public mutating func append(_ other: DocumentTerms) {
    let base = terms.count
    offsets.append(contentsOf: other.offsets.dropFirst().lazy.map { $0 + base })
    terms.append(contentsOf: other.terms)
    counts.append(contentsOf: other.counts)
  }

  /// Puts other documents in the places of some.
  ///
  /// O(all terms).
  ///
  /// - Precondition: `rows` ascend below `documentCount`, as many as `replacements` has documents.
  public mutating func replace(_ rows: [Int], by replacements: DocumentTerms) {
    precondition(rows.count == replacements.documentCount, "a replacement for each row")
    var result = DocumentTerms()
    var next = 0
    for document in 0..<documentCount {
      let isReplaced = next < rows.count && rows[next] == document
      let source = isReplaced ? replacements : self
      let range = source.range(of: isReplaced ? next : document)
      result.terms.append(contentsOf: source.terms[range])
      result.counts.append(contentsOf: source.counts[range])
      result.offsets.append(result.terms.count)
      if isReplaced { next += 1 }
    }
    self = result
  }

  /// Appends one document from packed (term << 32 | count) values, which are sorted in place.
  mutating func appendSorting(_ packed: UnsafeMutableBufferPointer<UInt64>) {
    PackedSort.sort(packed)
    let first = terms.count
    for value in packed {
      let term = UInt32(truncatingIfNeeded: value >> 32)
      let count = UInt32(truncatingIfNeeded: value)
      guard count > 0 else { continue }
      if terms.count > first, terms[terms.count - 1] == term {
        let sum = UInt32(counts[counts.count - 1]) + min(count, 65_535)
        counts[counts.count - 1] = UInt16(truncatingIfNeeded: min(sum, 65_535))
      } else {
        terms.append(term)
        counts.append(UInt16(truncatingIfNeeded: min(count, 65_535)))
      }
    }
    offsets.append(terms.count)
  }
}
