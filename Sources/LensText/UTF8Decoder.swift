// Strict UTF-8, one scalar at a time.
//
// Overlong forms, surrogates, scalars above U+10FFFF and cut sequences are refused at their first
// byte, which then counts as one broken byte.

/// Decodes scalars from bytes that may hold anything.
enum UTF8Decoder {
  /// What `decode` returns for a byte that begins no scalar.
  static let invalid: UInt32 = 0xFFFF_FFFF

  /// The scalar at `index` and its length in bytes; (`invalid`, 1) where there is none.
  ///
  /// O(1).
  ///
  /// - Precondition: `index < text.count`.
  @inline(__always)
  static func decode(
    _ text: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> (scalar: UInt32, length: Int) {
    let first = UInt32(text[index])
    let left = text.count - index
    if first < 0x80 { return (first, 1) }
    if first >= 0xE0, first < 0xF0 {
      guard left >= 3 else { return (invalid, 1) }
      let second = UInt32(text[index + 1])
      let third = UInt32(text[index + 2])
      let scalar = (first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
      guard second & 0xC0 == 0x80, third & 0xC0 == 0x80, scalar >= 0x800, scalar & 0xF800 != 0xD800
      else { return (invalid, 1) }
      return (scalar, 3)
    }
    if first >= 0xC2, first < 0xE0 {
      guard left >= 2, text[index + 1] & 0xC0 == 0x80 else { return (invalid, 1) }
      return ((first & 0x1F) << 6 | UInt32(text[index + 1]) & 0x3F, 2)
    }
    if first >= 0xF0, first < 0xF5 {
      guard left >= 4 else { return (invalid, 1) }
      let second = UInt32(text[index + 1])
      let third = UInt32(text[index + 2])
      let fourth = UInt32(text[index + 3])
      let high = (first & 0x07) << 18 | (second & 0x3F) << 12
      let scalar = high | (third & 0x3F) << 6 | fourth & 0x3F
      guard second & 0xC0 == 0x80, third & 0xC0 == 0x80, fourth & 0xC0 == 0x80,
        scalar >= 0x1_0000, scalar <= 0x10_FFFF
      else { return (invalid, 1) }
      return (scalar, 4)
    }
    return (invalid, 1)
  }

  /// Writes a scalar as UTF-8 and returns its length, 1...4.
  ///
  /// `room` holds at least 4 bytes.
  @inline(__always)
  static func encode(_ scalar: UInt32, to room: UnsafeMutablePointer<UInt8>) -> Int {
    func tail(_ shift: UInt32) -> UInt8 {
      UInt8(truncatingIfNeeded: 0x80 | (scalar >> shift & 0x3F))
    }
    if scalar < 0x80 {
      room[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    }
    if scalar < 0x800 {
      room[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      room[1] = tail(0)
      return 2
    }
    if scalar < 0x1_0000 {
      room[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      room[1] = tail(6)
      room[2] = tail(0)
      return 3
    }
    room[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
    room[1] = tail(12)
    room[2] = tail(6)
    room[3] = tail(0)
    return 4
  }
}
