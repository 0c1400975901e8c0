// The regularised incomplete beta function, from which Student's t distribution follows.
//
// Followed: NIST Digital Library of Mathematical Functions, §8.17(v), the continued fraction
// 8.17.22, summed by the modified Lentz algorithm (Thompson, Barnett, J. Comput. Phys. 64, 1986).

import Glibc

/// I_x(a, b), the regularised incomplete beta function, for x + y = 1.
///
/// `y` is asked for beside `x` because 1 - x loses all digits of it near x = 1. Relative error about
/// 1e-12 for a and b up to 1e4. Time is O(√max(a, b)).
///
/// - Precondition: a, b > 0; x, y ≥ 0.
func regularisedBeta(x: Double, y: Double, a: Double, b: Double) -> Double {
  precondition(a > 0 && b > 0 && x >= 0 && y >= 0)
  if x == 0 { return 0 }
  if y == 0 { return 1 }
  // The fraction converges fast left of the mean only; DLMF 8.17.4 mirrors the rest.
  if x > (a + 1) / (a + b + 2) {
    return 1 - regularisedBetaBelowMean(x: y, y: x, a: b, b: a)
  }
  return regularisedBetaBelowMean(x: x, y: y, a: a, b: b)
}

/// I_x(a, b) for x up to (a + 1) / (a + b + 2).
private func regularisedBetaBelowMean(x: Double, y: Double, a: Double, b: Double) -> Double {
  let logFactor = a * log(x) + b * log(y) + logGamma(a + b) - logGamma(a) - logGamma(b)
  return exp(logFactor) / (a * betaFraction(x: x, a: a, b: b))
}

/// 1 + d1/(1 + d2/(1 + …)) with the coefficients of DLMF 8.17.22.
private func betaFraction(x: Double, a: Double, b: Double) -> Double {
  // Lentz: value = Π c·d, c and d being the ratios of successive numerators and denominators; a
  // zero among them is moved off zero.
  let tiny = 1e-300
  var c = 1.0
  var d = 0.0
  var value = 1.0
  for step in 1...100_000 {
    let m = Double(step / 2)
    let coefficient =
      step % 2 == 0
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + coefficient * d
    d = 1 / (d == 0 ? tiny : d)
    c = 1 + coefficient / c
    if c == 0 { c = tiny }
    value *= c * d
    if abs(c * d - 1) < 1e-16 { break }
  }
  return value
}

/// log |Γ(x)|.
private func logGamma(_ x: Double) -> Double {
  // The re-entrant form: plain lgamma writes the sign to a global.
  var sign: Int32 = 0
  return lgamma_r(x, &sign)
}
