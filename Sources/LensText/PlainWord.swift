// Words of plain letters as two machine words: found, folded and compared by arithmetic, eight letters at
// a time.

/// A word of one to fifteen letters a to z, the first in the lowest place; the rest is zero.
struct PlainWord: Equatable {
  var low: UInt64 = 0
  var high: UInt64 = 0

  private static let high = 0x8080_8080_8080_8080 as UInt64
  private static let ones = 0x0101_0101_0101_0101 as UInt64

  /// The word that begins at `start`, in small letters, and its length; nil where there is none, it is
  /// longer, or has capitals elsewhere than in front, unless it is all capitals.
  @inline(__always)
  static func read(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> (word: PlainWord, length: Int)? {
    let (low, high) = bytes(text, at: start)
    let letters = Self.letters(low)
    var length = (~letters & Self.high).trailingZeroBitCount >> 3
    var word = PlainWord(low: low | Self.ones << 5, high: 0)
    // The capitals among the letters, as the highest bit of their bytes.
    var capitals = letters & ~(low << 2)
    if length < 8 {
      let mask = (1 as UInt64) << UInt64(length * 8) &- 1
      word.low &= mask
      capitals &= mask
      let isPlain =
        capitals & ~0x80 == 0 || capitals == mask & Self.high
      return isPlain && length > 0 ? (word, length) : nil
    }
    let more = Self.letters(high)
    let rest = (~more & Self.high).trailingZeroBitCount >> 3
    guard rest < 8 else { return nil }
    let mask = (1 as UInt64) << UInt64(rest * 8) &- 1
    word.high = (high | Self.ones << 5) & mask
    let moreCapitals = more & ~(high << 2) & mask
    let isPlain =
      capitals & ~0x80 == 0 && moreCapitals == 0
      || capitals == Self.high && moreCapitals == mask & Self.high
    length += rest
    return isPlain ? (word, length) : nil
  }

  /// Which bytes are letters, as the highest bit of each.
  @inline(__always)
  static func letters(_ bytes: UInt64) -> UInt64 {
    // No sum of seven bits and one below it reaches the next byte.
    let folded = (bytes | ones << 5) & ~high
    return (folded &+ ones &* (0x80 - 0x61)) & ~(folded &+ ones &* (0x80 - 0x7B)) & ~bytes & high
  }

  /// Sixteen bytes from `start` on, zeros past the end of the text.
  @inline(__always)
  private static func bytes(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> (low: UInt64, high: UInt64) {
    guard let base = text.baseAddress else { return (0, 0) }
    if start + 16 <= text.count {
      let raw = UnsafeRawPointer(base + start)
      return (
        raw.loadUnaligned(as: UInt64.self).littleEndian,
        raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self).littleEndian
      )
    }
    var low: UInt64 = 0
    var high: UInt64 = 0
    for index in start..<text.count {
      let byte = UInt64(text[index])
      if index - start < 8 {
        low |= byte << UInt64((index - start) * 8)
      } else {
        high |= byte << UInt64((index - start - 8) * 8)
      }
    }
    return (low, high)
  }
}
