// A few stored vectors held side by side, for all their cosines with each other. Rotation leaves
// products as they are, so that the codes are multiplied as they lie: whole numbers, rounded once.
import CKernels

/// Stored vectors of one dimension.
public struct VectorBlock: Sendable {
  private let stride: Int
  /// The planes, vectors × stride; `low` is empty where a value has 8 bits.
  private var high: [Int8] = []
  private var low: [Int8] = []
  private var scales: [Float] = []

  /// Copies rows of indexes of one dimension, in the order given.
  ///
  /// O(rows · dimension).
  ///
  /// - Throws: `VectorsError.rowOutOfRange`, `.dimensionMismatch`; `.store` for damage.
  public init(_ rows: [(index: VectorIndex, row: Int)]) throws(VectorsError) {
    let dimension = rows.first?.index.dimension ?? 0
    stride = FlatIndex.stride(of: dimension)
    high.reserveCapacity(rows.count * stride)
    let isFine = rows.contains { $0.index.flat.low != nil }
    for (index, row) in rows {
      guard index.dimension == dimension else {
        throw .dimensionMismatch(expected: dimension, found: index.dimension)
      }
      let planes = try index.flat.planes(of: row)
      high += planes.high
      if isFine { low += planes.low.map(Array.init) ?? [Int8](repeating: 0, count: stride) }
      scales.append(try index.flat.scale(of: row))
    }
  }

  /// The cosine of two of them.
  ///
  /// O(dimension).
  public func similarity(_ a: Int, _ b: Int) -> Double {
    var products = PlaneProducts(highHigh: dot(high, a, high, b), mixed: 0, lowLow: 0)
    if !low.isEmpty {
      products.mixed = Int64(dot(high, a, low, b)) + Int64(dot(low, a, high, b))
      products.lowLow = dot(low, a, low, b)
    }
    return Double(products.score(scales[a], scales[b]))
  }

  private func dot(_ x: [Int8], _ a: Int, _ y: [Int8], _ b: Int) -> Int32 {
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        lens_dot_i8(
          x.baseAddress.map { $0 + a * stride }, y.baseAddress.map { $0 + b * stride }, stride)
      }
    }
  }
}
