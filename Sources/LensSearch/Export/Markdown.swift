// What Markdown would read as its own signs, escaped.

/// Markdown's own characters.
enum Markdown {
  /// A text whose characters mean themselves.
  ///
  /// Mathematics between dollars stays as it is, as programs that set it want it.
  static func escaped(_ text: String) -> String {
    var out = ""
    var isMathematics = false
    for character in text {
      if character == "$" { isMathematics.toggle() }
      if !isMathematics, "\\`*_[]<>#|".contains(character) { out.append("\\") }
      out.append(character)
    }
    return out
  }

  /// A link, or the text alone without an address.
  static func link(_ text: String, to address: String?) -> String {
    guard let address else { return text }
    let escaped = address.map { "<>\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    return "[\(text)](<\(escaped)>)"
  }
}
