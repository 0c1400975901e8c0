// The markup that publishers leave in titles and abstracts (JATS, HTML) taken off. Only tags with a
// name known from there are tags: "p < q and r > s" is mathematics.

enum Markup {
  /// The text in one line.
  static func plainLine(_ text: String) -> String {
    (hasMarkup(text) ? withoutMarkup(text) : text).unwrapped
  }

  /// The text with its paragraphs on lines of their own, a heading "Abstract" off its front.
  ///
  /// Text without markup stays as it is: its line ends may be no more than its wrapping.
  static func plainText(_ text: String) -> String {
    guard hasMarkup(text) else { return String(Substring(text).trimmedASCII) }
    var lines = withoutMarkup(text).split(whereSeparator: \.isNewline)
      .map { String($0.split(separator: " ").joined(separator: " ")) }.filter { !$0.isEmpty }
    if lines.count > 1, ["abstract", "summary", "摘要"].contains(lines[0].lowercased()) {
      lines.removeFirst()
    }
    return lines.joined(separator: "\n")
  }

  private static func hasMarkup(_ text: String) -> Bool {
    text.utf8.contains { $0 == 0x3C || $0 == 0x26 }
  }

  private static func withoutMarkup(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var i = 0
    while i < bytes.count {
      if bytes[i] == 0x3C, let tag = tag(bytes, at: i) {
        if tag.breaksLine { out.append(0x0A) }
        i = tag.end
      } else if bytes[i] == 0x26, let entity = entity(bytes, at: i) {
        out.append(contentsOf: entity.text.utf8)
        i = entity.end
      } else {
        out.append(bytes[i])
        i += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The tag that opens at `start`.
  private static func tag(_ bytes: [UInt8], at start: Int) -> (end: Int, breaksLine: Bool)? {
    var i = start + 1
    if i < bytes.count, bytes[i] == 0x2F { i += 1 }
    let nameStart = i
    while i < bytes.count, i - nameStart < 32, isNameByte(bytes[i]) { i += 1 }
    guard i > nameStart, i < bytes.count, bytes[i] == 0x3E || bytes[i] == 0x2F || bytes[i] == 0x20
    else { return nil }
    let name = String(decoding: bytes[nameStart..<i], as: UTF8.self).lowercased()
    let local = name.split(separator: ":").last.map(String.init) ?? name
    let isPrefixed = name.hasPrefix("jats:") || name.hasPrefix("mml:")
    let isBlock = blocks.contains(local)
    guard isPrefixed || isBlock || inline.contains(name) else { return nil }
    guard let close = bytes[i...].prefix(2000).firstIndex(of: 0x3E) else { return nil }
    return (close + 1, isBlock)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (0x61...0x7A).contains(lower) || (0x30...0x39).contains(byte) || byte == 0x3A
      || byte == 0x2D
  }

  private static let blocks: Set<String> = [
    "p", "br", "div", "sec", "title", "list", "list-item", "li", "ul", "ol", "h1", "h2", "h3", "h4",
  ]
  private static let inline: Set<String> = [
    "i", "b", "em", "strong", "sub", "sup", "scp", "sc", "u", "tt", "span", "italic", "bold",
    "inf", "a", "math", "mrow", "mi", "mo", "mn", "msub", "msup", "mtext", "abstract", "font",
  ]

  /// The entity at `start`: XML's five, the no-break space and character numbers.
  private static func entity(_ bytes: [UInt8], at start: Int) -> (end: Int, text: String)? {
    guard let end = bytes[start...].prefix(12).firstIndex(of: 0x3B), end > start + 1 else {
      return nil
    }
    let name = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    if let text = named[name] { return (end + 1, text) }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let value =
      digits.hasPrefix("x") || digits.hasPrefix("X")
      ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let value, value >= 0x20, let scalar = Unicode.Scalar(value) else { return nil }
    return (end + 1, String(Character(scalar)))
  }

  private static let named: [String: String] = [
    "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'", "nbsp": " ", "ndash": "–",
    "mdash": "—",
  ]
}
