// JSONL to papers: one block of lines in, papers and remarks out. Pure and thread-safe, so that
// blocks can be parsed side by side. The bridge to simdjson hands out each line's fields; here they
// get their meaning. Nothing is lost: a field that is not understood, or of which a better one is
// there, is kept as raw JSON in `extra`.

import CSimdJSON

/// Parses blocks of JSONL.
struct JSONLParser {
  let file: String
  let limits: Limits

  /// Parses every line of the block.
  ///
  /// Linear in its bytes; memory for one line besides the papers.
  func parse(_ block: LineBlock) -> ParsedBatch {
    var batch = ParsedBatch(byteCount: block.byteCount)
    guard let json = lens_json_create(UInt32(limits.nesting)) else {
      batch.failure = .noMemory(file: file)
      return batch
    }
    defer { lens_json_destroy(json) }
    batch.papers.reserveCapacity(block.byteCount / 1024)
    var fields = JSONFields(file: file, limits: limits)
    block.forEachLine { line, number in
      guard line.contains(where: { !$0.isASCIISpace }) else { return }
      guard line.count <= limits.lineBytes else {
        batch.diagnostics.append(
          .longLine(file: file, line: number, length: line.count, limit: limits.lineBytes))
        return
      }
      var record = lens_json_record()
      let status = lens_json_read(json, line.baseAddress, line.count, &record)
      guard status == LENS_JSON_OK else {
        batch.diagnostics.append(refusal(status, found: record.found, line: line, number: number))
        return
      }
      fields.begin(line: number)
      fields.take(record)
      if let paper = fields.paper() { batch.papers.append(paper) }
      batch.diagnostics.append(contentsOf: fields.diagnostics)
    }
    return batch
  }

  /// Why a line is no record.
  private func refusal(
    _ status: Int32, found: UInt8, line: UnsafeBufferPointer<UInt8>, number: Int
  ) -> Diagnostic {
    func remark(_ kind: Diagnostic.Kind, _ expected: String, _ found: String, _ cure: String)
      -> Diagnostic
    {
      Diagnostic(
        file: file, line: number, severity: .error, kind: kind, expected: expected, found: found,
        cure: cure)
    }
    switch Int(status) {
    case LENS_JSON_TRUNCATED:
      return remark(
        .cutLine, "a whole JSON object", "a line that ends inside it",
        "Fetch the file again or complete the line; it was skipped.")
    case LENS_JSON_TOO_DEEP:
      return remark(
        .tooDeep, "JSON nested at most \(limits.nesting) deep", "deeper nesting",
        "Flatten the record; the line was skipped.")
    case LENS_JSON_NOT_OBJECT:
      return remark(
        .notObject, "a JSON object", JSONFields.typeName(found),
        "Write each paper as {\"id\": …, \"title\": …, \"abstract\": …}; the line was skipped.")
    case LENS_JSON_NO_MEMORY:
      return remark(
        .longLine, "memory for the line", "none left", "Shorten the record; the line was skipped.")
    default:
      return remark(
        .notJSON, "a JSON object", "\"\(Excerpt.of(line))\"",
        "Correct or remove the line; it was skipped.")
    }
  }
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
