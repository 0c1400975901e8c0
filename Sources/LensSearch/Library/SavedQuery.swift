// A question with a name, kept to be asked again, and the round of arrivals it has seen.
import LensStore

/// A saved query.
public struct SavedQuery: Sendable, Equatable {
  /// The least score that makes a paper news where none was saved: below it lie papers that share a
  /// word or a neighbourhood with the question and no more.
  public static let defaultMinimum = 0.25

  /// Its name.
  public var name: String
  /// The question.
  public var text: String
  /// What ranks.
  public var mode = SearchMode.hybrid
  /// Which papers.
  public var filter = Filter()
  /// The least score, where one was saved.
  public var minimumScore: Double?
  /// Papers of the kind that is looked for, by id or title.
  public var more: [String] = []
  /// Papers of the kind that is not.
  public var less: [String] = []
  /// Whether the glossary may say the question in other words.
  public var usesGlossary = true
  /// The last round of arrivals that was looked at.
  var seen: UInt32 = 0

  /// A question with the defaults of a search.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// A question with the options it is asked with.
  public init(name: String, text: String, options: SearchOptions) {
    self.init(name: name, text: text)
    mode = options.mode
    filter = options.filter
    minimumScore = options.minimumScore > 0 ? options.minimumScore : nil
    more = options.more
    less = options.less
    usesGlossary = options.usesGlossary
  }

  /// The options to ask it with.
  public func options(limit: Int = 10) -> SearchOptions {
    var options = SearchOptions(limit: limit)
    options.take(self)
    return options
  }

  /// The query in the documented field names.
  public var json: JSONValue {
    .object([
      "name": .string(name), "text": .string(text), "mode": .string(mode.rawValue),
      "where": filter.isEmpty ? nil : .string("\(filter)"),
      "min_score": minimumScore.map { .number($0) }, "more": .strings(more),
      "less": .strings(less), "glossary": usesGlossary ? nil : .bool(false),
    ])
  }

  /// As lines of a note: a word for what it is, and the value.
  var lines: [String] {
    var lines = ["text \(text)", "mode \(mode.rawValue)", "seen \(seen)"]
    if !filter.isEmpty { lines.append("where \(filter)") }
    if let minimumScore { lines.append("min-score \(minimumScore)") }
    lines += more.map { "more \($0)" } + less.map { "less \($0)" }
    if !usesGlossary { lines.append("glossary no") }
    return lines
  }

  /// Reads the lines of a note; what is not understood is passed over.
  init(name: String, lines: [String]) throws(SearchError) {
    self.init(name: name, text: "")
    for line in lines {
      let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let value = String(parts[1])
      switch parts[0] {
      case "text": text = value
      case "mode": mode = SearchMode(rawValue: value) ?? .hybrid
      case "seen": seen = UInt32(value) ?? 0
      case "where": filter = try Filter(parsing: value)
      case "min-score": minimumScore = Double(value)
      case "more": more.append(value)
      case "less": less.append(value)
      case "glossary": usesGlossary = value != "no"
      default: break
      }
    }
  }
}

extension SearchOptions {
  /// Takes over what was saved: what ranks, by which examples; conditions add up.
  public mutating func take(_ saved: SavedQuery) {
    mode = saved.mode
    filter = saved.filter.and(filter)
    if minimumScore == 0 { minimumScore = saved.minimumScore ?? 0 }
    more += saved.more
    less += saved.less
    usesGlossary = usesGlossary && saved.usesGlossary
  }
}

extension Library {
  /// All saved queries, by name.
  public func savedQueries() throws(SearchError) -> [SavedQuery] {
    try searching {
      let notes = try directory.readNotes()
      return try notes.names(Self.queryKind).sorted().map { try notes.savedQuery(named: $0) }
    }
  }

  /// A saved query.
  ///
  /// Throws `queryNotFound`.
  public func savedQuery(named name: String) throws(SearchError) -> SavedQuery {
    try searching { try directory.readNotes().savedQuery(named: name) }
  }

  /// Saves a query, in place of one of the same name; what the index holds now is no news to it.
  ///
  /// O(papers · log papers). Throws `badName`.
  public func save(_ query: SavedQuery, for engine: SearchEngine) throws(SearchError) {
    var query = query
    query.name = try Self.checkedName(query.name, of: "saved query")
    let saved = query
    try searching {
      let present = try engine.idHashes()
      try directory.updateNotes { notes, arrivals in
        arrivals.meet(present)
        var saved = saved
        saved.seen = arrivals.round
        notes.set(Self.queryKind, saved.name, to: saved.lines)
      }
    }
  }

  /// Removes a saved query.
  ///
  /// Throws `queryNotFound`.
  public func removeQuery(named name: String) throws(SearchError) {
    try searching {
      try directory.updateNotes { notes, _ in
        _ = try notes.savedQuery(named: name)
        notes.remove(Self.queryKind, name)
      }
    }
  }
}

extension Notes {
  func savedQuery(named name: String) throws -> SavedQuery {
    guard let lines = texts(Library.queryKind, name) else {
      throw SearchError.queryNotFound(name: name, known: names(Library.queryKind).sorted())
    }
    return try SavedQuery(name: name, lines: lines)
  }
}
