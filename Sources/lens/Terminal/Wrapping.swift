// Text broken into lines by columns, between words or between Han characters.

extension String {
  /// The text with line breaks so that no line takes more columns than told.
  ///
  /// Lines break at spaces, and before a Han character where a word does not fit; what a terminal
  /// obeys (colour) takes no column.
  func wrapped(to columns: Int) -> String {
    var lines: [String] = []
    var line = ""
    var width = 0
    var word = ""
    var wordWidth = 0
    var escape = EscapeSequence()

    func flushWord() {
      if width + wordWidth > columns, !line.isEmpty {
        while line.hasSuffix(" ") { line.removeLast() }
        lines.append(line)
        line = ""
        width = 0
      }
      line += word
      width += wordWidth
      word = ""
      wordWidth = 0
    }

    for scalar in unicodeScalars {
      if escape.takes(scalar) {
        word.unicodeScalars.append(scalar)
        continue
      }
      if scalar == " " {
        flushWord()
        if width < columns, !line.isEmpty {
          line += " "
          width += 1
        }
      } else if scalar.displayWidth == 2 {
        // A closing mark stays with what stands before it.
        if !"，。、；：！？）》”".unicodeScalars.contains(scalar) { flushWord() }
        word.unicodeScalars.append(scalar)
        wordWidth += 2
      } else {
        word.unicodeScalars.append(scalar)
        wordWidth += scalar.displayWidth
      }
    }
    flushWord()
    if !line.isEmpty { lines.append(line) }
    return lines.joined(separator: "\n")
  }
}

extension Int {
  /// A number of bytes as people read it.
  var asBytes: String { Int64(self).asBytes }
}

extension Int64 {
  /// A number of bytes as people read it.
  var asBytes: String {
    var value = Double(self)
    for unit in ["B", "kB", "MB", "GB"] {
      if value < 1000 { return unit == "B" ? "\(self) B" : "\(value.fixed(1)) \(unit)" }
      value /= 1000
    }
    return "\(value.fixed(1)) TB"
  }
}
