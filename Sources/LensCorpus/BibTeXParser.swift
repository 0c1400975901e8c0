// BibTeX and BibLaTeX: entries found among lines, taken apart by BibTeXEntry, given their meaning by
// BibTeXFields. Text outside entries is comment, as in BibTeX. An entry without its closing brace
// would swallow all that follow, so a line that begins as entries do ends the one before it; the
// broken one is reported and its neighbours are read.

struct BibTeXParser: LineParser {
  let file: String
  let limits: Limits
  var parsed = ParsedBatch(byteCount: 0)

  private var state = State.outside
  private var open = OpenEntry()
  private var macros: BibTeXMacros
  private var crossReferences: BibTeXCrossReferences
  private var hasEntries = false

  private enum State {
    case outside
    /// `@article` was read, its brace not yet.
    case named
    case inside
    /// After a fault: until a line begins as an entry does.
    case skipping
  }

  init(file: String, limits: Limits) {
    self.file = file
    self.limits = limits
    macros = BibTeXMacros(limit: limits.recordBytes)
    crossReferences = BibTeXCrossReferences(limit: limits.recordBytes)
  }

  mutating func take(line: UnsafeBufferPointer<UInt8>, number: Int) {
    var at = 0
    switch state {
    case .outside, .named: break
    case .skipping:
      guard BibTeXOpening.begins(line) else { return }
      state = .outside
    case .inside:
      if !open.isComment, BibTeXOpening.begins(line) {
        report(
          "the closing \"\(open.isRound ? ")" : "}")\" of the entry", "an entry at line \(number)")
        state = .outside
      } else {
        open.beginLine(number)
      }
    }
    while at < line.count {
      switch state {
      case .outside: at = findEntry(line, from: at, number: number)
      case .named: at = findBrace(line, from: at)
      case .inside: at = readEntry(line, from: at)
      case .skipping: return
      }
    }
  }

  mutating func finish() {
    if state == .inside {
      report("the closing \"\(open.isRound ? ")" : "}")\" of the entry", "the end of the file")
    }
    state = .outside
    for entry in crossReferences.takeWaiting() {
      parsed.diagnostics.append(
        Diagnostic(
          file: file, line: entry.line, severity: .warning, kind: .brokenRecord,
          expected: "the entry \"\(Excerpt.of(entry.crossReference ?? ""))\" that crossref names",
          found: "none", cure: "Add it; the record was read without what it would inherit."))
      emit(entry)
    }
    if !hasEntries { parsed.diagnostics.append(.noRecords(file: file, format: .bibtex)) }
  }

  // MARK: Finding entries

  /// Goes to the next `@` that is followed by a name.
  private mutating func findEntry(
    _ line: UnsafeBufferPointer<UInt8>, from start: Int, number: Int
  ) -> Int {
    let rest = UnsafeBufferPointer(rebasing: line[start...])
    let sign = start + rest.offset(of: 0x40)
    guard sign < line.count else { return sign }
    var end = sign + 1
    while end < line.count, line[end].isASCIIWhitespaceOnLine { end += 1 }
    let name = end
    while end < line.count, line[end].isASCIILetter { end += 1 }
    guard end > name else { return end }
    open = OpenEntry(
      type: String(decoding: line[name..<end], as: UTF8.self).lowercased(), line: number)
    state = .named
    return end
  }

  /// After the name: a brace opens the entry, anything else was no entry at all (`name@host.org`).
  private mutating func findBrace(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var at = start
    while at < line.count, line[at].isASCIISpace { at += 1 }
    guard at < line.count else { return at }
    guard line[at] == 0x7B || line[at] == 0x28 else {
      state = .outside
      return at
    }
    open.isRound = line[at] == 0x28
    state = .inside
    return at + 1
  }

  /// Takes bytes up to the entry's end or the line's.
  private mutating func readEntry(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var at = start
    while at < line.count {
      let byte = line[at]
      if byte == 0x7B {
        open.depth += 1
        if open.depth > limits.nesting {
          report(
            "braces nested at most \(limits.nesting) deep",
            "deeper nesting at line \(open.lastLine)")
          state = .skipping
          return line.count
        }
      } else if byte == 0x7D {
        if open.depth == 0 {
          // In `@article(…)` a stray brace means nothing.
          guard open.isRound else { return close(line, start, at) }
        } else {
          open.depth -= 1
        }
      } else if open.isRound, open.depth == 0 {
        if byte == 0x22 { open.isQuoted.toggle() }
        if byte == 0x29, !open.isQuoted { return close(line, start, at) }
      }
      at += 1
    }
    append(line, start..<line.count)
    return line.count
  }

  private mutating func close(
    _ line: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int {
    append(line, start..<end)
    guard state == .inside else { return line.count }
    state = .outside
    takeEntry()
    return end + 1
  }

  private mutating func append(_ line: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    guard !open.isComment else { return }
    guard open.body.count + range.count <= limits.recordBytes else {
      report("an entry of at most \(limits.recordBytes) bytes", "a longer one")
      state = .skipping
      return
    }
    open.body.append(contentsOf: line[range])
  }

  private mutating func report(_ expected: String, _ found: String) {
    hasEntries = true
    parsed.diagnostics.append(
      .broken(
        at: SourcePlace(file: file, line: open.line), expected: expected, found: found,
        cure: "Correct the entry; it was skipped."))
    open = OpenEntry()
  }

  // MARK: Taking entries

  private mutating func takeEntry() {
    hasEntries = true
    let done = open
    open = OpenEntry()
    do throws(BibTeXFault) {
      switch done.type {
      case "comment", "preamble": return
      case "string":
        try macros.define(done.body, line: done.line)
      default:
        var entry = try BibTeXEntry(
          type: done.type, body: done.body, line: done.line, macros: &macros)
        remark(entry.faults)
        guard !["set", "xdata", "control"].contains(entry.type) else { return }
        guard crossReferences.complete(&entry) else { return }
        emit(entry)
        for child in crossReferences.released(by: entry) { emit(child) }
      }
    } catch {
      parsed.diagnostics.append(
        .broken(
          at: SourcePlace(file: file, line: error.line), expected: error.expected,
          found: error.found, cure: "Correct the entry; it was skipped."))
    }
  }

  /// Remarks on faults that cost nothing but what they name.
  private mutating func remark(_ faults: [BibTeXFault]) {
    for fault in faults {
      parsed.diagnostics.append(
        Diagnostic(
          file: file, line: fault.line, severity: .warning, kind: .brokenRecord,
          expected: fault.expected, found: fault.found, cure: fault.cure))
    }
  }

  private mutating func emit(_ entry: BibTeXEntry) {
    let draft = BibTeXFields.draft(of: entry, limits: limits)
    if let paper = draft.paper(file: file, diagnostics: &parsed.diagnostics) {
      parsed.papers.append(paper)
    }
  }
}

