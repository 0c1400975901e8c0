// The tree of a condition on papers. What is written with `!=`, `!~`, `in` and `not in` is made of these
// few: what has to be evaluated, and tested, stays small.

/// A condition on papers.
indirect enum FilterNode: Sendable, Equatable {
  /// How a date is compared.
  enum Comparison: String, Sendable {
    case equal = "="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// How a label is compared, folded.
  enum Match: String, Sendable {
    case equals = "="
    case contains = "~"
  }

  /// The date compared with one whose missing parts stand for all of them; unknown dates never pass.
  case date(Comparison, PaperDate)
  case label(LabelKind, Match, String)
  case tag(Match, String)
  case language(Language)
  case has(FilterProperty)
  case not(FilterNode)
  /// All of them; of none, every paper.
  case and([FilterNode])
  /// Any of them; of none, no paper.
  case or([FilterNode])
}

extension FilterNode {
  /// Whether any part asks for tags, which are not in the index.
  var asksForTags: Bool {
    switch self {
    case .tag, .has(.tag): true
    case .date, .label, .language, .has: false
    case .not(let node): node.asksForTags
    case .and(let nodes), .or(let nodes): nodes.contains(where: \.asksForTags)
    }
  }
}

/// What a paper may have or lack.
enum FilterProperty: String, CaseIterable, Sendable {
  case title, abstract, author, venue, category, date, doi, url, tag
}

/// What a condition can be about.
enum FilterField: String, CaseIterable, Sendable {
  case year, date, venue, author, category, language, source, tag

  /// The field of a name as people write it: `authors`, `lang`, `keywords`.
  init?(spelled text: String) {
    let name = text.lowercased()
    let other: [String: FilterField] = [
      "lang": .language, "keyword": .category, "keywords": .category, "categories": .category,
      "subject": .category, "file": .source,
    ]
    let singular = name.hasSuffix("s") ? String(name.dropLast()) : name
    guard let field = FilterField(rawValue: name) ?? other[name] ?? FilterField(rawValue: singular)
    else { return nil }
    self = field
  }
}

extension FilterNode: CustomStringConvertible {
  /// The condition in the grammar of docs/filters.md; read again it is the same.
  var description: String {
    switch self {
    case .date(let comparison, let date): "date \(comparison.rawValue) \(date)"
    case .label(let kind, let match, let text):
      "\(kind.field.rawValue) \(match.rawValue) \(Self.quoted(text))"
    case .tag(let match, let text): "tag \(match.rawValue) \(Self.quoted(text))"
    case .language(let language): "language = \(language.rawValue)"
    case .has(let property): "has \(property.rawValue)"
    case .not(let node): "not (\(node))"
    case .and(let nodes): Self.joined(nodes, "and")
    case .or(let nodes): Self.joined(nodes, "or")
    }
  }

  /// Of no nodes there is nothing to write; the parser makes no such tree.
  private static func joined(_ nodes: [FilterNode], _ word: String) -> String {
    nodes.map { nodes.count > 1 ? "(\($0))" : "\($0)" }.joined(separator: " \(word) ")
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for character in text.unicodeScalars {
      if character == "\"" || character == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
  }
}

extension LabelKind {
  /// The field that asks for this kind.
  var field: FilterField {
    switch self {
    case .venue: .venue
    case .author: .author
    case .category: .category
    case .source: .source
    }
  }
}

extension PaperDate: CustomStringConvertible {
  /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
  public var description: String {
    func padded(_ number: Int32, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let (year, month, day) = (packed / 10_000, packed / 100 % 100, packed % 100)
    var text = padded(year, 4)
    if month > 0 { text += "-" + padded(month, 2) }
    if day > 0 { text += "-" + padded(day, 2) }
    return text
  }

  /// The first packed date behind all that this one stands for: 2025 for 2024, 2024-04 for 2024-03.
  var end: Int32 {
    if packed % 100 > 0 { return packed + 1 }
    if packed / 100 % 100 > 0 { return packed + 100 }
    return packed + 10_000
  }
}
