// Comparing two runs: Student's t against scipy 1.17 and closed forms, Fisher's randomisation
// against enumeration, and the pairing of queries.

import Glibc
import Testing

@testable import LensEval

@Suite struct ComparisonTests {
  /// Differences with scipy's t, its two-sided p (`ttest_1samp`), and its p of the permutation test.
  static let eight = [0.091, 0.149, 0.09, -0.106, 0.159, 0.104, -0.014, 0.12]
  static let twelve = [
    0.073, -0.013, 0.0, -0.243, 0.266, 0.187, 0.011, 0.143, 0.084, -0.016, 0.167, 0.013,
  ]
  static let forty = [
    0.295, -0.257, 0.1, -0.018, -0.004, 0.024, -0.192, 0.022, -0.054, 0.449, 0.077, 0.008, 0.016,
    -0.03, -0.077, 0.003, 0.108, 0.021, 0.165, 0.026, 0.053, 0.235, 0.115, -0.011, 0.028, 0.115,
    0.282, 0.018, 0.021, 0.17, -0.056, 0.015, 0.156, 0.12, 0.061, 0.13, -0.289, 0.173, -0.065,
    -0.15,
  ]

  @Test(arguments: [
    (eight, 2.332510978131834, 0.05241973711028483),
    (twelve, 1.4815870621455731, 0.16651898549412217),
    (forty, 2.0221133762855676, 0.050062299036260215),
  ])
  func studentAgreesWithScipy(differences: [Double], t: Double, p: Double) throws {
    let test = try #require(StudentT(differences))
    #expect(agree(test.t, t))
    #expect(agree(test.p, p, tolerance: 1e-11))
    #expect(test.degreesOfFreedom == differences.count - 1)
  }

  @Test(arguments: [
    (0.5, 1, 0.7048327646991335), (2.0, 1, 0.2951672353008665), (1.3, 2, 0.3232470318160403),
    (2.5, 9, 0.033861827682985735), (3.1, 24, 0.004887523470758118),
    (12.7, 50, 2.875033131290008e-17), (1.96, 4652, 0.050055401552998875),
    (0.01, 99, 0.9920414112146796), (30, 200, 5.724161208827853e-76),
    (2.2, 1_000_000, 0.02780712291602387),
  ])
  func tailsOfStudentsDistributionAgreeWithScipy(t: Double, freedom: Int, p: Double) {
    let value = StudentT.twoSidedP(t: t, degreesOfFreedom: freedom)
    #expect(abs(value / p - 1) < 1e-9, "\(value)")
    #expect(StudentT.twoSidedP(t: -t, degreesOfFreedom: freedom) == value)
  }

