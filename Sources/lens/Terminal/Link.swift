// Titles as links that a terminal opens (OSC 8).

/// A link on a terminal.
enum Link {
  /// Whether links are written: on terminals that do not deny it, unless the settings do.
  static let isUsed: Bool = {
    guard Terminal.outputIsTerminal, Terminal.environment("NO_COLOR") == nil else { return false }
    // The Linux console prints what it does not know.
    let kind = Terminal.environment("TERM") ?? "dumb"
    return kind != "dumb" && kind != "linux" && Settings.current.links
  }()

  /// The text as a link to an address; the text alone where there is none or links are not used.
  static func text(_ text: String, to address: String?) -> String {
    guard isUsed, let address = address.flatMap(safe) else { return text }
    return "\u{1b}]8;;\(address)\u{1b}\\\(text)\u{1b}]8;;\u{1b}\\"
  }

  /// A web address in the bytes that may stand in an escape sequence; nil for any other address.
  private static func safe(_ address: String) -> String? {
    guard address.hasPrefix("https://") || address.hasPrefix("http://") else { return nil }
    var out = ""
    for byte in address.utf8 {
      if (0x21...0x7E).contains(byte) {
        out.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        out += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return out.utf8.count <= 2000 ? out : nil
  }
}
