// Small fixed sets of short words, each packed into one 64-bit integer.
//
// Stop words and stemming exceptions are asked for at every word of a text; a packed word and one
// probe of a 256-slot table answer without touching memory twice.

/// A set of words of 1 to 8 ASCII letters, each with a number.
struct PackedWords: Sendable {
  /// Packed words, 0 where free; shape (256), open addressing.
  private var slots = [UInt64](repeating: 0, count: 256)
  private var values = [UInt8](repeating: 0, count: 256)

  /// The words of a list separated by spaces, numbered 0, 1, 2… in its order.
  ///
  /// - Precondition: at most 128 words, each of 1 to 8 ASCII letters.
  init(_ list: String) {
    for (number, word) in list.split(separator: " ").enumerated() {
      let key = Array(word.utf8).withUnsafeBufferPointer { Self.pack($0) }
      precondition(word.utf8.count <= 8 && number < 128, "too long or too many: \(word)")
      var index = Self.slot(key)
      while slots[index] != 0 { index = (index + 1) & 255 }
      slots[index] = key
      values[index] = UInt8(number)
    }
  }

  /// The word's number in the list, -1 where it is not in it.
  ///
  /// O(1).
  @inline(__always)
  func index(of key: UInt64) -> Int {
    var index = Self.slot(key)
    while slots[index] != 0 {
      if slots[index] == key { return Int(values[index]) }
      index = (index + 1) & 255
    }
    return -1
  }

  @inline(__always)
  private static func slot(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 56)
  }

  /// The bytes as one integer; only the first 8 count.
  @inline(__always)
  static func pack(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    TermHash.prefix(bytes)
  }
}
