// Products of a sparse matrix with tall dense blocks, the bulk of the time of a fit.
//
// A·X runs over blocks of rows. Aᵀ·Y and Aᵀ(A·X) go over the same rows and add into
// the result's rows, so no transpose is kept; to do that on several threads the rows
// are cut into a few fixed parts with a result of their own each, added in order. The
// reading of A is sequential, and where the columns are ordered by how often they
// occur, as LensSemantic orders them, most additions fall on rows that lie in cache.

import CKernels

extension SparseMatrix {
  /// A·X, rows × X.columns.
  ///
  /// O(cells × X.columns); X must have as many rows as A has columns.
  public func multiply(_ x: DenseMatrix, threads: Int? = nil) -> DenseMatrix {
    precondition(x.rows == columns)
    var result = DenseMatrix(rows: rows, columns: x.columns)
    var x = x
    x.withRows { x in
      result.withRows { y in
        withCells { cells in
          let axpy = lens_kernels_current().pointee.axpy_f32
          Parallel.forEach(y.blockCount(of: 256), threads: threads) { block in
            for row in y.block(block, of: 256) {
              cells.addRow(row, times: x, to: y.row(row), axpy)
            }
          }
        }
      }
    }
    return result
  }

  /// Aᵀ·Y, columns × Y.columns.
  ///
  /// O(cells × Y.columns) and up to eight times 64 columns of memory; Y must have as many rows as A.
  public func multiplyTransposed(_ y: DenseMatrix, threads: Int? = nil) -> DenseMatrix {
    precondition(y.rows == rows)
    let panel = 64
    guard y.columns > panel else { return multiplyTransposed(panel: y, threads: threads) }
    // The parts have a result each: of a wide product they are made panel by panel.
    var result = DenseMatrix(rows: columns, columns: y.columns)
    for start in stride(from: 0, to: y.columns, by: panel) {
      let range = start..<min(start + panel, y.columns)
      let part = multiplyTransposed(panel: y.extracting(columns: range), threads: threads)
      result.replace(columns: range, with: part)
    }
    return result
  }

  private func multiplyTransposed(panel y: DenseMatrix, threads: Int?) -> DenseMatrix {
    var y = y
    return y.withRows { y in
      accumulate(columns: y.columns, threads: threads) { cells, row, _, result, axpy in
        cells.addOuter(row, y.row(row), to: result, axpy)
      }
    }
  }

  /// Aᵀ(A·X), columns × X.columns, in one pass over A: the step of an iteration for the right
  /// singular vectors.
  ///
  /// O(2 × cells × X.columns).
  public func gramMultiply(_ x: DenseMatrix, threads: Int? = nil) -> DenseMatrix {
    precondition(x.rows == columns)
    var x = x
    return x.withRows { x in
      accumulate(columns: x.columns, threads: threads) { cells, row, scratch, result, axpy in
        scratch.update(repeating: 0, count: x.columns)
        cells.addRow(row, times: x, to: scratch, axpy)
        cells.addOuter(row, scratch, to: result, axpy)
      }
    }
  }

  /// Runs `step` over all rows, each fixed part of them adding into its own result; the parts are
  /// summed in order.
  private func accumulate(
    columns width: Int, threads: Int?,
    _ step:
      @Sendable (
        _ cells: Cells, _ row: Int, _ scratch: UnsafeMutablePointer<Float>, _ result: Rows, Axpy
      ) -> Void
  ) -> DenseMatrix {
    // More parts pay only while their results are small beside the cells they gather.
    let parts = max(1, min(8, count / max(4 * columns, 1)))
    let height = columns
    var result = DenseMatrix(rows: columns, columns: width)
    result.withRows { first in
      let size = height * width
      let others = UnsafeMutablePointer<Float>.allocate(capacity: max((parts - 1) * size, 1))
      defer { others.deallocate() }
      let rest = Rows(
        start: others, rows: (parts - 1) * height, columns: width, stride: width)
      let axpy = lens_kernels_current().pointee.axpy_f32
      let rows = rows
      withCells { cells in
        Parallel.forEach(parts, threads: threads) { part in
          var own = first
          if part > 0 {
            own = Rows(
              start: rest.row((part - 1) * height), rows: height, columns: width, stride: width)
            own.start.initialize(repeating: 0, count: size)
          }
          withUnsafeTemporaryAllocation(of: Float.self, capacity: max(width, 1)) { scratch in
            guard let scratch = scratch.baseAddress else { return }
            for row in rows * part / parts..<rows * (part + 1) / parts {
              step(cells, row, scratch, own, axpy)
            }
          }
        }
      }
      guard parts > 1 else { return }
      Parallel.forEach(first.blockCount(of: 1024), threads: threads) { block in
        let range = first.block(block, of: 1024)
        for part in 1..<parts {
          axpy(
            1, rest.row((part - 1) * height + range.lowerBound), first.row(range.lowerBound),
            range.count * width)
        }
      }
    }
    return result
  }

  private func withCells<Result>(_ body: (Cells) -> Result) -> Result {
    offsets.withUnsafeBufferPointer { offsets in
      indices.withUnsafeBufferPointer { indices in
        values.withUnsafeBufferPointer { values in
          body(Cells(offsets: offsets, indices: indices, values: values))
        }
      }
    }
  }
}

typealias Axpy =
  @convention(c) (
    Float, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int
  ) -> Void

/// The stored cells as the threads of one product see them.
///
/// Safe because nothing writes them, they outlive the call that lends them, and the initialiser
/// of the matrix checked every offset and index.
private struct Cells: @unchecked Sendable {
  let offsets: UnsafeBufferPointer<Int>
  let indices: UnsafeBufferPointer<UInt32>
  let values: UnsafeBufferPointer<Float>

  /// y += a row of A times X.
  @inline(__always)
  func addRow(_ row: Int, times x: Rows, to y: UnsafeMutablePointer<Float>, _ axpy: Axpy) {
    for i in offsets[row]..<offsets[row + 1] {
      axpy(values[i], x.row(Int(indices[i])), y, x.columns)
    }
  }

  /// Result += (a row of A)ᵀ times y.
  @inline(__always)
  func addOuter(_ row: Int, _ y: UnsafeMutablePointer<Float>, to result: Rows, _ axpy: Axpy) {
    for i in offsets[row]..<offsets[row + 1] {
      axpy(values[i], y, result.row(Int(indices[i])), result.columns)
    }
  }
}
