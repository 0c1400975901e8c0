// Writing vectors into a segment file, in blocks, so that the memory beside the input is
// one block. Rows are quantised one by one: a row's bytes do not depend on its neighbours, so
// results do not depend on how rows are spread over segments.
import LensStore

extension FlatIndex {
  /// Quantises and writes vectors.
  ///
  /// - Parameters:
  ///   - vectors: rowCount × dimension, one row after another; unit, or zero for an empty document.
  ///   - rowCount: the number of vectors, below 2^32.
  ///   - dimension: values of each, 65,536 at most; 0 is allowed, every score is then 0.
  ///   - writer: the file; five sections are added.
  /// - Throws: `VectorsError.shapeMismatch`, `.dimensionTooLarge`, `.valueOutOfRange`; `.store`.
  /// - Complexity: O(rowCount × dimension), twice: once for each plane.
  public static func write(
    vectors: UnsafeBufferPointer<Float>, rowCount: Int, dimension: Int,
    to writer: SectionedFileWriter
  ) throws(VectorsError) {
    guard dimension <= largestDimension else {
      throw .dimensionTooLarge(found: dimension, limit: largestDimension)
    }
    let (wanted, overflow) = rowCount.multipliedReportingOverflow(by: dimension)
    guard rowCount >= 0, rowCount <= Int(UInt32.max), dimension >= 0, !overflow,
      wanted == vectors.count
    else {
      throw .shapeMismatch(rows: rowCount, dimension: dimension, found: vectors.count)
    }
    var sections = VectorSectionWriter(rowCount: rowCount, dimension: dimension, writer: writer)
    try sections.write { (row, high, low) throws(VectorsError) in
      let values = UnsafeBufferPointer(
        rebasing: vectors[row * dimension..<(row + 1) * dimension])
      guard let measures = QuantisedVector.quantise(values, high: high, low: low) else {
        let place = QuantisedVector.firstOutOfRange(values) ?? 0
        throw .valueOutOfRange(
          place: "vectors, row \(row), value \(place + 1)", found: "\(values[place])")
      }
      return measures
    }
  }

  /// Quantises and writes vectors held in an array; see the overload over a buffer.
  public static func write(
    vectors: [Float], rowCount: Int, dimension: Int, to writer: SectionedFileWriter
  ) throws(VectorsError) {
    try vectors.withUnsafeBufferPointer { (buffer) throws(VectorsError) in
      try write(vectors: buffer, rowCount: rowCount, dimension: dimension, to: writer)
    }
  }

  /// Writes rows of existing indexes, in the order given, as they are stored: for merging segments.
  ///
  /// Nothing is quantised again, so every score stays what it was.
  ///
  /// - Parameters:
  ///   - rows: index and row of each new row; all indexes have the dimension given.
  ///   - dimension: of the new file, needed where there are no rows.
  /// - Throws: `VectorsError.dimensionMismatch`, `.rowOutOfRange`; `.store`.
  public static func write(
    copying rows: [(index: FlatIndex, row: Int)], dimension: Int, to writer: SectionedFileWriter
  ) throws(VectorsError) {
    guard dimension <= largestDimension else {
      throw .dimensionTooLarge(found: dimension, limit: largestDimension)
    }
    guard dimension >= 0, rows.count <= Int(UInt32.max) else {
      throw .shapeMismatch(rows: rows.count, dimension: dimension, found: 0)
    }
    var sections = VectorSectionWriter(rowCount: rows.count, dimension: dimension, writer: writer)
    try sections.write { (row, high, low) throws(VectorsError) in
      let (index, source) = rows[row]
      guard index.dimension == dimension else {
        throw .dimensionMismatch(expected: dimension, found: index.dimension)
      }
      let scale = try index.scale(of: source)
      let planes = try index.planes(of: source)
      _ = high.update(fromContentsOf: planes.high)
      _ = low.update(fromContentsOf: planes.low)
      return QuantisedVector.measures(scale: scale, high: planes.high, low: planes.low)
    }
  }
}

/// Writes the five sections from a source of quantised rows, asked for each row twice: a file
/// takes one section after another, and holding a whole plane back would double the memory.
private struct VectorSectionWriter {
  typealias Source = (
    _ row: Int, _ high: UnsafeMutableBufferPointer<Int8>, _ low: UnsafeMutableBufferPointer<Int8>
  ) throws(VectorsError) -> QuantisedVector.Measures

  /// Bytes of a plane quantised before they are handed to the file.
  private static let blockBytes = 1 << 18

  let rowCount: Int
  let dimension: Int
  let writer: SectionedFileWriter
  private var parameters = VectorParameters()
  private var scales: [Float] = []
  private var residualNorms: [Float] = []

  init(rowCount: Int, dimension: Int, writer: SectionedFileWriter) {
    self.rowCount = rowCount
    self.dimension = dimension
    self.writer = writer
  }

  mutating func write(_ source: Source) throws(VectorsError) {
    parameters.rowCount = rowCount
    parameters.dimension = dimension
    scales.reserveCapacity(rowCount)
    residualNorms.reserveCapacity(rowCount)
    try plane(VectorSections.high, source)
    try plane(VectorSections.low, source)
    do {
      try writer.add(VectorSections.scales, scales)
      try writer.add(VectorSections.residualNorms, residualNorms)
      try writer.add(VectorSections.parameters, parameters.words)
    } catch { throw .store(error) }
  }

  /// Writes one plane; the pass over the high one also gathers what the rows measure.
  private mutating func plane(_ id: SectionID, _ source: Source) throws(VectorsError) {
    let isHigh = id == VectorSections.high
    let stride = parameters.stride
    let rowsPerBlock = Self.blockBytes / max(stride, 64)
    // The padding behind each row is set here, once, and never written again.
    let high = UnsafeMutableBufferPointer<Int8>.allocate(capacity: rowsPerBlock * stride)
    let low = UnsafeMutableBufferPointer<Int8>.allocate(capacity: rowsPerBlock * stride)
    defer {
      high.deallocate()
      low.deallocate()
    }
    high.initialize(repeating: 0)
    low.initialize(repeating: 0)
    do { try writer.begin(id) } catch { throw .store(error) }
    var first = 0
    while first < rowCount {
      let rows = min(rowsPerBlock, rowCount - first)
      for row in 0..<rows {
        let range = row * stride..<(row + 1) * stride
        let measures = try source(
          first + row, UnsafeMutableBufferPointer(rebasing: high[range]),
          UnsafeMutableBufferPointer(rebasing: low[range]))
        if isHigh { gather(measures) }
      }
      let block = UnsafeRawBufferPointer(isHigh ? high : low)
      let bytes = UnsafeRawBufferPointer(rebasing: block[..<(rows * stride)])
      do { try writer.append(bytes) } catch { throw .store(error) }
      first += rows
    }
    do { try writer.end() } catch { throw .store(error) }
  }

  private mutating func gather(_ measures: QuantisedVector.Measures) {
    scales.append(measures.scale)
    residualNorms.append(measures.residualNorm)
    parameters.largestCoarseNorm = max(parameters.largestCoarseNorm, measures.coarseNorm)
    parameters.largestResidualNorm = max(parameters.largestResidualNorm, measures.residualNorm)
  }
}
