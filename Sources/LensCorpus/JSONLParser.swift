// JSON records to papers: one block of lines or items in, papers and remarks out. Pure and
// thread-safe, so that blocks can be parsed side by side. The bridge to simdjson hands out each
// record's fields; here they get their meaning. Nothing is lost of lens's own records: a field that
// is not understood, or of which a better one is there, is kept as raw JSON in `extra`.

import CSimdJSON

/// Parses blocks of JSON records.
struct JSONLParser {
  let file: String
  let limits: Limits
  /// Whose field names the records have: ``Format/jsonl``, `csl`, `openAlex` or `semanticScholar`.
  var dialect = Format.jsonl

  /// Parses every line of the block.
  ///
  /// Linear in its bytes; memory for one line besides the papers.
  func parse(_ block: LineBlock) -> ParsedBatch {
    parse(byteCount: block.byteCount) { take in
      block.forEachLine { line, number in
        guard line.contains(where: { !$0.isASCIISpace }) else { return }
        take(line, RecordPlace(line: number, record: nil))
      }
    }
  }

  /// Parses every record of the block.
  ///
  /// Linear in its bytes; memory for one record besides the papers.
  func parse(_ block: ItemBlock) -> ParsedBatch {
    parse(byteCount: block.byteCount) { take in
      block.forEachItem { bytes, item in
        take(bytes, RecordPlace(line: item.line, record: item.number))
      }
    }
  }

  private func parse(
    byteCount: Int,
    _ forEach: ((UnsafeBufferPointer<UInt8>, RecordPlace) -> Void) -> Void
  ) -> ParsedBatch {
    var batch = ParsedBatch(byteCount: byteCount)
    guard let json = lens_json_create(UInt32(limits.nesting)), let tree = JSONTree() else {
      batch.failure = .noMemory(file: file)
      return batch
    }
    defer { lens_json_destroy(json) }
    batch.papers.reserveCapacity(byteCount / 1024)
    var fields = JSONFields(file: file, limits: limits, tree: tree)
    forEach { bytes, place in
      guard bytes.count <= limits.lineBytes else {
        batch.diagnostics.append(
          .longLine(file: file, line: place.line, length: bytes.count, limit: limits.lineBytes))
        return
      }
      var record = lens_json_record()
      let status = lens_json_read(json, bytes.baseAddress, bytes.count, &record)
      guard status == LENS_JSON_OK else {
        batch.diagnostics.append(refusal(status, found: record.found, bytes, place))
        return
      }
      var remarks: [Diagnostic] = []
      if dialect == .jsonl {
        fields.begin(line: place.line)
        fields.take(record)
        if let paper = fields.paper() { batch.papers.append(paper) }
        remarks = fields.diagnostics
      } else {
        var assembly = PaperAssembly(
          place: SourcePlace(file: file, line: place.line), limits: limits, hasMarkup: true)
        if let paper = paper(JSONRecord(record, tree: tree), &assembly) {
          batch.papers.append(paper)
        }
        remarks = assembly.diagnostics
      }
      for var remark in remarks {
        remark.record = place.record
        batch.diagnostics.append(remark)
      }
    }
    return batch
  }

  private func paper(_ record: JSONRecord, _ assembly: inout PaperAssembly) -> Paper? {
    switch dialect {
    case .openAlex: OpenAlexRecord.paper(record, &assembly)
    case .semanticScholar: SemanticScholarRecord.paper(record, &assembly)
    default: CSLRecord.paper(record, &assembly)
    }
  }

  /// Why a line or record cannot be read.
  private func refusal(
    _ status: Int32, found: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, _ place: RecordPlace
  ) -> Diagnostic {
    let unit = place.record == nil ? "line" : "record"
    func remark(_ kind: Diagnostic.Kind, _ expected: String, _ found: String, _ cure: String)
      -> Diagnostic
    {
      Diagnostic(
        file: file, line: place.line, record: place.record, severity: .error, kind: kind,
        expected: expected, found: found, cure: cure)
    }
    switch Int(status) {
    case LENS_JSON_TRUNCATED:
      return remark(
        .cutLine, "a whole JSON object", "a \(unit) that ends inside it",
        "Fetch the file again or complete the \(unit); it was skipped.")
    case LENS_JSON_TOO_DEEP:
      return remark(
        .tooDeep, "JSON nested at most \(limits.nesting) deep", "deeper nesting",
        "Flatten the record; the \(unit) was skipped.")
    case LENS_JSON_NOT_OBJECT:
      return remark(
        .notObject, "a JSON object", JSONFields.typeName(found),
        "Write each paper as {\"id\": …, \"title\": …, \"abstract\": …}; the \(unit) was skipped.")
    case LENS_JSON_NO_MEMORY:
      return remark(
        .longLine, "memory for the \(unit)", "none left",
        "Shorten the record; the \(unit) was skipped.")
    default:
      return remark(
        .notJSON, "a JSON object", "\"\(Excerpt.of(bytes))\"",
        "Correct or remove the \(unit); it was skipped.")
    }
  }
}

/// Where a record stands in its file.
private struct RecordPlace {
  var line: Int
  /// Its number, where many may share a line.
  var record: Int?
}

/// The start of a text, fit to stand in a message.
enum Excerpt {
  /// At most 40 characters, control characters made visible as spaces.
  static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let start = String(decoding: bytes.trimmedASCII.prefix(200), as: UTF8.self)
    var scalars = String.UnicodeScalarView()
    var isCut = bytes.count > 200
    for scalar in start.unicodeScalars {
      if scalars.count == 40 {
        isCut = true
        break
      }
      // Escape sequences and direction marks must not reach a terminal through a message.
      let isPlain =
        scalar.properties.generalCategory != .control
        && scalar.properties.generalCategory != .format
      scalars.append(isPlain ? scalar : " ")
    }
    return String(scalars) + (isCut ? "…" : "")
  }
}
