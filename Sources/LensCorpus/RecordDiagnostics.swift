// What the readers of bibliographic records say about a record, in the same words for all formats.

extension Diagnostic {
  static func noText(at place: SourcePlace) -> Diagnostic {
    Diagnostic(
      file: place.file, line: place.line, severity: .error, kind: .noText,
      expected: "a title or an abstract", found: "neither",
      cure: "Add one; the record was skipped.")
  }

  static func noTitle(at place: SourcePlace) -> Diagnostic {
    Diagnostic(
      file: place.file, line: place.line, severity: .warning, kind: .noTitle,
      expected: "a title", found: "none",
      cure: "Add one; the record was read with its abstract alone.")
  }

  static func longRecord(at place: SourcePlace, limit: Int) -> Diagnostic {
    Diagnostic(
      file: place.file, line: place.line, severity: .warning, kind: .longRecord,
      expected: "a record of at most \(limit) bytes", found: "a longer one",
      cure: "Shorten it; fields beyond the limit were left out.")
  }

  /// A record that was skipped because it breaks its format's rules.
  static func broken(
    at place: SourcePlace, expected: String, found: String,
    cure: String = "Correct the record; it was skipped."
  ) -> Diagnostic {
    Diagnostic(
      file: place.file, line: place.line, severity: .error, kind: .brokenRecord,
      expected: expected, found: found, cure: cure)
  }

  static func noRecords(file: String, format: Format) -> Diagnostic {
    Diagnostic(
      file: file, line: nil, severity: .error, kind: .noRecords,
      expected: "records in \(format.displayName)", found: "none",
      cure: "Name the file's format with --from, or fetch it again.")
  }
}

extension Excerpt {
  static func of(_ text: String) -> String {
    var text = text
    return text.withUTF8 { of($0) }
  }
}
