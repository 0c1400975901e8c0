// How far a score may lie from what the scan sees of it.
//
// Query q and row x are each split into a high and a low part, q = q₁ + q₂, x = x₁ + x₂. The
// scan knows q₁·x₁ exactly, and the score is
//
//   q·x = q₁·x₁ + q₂·x₁ + q·x₂ ,   |q₂·x₁| ≤ ‖q₂‖‖x₁‖ ,   |q·x₂| ≤ ‖q‖‖x₂‖
//
// by Cauchy-Schwarz. ‖x₂‖ is stored for each row, for ‖x₁‖ the largest of all rows stands (they are
// of about unit length), and the query's norms are computed here. The bounds are computed in
// single precision, at most eight roundings of 2⁻²⁴ each, of terms no larger than
// ‖q₁‖‖x₁‖ + ‖q‖‖x₂‖ + ‖q₂‖‖x₁‖, and the score itself is rounded once; a slack of 2⁻²⁰ of those
// terms covers all of it, and a few times the least normal number what underflows.
import CKernels

/// The bounds of one query's scores over one index.
struct ScoreBounds {
  /// From integer product times row scale to score: the query's scale times 256².
  private let slope: Float
  /// ‖q‖, rounded up.
  private let weight: Float
  /// What holds for every row alike: ‖q₂‖ · max ‖x₁‖ and the slack.
  private let common: Float

  init(query: QuantisedVector, parameters: VectorParameters) {
    slope = query.scale * 65_536
    let coarse = Double(query.measures.coarseNorm)
    let residual = Double(query.measures.residualNorm)
    weight = query.norm
    let rowCoarse = Double(parameters.largestCoarseNorm)
    let rowResidual = Double(parameters.largestResidualNorm)
    let terms = (coarse + residual) * rowCoarse + Double(weight) * rowResidual
    let slack = terms * 0x1p-20 + 8 * Double(Float.leastNormalMagnitude)
    common = QuantisedVector.roundedUp(residual * rowCoarse + slack)
  }

  /// What the kernel compares: rows whose upper bound is below a score are out.
  @inline(__always)
  func kernelBound(reaching score: Float) -> lens_bound {
    lens_bound(slope: slope, weight: weight, floor: score - common)
  }

  /// A row with its bounds.
  @inline(__always)
  func candidate(row: Int, product: Int32, scale: Float, residualNorm: Float) -> Candidate {
    // In this order nothing underflows before the last product.
    let estimate = slope * (scale * Float(product))
    let reach = weight * residualNorm + common
    return Candidate(
      row: UInt32(truncatingIfNeeded: row), upperBound: estimate + reach,
      lowerBound: estimate - reach)
  }
}
