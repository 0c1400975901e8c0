// Columns that a scalar takes on a terminal: Han, kana, Hangul, full-width forms and emoji take two.

extension Unicode.Scalar {
  /// Columns on a terminal: 0 for marks and what joins, 2 for wide East Asian scalars and emoji.
  ///
  /// O(log n) in the ranges of the tables.
  ///
  /// - Parameter ambiguousAreWide: whether what is wide in East Asian fonts alone takes two.
  public func terminalColumns(ambiguousAreWide: Bool) -> Int {
    if value < 0x7F { return value < 0x20 ? 0 : 1 }
    if value < 0xA0 || value == 0xAD { return value == 0xAD ? 1 : 0 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // The vowels and final consonants of Hangul written in parts stand in their syllable's square.
    if (0x1160...0x11FF).contains(value) { return 0 }
    if WidthTables.wide.hold(value) { return 2 }
    return ambiguousAreWide && WidthTables.ambiguous.hold(value) ? 2 : 1
  }
}

extension [ClosedRange<UInt32>] {
  /// Whether one of the ascending ranges holds a value, O(log n).
  fileprivate func hold(_ value: UInt32) -> Bool {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].contains(value)
  }
}
