// A vector as the index stores it and ranks by it: 16-bit fixed point.
//
// A value x becomes the whole number c = round(x / scale) with scale = max|x| / 32,639, and c
// is split as c = 256·high + low into two signed bytes. The high bytes alone are the
// vector at 8 bits, for scanning; both together are the vector. Because the numbers are
// whole, every score is exact in integers and the same on every machine.
import CKernels

/// A vector of 16-bit fixed-point numbers in two byte planes: a stored document or a query.
///
/// The distance to the original is at most `scale / 2` in each coordinate, about 1e-5 of cosine
/// for a unit vector of 256 dimensions. Quantising an already quantised vector gives the same
/// codes.
public struct QuantisedVector: Sendable, Equatable {
  /// The number of values.
  public let dimension: Int
  /// What one unit of a code is worth; 0 for the zero vector.
  public var scale: Float { measures.scale }
  /// The high bytes, `FlatIndex.stride(of: dimension)` of them, zero behind the last value.
  let high: [Int8]
  /// The low bytes, laid out alike.
  let low: [Int8]
  let measures: Measures

  /// The largest magnitude a value may have.
  ///
  /// Scores of such vectors are far inside the range of
  /// `Float`, and so are the bounds computed on the way.
  static let largestMagnitude: Float = 1_000_000
  /// Vectors whose largest value lies below this count as zero: their scale would be subnormal.
  static let smallestMagnitude: Float = 1e-30
  /// The largest code: 127·256 + 127, so that both bytes stay in range after rounding.
  static let largestCode: Float = 32_639

  /// Quantises a vector.
  ///
  /// - Parameter values: finite numbers of at most 1,000,000 in magnitude.
  /// - Throws: `VectorsError.valueOutOfRange` or `.dimensionTooLarge`.
  /// - Complexity: O(dimension).
  public init(_ values: [Float]) throws(VectorsError) {
    guard values.count <= FlatIndex.largestDimension else {
      throw .dimensionTooLarge(found: values.count, limit: FlatIndex.largestDimension)
    }
    let stride = FlatIndex.stride(of: values.count)
    var high = [Int8](repeating: 0, count: stride)
    var low = high
    let measures = values.withUnsafeBufferPointer { values in
      high.withUnsafeMutableBufferPointer { high in
        low.withUnsafeMutableBufferPointer { low in Self.quantise(values, high: high, low: low) }
      }
    }
    guard let measures else {
      let position = Self.firstOutOfRange(values) ?? 0
      throw .valueOutOfRange(place: "vector, value \(position + 1)", found: "\(values[position])")
    }
    self.dimension = values.count
    self.high = high
    self.low = low
    self.measures = measures
  }

  /// The codes: value i is `codes[i] * scale`.
  public var codes: [Int16] {
    (0..<dimension).map { Int16(high[$0]) * 256 + Int16(low[$0]) }
  }

  /// The values that the codes stand for.
  public var values: [Float] { codes.map { Float($0) * scale } }

  /// The Euclidean norm, rounded up.
  var norm: Float {
    let kernels = lens_kernels_current().pointee
    let squares = PlaneProducts(
      highHigh: kernels.dot_i8(high, high, high.count),
      mixed: 2 * Int64(kernels.dot_i8(high, low, high.count)),
      lowLow: kernels.dot_i8(low, low, low.count))
    return Self.roundedUp(Double(scale) * Double(squares.total).squareRoot())
  }
}

extension QuantisedVector {
  /// What the bounds of a search need to know of a vector besides its codes.
  ///
  /// The norms are rounded up.
  struct Measures: Sendable, Equatable {
    /// Worth of one unit of a code.
    var scale: Float = 0
    /// Norm of the high part: scale · 256 · ‖high‖.
    var coarseNorm: Float = 0
    /// Norm of what the high part leaves: scale · ‖low‖.
    var residualNorm: Float = 0

    init() {}

