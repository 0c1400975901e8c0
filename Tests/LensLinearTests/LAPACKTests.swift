// Finding BLAS and LAPACK, and what is said when they cannot be found.

import CLAPACK
import Glibc
import Testing

@testable import LensLinear

@Suite struct LAPACKTests {
  @Test func theLoaderObeysTheLibraryPath() throws {
    let paths = try LAPACK().paths
    let folders = getenv("LD_LIBRARY_PATH").map { String(cString: $0) } ?? ""
    func expected(_ name: String) -> String? {
      folders.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, R_OK) == 0 }
    }
    #expect(paths.blas.hasSuffix("libblas.so.3"))
    #expect(paths.lapack.hasSuffix("liblapack.so.3"))
    if let blas = expected("libblas.so.3") { #expect(paths.blas == blas) }
    if let lapack = expected("liblapack.so.3") { #expect(paths.lapack == lapack) }
  }

  @Test func openBLASRunsOnOneThread() throws {
    _ = try LAPACK()
    #expect(getenv("OPENBLAS_NUM_THREADS").map { String(cString: $0) } == "1")
  }

  @Test func aMissingLibraryIsNamed() {
    #expect(opening("libnone.so.9", "liblapack.so.3")?.library == "libnone.so.9")
    #expect(opening("libnone.so.9", "liblapack.so.3")?.reason.contains("libnone.so.9") == true)
    #expect(opening("libblas.so.3", "libnone.so.9")?.library == "libnone.so.9")
    // A library that is there but is no BLAS.
    #expect(opening("libm.so.6", "liblapack.so.3")?.reason.contains("sgemm_") == true)
    #expect(opening("libblas.so.3", "liblapack.so.3") == nil)
  }

  /// What is said when these are opened; nil where it works.
  private func opening(_ blas: String, _ lapack: String) -> (library: String, reason: String)? {
    let table = UnsafeMutablePointer<lens_lapack>.allocate(capacity: 1)
    let error = UnsafeMutablePointer<lens_lapack_error>.allocate(capacity: 1)
    defer {
      table.deallocate()
      error.deallocate()
    }
    guard lens_lapack_open(blas, lapack, table, error) == 0 else { return nil }
    return (String(cString: error.pointee.library), String(cString: error.pointee.reason))
  }

  @Test func eigenvaluesComeGreatestFirstWithTheirVectors() throws {
    // [[2, 1], [1, 2]]: 3 on (1, 1), 1 on (1, −1).
    let (values, rows) = try LAPACK().eigen([2, 1, 1, 2], n: 2)
    #expect(abs(values[0] - 3) < 1e-12 && abs(values[1] - 1) < 1e-12)
    #expect(abs(rows[0] - rows[1]) < 1e-12 && abs(rows[2] + rows[3]) < 1e-12)
  }

  @Test func nearlyDependentColumnsGiveAnOrthonormalBasis() throws {
    // Columns e + 10⁻⁴ × noise: one round of whitening leaves 10⁻³ of what it should remove.
    let generator = CounterGenerator(seed: 91)
    var w = DenseMatrix(rows: 700, columns: 6)
    for i in w.values.indices {
      w.values[i] = 1 + 1e-4 * generator.uniform(at: UInt64(i))
    }
    try BlockAlgebra(lapack: LAPACK(), threads: nil).orthonormalise(&w)
    #expect(w.columns == 6)
    #expect(orthogonalityError(w) < 1e-6, "seed 91")
  }

  @Test func dependentColumnsAreDropped() throws {
    var w = DenseMatrix(rows: 50, columns: 4)
    for row in 0..<50 {
      let (x, y) = (Float(row), Float(row % 7))
      for (column, value) in [x, y, x + y, 0].enumerated() { w[row, column] = value }
    }
    try BlockAlgebra(lapack: LAPACK(), threads: nil).orthonormalise(&w)
    #expect(w.columns == 2)
    #expect(orthogonalityError(w) < 1e-6)
  }

  @Test func theEigensolverRefusesWhatIsNotFinite() throws {
    let lapack = try LAPACK()
    #expect(throws: LinearError.notFinite(row: 1, column: 0)) {
      try lapack.eigen([1, 0, .nan, 1], n: 2)
    }
  }

  @Test(arguments: [
    (
      LinearError.libraryMissing(name: "libblas.so.3", reason: "cannot open"),
      "libblas.so.3: expected a BLAS and LAPACK on this system, found none (cannot open). "
        + "Do `apt-get install libopenblas0-pthread` (fast) or `apt-get install liblapack3`."
    ),
    (
      .notFinite(row: 3, column: 4),
      "matrix cell (row 3, column 4): expected a finite number, found NaN or infinity. "
        + "Do correct the value before the decomposition."
    ),
    (
      .tooLarge(row: 0, column: 1),
      "matrix cell (row 0, column 1): expected values whose norm fits single precision, "
        + "found a larger one. Do scale the matrix down."
    ),
    (
      .lapackFailed(routine: "dsyevd", info: 7),
      "LAPACK dsyevd: expected info 0, found 7. "
        + "Do try another implementation (update-alternatives) and report the matrix."
    ),
  ])
  func messagesNamePlaceExpectationFindingAndCure(error: LinearError, message: String) {
    #expect(error.description == message)
  }
}
