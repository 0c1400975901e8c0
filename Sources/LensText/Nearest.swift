// The known name that a mistyped one was probably meant to be.

/// Looks for a name that differs little.
public enum Nearest {
  /// The name with the fewest slips; nil where they are more than a third of its letters.
  ///
  /// A slip is a letter changed, missing or added, or two neighbours swapped (Damerau 1964).
  /// O(names × length²).
  public static func name(to name: String, among known: [String]) -> String? {
    let wanted = Array(name.lowercased())
    let best = known.map { (name: $0, distance: distance(wanted, Array($0.lowercased()))) }
      .min { $0.distance < $1.distance }
    guard let best, best.distance <= max(1, min(wanted.count, best.name.count) / 3) else {
      return nil
    }
    return best.name
  }

  /// The optimal string alignment, by rows as in Wagner and Fischer (1974).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var before: [Int] = []
    var above = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var least = min(above[j] + (a[i] == b[j] ? 0 : 1), above[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, before[j - 1] + 1)
        }
        row.append(least)
      }
      (before, above) = (above, row)
    }
    return above[b.count]
  }
}
