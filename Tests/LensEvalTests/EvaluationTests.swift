// Measures: against trec_eval's values, against definitions written out naively, and on the queries
// that do not count.

import Glibc
import Testing

@testable import LensEval

@Suite struct EvaluationTests {
  @Test(arguments: [
    (Fixture.first, Fixture.firstValues, Fixture.firstMeans),
    (Fixture.second, Fixture.secondValues, Fixture.secondMeans),
  ])
  func valuesAreThoseOfTrecEval(table: [String: String], values: [[Double]], means: [Double])
    throws
  {
    let evaluation = Evaluation(
      of: try run(Fixture.runText(table, tag: "t")), against: try qrels(Fixture.qrelsText))
    #expect(evaluation.queries == ["q0", "q1", "q2", "q3", "q4"])
    for (index, metric) in Metric.standard.enumerated() {
      let measured = try #require(evaluation.values(of: metric))
      for (query, value) in measured.enumerated() {
        #expect(agree(value, values[query][index]), "\(metric) of q\(query)")
      }
      #expect(agree(evaluation.mean(of: metric), means[index]), "\(metric)")
    }
    #expect(evaluation.missingFromRun == (table["q4"] == nil ? 1 : 0))
  }

  @Test func queriesThatDoNotCountAreCounted() throws {
    let judged = try qrels(
      "found\tp\t1\nmissing\tp\t1\nnone\tp\t0\nnone\tr\t-1\nempty\tp\t2\n")
    var ranked = Run(tag: "t")
    ranked.add(query: "found", papers: [RankedPaper(paper: "p", score: 1)])
    ranked.add(query: "none", papers: [RankedPaper(paper: "p", score: 1)])
    ranked.add(query: "empty", papers: [])
    ranked.add(query: "unjudged", papers: [RankedPaper(paper: "p", score: 1)])
    let evaluation = Evaluation(of: ranked, against: judged)
    #expect(evaluation.queries == ["found", "missing", "empty"])
    #expect(evaluation.missingFromRun == 1)
    #expect(evaluation.withoutRelevant == 1)
    #expect(evaluation.withoutJudgements == 1)
    #expect(evaluation.values(of: .averagePrecision) == [1, 0, 0])
    #expect(agree(evaluation.mean(of: .nDCG(10)), 1.0 / 3))
    #expect(evaluation.mean(of: .nDCG(5)) == nil)
    #expect(evaluation.values(of: .recall(10)) == nil)
  }

  @Test func withoutQueriesThereIsNoMean() throws {
    let evaluation = Evaluation(of: Run(tag: "t"), against: try qrels("q\tp\t0\n"))
    #expect(evaluation.queries.isEmpty)
    #expect(evaluation.mean(of: .nDCG(10)) == nil)
    #expect(evaluation.values(of: .nDCG(10)) == [])
  }

  @Test func metricsMatchTheirDefinitionsOnRandomRankings() {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SplitMix64(seed: seed)
    for round in 0..<400 {
      let papers = (0..<Int.random(in: 1...30, using: &generator)).map { "p\($0)" }
      var judgements: [String: Int] = [:]
      for paper in papers where Bool.random(using: &generator) {
        judgements[paper] = Int.random(in: -1...3, using: &generator)
      }
      let ranked = papers.shuffled(using: &generator)
        .prefix(Int.random(in: 0...30, using: &generator))
        .map { RankedPaper(paper: $0, score: 0) }
      let cutoff = Int.random(in: 1...12, using: &generator)
      let metrics: [Metric] = [
        .nDCG(cutoff), .reciprocalRank(cutoff), .averagePrecision, .recall(cutoff),
        .precision(cutoff),
      ]
      for metric in metrics {
        let value = metric.value(of: ranked, judgements: judgements)
        let expected = Naive.value(metric, ranked.map(\.paper), judgements)
        #expect(agree(value, expected), "\(metric), round \(round), seed \(seed)")
        #expect((0...(1 + 1e-12)).contains(value), "\(metric), seed \(seed)")
      }
    }
  }

  @Test func theIdealRankingScoresOne() {
    let judgements = ["a": 3, "b": 1, "c": 2, "d": 0]
    let ranked = ["a", "c", "b", "d"].map { RankedPaper(paper: $0, score: 0) }
    for metric: Metric in [.nDCG(2), .nDCG(10), .reciprocalRank(1), .averagePrecision, .recall(3)] {
      #expect(agree(metric.value(of: ranked, judgements: judgements), 1), "\(metric)")
    }
    #expect(Metric.precision(10).value(of: ranked, judgements: judgements) == 0.3)
  }

  @Test func metricsAreReadByTheNamesTheyPrint() {
    for metric in Metric.standard + [.nDCG(5), .precision(1)] {
      #expect(Metric(name: metric.description) == metric)
      #expect(Metric(name: metric.description.lowercased()) == metric)
    }
    for name in ["", "ndcg", "ndcg@", "ndcg@0", "ndcg@-1", "ndcg@1@2", "map@3", "bpref", "p@x"] {
      #expect(Metric(name: name) == nil, "\(name)")
    }
  }
}

/// The measures by their definitions, one loop per rank.
private enum Naive {
  static func value(_ metric: Metric, _ ranked: [String], _ judgements: [String: Int]) -> Double {
    func grade(_ rank: Int) -> Int { rank <= ranked.count ? judgements[ranked[rank - 1]] ?? 0 : 0 }
    func relevant(_ cutoff: Int) -> Double {
      Double((0..<cutoff).filter { grade($0 + 1) >= 1 }.count)
    }
    let all = Double(judgements.values.filter { $0 >= 1 }.count)
    guard all > 0 else { return 0 }
    switch metric {
    case .nDCG(let cutoff):
      let best = judgements.values.sorted().reversed() + Array(repeating: 0, count: cutoff)
      var gained = 0.0
      var ideal = 0.0
      for rank in 1...cutoff {
        let discount = log(2.0) / log(Double(rank) + 1)
        gained += Double(max(0, grade(rank))) * discount
        ideal += Double(max(0, Array(best)[rank - 1])) * discount
      }
      return gained / ideal
    case .reciprocalRank(let cutoff):
      for rank in 1...cutoff where grade(rank) >= 1 { return 1 / Double(rank) }
      return 0
    case .averagePrecision:
      let sum = ranked.indices.reduce(0.0) { sum, index in
        grade(index + 1) >= 1 ? sum + relevant(index + 1) / Double(index + 1) : sum
      }
      return sum / all
    case .recall(let cutoff): return relevant(cutoff) / all
    case .precision(let cutoff): return relevant(cutoff) / Double(cutoff)
    }
  }
}
