// The parser's events made into records: while a record is open its tree grows, within the limits;
// when it closes, the dialect gets it. A record with an error in it is reported and left out, and
// its neighbours are not: libxml2 goes on behind errors, and a record that opens inside another of
// its kind ends that one. Where it cannot go on, or a record is beyond the limits, the reader looks for
// the next record itself.

import CLibXML2

/// Builds the records of one document.
final class XMLRecordBuilder {
  private(set) var batch = ParsedBatch(byteCount: 0)
  /// The line on which parsing ended before the document did; the next record is to be looked for.
  private(set) var lostLine: Int?
  /// The lines before the document.
  var documentLine = 0
  /// The line of the document that the parser stands on.
  var parserLine: () -> Int = { 1 }

  private let file: String
  private let limits: Limits
  /// The elements that are records.
  let records: Set<String>
  private let ignored: Set<String>
  private var dialect: any XMLDialect
  private var ancestors: [XMLAncestor] = []

  /// The open record and the elements inside it that are open, outermost first.
  private var open: [XMLElement] = []
  private var text: [UInt8] = []
  /// Levels below the open elements that are passed over.
  private var passedOver = 0
  private var size = 0
  private var fault: Diagnostic?
  private var entity: (name: String, line: Int)?
  private var brokenRecords = 0
  private var wasCut = false

  /// What an element costs of the record's limit, beside its text, bytes.
  private static let elementCost = 64

  init(_ dialect: any XMLDialect.Type, file: String, limits: Limits) {
    self.file = file
    self.limits = limits
    self.dialect = dialect.init(file: file, limits: limits)
    records = dialect.records
    ignored = dialect.ignored
  }

  func takeBatch() -> ParsedBatch {
    defer { batch = ParsedBatch(byteCount: 0) }
    return batch
  }

  /// Forgets what a document left open, before the next one.
  func beginDocument() {
    ancestors = []
    brokenRecords = 0
    wasCut = false
    lostLine = nil
  }

  /// Goes on with a new parser at a record, in the elements that were open.
  func resume() {
    lostLine = nil
    ancestors.removeAll { $0.name == "lens" }
    brokenRecords = 1  // what stands open behind it has no beginning, and that is known
  }

  private var currentLine: Int { documentLine + parserLine() }

  // MARK: Events

  func start(_ name: String, _ attributes: () -> [String: String]) {
    guard lostLine == nil else { return }
    if let record = open.first {
      if record.name == name, records.contains(name) {
        note(.notXML, "</\(name)> for the record", "another <\(name)> inside it", "Close it")
        closeRecord()
      } else {
        startInside(name, attributes)
        return
      }
    }
    if records.contains(name) {
      let element = XMLElement(name: name, attributes: attributes(), line: currentLine)
      open = [element]
      (size, passedOver, fault, entity) = (0, 0, nil, nil)
      text.removeAll(keepingCapacity: true)
    } else {
      ancestors.append(XMLAncestor(name: name, attributes: attributes()))
      if ancestors.count > limits.nesting { giveUpNesting() }
    }
  }

  func end(_ name: String) {
    guard lostLine == nil else { return }
    guard !open.isEmpty else {
      if ancestors.last?.name == name { ancestors.removeLast() }
      return
    }
    if passedOver > 0 {
      passedOver -= 1
      return
    }
    flushText()
    if open.count > 1 { open.removeLast() } else { closeRecord() }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard !open.isEmpty, passedOver == 0, lostLine == nil else { return }
    grow(by: bytes.count)
    text.append(contentsOf: bytes)
  }

  func complain(kind: Int, line parserLine: Int, message: String) {
    let line = documentLine + parserLine
    let found = "\"" + message.split(whereSeparator: \.isNewline).joined(separator: " ") + "\""
    switch kind {
    case LENS_XML_ENTITY:
      entity = entity ?? (Self.quotedName(in: message), line)
      if open.isEmpty { entity = nil }
    case LENS_XML_CUT: wasCut = true
    case LENS_XML_FATAL:
      guard lostLine == nil else { return }
      // What follows a document without a declaration may be another one.
      if open.isEmpty {
        lostLine = line
        guard brokenRecords == 0 else { return }
        add(
          .warning, .notXML, line: line, "one well-formed XML document", found,
          "Correct it; reading went on at the next record.")
      } else {
        fault = nil
        if message.contains("Huge input") {
          giveUp(.longRecord, "XML tags of at most 10000000 bytes", "a longer one", "Shorten it")
        } else {
          giveUp(.notXML, "well-formed XML", found, "Correct the record")
        }
      }
    default:
      if open.isEmpty {
        guard brokenRecords == 0 else { return }
        add(
          .warning, .notXML, line: line, "well-formed XML", found,
          "Correct it; the records around this place were read.")
      } else {
        note(.notXML, "well-formed XML", found, "Correct the record", line: line)
      }
    }
  }

