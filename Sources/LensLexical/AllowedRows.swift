// The rows that a filter lets a search return, window by window.

/// The rows a search may return.
struct AllowedRows {
  private let words: [UInt64]?

  /// All rows where there are no words.
  init(_ words: [UInt64]?) { self.words = words }

  /// Whether no row is ruled out.
  var isEverything: Bool { words == nil }

  /// Whether a row is allowed.
  @inline(__always)
  func contains(_ row: Int) -> Bool {
    guard let words else { return true }
    return row >> 6 < words.count && words[row >> 6] >> UInt64(row & 63) & 1 == 1
  }

  /// Whether the words that cover `rows` (not empty) hold any allowed row.
  ///
  /// May err towards yes at the range's ends, which share their words with other rows.
  func mayMeet(_ rows: Range<Int>) -> Bool {
    guard let words else { return true }
    let first = rows.lowerBound >> 6
    let end = min(((rows.upperBound - 1) >> 6) + 1, words.count)
    return first < end && words[first..<end].contains { $0 != 0 }
  }
}
