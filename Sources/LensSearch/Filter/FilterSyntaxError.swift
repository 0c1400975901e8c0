// What is wrong with a condition, and where: the message shows the condition with a mark under the place.

/// A condition that cannot be read.
public struct FilterSyntaxError: Error, Sendable, Equatable {
  /// The condition.
  public let text: String
  /// The characters at fault, counted from 0; empty behind the last.
  public let place: Range<Int>
  /// What would be right there.
  public let expected: String
  /// What stands there.
  public let found: String
  /// What to do.
  public let cure: String

  init(
    text: String, place: Range<Int>, expected: String, found: String, cure: String? = nil
  ) {
    self.text = text
    self.place = place
    self.expected = expected
    self.found = found
    self.cure = cure ?? "Mend it there; docs/filters.md has the grammar."
  }

  /// The first character at fault, counted from 1.
  public var column: Int { place.lowerBound + 1 }
}

extension FilterSyntaxError: CustomStringConvertible {
  /// The message, the condition, and a mark under the place.
  public var description: String {
    let line = text.map { $0.isNewline || $0 == "\t" ? " " : String($0) }
    let before = line.prefix(place.lowerBound).reduce(0) { $0 + Self.columns($1) }
    let under = line.dropFirst(place.lowerBound).prefix(max(place.count, 1))
      .reduce(0) { $0 + Self.columns($1) }
    return "condition, character \(column): expected \(expected), found \(found). \(cure)\n"
      + "  \(line.joined())\n"
      + "  \(String(repeating: " ", count: before))\(String(repeating: "^", count: max(under, 1)))"
  }

  /// Columns a terminal gives a character: two to Han, kana, Hangul and full width.
  private static func columns(_ character: String) -> Int {
    guard let scalar = character.unicodeScalars.first?.value else { return 0 }
    let wide: [ClosedRange<UInt32>] = [
      0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD,
    ]
    return wide.contains { $0.contains(scalar) } ? 2 : 1
  }
}

/// Names that are nearly what was written.
enum NearestName {
  /// The name within two slips of a word, the nearest; nil where none is.
  static func of(_ word: String, among names: [String]) -> String? {
    let word = Array(word.lowercased())
    return names.map { (name: $0, slips: slips(word, Array($0))) }
      .filter { $0.slips <= 2 && $0.slips < word.count }
      .min { $0.slips < $1.slips }?.name
  }

  /// Letters to put in, take out or change (Levenshtein 1965).
  private static func slips(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let change = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
