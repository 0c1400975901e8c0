// Plain text as LaTeX: what LaTeX would take for a command is escaped, mathematics stays.
import LensCorpus

enum LaTeXEscaping {
  /// A text of any length; line ends become empty lines.
  static func text(_ text: String) -> String {
    var out = ""
    for part in parts(of: resolved(text)) {
      out += part.isMathematics ? String(part.text) : escaped(part.text)
    }
    return out
  }

  /// A title: words with capitals inside keep them whatever the style does.
  static func title(_ title: String) -> String {
    parts(of: resolved(title)).map { part in
      guard !part.isMathematics else { return "{\(part.text)}" }
      return part.text.split(separator: " ", omittingEmptySubsequences: false).map { word in
        let hasInner = word.dropFirst().unicodeScalars.contains { $0.properties.isUppercase }
        return hasInner ? "{\(escaped(word))}" : escaped(word)
      }.joined(separator: " ")
    }.joined()
  }

  /// A DOI or address: BibTeX styles set it as it stands, so only what ends a field is encoded.
  static func address(_ address: String) -> String {
    var out = ""
    for character in address {
      switch character {
      case "{": out += "%7B"
      case "}": out += "%7D"
      case "\\": out += "%5C"
      case "$": out += "%24"
      default: out.append(character)
      }
    }
    return out
  }

  /// Commands outside mathematics made characters, so that they are not printed as they stand.
  private static func resolved(_ text: String) -> String {
    let hasCommands = parts(of: text).contains { !$0.isMathematics && $0.text.utf8.contains(0x5C) }
    return hasCommands ? LaTeXText.plain(text) : text
  }

  private static func escaped(_ text: Substring) -> String {
    guard text.utf8.contains(where: mayMeanSomething) else { return String(text) }
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count + 64)
    var last: UInt8 = 0x20
    // BibTeX counts escaped braces as braces.
    let isBalanced = isBalanced(text)
    for byte in text.utf8 {
      switch UnicodeScalar(byte) {
      case "\\": out += "\\textbackslash{}".utf8
      case "{": out += (isBalanced ? "\\{" : "\\textbraceleft{}").utf8
      case "}": out += (isBalanced ? "\\}" : "\\textbraceright{}").utf8
      case "$", "&", "%", "#", "_": out += [0x5C, byte]
      case "~": out += "\\textasciitilde{}".utf8
      case "^": out += "\\textasciicircum{}".utf8
      case "`": out += "\\textasciigrave{}".utf8
      // Two in a row would be set as one sign.
      case "-" where last == byte, "'" where last == byte: out += [0x7B, 0x7D, byte]
      // Some programs take any line with this sign in front for an entry.
      case "@" where last == 0x0A: out += "{@}".utf8
      case "\n": out += "\n\n".utf8
      default: out.append(byte)
      }
      last = byte
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func mayMeanSomething(_ byte: UInt8) -> Bool {
    switch UnicodeScalar(byte) {
    case "\\", "{", "}", "$", "&", "%", "#", "_", "~", "^", "`", "-", "'", "@", "\n": true
    default: false
    }
  }

  /// The text cut at `$…$`; as in Pandoc, no space stands inside at the signs and no digit behind
  /// them, so that two prices are not a formula.
  private static func parts(of text: String) -> [(text: Substring, isMathematics: Bool)] {
    guard text.utf8.contains(0x24) else { return [(text[...], false)] }
    var parts: [(text: Substring, isMathematics: Bool)] = []
    var start = text.startIndex
    var sign = text.firstIndex(of: "$")
    while let open = sign {
      let inside = text.index(after: open)
      guard let close = text[inside...].firstIndex(of: "$") else { break }
      let formula = text[inside..<close]
      let next = text[close...].dropFirst().first
      let isFormula =
        !formula.isEmpty && formula.first?.isWhitespace == false
        && formula.last?.isWhitespace == false && next?.isNumber != true && isBalanced(formula)
      guard isFormula else {
        sign = close
        continue
      }
      parts.append((text[start..<open], false))
      parts.append((text[open...close], true))
      start = text.index(after: close)
      sign = text[start...].firstIndex(of: "$")
    }
    parts.append((text[start...], false))
    return parts
  }

  private static func isBalanced(_ text: Substring) -> Bool {
    var depth = 0
    for byte in text.utf8 {
      if byte == 0x7B { depth += 1 }
      if byte == 0x7D { depth -= 1 }
      if depth < 0 { return false }
    }
    return depth == 0
  }
}
