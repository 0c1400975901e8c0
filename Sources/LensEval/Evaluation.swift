// A run measured against judgements: the values of each query and their means.
//
// Which queries count decides a figure as much as the ranking does, so it is said here in full, and
// every query that does not count is counted.

/// The measures of a run, per query and in the mean over queries.
///
/// - A query that was judged and has a relevant paper counts; it counts as 0 where the run does not
///   have it (trec_eval's option `-c`: leaving a query out must not pay).
/// - A query that was judged but has no relevant paper is left out: no ranking could do well on it.
///   (trec_eval, from version 8, gives it 0 and lowers every mean alike. To compare with its means,
///   multiply by `queries.count / (queries.count + withoutRelevant)`.)
/// - A query of the run that was not judged is left out, as in trec_eval.
public struct Evaluation: Sendable, Equatable {
  /// The run's tag.
  public let tag: String
  /// What was measured.
  public let metrics: [Metric]
  /// The queries that count, in the order of the judgements.
  public let queries: [String]
  /// The number of queries that count as 0 because the run does not have them.
  public let missingFromRun: Int
  /// The number of judged queries left out because no paper is relevant.
  public let withoutRelevant: Int
  /// The number of the run's queries left out because they were not judged.
  public let withoutJudgements: Int
  /// The values, one array per metric, one value per query.
  private let values: [[Double]]

  /// Measures `run` against `qrels`.
  ///
  /// O(ranked papers · metrics + judgements · log judgements).
  ///
  /// - Precondition: every metric's cutoff is at least 1.
  public init(of run: Run, against qrels: Qrels, metrics: [Metric] = Metric.standard) {
    var queries: [String] = []
    var values = [[Double]](repeating: [], count: metrics.count)
    var missingFromRun = 0
    for query in qrels.queries {
      let ranked = run[query]
      let ranking = GradedRanking(ranked ?? [], judgements: qrels[query] ?? [:])
      guard ranking.relevantCount > 0 else { continue }
      queries.append(query)
      if ranked == nil { missingFromRun += 1 }
      for (index, metric) in metrics.enumerated() {
        values[index].append(metric.value(of: ranking))
      }
    }
    tag = run.tag
    self.metrics = metrics
    self.queries = queries
    self.missingFromRun = missingFromRun
    withoutRelevant = qrels.queries.count - queries.count
    withoutJudgements = run.queries.count { qrels[$0] == nil }
    self.values = values
  }

  /// The values of `metric`, one for each of `queries`; nil where it was not measured.
  public func values(of metric: Metric) -> [Double]? {
    metrics.firstIndex(of: metric).map { values[$0] }
  }

  /// The mean of `metric` over `queries`; nil where it was not measured or no query counts.
  public func mean(of metric: Metric) -> Double? {
    guard let values = values(of: metric), !values.isEmpty else { return nil }
    return Evaluation.mean(values)
  }

  /// The arithmetic mean of `values`, not empty.
  static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }
}
