// BLAS and LAPACK as LensLinear calls them: row-major, typed errors, opened on first
// use by CLAPACK. Everything passed in here has been scanned for non-finite values.

import CLAPACK

/// The routines of the system's BLAS and LAPACK.
public struct LAPACK: @unchecked Sendable {
  // Safe to share: the table is written once, before any pointer to it is handed out.
  let table: UnsafePointer<lens_lapack>

  /// Opens the libraries, once per process (4 to 13 ms the first time).
  public init() throws(LinearError) {
    var error: UnsafePointer<lens_lapack_error>?
    guard let table = lens_lapack_load(&error) else {
      let library = error.map { String(cString: $0.pointee.library) } ?? "liblapack.so.3"
      let reason = error.map { String(cString: $0.pointee.reason) } ?? "unknown reason"
      throw .libraryMissing(name: library, reason: reason)
    }
    self.table = table
  }

  /// What is in use, for people: the BLAS's own description, else its path.
  public var description: String {
    let own = String(cString: table.pointee.description)
    return own.isEmpty ? String(cString: table.pointee.blasPath) : own
  }

  /// The paths of the BLAS and LAPACK that were opened.
  public var paths: (blas: String, lapack: String) {
    (String(cString: table.pointee.blasPath), String(cString: table.pointee.lapackPath))
  }

  /// C = alpha·op(A)·B + beta·C, row-major: op(A) is m × k (A itself k × m if `transposed`),
  /// B k × n, C m × n, each with its own row stride.
  func gemm(
    transposed: Bool, m: Int, n: Int, k: Int, alpha: Float,
    _ a: UnsafePointer<Float>, _ strideA: Int, _ b: UnsafePointer<Float>, _ strideB: Int,
    beta: Float, _ c: UnsafeMutablePointer<Float>, _ strideC: Int
  ) {
    guard m > 0, n > 0 else { return }
    // Row-major is the transpose of column-major: Cᵀ = Bᵀ·op(A)ᵀ.
    var (rows, columns, inner) = (Int32(n), Int32(m), Int32(k))
    var (lda, ldb, ldc) = (Int32(strideB), Int32(strideA), Int32(strideC))
    var (alpha, beta) = (alpha, beta)
    table.pointee.sgemm(
      "N", transposed ? "T" : "N", &rows, &columns, &inner, &alpha, b, &lda, a, &ldb, &beta, c,
      &ldc, 1, 1)
  }

  /// G += XᵀX in double (one triangle), X packed rows × n.
  func addGram(_ x: UnsafePointer<Double>, rows: Int, n: Int, to g: UnsafeMutablePointer<Double>) {
    guard rows > 0, n > 0 else { return }
    var (n, k) = (Int32(n), Int32(rows))
    var (alpha, beta) = (1.0, 1.0)
    table.pointee.dsyrk("U", "N", &n, &k, &alpha, x, &n, &beta, g, &n, 1, 1)
  }

  /// The eigenvalues of a symmetric matrix, greatest first, and the eigenvectors, one per row.
  ///
  /// `matrix` is n × n, both triangles or the lower of row-major order filled. O(n³).
  func eigen(_ matrix: [Double], n: Int) throws(LinearError) -> (values: [Double], rows: [Double]) {
    guard n > 0 else { return ([], []) }
    for (i, value) in matrix.enumerated() where !value.isFinite {
      throw .notFinite(row: i / n, column: i % n)
    }
    var vectors = matrix
    var values = [Double](repeating: 0, count: n)
    var order = Int32(n)
    var info: Int32 = 0
    var workSize: Int32 = -1
    var integerSize: Int32 = -1
    var workQuery = [0.0]
    var integerQuery: [Int32] = [0]
    table.pointee.dsyevd(
      "V", "U", &order, &vectors, &order, &values, &workQuery, &workSize, &integerQuery,
      &integerSize, &info, 1, 1)
    guard info == 0 else { throw .lapackFailed(routine: "dsyevd", info: Int(info)) }
    workSize = Int32(workQuery[0])
    integerSize = integerQuery[0]
    var work = [Double](repeating: 0, count: Int(workSize))
    var integers = [Int32](repeating: 0, count: Int(integerSize))
    table.pointee.dsyevd(
      "V", "U", &order, &vectors, &order, &values, &work, &workSize, &integers, &integerSize,
      &info, 1, 1)
    guard info == 0 else { throw .lapackFailed(routine: "dsyevd", info: Int(info)) }
    // Ascending in LAPACK: turn the order of values and rows.
    var rows = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      let from = (n - 1 - i) * n
      rows.replaceSubrange(i * n..<(i + 1) * n, with: vectors[from..<from + n])
    }
    return (values.reversed(), rows)
  }
}