/// An entry whose end has not been read.
private struct OpenEntry {
  var type = ""
  var line = 0
  var lastLine = 0
  var body: [UInt8] = []
  /// Braces that are open inside the entry's own.
  var depth = 0
  /// `@article(…)`, where the end is a parenthesis outside braces and quotes.
  var isRound = false
  var isQuoted = false

  init() {}

  init(type: String, line: Int) {
    self.type = type
    self.line = line
    lastLine = line
  }

  var isComment: Bool { type == "comment" }

  /// Line ends are kept, for the line numbers of messages.
  mutating func beginLine(_ number: Int) {
    if !isComment { body.append(contentsOf: repeatElement(0x0A, count: number - lastLine)) }
    lastLine = number
  }
}

/// How an entry begins.
enum BibTeXOpening {
  private static let special = ["string", "comment", "preamble"]

  /// Whether a line begins with `@type{key,`, or with what has no key.
  static func begins(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    var at = 0
    func skipSpaces() {
      while at < line.count, line[at].isASCIISpace { at += 1 }
    }
    skipSpaces()
    guard at < line.count, line[at] == 0x40 else { return false }
    at += 1
    let name = at
    while at < line.count, line[at].isASCIILetter { at += 1 }
    guard at > name else { return false }
    let type = String(decoding: line[name..<min(at, name + 40)], as: UTF8.self).lowercased()
    skipSpaces()
    guard at < line.count, line[at] == 0x7B || line[at] == 0x28 else { return false }
    if special.contains(type) { return true }
    at += 1
    skipSpaces()
    let key = at
    while at < line.count, !line[at].isASCIISpace, line[at] != 0x2C {
      // Quotes, braces and equal signs are in no key.
      if [0x22, 0x7B, 0x7D, 0x3D].contains(line[at]) { return false }
      at += 1
    }
    skipSpaces()
    return at == line.count ? at > key : line[at] == 0x2C
  }
}

extension BibTeXParser {
  /// Whether one of the first lines begins an entry and none before it looks like other formats.
  static func recognises(_ opening: Opening) -> Bool {
    opening.lines.contains { line in
      guard line.hasPrefix("@") else { return false }
      var text = String(line)
      return text.withUTF8 { BibTeXOpening.begins($0) || BibTeXOpening.beginsWithoutKey($0) }
    }
  }
}

extension BibTeXOpening {
  /// `@article{` and nothing more on the line, or a field at once.
  static func beginsWithoutKey(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    let name = line.dropFirst().prefix { $0.isASCIILetter }
    guard (3...20).contains(name.count) else { return false }
    let rest = line.dropFirst(1 + name.count).drop { $0.isASCIISpace }
    return rest.first == 0x7B || rest.first == 0x28
  }
}

extension UInt8 {
  @inline(__always)
  var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) && self < 0x80 }

  fileprivate var isASCIIWhitespaceOnLine: Bool { self == 0x20 || self == 0x09 }
}
