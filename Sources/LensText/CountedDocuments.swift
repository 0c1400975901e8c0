// Documents counted apart from others: their terms have the numbers of a table of their own, until those of
// all documents are known.

/// The counts and sequences of a run of documents under numbers that are still local.
///
/// Terms stand as they were met; the order that bags of words want is made once, under the numbers that stay.
public struct CountedDocuments: Sendable {
  /// Local number << 32 | count, document after document; shape (terms of all).
  private var pairs: [UInt64] = []
  /// Where each document ends in `pairs`; shape (documents).
  private var pairEnds: [Int] = []
  /// Field marks, weights and local numbers plus one, document after document; shape (symbols of all).
  private var symbols: [UInt32] = []
  /// Where each document ends in `symbols`; shape (documents).
  private var symbolEnds: [Int] = []

  /// No documents.
  public init() {}

  /// Appends a document.
  mutating func append(pairs new: [UInt64], symbols sequence: [UInt32]) {
    pairs.append(contentsOf: new)
    pairEnds.append(pairs.count)
    symbols.append(contentsOf: sequence)
    symbolEnds.append(symbols.count)
  }

  /// The bags of words, number `i` written as `map[i]`.
  ///
  /// O(n log n) in a document's terms.
  ///
  /// - Precondition: every number is below `map.count`; none is given to two.
  public func documents(through map: [UInt32]) -> DocumentTerms {
    var sorted = pairs
    var start = 0
    sorted.withUnsafeMutableBufferPointer { sorted in
      map.withUnsafeBufferPointer { map in
        for end in pairEnds {
          for index in start..<end {
            let pair = sorted[index]
            sorted[index] = UInt64(map[Int(pair >> 32)]) << 32 | pair & 0xFFFF_FFFF
          }
          PackedSort.sort(UnsafeMutableBufferPointer(rebasing: sorted[start..<end]))
          start = end
        }
      }
    }
    return DocumentTerms(sorted: sorted, ends: pairEnds)
  }

  /// The sequences, number `i` written as `map[i]`.
  ///
  /// O(symbols).
  ///
  /// - Precondition: every number is below `map.count`.
  public func sequences(through map: [UInt32]) -> TermSequences {
    var sequences = TermSequences()
    var start = 0
    for end in symbolEnds {
      sequences.append(symbols[start..<end], through: map)
      start = end
    }
    return sequences
  }
}
