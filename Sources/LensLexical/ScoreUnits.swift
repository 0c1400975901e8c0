// Scores as small whole numbers, never too low and hardly too high: what finds the documents that may be
// among the best, so that only those are scored exactly.
//
// A contribution counts as the whole units in it and one more. A sum of n contributions is then not
// below the score and less than n + 1 units above it; that is all the error there is, whatever the order.
// 16 bits hold every sum: a window of them is a quarter of one of Doubles, and a posting costs a load
// from a table and an addition in place of a division.

/// The unit of one query.
struct ScoreUnits {
  /// How many units a score of 1 has.
  let scale: Double
  /// How far a sum may lie above the score, in units: one for each contribution, and one for the
  /// rounding of what is multiplied here.
  let slack: Int

  /// For scores of at most `bound`, above 0, with at most `parts` contributions to one; `nil` where
  /// so many leave no room.
  init?(bound: Double, parts: Int) {
    guard parts < Int(UInt16.max) / 2 else { return nil }
    scale = Double(Int(UInt16.max) - parts - 1) / bound
    slack = parts + 1
  }

  /// The units of a contribution or of a bound of some; a whole number, 0 for 0.
  @inline(__always)
  func callAsFunction(_ contribution: Double) -> Double {
    contribution > 0 ? (contribution * scale).rounded(.down) + 1 : 0
  }

  /// What a score does not exceed whose sum is that many units.
  func most(_ sum: Int) -> Double { Double(sum + 1) / scale }

  /// What a score does not fall below whose sum is that many units.
  func least(_ sum: Int) -> Double { max(0, Double(sum - slack) / scale) }

  /// Units up to which a sum stands for no score above a threshold.
  func threshold(_ score: Double) -> Int {
    Int(max(0, min((score * scale).rounded(.down) - 2, Double(UInt16.max))))
  }
}

/// Tells which sums can no longer be among the best k, by counting them in classes.
///
/// O(1) a sum.
struct UnitCounts {
  /// Bits of a sum that its class leaves out: a class is a thousandth of the greatest sum.
  private static let shift = 6

  private let k: Int
  private let slack: Int
  private var counts = [Int32](repeating: 0, count: (Int(UInt16.max) >> shift) + 1)
  /// Sums in this class and those above it are `above`; it rises as long as they are k without it.
  private var level = 0
  private var above = 0
  /// Sums up to this are not among the best k.
  private(set) var threshold = 0

  /// For the best k, 1 or more, of sums that lie up to `slack` too high.
  init(k: Int, slack: Int) {
    self.k = k
    self.slack = slack
  }

  /// Counts a sum.
  mutating func add(_ sum: Int) {
    let place = sum >> Self.shift
    counts[place] += 1
    guard place >= level else { return }
    above += 1
    while above - Int(counts[level]) >= k {
      above -= Int(counts[level])
      level += 1
    }
    // The k have this score at least; a sum that stands for a lower one is one unit lower still.
    threshold = max(threshold, level << Self.shift - slack - 2)
  }
}