  /// The document is over.
  func finish() {
    closeCutRecord()
    guard wasCut, lostLine == nil, brokenRecords == 0 else { return }
    add(
      .error, .cutLine, line: currentLine, "the end of the document", "the end of the file",
      "Fetch the file again; the papers before it were read.")
  }

  // MARK: Inside a record

  private func startInside(_ name: String, _ attributes: () -> [String: String]) {
    if passedOver > 0 || ignored.contains(name) {
      if passedOver == 0 { flushText() }
      passedOver += 1
      if passedOver > limits.nesting { giveUpNesting() }
      return
    }
    guard open.count < limits.nesting else {
      giveUpNesting()
      return
    }
    flushText()
    grow(by: Self.elementCost)
    guard lostLine == nil else { return }
    let element = XMLElement(name: name, attributes: attributes(), line: currentLine)
    open.last?.append(element)
    open.append(element)
  }

  private func flushText() {
    guard !text.isEmpty else { return }
    open.last?.append(String(decoding: text, as: UTF8.self))
    text.removeAll(keepingCapacity: true)
  }

  private func grow(by bytes: Int) {
    size += bytes
    guard size > limits.lineBytes else { return }
    giveUp(
      .longRecord, "a record of at most \(limits.lineBytes) bytes", "a longer one", "Shorten it")
  }

  private func giveUpNesting() {
    giveUp(
      .tooDeep, "XML nested at most \(limits.nesting) deep", "deeper nesting",
      "Flatten the record")
  }

  /// Ends the open record and, with it, parsing: the rest of it would cost time and tell nothing.
  private func giveUp(
    _ kind: Diagnostic.Kind, _ expected: String, _ found: String, _ cure: String
  ) {
    note(kind, expected, found, cure)
    if open.isEmpty {
      if let fault { batch.diagnostics.append(fault) }
      ancestors = []
    } else {
      closeRecord()
    }
    fault = nil
    lostLine = currentLine
  }

  /// Why the open record cannot be read; the first reason counts.
  private func note(
    _ kind: Diagnostic.Kind, _ expected: String, _ found: String, _ cure: String, line: Int? = nil
  ) {
    guard fault == nil else { return }
    fault = Diagnostic(
      file: file, line: line ?? currentLine, severity: .error, kind: kind, expected: expected,
      found: found, cure: cure + "; it was skipped.")
  }

  private func closeRecord() {
    guard let record = open.first else { return }
    open = []
    if let fault {
      brokenRecords += 1
      batch.diagnostics.append(fault)
      return
    }
    dialect.take(record, in: ancestors, into: &batch)
    if let entity {
      add(
        .warning, .notXML, line: entity.line, "no entity but XML's own",
        entity.name, "Write the character itself; the entity was left out.")
    }
  }

  private func closeCutRecord() {
    guard let record = open.first, lostLine == nil else { return }
    note(.cutLine, "the end of the record", "the end of the file", "Fetch the file again")
    fault?.line = record.line
    closeRecord()
  }

  private func add(
    _ severity: Diagnostic.Severity, _ kind: Diagnostic.Kind, line: Int, _ expected: String,
    _ found: String, _ cure: String
  ) {
    batch.diagnostics.append(
      Diagnostic(
        file: file, line: line, severity: severity, kind: kind, expected: expected, found: found,
        cure: cure))
  }

  /// `&lol;` of libxml2's "Entity 'lol' not defined".
  private static func quotedName(in message: String) -> String {
    let parts = message.split(separator: "'", omittingEmptySubsequences: false)
    return parts.count > 1 ? "&\(parts[1].prefix(40));" : "another"
  }
}
