// The month an arXiv number tells, for papers whose record gives no date: filters by date would pass
// them over.

extension Paper {
  /// Fills year and date from an arXiv number, where the record has neither.
  ///
  /// `1706.03762` is of June 2017, `astro-ph/0312176` of December 2003.
  public mutating func fillDateFromArXivNumber() {
    guard date == nil, year == nil,
      let number = Identifiers.arXivNumber(id) ?? url.flatMap(Identifiers.arXivNumber),
      // YYMM begins a new number, and an old one behind its archive.
      let digits = Int(number.split(separator: "/").last?.prefix(4) ?? "")
    else { return }
    let (short, month) = (digits / 100, digits % 100)
    // The first number is of August 1991.
    let full = short >= 91 ? 1900 + short : 2000 + short
    year = full
    date = "\(full)-\(month < 10 ? "0" : "")\(month)"
  }

  /// Takes out what `fillDateFromArXivNumber` would fill in: the paper as its record was.
  public mutating func clearDateFromArXivNumber() {
    var bare = self
    (bare.year, bare.date) = (nil, nil)
    var filled = bare
    filled.fillDateFromArXivNumber()
    if filled.year == year, filled.date == date { self = bare }
  }
}