  @Test func tailsFollowTheClosedForms() {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let t = Double.random(in: 0...20, using: &generator)
      let cosine = 1 / (1 + t * t / 4)
      let sine = (1 - cosine).squareRoot()
      let closed = [
        1: 1 - 2 / Double.pi * atan(t),
        2: 1 - t / (2 + t * t).squareRoot(),
        4: 1 - sine * (1 + cosine / 2),
      ]
      for (freedom, p) in closed {
        let value = StudentT.twoSidedP(t: t, degreesOfFreedom: freedom)
        #expect(abs(value - p) < 1e-12, "t \(t), \(freedom) degrees, seed \(seed)")
      }
    }
  }

  @Test func studentWithoutVarianceIsDefined() {
    #expect(StudentT([]) == nil)
    #expect(StudentT([0.3]) == nil)
    #expect(StudentT([0, 0, 0])?.p == 1)
    #expect(StudentT([0, 0, 0])?.t == nil)
    #expect(StudentT([0.1, 0.1, 0.3 - 0.2])?.p == 0)
    #expect(StudentT([0.1, 0.1, 0.3 - 0.2])?.t == nil)
  }

  @Test func randomisationIsExactForFewDifferences() {
    // scipy's permutation_test, also exact, counts 22 of 256 and 696 of 4096; the zero among
    // twelve has no say and halves both numbers.
    let few = RandomisationTest(Self.eight)
    #expect(few.isExact && few.permutations == 256 && few.p == 22.0 / 256)
    let more = RandomisationTest(Self.twelve)
    #expect(more.isExact && more.permutations == 2_048 && more.p == 348.0 / 2_048)
  }

  @Test func enumerationMatchesWholeNumbersCountedNaively() {
    // Differences in hundredths are summed here as whole numbers, where ties are ties.
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SplitMix64(seed: seed)
    for _ in 0..<40 {
      let hundredths = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
        Int.random(in: -6...6, using: &generator)
      }
      var sums = [0]
      for value in hundredths { sums = sums.flatMap { [$0 + value, $0 - value] } }
      let observed = abs(hundredths.reduce(0, +))
      let expected = Double(sums.count { abs($0) >= observed }) / Double(sums.count)
      let test = RandomisationTest(hundredths.map { Double($0) / 100 })
      #expect(test.isExact)
      #expect(agree(test.p, expected), "\(hundredths), seed \(seed)")
    }
  }

  @Test func samplingComesCloseToTheTrueValueAndIsRepeatable() {
    // 400,000 permutations by scipy give 0.04919; 10,000 have a standard error of 0.0022.
    let test = RandomisationTest(Self.forty)
    #expect(!test.isExact && test.permutations == 10_000)
    #expect(abs(test.p - 0.04919) < 0.01)
    #expect(test == RandomisationTest(Self.forty, seed: 1))
    #expect(test.p != RandomisationTest(Self.forty, seed: 2).p)
    #expect(abs(RandomisationTest(Self.forty, seed: 2).p - 0.04919) < 0.01)
  }

  @Test func everySignIsDrawnBeyondOneWordOfThem() {
    // No drawn setting has 130 signs alike, so only the observed one counts.
    let oneSided = RandomisationTest([Double](repeating: 0.1, count: 130))
    #expect(oneSided.p == 1.0 / 10_001)
    // Were some of the bits stuck, the spread of the sums would not be that of 130 fair coins.
    let uneven = (0..<130).map { $0 < 76 ? 0.1 : -0.1 }
    // P(|heads - 65| ≥ 11) of 130 fair coins.
    let heads = (0...54).reduce(0.0) { sum, k in
      let logChoose = lgamma(131.0) - lgamma(Double(k) + 1) - lgamma(131 - Double(k))
      return sum + exp(logChoose - 130 * log(2))
    }
    #expect(abs(RandomisationTest(uneven).p - 2 * heads) < 0.01)
  }

  @Test func comparisonOfTwoRunsIsPairedByQuery() throws {
    let judged = try qrels(Fixture.qrelsText)
    let first = Evaluation(of: try run(Fixture.runText(Fixture.first, tag: "a")), against: judged)
    let second = Evaluation(of: try run(Fixture.runText(Fixture.second, tag: "b")), against: judged)
    let comparison = try Comparison(of: second, with: first, by: .nDCG(10))
    #expect(agree(comparison.firstMean, Fixture.firstMeans[0]))
    #expect(agree(comparison.secondMean, Fixture.secondMeans[0]))
    #expect(agree(comparison.meanDifference, Fixture.secondMeans[0] - Fixture.firstMeans[0]))
    #expect((comparison.better, comparison.worse, comparison.equal) == (3, 1, 1))
    #expect(comparison.queryCount == 5)
    // scipy's ttest_rel; of the 16 settings of four signs, 4 reach the observed sum.
    #expect(agree(comparison.studentT?.t, 1.958968138164986))
    #expect(agree(comparison.studentT?.p, 0.12169855321678993))
    #expect(comparison.randomisation.p == 0.25)

    let back = try Comparison(of: first, with: second, by: .nDCG(10))
    #expect(agree(back.meanDifference, -comparison.meanDifference))
    #expect((back.better, back.worse) == (1, 3))
    #expect(agree(back.studentT?.p, 0.12169855321678993))
    #expect(back.randomisation.p == 0.25)
  }

  @Test func queriesInAnotherOrderAreMatched() throws {
    let ranked = try run(Fixture.runText(Fixture.second, tag: "t"))
    let forth = Evaluation(of: ranked, against: try qrels("q0\tp08\t1\nq1\tp15\t2\n"))
    let back = Evaluation(of: ranked, against: try qrels("q1\tp15\t2\nq0\tp08\t1\n"))
    let comparison = try Comparison(of: back, with: forth, by: .averagePrecision)
    #expect(comparison.equal == 2)
    #expect(forth.values(of: .averagePrecision) != back.values(of: .averagePrecision))
  }

  @Test func aRunComparedWithItselfIsEqual() throws {
    let judged = try qrels(Fixture.qrelsText)
    let evaluation = Evaluation(
      of: try run(Fixture.runText(Fixture.first, tag: "a")), against: judged)
    let comparison = try Comparison(of: evaluation, with: evaluation, by: .averagePrecision)
    #expect((comparison.better, comparison.worse, comparison.equal) == (0, 0, 5))
    #expect(comparison.meanDifference == 0)
    #expect(comparison.studentT?.p == 1)
    #expect(comparison.randomisation.p == 1)
  }

  @Test func roundingIsNoWin() {
    let comparison = Comparison(
      metric: .averagePrecision, first: [0.3, 0.5], second: [0.1 + 0.2, 0.6], permutations: 1,
      seed: 1)
    #expect((comparison.better, comparison.worse, comparison.equal) == (1, 0, 1))
  }

  @Test func comparisonsThatCannotBeMadeSaySo() throws {
    let ranked = try run(Fixture.runText(Fixture.first, tag: "t"))
    let all = Evaluation(of: ranked, against: try qrels(Fixture.qrelsText))
    let one = Evaluation(of: ranked, against: try qrels("q0\tp04\t1\nq9\tp04\t1\n"))
    #expect(throws: EvalError.differentQueries(first: 4, second: 1)) {
      _ = try Comparison(of: one, with: all, by: .nDCG(10))
    }
    #expect(throws: EvalError.metricMissing(.nDCG(3))) {
      _ = try Comparison(of: all, with: all, by: .nDCG(3))
    }
  }
}