    init(scale: Float, highSquares: Int32, lowSquares: Int32) {
      self.scale = scale
      coarseNorm = roundedUp(256 * Double(scale) * Double(highSquares).squareRoot())
      residualNorm = roundedUp(Double(scale) * Double(lowSquares).squareRoot())
    }
  }

  /// Quantises into two byte planes, each at least as long as `values`; nil if a value is out of
  /// range.
  ///
  /// With `isCoarse` a code is a multiple of 256, so that the low plane is all zero.
  ///
  /// Plain single-precision arithmetic in loops the compiler vectorises at the baseline ISA; no
  /// fused operations, so the bytes do not depend on the machine.
  static func quantise(
    _ values: UnsafeBufferPointer<Float>, high: UnsafeMutableBufferPointer<Int8>,
    low: UnsafeMutableBufferPointer<Int8>, isCoarse: Bool = false
  ) -> Measures? {
    precondition(high.count >= values.count && low.count >= values.count)
    // Without the sign bit, bit patterns order as the magnitudes do, with infinity and NaN on top.
    var largestBits: UInt32 = 0
    for value in values { largestBits = max(largestBits, value.bitPattern & 0x7fff_ffff) }
    guard largestBits <= largestMagnitude.bitPattern else { return nil }
    let largest = Float(bitPattern: largestBits)
    guard largest >= smallestMagnitude else {
      for i in 0..<values.count {
        high[i] = 0
        low[i] = 0
      }
      return Measures()
    }
    let step: Int32 = isCoarse ? 256 : 1
    let top = isCoarse ? 127 : largestCode
    let scale = largest / (top * Float(step))
    let inverse = top / largest
    for i in 0..<values.count {
      let units = nearest(values[i] * inverse)
      let code = units &* step
      let upper = (code &+ 128) >> 8
      high[i] = Int8(truncatingIfNeeded: upper)
      low[i] = Int8(truncatingIfNeeded: code &- (upper << 8))
    }
    return self.measures(
      scale: scale, high: UnsafeBufferPointer(rebasing: high[..<values.count]),
      low: UnsafeBufferPointer(rebasing: low[..<values.count]))
  }

  /// The nearest whole number to a value below 2^22 in magnitude, the even one of two.
  @inline(__always)
  static func nearest(_ value: Float) -> Int32 {
    // Adding 1.5 · 2^23 leaves it in the low bits of the mantissa.
    let shifter: Float = 12_582_912
    return Int32(bitPattern: (value + shifter).bitPattern) &- Int32(bitPattern: shifter.bitPattern)
  }

  /// What a row that is already quantised measures.
  static func measures(
    scale: Float, high: UnsafeBufferPointer<Int8>, low: UnsafeBufferPointer<Int8>?
  ) -> Measures {
    let kernels = lens_kernels_current().pointee
    return Measures(
      scale: scale,
      highSquares: kernels.dot_i8(high.baseAddress, high.baseAddress, high.count),
      lowSquares: low.map { kernels.dot_i8($0.baseAddress, $0.baseAddress, $0.count) } ?? 0)
  }

  /// The place of the first value that cannot be quantised.
  static func firstOutOfRange(_ values: some Collection<Float>) -> Int? {
    for (place, value) in values.enumerated() where !(value.magnitude <= largestMagnitude) {
      return place
    }
    return nil
  }

  /// A single above a positive double, by a margin that covers the double's own rounding; 0 for 0.
  static func roundedUp(_ value: Double) -> Float {
    value > 0 ? Float(value).nextUp.nextUp : 0
  }
}

/// The product of two vectors of codes, exact: 65536·hh + 256·(hl + lh) + ll.
struct PlaneProducts {
  var highHigh: Int32
  var mixed: Int64
  var lowLow: Int32

  /// At most 65,536 · 2^30 = 2^46 in magnitude: exact as a `Double` too.
  var total: Int64 { 65_536 * Int64(highHigh) + 256 * mixed + Int64(lowLow) }

  /// The score: the product of the codes times both scales, rounded once to single precision.
  func score(_ scale: Float, _ otherScale: Float) -> Float {
    Float(Double(total) * (Double(scale) * Double(otherScale)))
  }
}
