// Months by their English names, as PubMed, the ACL Anthology and mail write them.

/// Months as English abbreviates them.
enum MonthName {
  private static let names = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// 1 to 12 for `10`, `Oct` and `October`.
  static func number(_ text: some StringProtocol) -> Int? {
    if let number = Int(text) { return (1...12).contains(number) ? number : nil }
    return names.firstIndex(of: String(text.prefix(3)).lowercased()).map { $0 + 1 }
  }
}
