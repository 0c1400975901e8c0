// What can go wrong in the linear algebra, each with its cure. A library that is
// missing, an input that LAPACK must never see, and LAPACK giving up.

/// An error of the numerical layer.
public enum LinearError: Error, Sendable, Equatable, CustomStringConvertible {
  /// BLAS or LAPACK could not be opened. Install one: `apt-get install libopenblas0-pthread`
  /// (fast), or `liblapack3` (the reference, slower).
  case libraryMissing(name: String, reason: String)
  /// A matrix holds a NaN or an infinity. Find what computed that cell; one such value can
  /// keep LAPACK from ever returning, so none is let through.
  case notFinite(row: Int, column: Int)
  /// The values are so large that results would leave the range of single precision. Scale
  /// the matrix down.
  case tooLarge(row: Int, column: Int)
  /// A LAPACK routine did not converge or refused its arguments. Try another implementation of
  /// LAPACK (`update-alternatives --config liblapack.so.3-x86_64-linux-gnu`) and report the matrix.
  case lapackFailed(routine: String, info: Int)

  /// One line: the place, what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .libraryMissing(let name, let reason):
      "\(name): expected a BLAS and LAPACK on this system, found none (\(reason)). "
        + "Do `apt-get install libopenblas0-pthread` (fast) or `apt-get install liblapack3`."
    case .notFinite(let row, let column):
      "matrix cell (row \(row), column \(column)): expected a finite number, found NaN or infinity. "
        + "Do correct the value before the decomposition."
    case .tooLarge(let row, let column):
      "matrix cell (row \(row), column \(column)): expected values whose norm fits single "
        + "precision, found a larger one. Do scale the matrix down."
    case .lapackFailed(let routine, let info):
      "LAPACK \(routine): expected info 0, found \(info). "
        + "Do try another implementation (update-alternatives) and report the matrix."
    }
  }
}
