// The known name that a mistyped one was probably meant to be.

/// Looks for a name that differs little.
public enum Nearest {
  /// The name with the fewest changed, missing or added letters; nil where more than a third differ.
  ///
  /// O(names × length²), by the rows of Wagner and Fischer (1974).
  public static func name(to name: String, among known: [String]) -> String? {
    let wanted = Array(name.lowercased())
    let best = known.map { (name: $0, distance: distance(wanted, Array($0.lowercased()))) }
      .min { $0.distance < $1.distance }
    guard let best, best.distance <= max(1, min(wanted.count, best.name.count) / 3) else {
      return nil
    }
    return best.name
  }

  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in b.enumerated() {
        let changed = diagonal + (left == right ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(changed, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
