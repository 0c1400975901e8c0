// Reads a condition: a recursive descent over its words, docs/filters.md being the grammar.
import LensText

/// Reads one condition.
struct FilterParser {
  /// Brackets and `not` within each other: more would be a slip or an attack on the stack.
  private static let deepest = 64
  /// Characters of a condition.
  private static let longest = 20_000

  private let text: String
  private let tokens: [FilterToken]
  private var next = 0
  private var depth = 0

  private init(_ text: String) throws(FilterSyntaxError) {
    self.text = text
    tokens = try FilterLexer.tokens(of: text)
  }

  /// The tree of a condition.
  ///
  /// O(characters).
  static func parse(_ text: String) throws(FilterSyntaxError) -> FilterNode {
    guard text.utf8.count <= longest else {
      throw FilterSyntaxError(
        text: String(text.prefix(40)) + "…", place: 40..<41,
        expected: "at most \(longest) bytes", found: "\(text.utf8.count)")
    }
    var parser = try FilterParser(text)
    let node = try parser.disjunction()
    guard parser.token.kind == .end else { throw parser.error("'and', 'or' or the end") }
    return node
  }

  private var token: FilterToken { tokens[next] }

  private mutating func advance() { next = min(next + 1, tokens.count - 1) }

  /// Passes over a keyword if it stands here.
  private mutating func accept(_ keyword: String) -> Bool {
    guard token.isKeyword(keyword) else { return false }
    advance()
    return true
  }

  private mutating func disjunction() throws(FilterSyntaxError) -> FilterNode {
    var nodes = [try conjunction()]
    while accept("or") { nodes.append(try conjunction()) }
    return nodes.count == 1 ? nodes[0] : .or(nodes)
  }

  private mutating func conjunction() throws(FilterSyntaxError) -> FilterNode {
    var nodes = [try negation()]
    while accept("and") { nodes.append(try negation()) }
    return nodes.count == 1 ? nodes[0] : .and(nodes)
  }

