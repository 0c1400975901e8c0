// Vectors coded and not yet written: what the sections of a `FlatIndex` will hold, in
// memory, because inverted lists are made from the same codes. Rows are coded one by one, over
// fixed blocks on several threads: a row's bytes depend on nothing but the row.
import LensLinear

/// Coded rows of one dimension.
struct CodedRows: Sendable {
  /// Up to this many dimensions a value has 16 bits, above it 8: at most 256 bytes a row there
  /// at the usual sizes, with an error of a score of about 4e-4 (standard deviation, unit vectors).
  static let largestFineDimension = 128
  /// Rows coded by one block of work.
  private static let blockRows = 4096

  let dimension: Int
  let rowCount: Int
  let stride: Int
  /// The planes, rowCount × stride; `low` is empty where a value has 8 bits.
  private(set) var high: [Int8]
  private(set) var low: [Int8]
  private(set) var scales: [Float]
  private(set) var residualNorms: [Float]
  private(set) var parameters: VectorParameters

  var isCoarse: Bool { parameters.isCoarse }

  private init(rowCount: Int, dimension: Int, isFine: Bool) {
    self.dimension = dimension
    self.rowCount = rowCount
    parameters = VectorParameters()
    parameters.rowCount = rowCount
    parameters.dimension = dimension
    parameters.isCoarse = dimension > Self.largestFineDimension && !isFine
    stride = parameters.stride
    high = [Int8](repeating: 0, count: rowCount * stride)
    low = parameters.isCoarse ? [] : high
    scales = [Float](repeating: 0, count: rowCount)
    residualNorms = scales
  }

  /// Codes vectors, each turned by `rotation` first; with `isFine` at 16 bits in any dimension.
  ///
  /// - Throws: `VectorsError.shapeMismatch`, `.dimensionTooLarge`, `.valueOutOfRange`.
  init(
    _ vectors: UnsafeBufferPointer<Float>, rowCount: Int, dimension: Int, rotation: Rotation?,
    isFine: Bool = false, threads: Int? = nil
  ) throws(VectorsError) {
    guard dimension <= FlatIndex.largestDimension else {
      throw .dimensionTooLarge(found: dimension, limit: FlatIndex.largestDimension)
    }
    let (wanted, overflow) = rowCount.multipliedReportingOverflow(by: dimension)
    guard rowCount >= 0, rowCount <= Int(UInt32.max), dimension >= 0, !overflow,
      wanted == vectors.count
    else {
      throw .shapeMismatch(rows: rowCount, dimension: dimension, found: vectors.count)
    }
    self.init(rowCount: rowCount, dimension: dimension, isFine: isFine)
    var measures = [QuantisedVector.Measures?](repeating: nil, count: rowCount)
    let stride = stride, isCoarse = isCoarse
    high.withUnsafeMutableBufferPointer { high in
      low.withUnsafeMutableBufferPointer { low in
        measures.withUnsafeMutableBufferPointer { measures in
          // Every block writes its own rows alone.
          nonisolated(unsafe) let (high, low, measures) = (high, low, measures)
          nonisolated(unsafe) let vectors = vectors
          Parallel.forEach((rowCount + Self.blockRows - 1) / Self.blockRows, threads: threads) {
            block in
            var values = [Float](repeating: 0, count: dimension)
            var nothing = [Int8](repeating: 0, count: isCoarse ? dimension : 0)
            for row in block * Self.blockRows..<min((block + 1) * Self.blockRows, rowCount) {
              let range = row * stride..<(row + 1) * stride
              values.withUnsafeMutableBufferPointer { values in
                nothing.withUnsafeMutableBufferPointer { nothing in
                  let source = vectors[row * dimension..<(row + 1) * dimension]
                  _ = values.update(fromContentsOf: source)
                  let unturned = QuantisedVector.firstOutOfRange(values) == nil
                  guard unturned else { return }
                  if let start = values.baseAddress { rotation?.apply(start) }
                  measures[row] = QuantisedVector.quantise(
                    UnsafeBufferPointer(values),
                    high: UnsafeMutableBufferPointer(rebasing: high[range]),
                    low: isCoarse ? nothing : UnsafeMutableBufferPointer(rebasing: low[range]),
                    isCoarse: isCoarse)
                }
              }
            }
          }
        }
      }
    }
    for row in 0..<rowCount {
      guard let measures = measures[row] else {
        let values = vectors[row * dimension..<(row + 1) * dimension]
        let place = QuantisedVector.firstOutOfRange(values) ?? 0
        throw .valueOutOfRange(
          place: "vectors, row \(row), value \(place + 1)",
          found: "\(values[row * dimension + place])")
      }
      gather(measures, row)
    }
  }

  /// Rows of existing indexes, in the order given, as they are stored; at 16 bits if one of them is.
  init(
    copying rows: [(index: FlatIndex, row: Int)], dimension: Int, isFine: Bool = false
  ) throws(VectorsError) {
    guard dimension <= FlatIndex.largestDimension else {
      throw .dimensionTooLarge(found: dimension, limit: FlatIndex.largestDimension)
    }
    guard dimension >= 0, rows.count <= Int(UInt32.max) else {
      throw .shapeMismatch(rows: rows.count, dimension: dimension, found: 0)
    }
    let isFine = isFine || rows.contains { $0.index.low != nil }
    self.init(rowCount: rows.count, dimension: dimension, isFine: isFine)
    for (row, (index, source)) in rows.enumerated() {
      guard index.dimension == dimension else {
        throw .dimensionMismatch(expected: dimension, found: index.dimension)
      }
      let scale = try index.scale(of: source)
      let planes = try index.planes(of: source)
      let range = row * stride..<(row + 1) * stride
      high.replaceSubrange(range, with: planes.high)
      if let plane = planes.low { low.replaceSubrange(range, with: plane) }
      gather(QuantisedVector.measures(scale: scale, high: planes.high, low: planes.low), row)
    }
  }

  private mutating func gather(_ measures: QuantisedVector.Measures, _ row: Int) {
    scales[row] = measures.scale
    residualNorms[row] = measures.residualNorm
    parameters.largestCoarseNorm = max(parameters.largestCoarseNorm, measures.coarseNorm)
    parameters.largestResidualNorm = max(parameters.largestResidualNorm, measures.residualNorm)
  }
}
