// A 64-bit hash of bytes that is the same in every run and on every machine: slugs of Chinese
// titles are named by it. FNV-1a (Fowler, Noll, Vo) with the finaliser of MurmurHash3 for the
// avalanche that FNV lacks in its low bits.

/// A hash of bytes that stays what it is.
public struct StableHash {
  private var state: UInt64

  /// `domain` keeps hashes of different kinds of keys apart.
  public init(domain: UInt8 = 0) {
    state = 0xCBF2_9CE4_8422_2325
    add(domain)
  }

  /// Takes a byte in.
  @inline(__always)
  public mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  /// The hash of what was added.
  public var value: UInt64 {
    var h = state
    h ^= h >> 33
    h = h &* 0xFF51_AFD7_ED55_8CCD
    h ^= h >> 33
    h = h &* 0xC4CE_B9FE_1A85_EC53
    return h ^ (h >> 33)
  }

  /// The hash of a text.
  ///
  /// O(bytes).
  public static func of(_ text: String, domain: UInt8 = 0) -> UInt64 {
    var hash = StableHash(domain: domain)
    for byte in text.utf8 { hash.add(byte) }
    return hash.value
  }
}
