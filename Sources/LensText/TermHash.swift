// The hash of term bytes: eight bytes at a time, folded through a 64 by 64 bit product, the idea
// of wyhash. Terms come from papers, not from an adversary with a clock, and the table's answers
// never depend on the hash; the seed is fixed so that runs repeat.

/// Hashes short byte strings.
enum TermHash {
  /// The first eight bytes, or all where there are fewer, the first in the lowest place.
  ///
  /// O(1).
  @inline(__always)
  static func prefix(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let base = bytes.baseAddress else { return 0 }
    let raw = UnsafeRawPointer(base)
    let count = bytes.count
    // Each load stays inside: 8 of 8 or more bytes, 4 of 4 or more, single bytes below that.
    if count >= 8 { return raw.loadUnaligned(as: UInt64.self).littleEndian }
    if count >= 4 {
      let low = UInt64(raw.loadUnaligned(as: UInt32.self).littleEndian)
      let high = raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self).littleEndian
      return low | UInt64(high) << UInt64((count - 4) * 8)
    }
    if count == 0 { return 0 }
    let middle = count / 2
    return UInt64(base[0]) | UInt64(base[middle]) << UInt64(middle * 8)
      | UInt64(base[count - 1]) << UInt64((count - 1) * 8)
  }

  /// A 64-bit hash of the bytes, whose prefix is given.
  ///
  /// O(length).
  @inline(__always)
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>, prefix: UInt64) -> UInt64 {
    var state = mix(0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: bytes.count), prefix)
    guard bytes.count > 8, let base = bytes.baseAddress else { return state }
    let raw = UnsafeRawPointer(base)
    var offset = 8
    while offset + 8 < bytes.count {  // in bounds: more than eight bytes remain
      state = mix(
        state, raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian)
      offset += 8
    }
    // The last eight bytes, overlapping those before where the length is no multiple of eight.
    let last = raw.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self).littleEndian
    return mix(state, last)
  }

  @inline(__always)
  private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: b ^ 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }
}
