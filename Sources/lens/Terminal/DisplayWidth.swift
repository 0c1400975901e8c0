// Columns that text takes on this terminal, whose settings say what ambiguous signs take.
//
// Texts come from files, so what a terminal would obey instead of show is dropped here too.

import LensText

extension Unicode.Scalar {
  /// Columns on this terminal.
  var displayWidth: Int {
    terminalColumns(ambiguousAreWide: Settings.current.ambiguous == .wide)
  }

  /// Whether a terminal would obey or reorder instead of show: controls and bidirectional overrides.
  var isTerminalControl: Bool {
    switch value {
    case 0..<0x20, 0x7f..<0xa0, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069, 0x61c: true
    default: false
    }
  }
}

extension Character {
  /// Columns on a terminal; what is drawn as one picture, such as a family or a flag, takes two.
  var displayWidth: Int {
    let scalars = unicodeScalars
    let sum = scalars.reduce(0) { $0 + $1.displayWidth }
    guard scalars.count > 1 else { return sum }
    // U+FE0F asks for the emoji of a sign that is narrow as text.
    if scalars.contains("\u{FE0F}") { return 2 }
    return scalars.first?.properties.isEmoji == true ? min(sum, 2) : sum
  }
}

extension String {
  /// Columns on a terminal.
  var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// The text without what colours it and links it (CSI and OSC sequences).
  var withoutEscapes: String {
    guard utf8.contains(0x1B) else { return self }
    var out = String.UnicodeScalarView()
    var escape = EscapeSequence()
    for scalar in unicodeScalars where !escape.takes(scalar) { out.append(scalar) }
    return String(out)
  }

  /// The text without what a terminal would obey; line breaks and tabs become spaces.
  var shown: String {
    var out = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar == "\n" || scalar == "\t" || scalar == "\r" {
        out.append(" ")
      } else if !scalar.isTerminalControl {
        out.append(scalar)
      }
    }
    return String(out)
  }

  /// The text cut to so many columns, an ellipsis standing for the rest.
  func fitted(to columns: Int) -> String {
    guard displayWidth > columns else { return self }
    var out = ""
    var width = 0
    for character in self {
      let wide = character.displayWidth
      if width + wide > columns - 1 { break }
      width += wide
      out.append(character)
    }
    return out + "…"
  }

  /// The text with spaces after (or before) it up to so many columns.
  func padded(to columns: Int, right: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, columns - displayWidth))
    return right ? spaces + self : self + spaces
  }
}

/// Follows the escape sequences that lens writes, scalar by scalar.
struct EscapeSequence {
  private enum State { case none, start, control, string, stringEnd }
  private var state = State.none

  /// Whether a scalar belongs to a sequence.
  mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
    switch state {
    case .none:
      if scalar == "\u{1B}" { state = .start }
      return state == .start
    case .start: state = scalar == "]" ? .string : .control
    case .control: if ("@"..."~").contains(scalar) { state = .none }
    case .string: if scalar == "\u{1B}" { state = .stringEnd }
    case .stringEnd: state = .none
    }
    return true
  }
}
