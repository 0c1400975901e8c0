// Matrices with known properties, and the naive and LAPACK references that the
// tests compare with.

import CLAPACK
import LensLinear

/// Reads a counter-based stream one number after another.
struct Stream {
  let generator: CounterGenerator
  var position: UInt64 = 0

  init(seed: UInt64) { generator = CounterGenerator(seed: seed) }

  mutating func uniform() -> Double {
    position += 1
    return Double(generator.uniform(at: position))
  }

  mutating func below(_ bound: Int) -> Int {
    position += 1
    return Int(generator.bits(at: position) % UInt64(bound))
  }
}

/// A dense matrix of doubles, row-major.
struct Dense {
  let rows: Int
  let columns: Int
  var values: [Double]

  /// All cells that are not zero.
  var sparse: SparseMatrix {
    var offsets = [0]
    var indices: [UInt32] = []
    var cells: [Float] = []
    for row in 0..<rows {
      for column in 0..<columns where values[row * columns + column] != 0 {
        indices.append(UInt32(column))
        cells.append(Float(values[row * columns + column]))
      }
      offsets.append(indices.count)
    }
    return SparseMatrix(
      rows: rows, columns: columns, offsets: offsets, indices: indices, values: cells)
  }

  /// Singular values planted on the diagonal, then turned by random reflections on both sides.
  static func planted(rows: Int, columns: Int, singularValues: [Double], seed: UInt64) -> Dense {
    var result = Dense(
      rows: rows, columns: columns, values: [Double](repeating: 0, count: rows * columns))
    for (i, value) in singularValues.enumerated() { result.values[i * columns + i] = value }
    var stream = Stream(seed: seed)
    for _ in 0..<2 {
      result.reflect(rowStride: columns, columnStride: 1, count: rows, other: columns, &stream)
      result.reflect(rowStride: 1, columnStride: columns, count: columns, other: rows, &stream)
    }
    return result
  }

  /// Applies I − 2uuᵀ for a random unit u along one side.
  private mutating func reflect(
    rowStride: Int, columnStride: Int, count: Int, other: Int, _ stream: inout Stream
  ) {
    var u = (0..<count).map { _ in stream.uniform() }
    let length = u.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for i in u.indices { u[i] /= length }
    values.withUnsafeMutableBufferPointer { values in
      for j in 0..<other {
        var sum = 0.0
        for i in 0..<count { sum += u[i] * values[i * rowStride + j * columnStride] }
        for i in 0..<count { values[i * rowStride + j * columnStride] -= 2 * sum * u[i] }
      }
    }
  }

  /// All singular values by LAPACK's dgesdd, greatest first.
  func singularValues() throws -> [Double] {
    var error: UnsafePointer<lens_lapack_error>?
    guard let lapack = lens_lapack_load(&error) else {
      throw LinearError.libraryMissing(name: "liblapack.so.3", reason: "not found")
    }
    // The transpose has the same singular values, so the row-major cells serve as they are.
    var cells = values.map { Double(Float($0)) }
    let smaller = min(rows, columns)
    var (m, n, info, one) = (Int32(columns), Int32(rows), Int32(0), Int32(1))
    var result = [Double](repeating: 0, count: smaller)
    var work = [Double](repeating: 0, count: 8 * (rows + columns) + 7 * smaller * smaller)
    var workSize = Int32(work.count)
    var integers = [Int32](repeating: 0, count: 8 * smaller)
    var unused = [0.0]
    var unusedToo = [0.0]
    lapack.pointee.dgesdd(
      "N", &m, &n, &cells, &m, &result, &unused, &one, &unusedToo, &one, &work, &workSize,
      &integers, &info, 1)
    if info != 0 { throw LinearError.lapackFailed(routine: "dgesdd", info: Int(info)) }
    return result
  }
}

/// A matrix with about `perRow` random cells a row; columns of low number are commoner, as terms are.
func randomSparse(rows: Int, columns: Int, perRow: Int, seed: UInt64) -> SparseMatrix {
  var stream = Stream(seed: seed)
  var offsets = [0]
  var indices: [UInt32] = []
  var values: [Float] = []
  for _ in 0..<rows {
    for _ in 0..<perRow {
      let a = stream.below(columns)
      indices.append(UInt32(min(a, stream.below(columns))))
      values.append(Float(stream.uniform()))
    }
    offsets.append(indices.count)
  }
  return SparseMatrix(
    rows: rows, columns: columns, offsets: offsets, indices: indices, values: values)
}

/// ‖VᵀV − I‖max in double.
func orthogonalityError(_ v: DenseMatrix) -> Double {
  var worst = 0.0
  let k = v.columns
  v.values.withUnsafeBufferPointer { values in
    for i in 0..<k {
      for j in 0...i {
        var sum = 0.0
        for row in 0..<v.rows { sum += Double(values[row * k + i]) * Double(values[row * k + j]) }
        worst = max(worst, abs(sum - (i == j ? 1 : 0)))
      }
    }
  }
  return worst
}
