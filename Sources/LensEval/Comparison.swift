// Two runs beside each other on the same queries: how far apart, on how many queries, and whether
// chance would do as much.

/// A paired comparison of two evaluations by one metric.
///
/// No correction for several comparisons is made: whoever tests many systems against one does so.
public struct Comparison: Sendable, Equatable {
  /// What is compared.
  public let metric: Metric
  /// The number of queries, the same for both.
  public let queryCount: Int
  /// The mean of the first run (0 where there is no query).
  public let firstMean: Double
  /// The mean of the second run (0 where there is no query).
  public let secondMean: Double
  /// The mean of second less first over the queries: above 0 where the second run is better.
  public let meanDifference: Double
  /// The number of queries on which the second run is better.
  public let better: Int
  /// The number of queries on which the second run is worse.
  public let worse: Int
  /// The number of queries on which both are equal, to within 1e-9.
  public let equal: Int
  /// Student's paired t test; nil for fewer than two queries.
  public let studentT: StudentT?
  /// Fisher's paired randomisation test.
  public let randomisation: RandomisationTest

  /// Compares `second` with `first` by `metric`.
  ///
  /// O(queries · permutations); the same result for the same seed.
  ///
  /// - Throws: `EvalError.differentQueries` where the evaluations are not of the same queries,
  ///   `EvalError.metricMissing` where one does not have the metric.
  public init(
    of second: Evaluation, with first: Evaluation, by metric: Metric,
    permutations: Int = 10_000, seed: UInt64 = 1
  ) throws(EvalError) {
    guard let firstValues = first.values(of: metric), let secondValues = second.values(of: metric)
    else { throw .metricMissing(metric) }
    let secondByQuery = Dictionary(
      zip(second.queries, secondValues), uniquingKeysWith: { value, _ in value })
    let paired = first.queries.compactMap { secondByQuery[$0] }
    guard paired.count == firstValues.count, paired.count == secondValues.count else {
      throw .differentQueries(
        first: firstValues.count - paired.count, second: secondValues.count - paired.count)
    }
    self.init(
      metric: metric, first: firstValues, second: paired, permutations: permutations, seed: seed)
  }

  /// Compares the values of two runs, one pair for each query.
  ///
  /// - Precondition: both arrays have the same length.
  init(metric: Metric, first: [Double], second: [Double], permutations: Int, seed: UInt64) {
    precondition(first.count == second.count, "values come in pairs")
    // Below 1e-9 a difference is the rounding of equal sums, and must not count as a win.
    let differences = zip(first, second).map { pair in
      abs(pair.1 - pair.0) <= 1e-9 ? 0 : pair.1 - pair.0
    }
    self.metric = metric
    queryCount = first.count
    firstMean = first.isEmpty ? 0 : Evaluation.mean(first)
    secondMean = second.isEmpty ? 0 : Evaluation.mean(second)
    meanDifference = differences.isEmpty ? 0 : Evaluation.mean(differences)
    better = differences.count { $0 > 0 }
    worse = differences.count { $0 < 0 }
    equal = differences.count { $0 == 0 }
    studentT = StudentT(differences)
    randomisation = RandomisationTest(differences, permutations: permutations, seed: seed)
  }
}
