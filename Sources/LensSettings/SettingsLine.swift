// One line of the settings file, scalar by scalar.

/// A scanner over one line.
struct SettingsLine {
  /// What a line holds.
  enum Content {
    case nothing
    case table([String])
    case entry([String], SettingsValue)
  }

  private let file: String
  private let number: Int
  private var rest: Substring.UnicodeScalarView

  init(_ line: Substring, file: String, number: Int) {
    self.file = file
    self.number = number
    rest = line.unicodeScalars
  }

  /// Reads the line.
  mutating func content() throws(SettingsError) -> Content {
    skipSpace()
    if isOver { return .nothing }
    if rest.first == "[" {
      rest.removeFirst()
      let path = try keyPath(endingBefore: "]")
      rest.removeFirst()
      try expectEnd(after: "a table's name")
      return .table(path)
    }
    let path = try keyPath(endingBefore: "=")
    rest.removeFirst()
    skipSpace()
    let value = try value()
    try expectEnd(after: "the value")
    return .entry(path, value)
  }

  /// The error of this line.
  func failure(_ expected: String, _ found: String, cure: String = "Mend the line.")
    -> SettingsError
  {
    SettingsError(file: file, line: number, expected: expected, found: found, cure: cure)
  }

  private var isOver: Bool { rest.isEmpty || rest.first == "#" }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == " " || $0 == "\t" }
  }

  private mutating func expectEnd(after what: String) throws(SettingsError) {
    skipSpace()
    guard isOver else { throw failure("nothing but a comment after \(what)", quoted(rest)) }
  }

  /// Keys joined by dots, up to a mark, which is left.
  private mutating func keyPath(endingBefore mark: Unicode.Scalar) throws(SettingsError) -> [String]
  {
    var path: [String] = []
    while true {
      skipSpace()
      path.append(try key())
      skipSpace()
      if rest.first == mark { return path }
      guard rest.first == "." else {
        throw failure("'\(mark)' after \(path.joined(separator: "."))", quoted(rest))
      }
      rest.removeFirst()
    }
  }

  private mutating func key() throws(SettingsError) -> String {
    if rest.first == "\"" || rest.first == "'" { return try string() }
    let bare = rest.prefix {
      $0.isASCII
        && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_")
    }
    guard !bare.isEmpty else {
      throw failure("a key, as in query.limit = 20, or a [table]", quoted(rest))
    }
    rest = rest[bare.endIndex...]
    return String(bare)
  }

  private mutating func value() throws(SettingsError) -> SettingsValue {
    if rest.first == "\"" || rest.first == "'" { return .string(try string()) }
    let word = rest.prefix { $0 != "#" && $0 != " " && $0 != "\t" }
    switch String(word) {
    case "true", "false":
      rest = rest[word.endIndex...]
      return .boolean(word.first == "t")
    default:
      // TOML groups digits by single underscores, as in 1_000.
      let digits = String(word).split(separator: "_", omittingEmptySubsequences: false)
      let isGrouped = digits.allSatisfy { $0.last?.isNumber == true } && !word.isEmpty
      guard isGrouped, let value = Int(digits.joined()) else {
        throw failure("\"text\", a whole number, true or false", quoted(word))
      }
      rest = rest[word.endIndex...]
      return .integer(value)
    }
  }

  /// A string in double quotes, with escapes, or in single quotes, as it stands.
  private mutating func string() throws(SettingsError) -> String {
    let quote = rest.removeFirst()
    var text = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      if scalar == quote { return String(text) }
      if scalar == "\\", quote == "\"" {
        text.append(try escaped())
      } else if scalar.value < 0x20 && scalar != "\t" || scalar.value == 0x7F {
        throw failure("text without control characters", "U+\(String(scalar.value, radix: 16))")
      } else {
        text.append(scalar)
      }
    }
    throw failure("a closing \(quote)", "the end of the line")
  }

  private mutating func escaped() throws(SettingsError) -> Unicode.Scalar {
    let letter = rest.popFirst()
    let plain: [Unicode.Scalar: Unicode.Scalar] = [
      "b": "\u{8}", "t": "\t", "n": "\n", "f": "\u{c}", "r": "\r", "\"": "\"", "\\": "\\",
    ]
    if let scalar = letter.flatMap({ plain[$0] }) { return scalar }
    let length = letter == "u" ? 4 : letter == "U" ? 8 : 0
    let digits = rest.prefix(length)
    let isHex = digits.count == length && digits.allSatisfy(\.properties.isASCIIHexDigit)
    guard length > 0, isHex, let value = UInt32(String(digits), radix: 16),
      let scalar = Unicode.Scalar(value)
    else {
      throw failure(
        "an escape \\b \\t \\n \\f \\r \\\" \\\\ \\uXXXX or \\UXXXXXXXX",
        letter.map { "\\\($0)" } ?? "the end of the line")
    }
    rest = rest[digits.endIndex...]
    return scalar
  }

  private func quoted(_ text: Substring.UnicodeScalarView) -> String {
    text.isEmpty ? "the end of the line" : "'\(String(text.prefix(40)))'"
  }
}
