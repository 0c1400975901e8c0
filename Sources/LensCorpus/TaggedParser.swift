// Formats whose records are lines of a tag and a value: RIS, EndNote, MEDLINE, RefWorks, NoteExpress
// and CNKI's own. They differ in how a tag is written and what it means, which each says in a
// TagDialect; where a record begins, what a line without a tag belongs to and what is said about
// damage is the same for all and is here.

/// How one format writes its tags and what they mean.
protocol TagDialect {
  static var format: Format { get }
  /// The tag and the value of a line; nil for a line that has none.
  static func split(_ line: Substring, isIndented: Bool) -> (tag: String, value: Substring)?
  /// The tag that opens a record.
  static var start: String { get }
  /// The tag that ends a record, where there is one.
  static var end: String? { get }
  /// What tags mean; one that is not listed is kept under its own name.
  static var fields: [String: RecordField] { get }
  /// Whether a tag that the open record already has opens another, though the tag that should be
  /// missing.
  static func restarts(_ tag: String, isAfterBlank: Bool) -> Bool
  /// What a value says, for tags whose value decides.
  static func meanings(of tag: String, _ value: String) -> [(RecordField, String)]
}

extension TagDialect {
  static var end: String? { nil }

  /// Below a blank line a second title is another record's.
  static func restarts(_ tag: String, isAfterBlank: Bool) -> Bool {
    isAfterBlank && fields[tag] == .title
  }

  static func meanings(of tag: String, _ value: String) -> [(RecordField, String)] {
    [(fields[tag] ?? .kept(tag.lowercased()), value)]
  }

  /// Whether one of the first lines opens a record and a further one has a tag.
  static func recognises(_ opening: Opening) -> Bool {
    guard
      let first = opening.lines.firstIndex(where: { split($0, isIndented: false)?.tag == start })
    else { return false }
    return opening.lines[..<first].allSatisfy { $0.utf8.count < 200 }
      && opening.lines[first...].dropFirst().prefix(4).contains {
        split($0, isIndented: false) != nil
      }
  }
}

/// Parses the records of a dialect.
struct TaggedParser<Dialect: TagDialect>: LineParser {
  let file: String
  let limits: Limits
  var parsed = ParsedBatch(byteCount: 0)

  private var draft: RecordDraft?
  private var tag = ""
  private var value = ""
  private var seen: Set<String> = []
  private var isAfterBlank = false
  private var strays = (count: 0, first: 0)
  private var hasRecords = false

  init(file: String, limits: Limits) {
    self.file = file
    self.limits = limits
  }

  mutating func take(line: UnsafeBufferPointer<UInt8>, number: Int) {
    let isIndented = line.first?.isASCIISpace ?? false
    let text = TextLine(line, number: number).text
    guard !text.isEmpty else {
      isAfterBlank = true
      return
    }
    defer { isAfterBlank = false }
    guard let (tag, rest) = Dialect.split(Substring(text), isIndented: isIndented) else {
      takeContinuation(text, number: number)
      return
    }
    closeField()
    if tag == Dialect.end {
      if draft == nil { note(number) }
      close()
      return
    }
    let isRestart = seen.contains(tag) && Dialect.restarts(tag, isAfterBlank: isAfterBlank)
    if tag == Dialect.start || isRestart {
      if draft != nil, let end = Dialect.end { warnUnended(end, found: "the next record", number) }
      close()
    }
    if draft == nil { draft = RecordDraft(line: number, limits: limits) }
    self.tag = tag
    value = String(rest.trimmedASCII)
    seen.insert(tag)
  }

  mutating func finish() {
    closeField()
    if let end = Dialect.end, draft != nil { warnUnended(end, found: "the end of the file", nil) }
    close()
    if strays.count > 0 { parsed.diagnostics.append(.furniture(file: file, strays)) }
    strays.count = 0
    if !hasRecords {
      parsed.diagnostics.append(.noRecords(file: file, format: Dialect.format))
    }
  }

  private mutating func takeContinuation(_ text: String, number: Int) {
    guard draft != nil, !tag.isEmpty else { return note(number) }
    guard value.utf8.count + text.utf8.count <= limits.recordBytes else {
      draft?.cut()
      return
    }
    if isAfterBlank {
      value += "\n"
    } else if !value.isEmpty, !(value.endsInHan && text.startsInHan) {
      value += " "
    }
    value += text
  }

  private mutating func closeField() {
    guard !tag.isEmpty else { return }
    for (field, text) in Dialect.meanings(of: tag, value) {
      draft?.add(text, to: field, name: tag.lowercased())
    }
    tag = ""
    value = ""
  }

  private mutating func close() {
    guard let done = draft else { return }
    draft = nil
    seen = []
    hasRecords = true
    if let paper = done.paper(file: file, diagnostics: &parsed.diagnostics) {
      parsed.papers.append(paper)
    }
  }

  private mutating func warnUnended(_ end: String, found: String, _ number: Int?) {
    parsed.diagnostics.append(
      Diagnostic(
        file: file, line: draft?.line, severity: .warning, kind: .brokenRecord,
        expected: "\"\(end)\" at the end of the record",
        found: number.map { "\(found) at line \($0)" } ?? found,
        cure: "Add it; the record was read up to there."))
  }

  private mutating func note(_ line: Int) {
    if strays.count == 0 { strays.first = line }
    strays.count += 1
  }
}

extension String {
  /// Whether a Han character or a full-width mark ends the text: Chinese is wrapped without spaces.
  fileprivate var endsInHan: Bool { unicodeScalars.last.map(Self.isWide) ?? false }
  fileprivate var startsInHan: Bool { unicodeScalars.first.map(Self.isWide) ?? false }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    Language.isHan(scalar.value) || (0x3000...0x303F).contains(scalar.value)
      || (0xFF00...0xFFEF).contains(scalar.value)
  }
}
