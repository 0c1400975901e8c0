// The fields of one JSONL record on their way to a paper. Pointers into the line and the parser's
// arena are kept until `paper()` makes the strings, so that a field that is not needed is never
// copied.

import CSimdJSON

struct JSONFields {
  private typealias Bytes = UnsafeBufferPointer<UInt8>

  private var place: SourcePlace
  private let limits: Limits
  private let tree: JSONTree
  private(set) var diagnostics: [Diagnostic] = []

  private var texts: [Bytes?] = Array(repeating: nil, count: LENS_KEY_COUNT)
  private var raws: [Bytes?] = Array(repeating: nil, count: LENS_KEY_COUNT)
  private var authors: [String] = []
  private var keywords: [String] = []
  private var yearField: Int?
  private var extra: [ExtraField] = []
  /// arXiv's snapshot: authors taken apart, and the day of the first version.
  private var parsedAuthors: [String] = []
  private var firstVersion: (iso: String, year: Int)?

  init(file: String, limits: Limits, tree: JSONTree) {
    place = SourcePlace(file: file, line: 0)
    self.limits = limits
    self.tree = tree
  }

  /// Forgets the last record, but keeps its memory.
  mutating func begin(line: Int) {
    place.line = line
    for key in 0..<Int(LENS_KEY_COUNT) {
      texts[key] = nil
      raws[key] = nil
    }
    diagnostics.removeAll(keepingCapacity: true)
    authors = []
    keywords = []
    yearField = nil
    extra = []
    parsedAuthors = []
    firstVersion = nil
  }

  // MARK: Taking fields

  /// Sorts the record's fields.
  ///
  /// Of a field given twice, the last counts, as in most JSON readers.
  mutating func take(_ record: lens_json_record) {
    for field in UnsafeBufferPointer(start: record.fields, count: record.field_count) {
      if field.repaired != 0 {
        warn(
          .brokenText, "whole surrogate pairs in \"\(name(field))\"", "a lone surrogate",
          "Correct the text; U+FFFD was read in its place.")
      }
      switch Int(field.key) {
      case LENS_KEY_OTHER where takeArXivField(field): break
      case LENS_KEY_OTHER: keep(field)
      case LENS_KEY_AUTHORS:
        authors = list(field, record, split: AuthorNames.split) ?? authors
      case LENS_KEY_KEYWORDS, LENS_KEY_CATEGORIES:
        keywords += list(field, record, split: KeywordList.split) ?? []
      case LENS_KEY_YEAR: takeYear(field)
      case LENS_KEY_ID: takeID(field)
      default: takeText(field)
      }
    }
  }

  /// Whether it is a field of arXiv's snapshot that says more than the plain ones.
  private mutating func takeArXivField(_ field: lens_json_field) -> Bool {
    guard Int(field.type) == LENS_JSON_ARRAY else { return false }
    let name = UnsafeBufferPointer(start: field.name, count: field.name_length)
    let raw = Bytes(start: field.raw, count: field.raw_length)
    if name.elementsEqual("authors_parsed".utf8), let list = tree.read(raw) {
      parsedAuthors = ArXivSnapshot.authors(list)
      return !parsedAuthors.isEmpty
    }
    if name.elementsEqual("versions".utf8), let list = tree.read(raw) {
      firstVersion = ArXivSnapshot.firstVersion(list)
    }
    return false
  }

  private mutating func takeText(_ field: lens_json_field) {
    switch Int(field.type) {
    case LENS_JSON_STRING: store(field)
    case LENS_JSON_NULL: break
    case LENS_JSON_NUMBER where isDate(field.key): store(field)
    default: refuse(field, expected: isDate(field.key) ? "a date" : "a string")
    }
  }

  private mutating func takeID(_ field: lens_json_field) {
    switch Int(field.type) {
    case LENS_JSON_STRING, LENS_JSON_NUMBER:
      guard field.text_length <= limits.idBytes else {
        warn(
          .wrongType, "an \"id\" of at most \(limits.idBytes) bytes",
          "\(field.text_length) bytes", "Shorten it; an id was made from the record instead.")
        return
      }
      store(field)
    case LENS_JSON_NULL: break
    default: refuse(field, expected: "a string or number")
    }
  }

