// The measures of a ranking, defined as trec_eval defines them.
//
// All are computed from the grades of the ranked papers alone, so that a ranking is looked up in the
// judgements once, whatever the number of measures.

import Glibc

/// A measure of one query's ranking, from 0 to 1, larger is better.
public enum Metric: Sendable, Hashable {
  /// Normalised discounted cumulative gain of the first papers: gain is the grade, the discount
  /// log2(rank + 1), the ideal is taken over all judged papers. (Järvelin, Kekäläinen 2002, with
  /// the discount of Burges et al. 2005; `ndcg_cut` of trec_eval.)
  case nDCG(Int)
  /// The reciprocal of the first relevant paper's rank, 0 beyond the cutoff. (`recip_rank`.)
  case reciprocalRank(Int)
  /// Average precision: the mean, over all relevant papers, of the precision at their ranks, 0 for
  /// one that is not ranked. Its mean over queries is MAP. (`map`.)
  case averagePrecision
  /// The share of the relevant papers among the first. (`recall`.)
  case recall(Int)
  /// The share of relevant papers among the first; a shorter ranking counts as filled up with
  /// papers that are not relevant. (`P`.)
  case precision(Int)

  /// What lens reports: nDCG@10, MRR@10, MAP, recall@100, P@10.
  public static let standard: [Metric] = [
    .nDCG(10), .reciprocalRank(10), .averagePrecision, .recall(100), .precision(10),
  ]

  /// The measure of `ranking` by `judgements`, the grades of one query's judged papers.
  ///
  /// 0 where no paper is relevant. O(ranking + judged log judged).
  ///
  /// - Precondition: a cutoff is at least 1, no paper is ranked twice.
  public func value(of ranking: [RankedPaper], judgements: [String: Int]) -> Double {
    value(of: GradedRanking(ranking, judgements: judgements))
  }

  func value(of ranking: GradedRanking) -> Double {
    guard ranking.relevantCount > 0 else { return 0 }
    switch self {
    case .nDCG(let cutoff):
      precondition(cutoff > 0, "a cutoff is at least 1")
      return discountedGain(ranking.grades.prefix(cutoff))
        / discountedGain(ranking.idealGrades.prefix(cutoff))
    case .reciprocalRank(let cutoff):
      precondition(cutoff > 0, "a cutoff is at least 1")
      let first = ranking.grades.prefix(cutoff).firstIndex { $0 > 0 }
      return first.map { 1 / Double($0 + 1) } ?? 0
    case .averagePrecision:
      var found = 0
      var sum = 0.0
      for (index, grade) in ranking.grades.enumerated() where grade > 0 {
        found += 1
        sum += Double(found) / Double(index + 1)
      }
      return sum / Double(ranking.relevantCount)
    case .recall(let cutoff):
      return Double(ranking.relevantCount(within: cutoff)) / Double(ranking.relevantCount)
    case .precision(let cutoff):
      return Double(ranking.relevantCount(within: cutoff)) / Double(cutoff)
    }
  }
}

extension Metric: CustomStringConvertible {
  /// The name in print, `nDCG@10`, that of the mean over queries for MRR and MAP.
  public var description: String {
    switch self {
    case .nDCG(let cutoff): "nDCG@\(cutoff)"
    case .reciprocalRank(let cutoff): "MRR@\(cutoff)"
    case .averagePrecision: "MAP"
    case .recall(let cutoff): "recall@\(cutoff)"
    case .precision(let cutoff): "P@\(cutoff)"
    }
  }

  /// The measure of a name as `description` writes it, in any case; nil for any other.
  public init?(name: String) {
    let parts = name.lowercased().split(separator: "@", omittingEmptySubsequences: false)
    if parts == ["map"] {
      self = .averagePrecision
      return
    }
    guard parts.count == 2, let cutoff = Int(parts[1]), cutoff > 0 else { return nil }
    switch parts[0] {
    case "ndcg": self = .nDCG(cutoff)
    case "mrr": self = .reciprocalRank(cutoff)
    case "recall": self = .recall(cutoff)
    case "p": self = .precision(cutoff)
    default: return nil
    }
  }
}

/// A ranking as the grades of its papers; grades below 0 count as 0.
struct GradedRanking {
  /// The grade at each rank, 0 for a paper that was not judged.
  let grades: [Int]
  /// The relevant papers' grades, descending: the best ranking possible.
  let idealGrades: [Int]

  var relevantCount: Int { idealGrades.count }

  init(_ ranking: [RankedPaper], judgements: [String: Int]) {
    grades = ranking.map { max(0, judgements[$0.paper] ?? 0) }
    idealGrades = judgements.values.filter { $0 > 0 }.sorted(by: >)
  }

  func relevantCount(within cutoff: Int) -> Int {
    precondition(cutoff > 0, "a cutoff is at least 1")
    return grades.prefix(cutoff).count { $0 > 0 }
  }
}

/// Σ grade / log2(rank + 1), ranks from 1.
private func discountedGain(_ grades: ArraySlice<Int>) -> Double {
  var sum = 0.0
  for (index, grade) in grades.enumerated() where grade > 0 {
    sum += Double(grade) / log2(Double(index + 2))
  }
  return sum
}
