// Columns that text takes on a terminal: Han, kana, Hangul and full-width forms take two.
//
// Texts come from files, so what a terminal would obey instead of show is dropped here too.

extension Unicode.Scalar {
  /// Columns on a terminal: 0 for marks and what joins, 2 for wide East Asian scalars and emoji.
  var displayWidth: Int {
    switch value {
    case 0..<0x20, 0x7f..<0xa0, 0x200b...0x200f, 0xfe00...0xfe0f: return 0
    case 0x20..<0x300: return 1
    case 0x300...0x36f, 0x1ab0...0x1aff, 0x20d0...0x20ff: return 0
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff,
      0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }

  /// Whether a terminal would obey or reorder instead of show: controls and bidirectional overrides.
  var isTerminalControl: Bool {
    switch value {
    case 0..<0x20, 0x7f..<0xa0, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069, 0x61c: true
    default: false
    }
  }
}

extension String {
  /// Columns on a terminal.
  var displayWidth: Int { unicodeScalars.reduce(0) { $0 + $1.displayWidth } }

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
      let wide = String(character).displayWidth
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
