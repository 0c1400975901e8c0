// Fisher's randomisation test for pairs: were the two systems the same, each query's difference could
// as well have had the other sign. The p value is the share of the ways to set the signs whose mean is
// at least as far from zero as the one observed.
//
// Fisher, The Design of Experiments, 1935, §21; for retrieval: Smucker, Allan, Carterette, "A
// comparison of statistical significance tests for information retrieval evaluation", CIKM 2007.

/// The outcome of Fisher's paired randomisation test on the mean.
public struct RandomisationTest: Sendable, Equatable {
  /// The two-sided p value.
  ///
  /// Exact, or (c + 1) / (permutations + 1) with c of the sampled permutations as extreme as what
  /// was observed: the observed one counts, so p is never 0 (Phipson, Smyth 2010).
  public let p: Double
  /// The number of ways to set the signs that were looked at.
  public let permutations: Int
  /// Whether these were all ways there are.
  public let isExact: Bool

  /// The most differences other than zero that are enumerated: 2¹² sign settings.
  static let enumerable = 12

  /// Tests `differences`, of which those that are zero have no say.
  ///
  /// With at most 12 others all sign settings are enumerated; else `permutations` are drawn, the
  /// same for the same `seed`. O(n · permutations).
  ///
  /// - Precondition: `permutations` is at least 1; every difference is finite.
  public init(_ differences: [Double], permutations: Int = 10_000, seed: UInt64 = 1) {
    precondition(permutations > 0, "at least one permutation")
    let differences = differences.filter { $0 != 0 }
    let observed = abs(differences.reduce(0, +))
    // Sums of the same numbers in other signs differ by rounding; a tie must count as one.
    let threshold = observed - 1e-12 * differences.reduce(0) { $0 + abs($1) }

    if differences.count <= Self.enumerable {
      let settings = 1 << differences.count
      let extreme = (0..<settings).count { signs in
        abs(Self.sum(differences, signs: UInt64(signs))) >= threshold
      }
      self.permutations = settings
      isExact = true
      p = Double(extreme) / Double(settings)
      return
    }
    var generator = SplitMix64(seed: seed)
    var extreme = 0
    for _ in 0..<permutations {
      var sum = 0.0
      for start in stride(from: 0, to: differences.count, by: 64) {
        let end = min(start + 64, differences.count)
        sum += Self.sum(differences[start..<end], signs: generator.next())
      }
      if abs(sum) >= threshold { extreme += 1 }
    }
    self.permutations = permutations
    isExact = false
    p = Double(extreme + 1) / Double(permutations + 1)
  }

  /// The sum of at most 64 `differences`, each negated where its bit of `signs` is set.
  private static func sum(_ differences: some Sequence<Double>, signs: UInt64) -> Double {
    var signs = signs
    var sum = 0.0
    for difference in differences {
      // The sign bit is flipped rather than branched on: the bits are random.
      sum += Double(bitPattern: difference.bitPattern ^ ((signs & 1) << 63))
      signs >>= 1
    }
    return sum
  }
}

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014):
/// the same sequence for the same seed on every machine.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
