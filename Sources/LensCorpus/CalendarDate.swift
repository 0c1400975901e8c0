// Dates as papers carry them, made into ISO 8601 prefixes.

enum CalendarDate {
  /// The ISO prefix and the year of a text that starts with a year; nil for anything else.
  ///
  /// Reads ISO dates and times, `2024/4/1`, `2024.04`, `2024年4月1日`, `20240401`.
  static func parse(_ text: String) -> (iso: String, year: Int)? {
    if text.utf8.count == 4, let year = Int(text), isYear(year) { return (text, year) }
    let scalars = Array(Substring(text).trimmedASCII.unicodeScalars.prefix(40))
    var i = 0
    func number(digits: ClosedRange<Int>) -> Int? {
      var value = 0
      let start = i
      while i < scalars.count, i - start < digits.upperBound,
        let digit = digit(scalars[i])
      {
        value = value * 10 + digit
        i += 1
      }
      return digits.contains(i - start) ? value : nil
    }
    guard let year = number(digits: 4...4), isYear(year) else { return nil }
    let isPacked = i < scalars.count && digit(scalars[i]) != nil
    if isPacked {
      guard scalars.count == 8, let month = number(digits: 2...2), let day = number(digits: 2...2),
        isDay(year, month, day)
      else { return nil }
      return (iso(year, month, day), year)
    }
    guard i < scalars.count, "-/.年".unicodeScalars.contains(scalars[i]) else {
      return i == scalars.count ? (iso(year, nil, nil), year) : nil
    }
    i += 1
    if i == scalars.count { return (iso(year, nil, nil), year) }
    guard let month = number(digits: 1...2), (1...12).contains(month) else { return nil }
    guard i < scalars.count, "-/.月".unicodeScalars.contains(scalars[i]) else {
      return i == scalars.count ? (iso(year, month, nil), year) : nil
    }
    i += 1
    if i == scalars.count { return (iso(year, month, nil), year) }
    guard let day = number(digits: 1...2), isDay(year, month, day) else { return nil }
    // A time or 日 may follow, another digit may not.
    if i < scalars.count, digit(scalars[i]) != nil { return nil }
    return (iso(year, month, day), year)
  }

  /// The day of a date as mail writes it: `Fri, 1 Sep 2023 17:59:59 GMT`.
  static func parseMail(_ text: String) -> (iso: String, year: Int)? {
    let words = text.split(separator: " ")
    guard let at = words.firstIndex(where: { Int($0) == nil && MonthName.number($0) != nil }),
      at > words.startIndex, at + 1 < words.endIndex, let month = MonthName.number(words[at]),
      let day = Int(words[at - 1]), let year = Int(words[at + 1]), isYear(year),
      isDay(year, month, day)
    else { return nil }
    return (iso(year, month, day), year)
  }

  /// Years that a paper can be from.
  static func isYear(_ year: Int) -> Bool { (1000...2999).contains(year) }

  /// Whether the calendar has the day.
  static func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    guard (1...12).contains(month) else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...days[month - 1]).contains(day)
  }

  static func iso(_ year: Int, _ month: Int?, _ day: Int?) -> String {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    var text = "\(year)"
    if let month {
      text += "-" + two(month)
      if let day { text += "-" + two(day) }
    }
    return text
  }

  /// The first day of the week that a digest's title or file name gives; nil if there is none.
  ///
  /// Reads `240401-240405`, `2024-0401-0405`, `20240401-20240405`, `2024-04-01`.
  static func weekStart(in text: String) -> (iso: String, year: Int)? {
    var runs: [(digits: [Int], joined: Bool)] = []
    var current: [Int] = []
    var joined = false
    for scalar in text.unicodeScalars {
      if let digit = digit(scalar) {
        current.append(digit)
        continue
      }
      if !current.isEmpty { runs.append((current, joined)) }
      joined = !current.isEmpty && "-–—~_至".unicodeScalars.contains(scalar)
      current = []
    }
    if !current.isEmpty { runs.append((current, joined)) }
    func value(_ digits: ArraySlice<Int>) -> Int { digits.reduce(0) { $0 * 10 + $1 } }
    func day(_ year: Int, _ month: Int, _ day: Int) -> (iso: String, year: Int)? {
      isYear(year) && isDay(year, month, day) ? (iso(year, month, day), year) : nil
    }
    for (i, run) in runs.enumerated() {
      let digits = run.digits
      let next = i + 1 < runs.count && runs[i + 1].joined ? runs[i + 1].digits : []
      let afterNext = i + 2 < runs.count && runs[i + 2].joined ? runs[i + 2].digits : []
      var found: (iso: String, year: Int)?
      switch digits.count {
      case 6 where next.count == 6:
        found = day(2000 + value(digits[..<2]), value(digits[2..<4]), value(digits[4...]))
      case 8:
        found = day(value(digits[..<4]), value(digits[4..<6]), value(digits[6...]))
      case 4 where next.count == 4:
        found = day(value(digits[...]), value(next[..<2]), value(next[2...]))
      case 4 where next.count == 2 && afterNext.count >= 2:
        found = day(value(digits[...]), value(next[...]), value(afterNext[..<2]))
      default: break
      }
      if let found { return found }
    }
    return nil
  }

  private static func digit(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar.value {
    case 0x30...0x39: Int(scalar.value - 0x30)
    case 0xFF10...0xFF19: Int(scalar.value - 0xFF10)
    default: nil
    }
  }
}
