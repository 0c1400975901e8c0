// Products of a sparse matrix with tall dense blocks.
//
// A·X runs over blocks of rows, each of which writes rows of its own. Aᵀ·Y goes over the same rows
// and adds into the result's rows, so that no transpose is kept; its threads take columns of Y, since
// every column of the result is a sum of its own, in the order of the rows. Both go by panels of 64
// columns at most, which the kernels keep in registers and whose rows are whole cache lines: where
// the columns of A are ordered by how often they occur, as LensSemantic orders them, most reads and
// additions fall on rows of the panel that lie in the second-level cache.

import CKernels

extension SparseMatrix {
  /// Columns that are multiplied at once: sixteen registers of four floats, four of sixteen.
  private static let panelWidth = 64
  /// Rows of A that a thread takes at once.
  private static let rowsPerBlock = 512

  /// A·X, rows × X.columns.
  ///
  /// O(cells × X.columns); X must have as many rows as A has columns.
  public func multiply(_ x: DenseMatrix, threads: Int? = nil) -> DenseMatrix {
    precondition(x.rows == columns)
    var result = DenseMatrix(rows: rows, columns: x.columns)
    x.reading { x in
      result.withRows { y in
        for panel in panels(of: x.columns, width: Self.panelWidth) {
          let source = Panel(copying: x, columns: panel)
          defer { source.deallocate() }
          multiply(source, into: y, threads: threads)
        }
      }
    }
    return result
  }

  private func multiply(_ x: Panel, into y: Rows, threads: Int?) {
    let gather = lens_sparse_kernels_current().pointee.gather_rows
    let width = x.columns.count
    withCells { cells in
      Parallel.forEach(y.blockCount(of: Self.rowsPerBlock), threads: threads) { block in
        for row in y.block(block, of: Self.rowsPerBlock) {
          gather(cells[row], x.start, width, width, y.row(row) + x.columns.lowerBound)
        }
      }
    }
  }

  /// Aᵀ·Y, columns × Y.columns.
  ///
  /// O(cells × Y.columns), and 64 columns of memory a thread; Y must have as many rows as A.
  public func multiplyTransposed(_ y: DenseMatrix, threads: Int? = nil) -> DenseMatrix {
    precondition(y.rows == rows)
    var result = DenseMatrix(rows: columns, columns: y.columns)
    let workers = max(1, threads ?? Parallel.defaultThreads)
    // Columns do not meet, so the bytes are the same however they are shared out.
    let share = ((y.columns + workers - 1) / workers + 15) / 16 * 16
    let panels = panels(of: y.columns, width: min(Self.panelWidth, max(share, 16)))
    let scatter = lens_sparse_kernels_current().pointee.scatter_row
    let (rows, height) = (rows, columns)
    y.reading { y in
      result.withRows { result in
        withCells { cells in
          Parallel.forEach(panels.count, threads: threads) { index in
            let panel = panels[index]
            let sums = Panel(rows: height, columns: panel)
            defer { sums.deallocate() }
            for row in 0..<rows {
              scatter(
                cells[row], y.row(row) + panel.lowerBound, panel.count, sums.start, panel.count)
            }
            sums.copy(to: result)
          }
        }
      }
    }
    return result
  }

  /// Aᵀ(A·X), columns × X.columns: the step of an iteration for the right singular vectors.
  ///
  /// O(2 × cells × X.columns), and rows × X.columns of memory.
  public func gramMultiply(_ x: DenseMatrix, threads: Int? = nil) -> DenseMatrix {
    multiplyTransposed(multiply(x, threads: threads), threads: threads)
  }

  private func panels(of count: Int, width: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: width).map { $0..<min($0 + width, count) }
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

/// The stored cells as the threads of one product see them.
///
/// Safe because nothing writes them, they outlive the call that lends them, and the initialiser
/// of the matrix checked every offset and index.
private struct Cells: @unchecked Sendable {
  let offsets: UnsafeBufferPointer<Int>
  let indices: UnsafeBufferPointer<UInt32>
  let values: UnsafeBufferPointer<Float>

  /// The cells of one row.
  @inline(__always)
  subscript(row: Int) -> lens_sparse_row {
    let start = offsets[row]
    // A matrix without cells has no address; nothing is read then.
    return lens_sparse_row(
      values: values.baseAddress.map { $0 + start },
      indices: indices.baseAddress.map { $0 + start }, count: offsets[row + 1] - start)
  }
}

/// Some columns of a dense matrix, their rows without gaps.
///
/// Safe to share between the threads of one product: they only read it, or it is one thread's own.
private struct Panel: @unchecked Sendable {
  let start: UnsafeMutablePointer<Float>
  let rows: Int
  /// Which columns of the matrix they are.
  let columns: Range<Int>

  /// Zeros.
  init(rows: Int, columns: Range<Int>) {
    self.rows = rows
    self.columns = columns
    start = .allocate(capacity: max(rows * columns.count, 1))
    start.initialize(repeating: 0, count: rows * columns.count)
  }

  init(copying source: Rows, columns: Range<Int>) {
    rows = source.rows
    self.columns = columns
    start = .allocate(capacity: max(rows * columns.count, 1))
    for row in 0..<rows {
      (start + row * columns.count)
        .initialize(from: source.row(row) + columns.lowerBound, count: columns.count)
    }
  }

  func copy(to target: Rows) {
    for row in 0..<rows {
      (target.row(row) + columns.lowerBound)
        .update(from: start + row * columns.count, count: columns.count)
    }
  }

  func deallocate() { start.deallocate() }
}
