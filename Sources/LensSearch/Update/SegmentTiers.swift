// When small segments are united: as soon as eight neighbours of one size or less would stand side by
// side, so that any number of additions leaves few segments, and a paper is written again only a few
// times. The segment of the fit is never touched, nor is a union made that would keep an addition
// waiting: larger ones are left to a refit.

/// The rule by which segments are united.
struct SegmentTiers: Sendable {
  /// Neighbours that are united, and the ratio of sizes between tiers.
  var width = 8
  /// The most papers of a union.
  var limit = 4096

  /// How many of the last segments are united with papers that are added.
  ///
  /// - Parameter sizes: the papers of the segments that were folded in, in their order.
  func united(_ sizes: [Int], adding count: Int) -> Int {
    var united = 0
    var total = count
    while true {
      let tier = tier(of: total)
      let run = sizes.dropLast(united).reversed().prefix { self.tier(of: $0) <= tier }
      guard run.count >= width - 1 else { return united }
      // As many as there is room for, from the last one on.
      var taken = 0
      for size in run {
        if total + size > limit { return united + taken }
        total += size
        taken += 1
      }
      united += taken
    }
  }

  /// The least power of eight that holds a size.
  private func tier(of size: Int) -> Int {
    var tier = 1
    var capacity = width
    while capacity < size {
      capacity *= width
      tier += 1
    }
    return tier
  }
}
