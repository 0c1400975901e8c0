// Where the words of a text stand: concepts and compounds whole, Han runs cut into words.
import LensText

/// The words of a text as UTF-8 ranges, ascending.
struct WordSpans {
  private(set) var ranges: [Range<Int>]
  let bytes: [UInt8]

  /// Concepts are words as they are; the tokens outside them make the others.
  init(of tokens: [Token], in text: String, concepts: [Concept], segmenter: Segmenter) {
    bytes = Array(text.utf8)
    ranges = concepts.map(\.range)
    var run: Range<Int>?
    for token in tokens {
      var range = Int(token.start)..<Int(token.end)
      if concepts.contains(where: { $0.range.contains(range.lowerBound) }) { continue }
      switch token.kind {
      case .han, .hanPair:
        // Stop characters have no token of their own, but pairs begin at them: a pair stands for its
        // first character, so that every token begins in a word.
        if token.kind == .hanPair { range = range.prefixOfScalar(in: bytes) }
        if let open = run, open.contains(range.lowerBound) { continue }
        if let open = run, range.lowerBound == open.upperBound {
          run = open.lowerBound..<range.upperBound
        } else {
          cut(run, segmenter)
          run = range
        }
      default:
        // A part lies inside the compound before it.
        if let last = ranges.last, last.contains(range.lowerBound) { continue }
        ranges.append(range)
      }
    }
    cut(run, segmenter)
    ranges.sort { $0.lowerBound < $1.lowerBound }
  }

  private mutating func cut(_ run: Range<Int>?, _ segmenter: Segmenter) {
    guard let run else { return }
    ranges += bytes[run].withUnsafeBufferPointer { segmenter.cut($0) }
      .map { $0.lowerBound + run.lowerBound..<$0.upperBound + run.lowerBound }
  }

  /// The word that holds the byte at `offset`, which a token starts at.
  ///
  /// O(log words).
  func word(at offset: Int) -> Int {
    var (low, high) = (0, ranges.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound <= offset { low = middle } else { high = middle }
    }
    return low
  }
}

extension Range<Int> {
  /// The first scalar of a range of UTF-8.
  fileprivate func prefixOfScalar(in bytes: [UInt8]) -> Range<Int> {
    var end = lowerBound + 1
    while end < upperBound, bytes[end] & 0xc0 == 0x80 { end += 1 }
    return lowerBound..<end
  }
}
