// Student's paired t test: is the mean of the per-query differences zero?
//
// The test that agrees with the randomisation test at a thousandth of its work; both are shown since
// the t test assumes differences near a normal distribution and few queries do not give that.
// Student, "The probable error of a mean", Biometrika 6, 1908; for retrieval: Smucker, Allan,
// Carterette, CIKM 2007.

/// The outcome of Student's paired t test.
public struct StudentT: Sendable, Equatable {
  /// Mean difference over its standard error; nil where all differences are equal, so that there is
  /// no error to divide by.
  public let t: Double?
  /// The number of pairs less one.
  public let degreesOfFreedom: Int
  /// The two-sided p value.
  ///
  /// 1 where all differences are zero, 0 where they are all the same other number.
  public let p: Double

  /// Tests `differences` in O(n); nil for fewer than two, which have no variance.
  public init?(_ differences: [Double]) {
    guard differences.count >= 2 else { return nil }
    let n = Double(differences.count)
    let mean = Evaluation.mean(differences)
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    degreesOfFreedom = differences.count - 1
    // What is left of equal differences after rounding is no variance.
    guard squares > n * (1e-12 * mean) * (1e-12 * mean) else {
      t = nil
      p = mean == 0 ? 1 : 0
      return
    }
    let t = mean / (squares / (n - 1) / n).squareRoot()
    self.t = t
    p = Self.twoSidedP(t: t, degreesOfFreedom: degreesOfFreedom)
  }

  /// P(|T| ≥ |t|) = I_{ν/(ν+t²)}(ν/2, ½), ν degrees of freedom (Abramowitz, Stegun 26.7.1 and
  /// 26.5.27).
  static func twoSidedP(t: Double, degreesOfFreedom: Int) -> Double {
    let freedom = Double(degreesOfFreedom)
    let square = t * t
    guard square.isFinite else { return 0 }
    let whole = freedom + square
    let p = regularisedBeta(x: freedom / whole, y: square / whole, a: freedom / 2, b: 0.5)
    return min(1, max(0, p))
  }
}
