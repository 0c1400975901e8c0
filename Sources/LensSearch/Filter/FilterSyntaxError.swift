// What is wrong with a condition, and where: the message shows the condition with a mark under the place.
import LensText

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

  private static func columns(_ character: String) -> Int {
    character.unicodeScalars.reduce(0) { $0 + $1.terminalColumns(ambiguousAreWide: false) }
  }
}
