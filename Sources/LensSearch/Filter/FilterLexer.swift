// The words of a condition, each with its place, so that an error can point at it.

/// A word of a condition.
struct FilterToken: Equatable {
  enum Kind: Equatable {
    /// A name, a keyword or a value without quotation marks.
    case word(String)
    /// A value in quotation marks, escapes resolved.
    case quoted(String)
    /// `=`, `!=`, `<`, `<=`, `>`, `>=`, `~`, `!~`.
    case comparison(String)
    case open, close, comma
    case end
  }

  var kind: Kind
  /// The characters it takes up.
  var place: Range<Int>

  /// How an error names it.
  var name: String {
    switch kind {
    case .word(let text), .comparison(let text): "'\(text)'"
    case .quoted(let text): "\"\(text)\""
    case .open: "'('"
    case .close: "')'"
    case .comma: "','"
    case .end: "the end"
    }
  }

  /// Whether it is a keyword, in any case.
  func isKeyword(_ keyword: String) -> Bool {
    if case .word(let text) = kind { return text.lowercased() == keyword }
    return false
  }
}

/// Cuts a condition into words.
struct FilterLexer {
  private let text: String
  private let characters: [Character]
  private var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  /// All words, an end behind the last.
  ///
  /// O(characters).
  static func tokens(of text: String) throws(FilterSyntaxError) -> [FilterToken] {
    var lexer = FilterLexer(text)
    var tokens: [FilterToken] = []
    repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  private mutating func next() throws(FilterSyntaxError) -> FilterToken {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    let start = position
    func token(_ kind: FilterToken.Kind) -> FilterToken {
      FilterToken(kind: kind, place: start..<max(position, start))
    }
    guard position < characters.count else { return token(.end) }
    switch characters[position] {
    case "(", "（":
      position += 1
      return token(.open)
    case ")", "）":
      position += 1
      return token(.close)
    case ",", "，", "、":
      position += 1
      return token(.comma)
    case "\"", "'", "“":
      let value = try quoted()
      return token(.quoted(value))
    case "=", "!", "<", ">", "~":
      let value = try comparison()
      return token(.comparison(value))
    default:
      // Inside a word an apostrophe is one: O'Brien.
      while position < characters.count,
        Self.isPlain(characters[position]) || position > start && characters[position] == "'"
      {
        position += 1
      }
      if position == start {
        throw error(start..<start + 1, "a name, a value or a bracket", "'\(characters[start])'")
      }
      return token(.word(String(characters[start..<position])))
    }
  }

  private mutating func comparison() throws(FilterSyntaxError) -> String {
    let start = position
    while position < characters.count, position - start < 2, "=!<>~".contains(characters[position])
    {
      position += 1
    }
    let known = ["=", "!=", "<", "<=", ">", ">=", "~", "!~"]
    let text = String(characters[start..<position])
    if text == "==" { return "=" }
    if known.contains(text) { return text }
    // `=~` is none, but `<` before a value that begins with a sign is.
    throw error(
      start..<position, known.map { "'\($0)'" }.joined(separator: ", "), "'\(text)'")
  }

  private mutating func quoted() throws(FilterSyntaxError) -> String {
    let start = position
    let closing: Character = characters[start] == "“" ? "”" : characters[start]
    position += 1
    var value = ""
    while position < characters.count, characters[position] != closing {
      if characters[position] == "\\" {
        position += 1
        guard position < characters.count else { break }
      }
      value.append(characters[position])
      position += 1
    }
    guard position < characters.count else {
      throw error(
        start..<start + 1, "a closing quotation mark \(closing)", "none",
        "Close it, or write \\\(closing) where it belongs to the value.")
    }
    position += 1
    return value
  }

  private static func isPlain(_ character: Character) -> Bool {
    !character.isWhitespace && !"()（），,、\"'“”=!<>~".contains(character)
  }

  private func error(
    _ place: Range<Int>, _ expected: String, _ found: String, _ cure: String? = nil
  ) -> FilterSyntaxError {
    FilterSyntaxError(text: text, place: place, expected: expected, found: found, cure: cure)
  }
}
