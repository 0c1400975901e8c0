// The exact index: every stored vector, scanned.
//
// A vector is stored once, as fixed point in a high and, up to 128 dimensions, a low byte plane (see
// `QuantisedVector`). The high plane is what a scan reads; the low plane is read only for the rows a
// scan cannot rule out. Writing, reading, searching and bounds have a file each. It is the
// oracle beside the sign codes of `VectorIndex`, and what rescores their survivors.
import CKernels
import LensStore

/// The vectors of a file, read through its mapping; search is exact.
///
/// The ranking is that of the stored vectors: by dot product, computed in whole numbers and
/// rounded once, ties by row. It is the same on every machine and instruction set.
///
/// Memory: nothing but the mapping. Every byte is checked against its checksum at first touch.
struct FlatIndex: Sendable {
  /// The number of stored vectors.
  var rowCount: Int { parameters.rowCount }
  /// The number of values of each.
  var dimension: Int { parameters.dimension }

  /// The most dimensions for which 32-bit products stay exact.
  static let largestDimension = 65_536
  /// Bytes from one row of a plane to the next: whole cache lines.
  static func stride(of dimension: Int) -> Int { (dimension + 63) & ~63 }

  let parameters: VectorParameters
  let high: Section
  /// Absent where values have 8 bits; all zero then, as are the residual norms.
  let low: Section?
  let scales: MappedArray<Float>
  let residualNorms: MappedArray<Float>?

  /// Opens the vectors of a file.
  ///
  /// O(1); vectors are read and verified when touched.
  ///
  /// - Throws: `VectorsError.store` where a section is missing, damaged, or too short for the
  ///   rows it should hold; `.newerFormat`.
  init(reading file: SectionedFile) throws(VectorsError) {
    func section(_ id: SectionID) throws(VectorsError) -> Section {
      do { return try file.section(id) } catch { throw .store(error) }
    }
    func singles(_ id: SectionID) throws(VectorsError) -> MappedArray<Float> {
      let section = try section(id)
      do { return try section.array(of: Float.self) } catch { throw .store(error) }
    }
    parameters = try VectorParameters(reading: section(VectorSections.parameters))
    high = try section(VectorSections.high)
    let isCoarse = parameters.isCoarse
    low = isCoarse ? nil : try section(VectorSections.low)
    scales = try singles(VectorSections.scales)
    residualNorms = isCoarse ? nil : try singles(VectorSections.residualNorms)
    let rows = parameters.rowCount
    // Below 2^32 · 2^16: no overflow.
    let planeBytes = rows * parameters.stride
    let sizes: [(Section?, Int)] = [
      (high, planeBytes), (low, planeBytes), (scales.section, rows * 4),
      (residualNorms?.section, rows * 4),
    ]
    for case (let section?, let expected) in sizes where section.byteCount != expected {
      throw .store(
        section.damaged(
          expected: "\(expected) bytes for \(rows) rows of \(parameters.dimension)",
          found: "\(section.byteCount) bytes"))
    }
  }

  /// The stored vector of a row.
  ///
  /// O(dimension).
  ///
  /// - Throws: `VectorsError.rowOutOfRange`; `.store` for damage.
  func vector(_ row: Int) throws(VectorsError) -> [Float] {
    let scale = try scale(of: row)
    let (high, low) = try planes(of: row)
    return (0..<dimension).map { Float(Int32(high[$0]) * 256 + Int32(low?[$0] ?? 0)) * scale }
  }

  /// The exact score of a row for a query, which is what `search` ranks by.
  ///
  /// O(dimension).
  ///
  /// - Throws: `VectorsError.dimensionMismatch`, `.rowOutOfRange`; `.store` for damage.
  func score(_ row: Int, _ query: QuantisedVector) throws(VectorsError) -> Float {
    try check(query)
    return try score(row, query, lens_kernels_current().pointee)
  }

  /// The exact score of a row for a query given in floats; quantises it first.
  func score(_ row: Int, _ query: [Float]) throws(VectorsError) -> Float {
    try score(row, QuantisedVector(query))
  }
}

extension FlatIndex {
  func check(_ query: QuantisedVector) throws(VectorsError) {
    guard query.dimension == dimension else {
      throw .dimensionMismatch(expected: dimension, found: query.dimension)
    }
  }

  func check(_ row: Int) throws(VectorsError) {
    guard row >= 0, row < rowCount else {
      throw .rowOutOfRange(row: row, count: rowCount)
    }
  }

  func scale(of row: Int) throws(VectorsError) -> Float {
    try check(row)
    let scale: Float
    do { scale = try scales.at(row) } catch { throw .store(error) }
    // The checksums vouch for the bytes; this one for the writer of them.
    guard scale >= 0, scale.isFinite else {
      throw .store(
        scales.section.damaged(expected: "a finite scale for row \(row)", found: "\(scale)"))
    }
    return scale
  }

  /// Asks for the memory of a row's scale.
  func prefetchScale(of row: Int) throws(VectorsError) {
    do {
      let place = try scales.slice(row..<row + 1)
      if let address = place.baseAddress { lens_prefetch(address, 4) }
    } catch { throw .store(error) }
  }

  /// The planes of a row, `stride` bytes each, readable as long as the index lives.
  func planes(of row: Int) throws(VectorsError) -> (
    high: UnsafeBufferPointer<Int8>, low: UnsafeBufferPointer<Int8>?
  ) {
    try check(row)
    let range = row * parameters.stride..<(row + 1) * parameters.stride
    guard let low else { return (try Self.bytes(of: high, range), nil) }
    return (try Self.bytes(of: high, range), try Self.bytes(of: low, range))
  }

  /// The address of a row's high plane, verified.
  func highPlane(of row: Int) throws(VectorsError) -> UnsafePointer<Int8> {
    try check(row)
    let range = row * parameters.stride..<(row + 1) * parameters.stride
    guard let start = try Self.bytes(of: high, range).baseAddress else {
      throw .rowOutOfRange(row: row, count: rowCount)
    }
    return start
  }

  /// Verified signed bytes of a plane.
  static func bytes(
    of section: Section, _ range: Range<Int>
  ) throws(VectorsError) -> UnsafeBufferPointer<Int8> {
    do { return try section.bytes(range).assumingMemoryBound(to: Int8.self) } catch {
      throw .store(error)
    }
  }

  /// The exact score, with the kernels of a given instruction set.
  func score(
    _ row: Int, _ query: QuantisedVector, _ kernels: lens_kernels
  ) throws(VectorsError) -> Float {
    let scale = try scale(of: row)
    let (high, low) = try planes(of: row)
    let rowHigh = high.baseAddress, rowLow = low?.baseAddress, count = high.count
    var products = PlaneProducts(
      highHigh: kernels.dot_i8(query.high, rowHigh, count),
      mixed: Int64(kernels.dot_i8(query.low, rowHigh, count)), lowLow: 0)
    if low != nil {
      products.mixed += Int64(kernels.dot_i8(query.high, rowLow, count))
      products.lowLow = kernels.dot_i8(query.low, rowLow, count)
    }
    return products.score(query.scale, scale)
  }
}
