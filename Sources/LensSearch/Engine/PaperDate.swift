// A paper's date as precisely as it is known, packed so that a filter compares integers.

/// A calendar date whose month and day may be unknown.
///
/// An unknown part counts as the earliest: `2024` stands before `2024-01`, so `--since 2024` lets a
/// paper in of which only the year is known, and `--since 2024-02` does not.
public struct PaperDate: Sendable, Equatable, Comparable {
  /// `year * 10000 + month * 100 + day`, zero where unknown.
  public let packed: Int32

  /// Takes a packed date as it is stored.
  public init(packed: Int32) {
    self.packed = packed
  }

  /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return nil }
    var numbers: [Int32] = []
    for (position, part) in parts.enumerated() {
      guard part.utf8.count == (position == 0 ? 4 : 2),
        part.utf8.allSatisfy({ (48...57).contains($0) }),
        let number = Int32(part)
      else { return nil }
      numbers.append(number)
    }
    let month = numbers.count > 1 ? numbers[1] : 0
    let day = numbers.count > 2 ? numbers[2] : 0
    if numbers.count > 1, !(1...12).contains(month) { return nil }
    if numbers.count > 2, !(1...31).contains(day) { return nil }
    packed = numbers[0] * 10_000 + month * 100 + day
  }

  /// The date of a paper: the more precise of the two fields that tell it.
  init?(date: String?, year: Int?) {
    if let date, let known = PaperDate(date) {
      self = known
    } else if let year, (0...9999).contains(year) {
      packed = Int32(year) * 10_000
    } else {
      return nil
    }
  }

  /// Whether one date stands before the other.
  public static func < (left: PaperDate, right: PaperDate) -> Bool { left.packed < right.packed }
}
