// Random numbers by position: the i-th number of a stream is a hash of (seed, i), so
// that threads fill a matrix in any order with the same values, on every platform.

/// A counter-based generator: SplitMix64's finaliser over seed and position (Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
public struct CounterGenerator: Sendable {
  private let key: UInt64

  /// A stream of its own for each seed.
  public init(seed: UInt64) {
    key = CounterGenerator.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
  }

  /// The 64 bits at a position.
  ///
  /// O(1).
  public func bits(at position: UInt64) -> UInt64 {
    CounterGenerator.mix(key &+ (position &+ 1) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// A number in [-1, 1) at a position, a multiple of 2⁻²³.
  ///
  /// No library function is involved, so that it is the same everywhere.
  public func uniform(at position: UInt64) -> Float {
    Float(Int32(bitPattern: UInt32(truncatingIfNeeded: bits(at: position) >> 32)) >> 8)
      * 0x1p-23
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