  private mutating func takeYear(_ field: lens_json_field) {
    let isText = Int(field.type) == LENS_JSON_STRING || Int(field.type) == LENS_JSON_NUMBER
    if isText {
      let text = String(decoding: bytes(field).trimmedASCII.prefix(64), as: UTF8.self)
      if text.isEmpty { return }
      if let year = Int(text), CalendarDate.isYear(year) {
        yearField = year
        return
      }
      // "2019.0" is what a table with gaps makes of a year; "2019-05" is a date.
      if text.hasSuffix(".0"), let year = Int(text.dropLast(2)), CalendarDate.isYear(year) {
        yearField = year
        return
      }
      if let parsed = CalendarDate.parse(text) {
        yearField = parsed.year
        return
      }
    }
    if Int(field.type) != LENS_JSON_NULL { refuse(field, expected: "a year") }
  }

  /// A list of strings, of objects with a name, or one string.
  private mutating func list(
    _ field: lens_json_field, _ record: lens_json_record, split: (Bytes) -> [String]
  ) -> [String]? {
    switch Int(field.type) {
    case LENS_JSON_STRING:
      return split(bytes(field))
    case LENS_JSON_ARRAY:
      if field.odd_items != 0 {
        warn(
          .wrongType, "only names in \"\(name(field))\"", "something else among them",
          "Write it as a list of strings; the rest of the list was read.")
        keep(field)
      }
      let items = UnsafeBufferPointer(start: record.items, count: record.item_count)
      let first = Int(field.first_item)
      return items[first..<first + Int(field.item_count)].compactMap { item in
        let text = String.unwrapped(Bytes(start: item.text, count: item.length))
        return text.isEmpty ? nil : text
      }
    case LENS_JSON_NULL: return nil
    default:
      refuse(field, expected: "a list of strings or a string")
      return nil
    }
  }

  private mutating func store(_ field: lens_json_field) {
    texts[Int(field.key)] = bytes(field).trimmedASCII
    raws[Int(field.key)] = Bytes(start: field.raw, count: field.raw_length)
  }

  private mutating func keep(_ field: lens_json_field) {
    let raw = Bytes(start: field.raw, count: field.raw_length)
    extra.append(
      ExtraField(name: name(field), json: String(decoding: raw, as: UTF8.self)))
  }

  /// Keeps a known field that another one stands in for.
  private mutating func keep(_ key: Int, as name: String) {
    guard let raw = raws[key] else { return }
    extra.append(ExtraField(name: name, json: String(decoding: raw, as: UTF8.self)))
  }

  private mutating func refuse(_ field: lens_json_field, expected: String) {
    let isText = Int(field.type) == LENS_JSON_STRING || Int(field.type) == LENS_JSON_NUMBER
    let raw = Bytes(start: field.raw, count: field.raw_length)
    warn(
      .wrongType, "\(expected) in \"\(name(field))\"",
      isText ? Excerpt.of(raw) : Self.typeName(field.type),
      "Correct the field; it was ignored.")
    keep(field)
  }

  private mutating func warn(
    _ kind: Diagnostic.Kind, _ expected: String, _ found: String, _ cure: String,
    severity: Diagnostic.Severity = .warning
  ) {
    diagnostics.append(
      Diagnostic(
        file: place.file, line: place.line, severity: severity, kind: kind, expected: expected,
        found: found, cure: cure))
  }

  private func isDate(_ key: UInt8) -> Bool {
    [LENS_KEY_DATE, LENS_KEY_PUBLISHED, LENS_KEY_UPDATE_DATE].contains(Int(key))
  }

  private func bytes(_ field: lens_json_field) -> Bytes {
    Bytes(start: field.text, count: field.text_length)
  }

  private func name(_ field: lens_json_field) -> String {
    String(decoding: Bytes(start: field.name, count: field.name_length), as: UTF8.self)
  }

  /// What a message calls a type: "a list", "a number" and so on.
  static func typeName(_ type: UInt8) -> String {
    switch Int(type) {
    case LENS_JSON_NULL: "null"
    case LENS_JSON_BOOLEAN: "true or false"
    case LENS_JSON_NUMBER: "a number"
    case LENS_JSON_STRING: "a string"
    case LENS_JSON_ARRAY: "a list"
    default: "an object"
    }
  }

  // MARK: Making the paper

