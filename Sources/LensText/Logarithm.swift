// The natural logarithm without Foundation, the same bits on every machine.

/// Logarithms for statistics.
enum Logarithm {
  /// ln x, to about 1e-15 relative.
  ///
  /// O(1).
  ///
  /// - Precondition: x is finite and above 0; else the answer is −∞.
  static func natural(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return -.infinity }
    var mantissa = x.significand
    var exponent = Double(x.exponent)
    if mantissa > 1.4142135623730951 {
      mantissa /= 2
      exponent += 1
    }
    // ln m = 2 artanh((m − 1)/(m + 1)), |z| ≤ 0.172: twelve odd terms reach double precision.
    let z = (mantissa - 1) / (mantissa + 1)
    let square = z * z
    var sum = 0.0
    var k = 23.0
    while k >= 1 {
      sum = sum * square + 1 / k
      k -= 2
    }
    return 2 * z * sum + exponent * 0.6931471805599453
  }
}
