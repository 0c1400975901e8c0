// Dates as reference managers and databases write them: with names of months, in any order, with
// seasons and ranges, with slashes that separate nothing. What cannot be told is left out, so
// "2020 Spring" is the year.

enum LooseDate {
  /// The ISO prefix and the year of the first date in the text; nil without a year.
  ///
  /// Reads what ``CalendarDate`` reads, `2020 Jan 5`, `5 January 2020`, `January 5, 2020`,
  /// `2020/05//`, `2020 Jan-Feb`, and takes the beginning of a range.
  static func parse(_ text: String) -> (iso: String, year: Int)? {
    let text = Substring(text).trimmedASCII
    // An empty part, as in RIS's "2020///", says nothing.
    let bare = String(text.prefix { !"~?|".contains($0) }).withoutTrailing("/- .")
    if let exact = CalendarDate.parse(bare) { return exact }
    // A range between slashes: both sides are dates.
    if let slash = bare.firstIndex(of: "/"), let start = CalendarDate.parse(String(bare[..<slash])),
      bare[..<slash].utf8.count > 4 || bare.utf8.count == 9
    {
      return start
    }
    let words = bare.unicodeScalars.prefix(64).split { !$0.properties.isAlphabetic && !isDigit($0) }
      .map(String.init)
    var year: Int?
    var month: Int?
    var day: Int?
    for word in words {
      // "2020a" tells two papers of a year apart.
      if let number = Int(word) ?? (word.utf8.count == 5 ? Int(word.dropLast()) : nil) {
        if year == nil, word.utf8.count >= 4, CalendarDate.isYear(number) {
          year = number
        } else if day == nil, word.utf8.count <= 2, (1...31).contains(number) {
          day = number
        }
      } else if month == nil {
        month = Self.month(word)
      }
    }
    guard let year else { return nil }
    guard let month else { return (CalendarDate.iso(year, nil, nil), year) }
    // "2020 Jan 5-Feb 6" has one day before each month's end: the first stands.
    guard let day, CalendarDate.isDay(year, month, day) else {
      return (CalendarDate.iso(year, month, nil), year)
    }
    return (CalendarDate.iso(year, month, day), year)
  }

  /// The number of a month: `3`, `03`, `mar`, `March`, `三月`, `3月`.
  static func month(_ text: String) -> Int? {
    let word = Substring(text).trimmedASCII
    if let number = Int(word) { return (1...12).contains(number) ? number : nil }
    if word.hasSuffix("月") {
      let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
      let name = String(word.dropLast())
      return Int(name).flatMap { (1...12).contains($0) ? $0 : nil }
        ?? numerals.firstIndex(of: name).map { $0 + 1 }
    }
    let lower = word.lowercased()
    guard lower.utf8.count >= 3 else { return nil }
    return names.firstIndex {
      $0.hasPrefix(lower) || lower == $0.prefix(3) || lower == "sept" && $0 == "september"
    }
    .map { $0 + 1 }
  }

  private static let names = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    (0x30...0x39).contains(scalar.value)
  }
}

extension String {
  /// Without any of the characters at the end.
  func withoutTrailing(_ characters: String) -> String {
    var text = Substring(self)
    while let last = text.last, characters.contains(last) { text.removeLast() }
    return String(text)
  }
}