  /// The paper that the fields make; nil, with an error among the remarks, if there is no text.
  mutating func paper() -> Paper? {
    let titles = languages(
      LENS_KEY_TITLE, english: LENS_KEY_TITLE_EN, chinese: LENS_KEY_TITLE_ZH, name: "title",
      make: String.unwrapped)
    let abstracts = languages(
      LENS_KEY_ABSTRACT, english: LENS_KEY_ABSTRACT_EN, chinese: LENS_KEY_ABSTRACT_ZH,
      name: "abstract", make: { String(decoding: $0, as: UTF8.self) })
    let hasTitle = titles.english != nil || titles.chinese != nil
    let hasAbstract = abstracts.english != nil || abstracts.chinese != nil
    guard hasTitle || hasAbstract else {
      warn(
        .noText, "a \"title\" or \"abstract\"", "neither", "Add one; the record was skipped.",
        severity: .error)
      return nil
    }
    if !hasTitle {
      warn(
        .noTitle, "a \"title\"", "none",
        "Add one; the record was read with its abstract alone.")
    }
    var paper = Paper(
      id: "", title: titles.english, titleZH: titles.chinese, abstract: abstracts.english,
      abstractZH: abstracts.chinese, authors: authors, keywords: keywords, source: place)
    if !parsedAuthors.isEmpty { paper.authors = parsedAuthors }
    let date = date()
    paper.date = date?.iso
    paper.year = yearField ?? date?.year
    paper.venue = text(LENS_KEY_VENUE) ?? text(LENS_KEY_JOURNAL)
    if text(LENS_KEY_VENUE) != nil { keep(LENS_KEY_JOURNAL, as: "journal") }
    paper.url = text(LENS_KEY_URL)
    paper.doi = text(LENS_KEY_DOI).map { Identifiers.doi($0) ?? $0 }
    name(&paper)
    paper.extra = extra
    return paper
  }

  private func name(_ paper: inout Paper) {
    if let id = text(LENS_KEY_ID) {
      paper.id = id
    } else {
      paper.deriveID()
    }
  }

  private func text(_ key: Int) -> String? {
    texts[key].flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
  }

  /// English and Chinese of a text field: the plain field goes where its language belongs.
  private mutating func languages(
    _ plain: Int, english: Int, chinese: Int, name: String,
    make: (UnsafeBufferPointer<UInt8>) -> String
  ) -> (english: String?, chinese: String?) {
    var englishText = nonEmpty(english)
    var chineseText = nonEmpty(chinese)
    if let text = nonEmpty(plain) {
      if Language.isChinese(text) {
        if let other = chineseText {
          if !other.elementsEqual(text) { keep(plain, as: name) }
        } else {
          chineseText = text
        }
      } else {
        if let other = englishText, !other.elementsEqual(text) { keep(english, as: name + "_en") }
        englishText = text
      }
    }
    return (englishText.map(make), chineseText.map(make))
  }

  private func nonEmpty(_ key: Int) -> UnsafeBufferPointer<UInt8>? {
    texts[key].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The first of `date`, `published`, `update_date` that can be read; the others are kept as they
  /// are.
  private mutating func date() -> (iso: String, year: Int)? {
    var chosen = firstVersion
    let keys = [
      (LENS_KEY_DATE, "date"), (LENS_KEY_PUBLISHED, "published"),
      (LENS_KEY_UPDATE_DATE, "update_date"),
    ]
    for (key, name) in keys {
      guard let bytes = nonEmpty(key) else { continue }
      guard chosen == nil else {
        keep(key, as: name)
        continue
      }
      chosen = CalendarDate.parse(String(decoding: bytes.prefix(64), as: UTF8.self))
      if chosen == nil {
        warn(
          .wrongType, "a date (YYYY-MM-DD) in \"\(name)\"", "\"\(Excerpt.of(bytes))\"",
          "Correct the field; it was ignored.")
        keep(key, as: name)
      }
    }
    return chosen
  }
}

extension Paper {
  /// Gives a paper without an id of its own the best name there is.
  mutating func deriveID() {
    if let number = url.flatMap(Identifiers.arXivNumber) {
      id = number
      idOrigin = .arXiv
    } else if let doi = doi ?? url.flatMap(Identifiers.doi) {
      id = doi
      idOrigin = .doi
    } else {
      id = Identifiers.slug(
        title: title, titleZH: titleZH, abstract: abstract ?? abstractZH)
      idOrigin = .title
    }
  }
}
