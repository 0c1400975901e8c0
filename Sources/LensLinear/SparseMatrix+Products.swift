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
  /// Rows of A·X that wait to be multiplied with Aᵀ.
  private static let rowsHeld = 1 << 17

  /// A·X, rows × X.columns.
  ///
  /// O(cells × X.columns); X must have as many rows as A has columns.
  public func multiply(_ x: DenseMatrix, threads: Int? = nil) -> DenseMatrix {
    multiply(x, rows: 0..<rows, threads: threads)
  }

  /// Some rows of A·X.
  private func multiply(_ x: DenseMatrix, rows: Range<Int>, threads: Int?) -> DenseMatrix {
    precondition(x.rows == columns)
    var result = DenseMatrix(rows: rows.count, columns: x.columns)
    x.reading { x in
      result.withRows { y in
        for panel in panels(of: x.columns, width: Self.panelWidth) {
          let source = Panel(copying: x, columns: panel)
          defer { source.deallocate() }
          multiply(source, from: rows.lowerBound, into: y, threads: threads)
        }
      }
    }
    return result
  }

  /// Row `first` of A and those after it into the rows of Y.
  private func multiply(_ x: Panel, from first: Int, into y: Rows, threads: Int?) {
    let gather = lens_sparse_kernels_current().pointee.gather_rows
    let width = x.columns.count
    withCells { cells in
      Parallel.forEach(y.blockCount(of: Self.rowsPerBlock), threads: threads) { block in
        for row in y.block(block, of: Self.rowsPerBlock) {
          gather(cells[first + row], x.start, width, width, y.row(row) + x.columns.lowerBound)
        }
      }
    }
  }

  /// Aᵀ·Y, columns × Y.columns.
  ///
  /// O(cells × Y.columns), and as much memory as the result beside it; Y must have as many rows as A.
  public func multiplyTransposed(_ y: DenseMatrix, threads: Int? = nil) -> DenseMatrix {
    precondition(y.rows == rows)
    let sums = panels(ofColumns: y.columns, threads: threads)
    y.reading { add($0, from: 0, to: sums, threads: threads) }
    return joined(sums, columns: y.columns)
  }

  /// Aᵀ(A·X), columns × X.columns: the step of an iteration for the right singular vectors.
  ///
  /// O(2 × cells × X.columns). A·X is held for some rows at a time: 2¹⁷ × X.columns of memory.
  public func gramMultiply(_ x: DenseMatrix, threads: Int? = nil) -> DenseMatrix {
    let sums = panels(ofColumns: x.columns, threads: threads)
    for start in stride(from: 0, to: rows, by: Self.rowsHeld) {
      let range = start..<min(start + Self.rowsHeld, rows)
      let image = multiply(x, rows: range, threads: threads)
      image.reading { add($0, from: start, to: sums, threads: threads) }
    }
    return joined(sums, columns: x.columns)
  }

  /// Adds the transpose of row `first` of A and those after it, times the rows of Y, to the panels.
  private func add(_ y: Rows, from first: Int, to sums: [Panel], threads: Int?) {
    let scatter = lens_sparse_kernels_current().pointee.scatter_row
    withCells { cells in
      // Columns do not meet, so the bytes are the same however they are shared out.
      Parallel.forEach(sums.count, threads: threads) { index in
        let panel = sums[index]
        for row in 0..<y.rows {
          scatter(
            cells[first + row], y.row(row) + panel.columns.lowerBound, panel.columns.count,
            panel.start, panel.columns.count)
        }
      }
    }
  }

  /// Zeros for the columns of a transposed product, shared out evenly among the threads.
  private func panels(ofColumns count: Int, threads: Int?) -> [Panel] {
    let workers = max(1, threads ?? Parallel.defaultThreads)
    let share = ((count + workers - 1) / workers + 15) / 16 * 16
    return panels(of: count, width: min(Self.panelWidth, max(share, 16)))
      .map { Panel(rows: columns, columns: $0) }
  }

  /// The panels side by side; they are gone afterwards.
  private func joined(_ panels: [Panel], columns count: Int) -> DenseMatrix {
    var result = DenseMatrix(rows: columns, columns: count)
    result.withRows { result in
      for panel in panels {
        panel.copy(to: result)
        panel.deallocate()
      }
    }
    return result
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
