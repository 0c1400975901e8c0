// Tables with a header: CSV as RFC 4180 has it, and the same with tabs or semicolons. A field in
// quotation marks may hold delimiters, doubled quotation marks and line ends, so a record may span
// lines; a mark that is never closed would swallow the file, so a record that breaks the rules is
// given up after its first line and reading goes on below it.

struct TableParser: LineParser {
  let file: String
  let limits: Limits
  var parsed = ParsedBatch(byteCount: 0)

  private var delimiter: UInt8?
  private let columns: ColumnMapping
  private var header: [TableColumn]?
  /// Lines of a record that is not over, the first with its number.
  private var pending: [[UInt8]] = []
  private var pendingBytes = 0
  private var firstLine = 0
  private var row = TableRow()
  private var hasRecords = false

  /// `delimiter` is found in the header if none is given.
  init(file: String, limits: Limits, delimiter: UInt8?, columns: ColumnMapping) {
    self.file = file
    self.limits = limits
    self.delimiter = delimiter
    self.columns = columns
  }

  mutating func take(line: UnsafeBufferPointer<UInt8>, number: Int) {
    if pending.isEmpty {
      guard line.contains(where: { !$0.isASCIISpace }) else { return }
      firstLine = number
      if delimiter == nil { delimiter = TableHeader.delimiter(of: line) }
      row.begin()
    }
    switch row.take(line, delimiter: delimiter ?? 0x2C) {
    case .whole:
      pending = []
      pendingBytes = 0
      takeRow()
    case .open:
      pending.append(Array(line))
      pendingBytes += line.count
      if pendingBytes > limits.recordBytes {
        giveUp(found: "none within \(limits.recordBytes) bytes")
      }
    case .broken(let found):
      pending.append(Array(line))
      giveUp(found: found)
    }
  }

  mutating func finish() {
    while !pending.isEmpty { giveUp(found: "the end of the file") }
    if !hasRecords {
      parsed.diagnostics.append(.noRecords(file: file, format: delimiter == 0x09 ? .tsv : .csv))
    }
  }

  /// Reports the record that is open and reads the lines below its first again.
  ///
  /// Of those, none but the last can open a quotation mark, since it would have closed this one: so
  /// nothing is read a third time.
  private mutating func giveUp(found: String) {
    hasRecords = true
    let start = firstLine
    parsed.diagnostics.append(
      .broken(
        at: SourcePlace(file: file, line: start),
        expected: "a closing quotation mark before a delimiter or a line end", found: found,
        cure: "Close it or double the marks inside; the line was skipped."))
    let rest = pending.dropFirst()
    pending = []
    pendingBytes = 0
    for (offset, line) in rest.enumerated() {
      line.withUnsafeBufferPointer { take(line: $0, number: start + 1 + offset) }
    }
  }

  // MARK: Rows

  private mutating func takeRow() {
    guard let header else {
      let found = TableHeader.columns(row.fields, mapping: columns)
      self.header = found
      for name in columns.missing(in: row.fields) {
        parsed.diagnostics.append(
          Diagnostic(
            file: file, line: firstLine, severity: .warning, kind: .brokenRecord,
            expected: "a column \"\(Excerpt.of(name))\" that --map names", found: "none",
            cure: "Name one of the header; the field was left empty."))
      }
      return
    }
    hasRecords = true
    let surplus = row.fields.dropFirst(header.count)
    guard surplus.allSatisfy(\.isEmpty) else {
      parsed.diagnostics.append(
        .broken(
          at: SourcePlace(file: file, line: firstLine), expected: "\(header.count) fields",
          found: "\(row.fields.count)",
          cure: "Put fields with delimiters in quotation marks; the record was skipped."))
      return
    }
    var draft = RecordDraft(line: firstLine, limits: limits)
    for (column, value) in zip(header, row.fields) {
      draft.add(value, to: column.field, name: column.name)
    }
    if let paper = draft.paper(file: file, diagnostics: &parsed.diagnostics) {
      parsed.papers.append(paper)
    }
  }
}

/// A row in the making.
private struct TableRow {
  enum Outcome {
    case whole
    /// A quotation mark is open at the line's end.
    case open
    case broken(String)
  }

  private(set) var fields: [String] = []
  private var field: [UInt8] = []
  private var isQuoted = false

  mutating func begin() {
    fields = []
    field = []
    isQuoted = false
  }

  /// Takes a line; an open quotation mark makes the row go on with the next.
  mutating func take(_ line: UnsafeBufferPointer<UInt8>, delimiter: UInt8) -> Outcome {
    var at = 0
    if isQuoted { field.append(0x0A) }
    while true {
      if !isQuoted {
        // Spaces before a quotation mark are no part of the field.
        var mark = at
        while mark < line.count, line[mark] == 0x20 { mark += 1 }
        if mark < line.count, line[mark] == 0x22 {
          isQuoted = true
          at = mark + 1
        } else {
          let end = at + UnsafeBufferPointer(rebasing: line[at...]).offset(of: delimiter)
          field.append(contentsOf: line[at..<end])
          close()
          if end == line.count { return .whole }
          at = end + 1
          continue
        }
      }
      while true {
        let mark = at + UnsafeBufferPointer(rebasing: line[at...]).offset(of: 0x22)
        field.append(contentsOf: line[at..<mark])
        guard mark < line.count else { return .open }
        at = mark + 1
        guard at < line.count, line[at] == 0x22 else { break }
        field.append(0x22)
        at += 1
      }
      isQuoted = false
      let end = at + UnsafeBufferPointer(rebasing: line[at...]).offset(of: delimiter)
      guard line[at..<end].allSatisfy({ $0 == 0x20 }) else {
        return .broken("\"\(Excerpt.of(UnsafeBufferPointer(rebasing: line[at...])))\" behind one")
      }
      close()
      if end == line.count { return .whole }
      at = end + 1
    }
  }

  private mutating func close() {
    for place in field.indices
    where field[place] < 0x20 && field[place] != 0x0A || field[place] == 0x7F {
      field[place] = 0x20
    }
    let text = String(decoding: field, as: UTF8.self)
    fields.append(String(Substring(text).trimmedASCII))
    field.removeAll(keepingCapacity: true)
  }
}
