// A fixed rotation of the space, in O(d log d), applied to every vector before it is coded.
//
// Latent semantic dimensions are ordered by energy. Codes want the opposite: every coordinate
// alike, so that one step size serves a whole row and one bit says as much of each. Rounds of
// random sign flips and Walsh-Hadamard transforms do it (Ailon and Chazelle 2009); a dimension that
// is no power of two is covered by two overlapping windows in turn. Additions, subtractions and one
// factor, in a fixed order and never fused, so that the bytes are the same on every machine.
import Synchronization

/// An orthogonal transform of `dimension` values.
struct Rotation: Sendable {
  private static let rounds = 4
  /// Below this many dimensions no sign codes are kept, and vectors stay as they are.
  static let smallestDimension = 64

  let dimension: Int
  /// The largest power of two not above the dimension.
  private let window: Int
  private let factor: Float
  /// The sign bit of each value in each round, rounds × dimension.
  private let flips: [UInt32]

  init(dimension: Int) {
    self.dimension = dimension
    guard dimension >= Self.smallestDimension else {
      window = 0
      factor = 1
      flips = []
      return
    }
    window = 1 << (Int.bitWidth - 1 - dimension.leadingZeroBitCount)
    factor = 1 / Float(window).squareRoot()
    var generator = SplitMix(state: UInt64(dimension))
    var bits: UInt64 = 0
    flips = (0..<Self.rounds * dimension).map { place in
      if place % 64 == 0 { bits = generator.next() }
      defer { bits >>= 1 }
      return UInt32(truncatingIfNeeded: bits & 1) << 31
    }
  }

  /// The rotation of a dimension, made once and kept until another is asked for.
  static func shared(dimension: Int) -> Rotation {
    last.withLock { last in
      if let last, last.dimension == dimension { return last }
      let new = Rotation(dimension: dimension)
      last = new
      return new
    }
  }

  private static let last = Mutex<Rotation?>(nil)

  /// Rotates the first `dimension` values in place.
  func apply(_ values: UnsafeMutablePointer<Float>) {
    guard window > 0 else { return }
    for round in 0..<Self.rounds {
      flip(values, round)
      transform(values + start(round))
    }
  }

  /// Undoes `apply`, up to rounding.
  func undo(_ values: UnsafeMutablePointer<Float>) {
    guard window > 0 else { return }
    for round in (0..<Self.rounds).reversed() {
      transform(values + start(round))
      flip(values, round)
    }
  }

  /// Where a round's window starts: at the front and at the back in turn.
  private func start(_ round: Int) -> Int { round % 2 == 0 ? 0 : dimension - window }

  private func flip(_ values: UnsafeMutablePointer<Float>, _ round: Int) {
    flips.withUnsafeBufferPointer { flips in
      for i in 0..<dimension {
        values[i] = Float(bitPattern: values[i].bitPattern ^ flips[round * dimension + i])
      }
    }
  }

  /// The Walsh-Hadamard transform of a window, which is its own inverse.
  private func transform(_ values: UnsafeMutablePointer<Float>) {
    var half = window / 2
    while half >= 8 {
      for start in stride(from: 0, to: window, by: 2 * half) {
        let low = UnsafeMutableRawPointer(values + start)
        let high = UnsafeMutableRawPointer(values + start + half)
        for i in stride(from: 0, to: 4 * half, by: 32) {
          let a = low.loadUnaligned(fromByteOffset: i, as: SIMD8<Float>.self)
          let b = high.loadUnaligned(fromByteOffset: i, as: SIMD8<Float>.self)
          low.storeBytes(of: a + b, toByteOffset: i, as: SIMD8<Float>.self)
          high.storeBytes(of: a - b, toByteOffset: i, as: SIMD8<Float>.self)
        }
      }
      half /= 2
    }
    for start in stride(from: 0, to: window, by: 8) { transformEight(values + start) }
  }

  /// The last three stages, within eight values, and the factor.
  private func transformEight(_ values: UnsafeMutablePointer<Float>) {
    let raw = UnsafeMutableRawPointer(values)
    let x = raw.loadUnaligned(as: SIMD8<Float>.self)
    let far = SIMD8(lowHalf: x.lowHalf + x.highHalf, highHalf: x.lowHalf - x.highHalf)
    let evens = far.evenHalf, odds = far.oddHalf
    let sums = evens + odds, differences = evens - odds
    let s = SIMD4(lowHalf: sums.evenHalf + sums.oddHalf, highHalf: sums.evenHalf - sums.oddHalf)
    let d = SIMD4(
      lowHalf: differences.evenHalf + differences.oddHalf,
      highHalf: differences.evenHalf - differences.oddHalf)
    let y = SIMD8<Float>(s[0], d[0], s[2], d[2], s[1], d[1], s[3], d[3])
    raw.storeBytes(of: y * factor, as: SIMD8<Float>.self)
  }
}

/// The generator of the flips: SplitMix64 (Steele, Lea and Flood 2014).
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
