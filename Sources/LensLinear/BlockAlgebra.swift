// Dense algebra on tall matrices (terms or documents × a few hundred): Gram matrices,
// projections and changes of basis. BLAS works on fixed blocks of rows on our own
// threads; sums over blocks are made in double and in order, so that the bytes of a
// result depend on neither the number of threads nor their timing.

/// Operations on tall row-major matrices by blocks of rows.
struct BlockAlgebra: Sendable {
  let lapack: LAPACK
  let threads: Int?

  /// Rows that BLAS gets at once: 256 rows of 512 floats lie in the second-level cache.
  private static let height = 256

  /// XᵀX in double, both triangles.
  ///
  /// X's columns squared. O(rows × columns²).
  func gram(_ x: Rows) -> [Double] {
    let n = x.columns
    var result = sumOfParts(rows: x.rows, size: n * n) { range, sum in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, Self.height * n)) { wide in
        guard let wide = wide.baseAddress else { return }
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.height) {
          let end = min(start + Self.height, range.upperBound)
          for row in start..<end {
            let source = x.row(row)
            let target = wide + (row - start) * n
            for c in 0..<n { target[c] = Double(source[c]) }
          }
          lapack.addGram(wide, rows: end - start, n: n, to: sum)
        }
      }
    }
    for i in 0..<n {
      for j in 0..<i { result[j * n + i] = result[i * n + j] }
    }
    return result
  }

  /// QᵀW, q.columns × w.columns: single precision within a block of rows, double across blocks.
  ///
  /// O(rows × q.columns × w.columns).
  func product(_ q: Rows, transposedTimes w: Rows) -> [Double] {
    let size = q.columns * w.columns
    return sumOfParts(rows: q.rows, size: size) { range, sum in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, size)) { block in
        guard let block = block.baseAddress else { return }
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.height) {
          let end = min(start + Self.height, range.upperBound)
          lapack.gemm(
            transposed: true, m: q.columns, n: w.columns, k: end - start, alpha: 1,
            q.row(start), q.stride, w.row(start), w.stride, beta: 0, block, w.columns)
          for i in 0..<size { sum[i] += Double(block[i]) }
        }
      }
    }
  }

  /// W −= Q·C in place, C q.columns × w.columns.
  ///
  /// O(rows × q.columns × w.columns).
  func subtract(_ q: Rows, times c: [Double], from w: Rows) {
    let c = c.map { Float($0) }
    Parallel.forEach(q.blockCount(of: Self.height), threads: threads) { block in
      let range = q.block(block, of: Self.height)
      lapack.gemm(
        transposed: false, m: range.count, n: w.columns, k: q.columns, alpha: -1,
        q.row(range.lowerBound), q.stride, c, w.columns, beta: 1, w.row(range.lowerBound),
        w.stride)
    }
  }

  /// Y = X·T, T x.columns × y.columns.
  ///
  /// Y may be X itself (same rows, any column count up to the stride). O(rows × x.columns ×
  /// y.columns).
  func multiply(_ x: Rows, by t: [Double], into y: Rows) {
    let t = t.map { Float($0) }
    Parallel.forEach(x.blockCount(of: Self.height), threads: threads) { block in
      let range = x.block(block, of: Self.height)
      let width = y.columns
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, Self.height * width)) {
        guard let scratch = $0.baseAddress else { return }
        lapack.gemm(
          transposed: false, m: range.count, n: width, k: x.columns, alpha: 1,
          x.row(range.lowerBound), x.stride, t, width, beta: 0, scratch, width)
        for row in range {
          y.row(row).update(from: scratch + (row - range.lowerBound) * width, count: width)
        }
      }
    }
  }

  /// X becomes X·T, T x.columns × `columns`; in its own memory where the width stays.
  ///
  /// O(rows × x.columns × columns).
  func rotate(_ x: inout DenseMatrix, by t: [Double], columns: Int) {
    guard x.columns != columns else { return x.withRows { multiply($0, by: t, into: $0) } }
    var result = DenseMatrix(rows: x.rows, columns: columns)
    x.reading { x in result.withRows { multiply(x, by: t, into: $0) } }
    x = result
  }

  /// Sums `size` doubles over up to 32 fixed parts of the rows, in order.
  private func sumOfParts(
    rows: Int, size: Int, _ body: @Sendable (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    let parts = max(1, min(32, rows / (4 * Self.height)))
    var sums = [Double](repeating: 0, count: parts * size)
    sums.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let shared = SharedDoubles(start: base)
      Parallel.forEach(parts, threads: threads) { part in
        body(rows * part / parts..<rows * (part + 1) / parts, shared.start + part * size)
      }
      for part in 1..<max(parts, 1) {
        for i in 0..<size { base[i] += base[part * size + i] }
      }
    }
    sums.removeLast((parts - 1) * size)
    return sums
  }
}

/// The partial sums of one operation; safe to share since every part has its own stretch.
private struct SharedDoubles: @unchecked Sendable {
  let start: UnsafeMutablePointer<Double>
}
