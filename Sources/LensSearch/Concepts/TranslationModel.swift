// Which term translates which: IBM Model 1 (Brown, Della Pietra, Della Pietra and Mercer, "The
// mathematics of statistical machine translation", Computational Linguistics 19, 1993), the two
// languages of a paper being its pair of sentences, as sets, and only likely pairs being tried.
//
// Expectation: each term of a paper was put there by the terms of the other language that the paper
// has, in the shares that the probabilities say, or by none. Maximisation: a term's probabilities are
// what it put there. Whatever is explained well by one term is thereby taken from its company.
import LensStore

/// Two terms that stand in the same papers, one of each language.
struct CandidatePair: Sendable, Comparable {
  /// The term that is translated, by its number in `BilingualPapers`.
  var source: UInt32
  /// What it may be translated to.
  var target: UInt32
  /// The squared cosine of the sets of papers they stand in, each set counted one larger.
  var likeness: Float

  /// The pair in the other direction.
  var reversed: CandidatePair { CandidatePair(source: target, target: source, likeness: likeness) }

  /// By target, then source; the likeness follows from the terms.
  static func < (left: CandidatePair, right: CandidatePair) -> Bool {
    (left.target, left.source) < (right.target, right.source)
  }

  static func == (left: CandidatePair, right: CandidatePair) -> Bool {
    left.target == right.target && left.source == right.source
  }
}

/// How likely each target is what its source is translated to.
struct TranslationModel {
  /// Rounds of expectation and maximisation; more change little.
  private static let rounds = 10
  /// The probability that a term is there for no term of the other language.
  fileprivate static let chance = 0.05

  /// Ascending.
  let pairs: [CandidatePair]
  /// Of each pair: the probability of the target given the source, over the source's pairs 1.
  private(set) var probabilities: [Double]

  /// Learns the probabilities of ascending pairs.
  ///
  /// O(papers that the pairs share) a round. The bytes of the result do not depend on `threads`.
  init(papers: BilingualPapers, pairs: [CandidatePair], threads: Int?) throws {
    self.pairs = pairs
    var pairsOfSource = [Double](repeating: 0, count: papers.termCount)
    for pair in pairs { pairsOfSource[Int(pair.source)] += 1 }
    probabilities = pairs.map { 1 / pairsOfSource[Int($0.source)] }

    let blocks = try concurrentMap(Self.blocks(of: pairs), threads: threads) {
      SharedPapers(pairs: pairs[$0], of: papers)
    }
    for _ in 0..<Self.rounds {
      let before = probabilities
      let expected = try concurrentMap(blocks, threads: threads) { $0.expectations(before) }
        .joined()
      var sums = [Double](repeating: 0, count: papers.termCount)
      for (pair, count) in zip(pairs, expected) { sums[Int(pair.source)] += count }
      probabilities = zip(pairs, expected).map { pair, count in
        let sum = sums[Int(pair.source)]
        return sum > 0 ? count / sum : 0
      }
    }
  }

  /// The probability of a pair; 0 for one that was not tried.
  ///
  /// O(log pairs).
  func probability(of pair: CandidatePair) -> Double {
    let place = pairs.partitioningIndex { !($0 < pair) }
    return place < pairs.count && pairs[place] == pair ? probabilities[place] : 0
  }

  /// Some thousand pairs each, all pairs of a target in one.
  private static func blocks(of pairs: [CandidatePair]) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start = 0
    for place in pairs.indices.dropFirst()
    where place - start >= 4096 && pairs[place].target != pairs[place - 1].target {
      blocks.append(start..<place)
      start = place
    }
    return start < pairs.count ? blocks + [start..<pairs.count] : blocks
  }
}

/// The papers that each of a run of pairs shares, by their places among the papers of the target.
private struct SharedPapers: Sendable {
  private struct Target {
    var pairs: Range<Int>
    var paperCount: Int
  }

  private let firstPair: Int
  private var targets: [Target] = []
  /// Where each pair's places begin; shape (pairs + 1).
  private var starts = [0]
  private var places: [UInt32] = []

  /// O(papers of the pairs' sources).
  init(pairs: ArraySlice<CandidatePair>, of papers: BilingualPapers) {
    firstPair = pairs.startIndex
    /// One more than the place of each paper among those of the present target; 0 for the others.
    var order = [UInt32](repeating: 0, count: papers.count)
    var target: UInt32?
    for (number, pair) in pairs.enumerated() {
      if pair.target != target {
        if let target { for paper in papers.papers(of: target) { order[Int(paper)] = 0 } }
        target = pair.target
        let own = papers.papers(of: pair.target)
        for (place, paper) in own.enumerated() { order[Int(paper)] = UInt32(place) + 1 }
        targets.append(Target(pairs: number..<number, paperCount: own.count))
      }
      targets[targets.count - 1].pairs = targets[targets.count - 1].pairs.lowerBound..<number + 1
      papers.papers(of: pair.source).withUnsafeBufferPointer { others in
        for paper in others where order[Int(paper)] > 0 { places.append(order[Int(paper)] - 1) }
      }
      starts.append(places.count)
    }
  }

  /// How often each pair's target is there for its source.
  func expectations(_ probabilities: [Double]) -> [Double] {
    var expected = [Double](repeating: 0, count: starts.count - 1)
    var explained: [Double] = []
    for target in targets {
      explained.removeAll(keepingCapacity: true)
      explained.append(contentsOf: repeatElement(TranslationModel.chance, count: target.paperCount))
      explained.withUnsafeMutableBufferPointer { explained in
        for pair in target.pairs {
          let probability = probabilities[firstPair + pair]
          for place in places[starts[pair]..<starts[pair + 1]] {
            explained[Int(place)] += probability
          }
        }
        for paper in explained.indices { explained[paper] = 1 / explained[paper] }
        for pair in target.pairs {
          var sum = 0.0
          for place in places[starts[pair]..<starts[pair + 1]] { sum += explained[Int(place)] }
          expected[pair] = sum * probabilities[firstPair + pair]
        }
      }
    }
    return expected
  }
}