  private mutating func negation() throws(FilterSyntaxError) -> FilterNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw error("at most \(Self.deepest) brackets and 'not' within each other")
    }
    if accept("not") { return .not(try negation()) }
    if token.kind == .open {
      let opening = token
      advance()
      let node = try disjunction()
      guard token.kind == .close else {
        if token.kind != .end { throw error("'and', 'or' or ')'") }
        throw FilterSyntaxError(
          text: text, place: opening.place, expected: "a closing ')'", found: "none")
      }
      advance()
      return node
    }
    if accept("has") { return .has(try property()) }
    return try condition()
  }

  private mutating func property() throws(FilterSyntaxError) -> FilterProperty {
    let names = FilterProperty.allCases.map(\.rawValue)
    guard case .word(let name) = token.kind else {
      throw error("what a paper has: \(names.joined(separator: ", "))")
    }
    let field = FilterField(spelled: name).map { $0 == .year ? .date : $0 }
    let property =
      FilterProperty(rawValue: name.lowercased())
      ?? field.flatMap { FilterProperty(rawValue: $0.rawValue) }
    guard let property else {
      throw error(
        "what a paper has: \(names.joined(separator: ", "))", cure: Self.suggestion(name, names))
    }
    advance()
    return property
  }

  private mutating func condition() throws(FilterSyntaxError) -> FilterNode {
    let names = FilterField.allCases.map(\.rawValue)
    let expected = "a field: \(names.joined(separator: ", ")); or has, not, ("
    guard case .word(let name) = token.kind else { throw error(expected) }
    guard let field = FilterField(spelled: name) else {
      throw error(expected, cure: Self.suggestion(name, names + ["has", "not"]))
    }
    advance()
    if accept("in") { return .or(try list(field)) }
    if token.isKeyword("not"), tokens[next + 1].isKeyword("in") {
      advance()
      advance()
      return .not(.or(try list(field)))
    }
    guard case .comparison(let comparison) = token.kind else {
      throw error("\(field.comparisons) or 'in' behind \(field.rawValue)")
    }
    guard field.allows(comparison) else { throw error("\(field.comparisons) or 'in'") }
    advance()
    let node = try value(of: field, comparison)
    return comparison.hasPrefix("!") ? .not(node) : node
  }

  /// `(value, value, …)`, each an equality.
  private mutating func list(_ field: FilterField) throws(FilterSyntaxError) -> [FilterNode] {
    guard token.kind == .open else { throw error("'(' and the values behind 'in'") }
    advance()
    var nodes = [try value(of: field, "=")]
    while token.kind == .comma {
      advance()
      nodes.append(try value(of: field, "="))
    }
    guard token.kind == .close else { throw error("',' or ')'") }
    advance()
    return nodes
  }

  private mutating func value(
    of field: FilterField, _ comparison: String
  ) throws(FilterSyntaxError) -> FilterNode {
    let text: String
    switch token.kind {
    case .quoted(let value): text = value
    case .word(let value):
      guard !["and", "or", "not", "in", "has"].contains(value.lowercased()) else {
        throw error("a value", cure: "Put it into quotation marks if it is the value.")
      }
      text = value
    default: throw error("a value")
    }
    guard !text.isEmpty else { throw error("a value that is not empty") }
    let node = try node(field, comparison, text)
    advance()
    if case .word(let further) = token.kind, field.label != nil || field == .tag,
      !["and", "or"].contains(further.lowercased())
    {
      throw error(
        "'and', 'or' or the end",
        cure: "Put a value of several words into quotation marks: \"\(text) \(further)\".")
    }
    return node
  }

  private func node(
    _ field: FilterField, _ comparison: String, _ text: String
  ) throws(FilterSyntaxError) -> FilterNode {
    let match: FilterNode.Match = comparison.hasSuffix("~") ? .contains : .equals
    switch field {
    case .year, .date:
      let isYear = field == .year
      guard let date = PaperDate(text), !isYear || text.utf8.count == 4 else {
        throw error(isYear ? "a year such as 2024" : "a date: 2024, 2024-03 or 2024-03-05")
      }
      return .date(FilterNode.Comparison(rawValue: comparison) ?? .equal, date)
    case .language:
      guard let language = Language(spelled: text) else { throw error("en or zh") }
      return .language(language)
    case .tag: return .tag(match, text)
    case .venue, .author, .category, .source:
      guard let kind = field.label else { throw error("a label") }
      return .label(kind, match, text)
    }
  }

  private static func suggestion(_ word: String, _ names: [String]) -> String? {
    Nearest.name(to: word, among: names).map { "Did you mean \($0)?" }
  }

  private func error(_ expected: String, cure: String? = nil) -> FilterSyntaxError {
    FilterSyntaxError(
      text: text, place: token.place, expected: expected, found: token.name, cure: cure)
  }
}

extension FilterField {
  /// The kind of label that the field asks for.
  var label: LabelKind? { LabelKind.allCases.first { $0.field == self } }

  func allows(_ comparison: String) -> Bool {
    switch self {
    case .year, .date: !comparison.hasSuffix("~")
    case .language: ["=", "!="].contains(comparison)
    case .venue, .author, .category, .source, .tag: ["=", "!=", "~", "!~"].contains(comparison)
    }
  }

  /// The comparisons it allows, for messages.
  var comparisons: String {
    ["=", "!=", "<", "<=", ">", ">=", "~", "!~"].filter(allows).map { "'\($0)'" }
      .joined(separator: ", ")
  }
}

extension Language {
  /// The language of a name as people write it.
  init?(spelled text: String) {
    switch text.lowercased() {
    case "en", "english", "英文", "英语": self = .english
    case "zh", "chinese", "中文", "汉语": self = .chinese
    default: return nil
    }
  }
}
