// Terms that stand side by side in a document, counted from its sequence.

import LensText

/// Some pairs of terms in the numbers of one forward index.
public struct AdjacentTerms: Sendable {
  private var firsts: [UInt32] = []
  private var seconds: [UInt32] = []
  /// What the caller knows each pair by.
  private var places: [Int] = []
  /// Bits of the first terms and of the second ones: most terms of a document stand in no pair.
  private var firstBits: UInt64 = 0
  private var secondBits: UInt64 = 0

  /// No pairs.
  public init() {}

  /// Whether there are none.
  public var isEmpty: Bool { places.isEmpty }

  /// Adds a pair of terms by their numbers; `place` is what it is known by.
  public mutating func append(_ first: UInt32, _ second: UInt32, place: Int) {
    // Symbols are numbers plus one.
    firsts.append(first + 1)
    seconds.append(second + 1)
    places.append(place)
    firstBits |= 1 << UInt64((first + 1) & 63)
    secondBits |= 1 << UInt64((second + 1) & 63)
  }

  /// Whether two symbols may be a pair.
  @inline(__always)
  fileprivate func mayHold(_ first: UInt32, _ second: UInt32) -> Bool {
    firstBits >> UInt64(first & 63) & secondBits >> UInt64(second & 63) & 1 == 1
  }

  @inline(never)
  fileprivate func add(
    _ weight: UInt32, _ first: UInt32, _ second: UInt32, _ counts: inout [Double]
  ) {
    for pair in firsts.indices where firsts[pair] == first && seconds[pair] == second {
      counts[places[pair]] += Double(weight)
    }
  }
}

extension ForwardIndex {
  /// Adds to `counts`, by place, how often each pair stands side by side in a field of a document, the
  /// field weighing.
  ///
  /// O(terms of the document).
  public func count(
    _ pairs: AdjacentTerms, in document: Int, into counts: inout [Double]
  ) throws(LexicalError) {
    var decoder = try decoder(of: document)
    var weight: UInt32 = 0
    var previous = TermSequences.fieldMark
    while let symbol = decoder.next() {
      if symbol == TermSequences.fieldMark {
        weight = decoder.next() ?? 0
      } else if previous != TermSequences.fieldMark, pairs.mayHold(previous, symbol) {
        pairs.add(weight, previous, symbol, &counts)
      }
      previous = symbol
    }
  }

  /// The distinct terms of a document's sequence, ascending by number, and how many terms that are in
  /// no sequence (compounds, Han) there are beside them at most, given the document's length.
  ///
  /// O(terms of the document · log terms).
  public func distinctTerms(
    of document: Int, length: Int
  ) throws(LexicalError) -> (numbers: [UInt32], others: Int) {
    var decoder = try decoder(of: document)
    var symbols: [UInt32] = []
    var weight = 0
    var others = length
    while let symbol = decoder.next() {
      if symbol == TermSequences.fieldMark {
        weight = Int(decoder.next() ?? 0)
      } else {
        symbols.append(symbol)
        others -= weight
      }
    }
    symbols.sort()
    var distinct: [UInt32] = []
    for symbol in symbols where symbol != distinct.last { distinct.append(symbol) }
    return (distinct, max(0, others))
  }
}
