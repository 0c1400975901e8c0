// The readers of a source: line by line, or, for JSON lists and XML, record by record whatever the
// lines. Which one it takes is seen from the opening of the text.

/// A text that is one document, not lines of their own.
enum DocumentKind {
  /// JSON with records in a list or one after another; `wrapped`: the list stands inside an object.
  case json(Format, wrapped: Bool)
  /// XML.
  case xml(Format, any XMLDialect.Type)

  /// The kind of a text that starts with `opening`; nil for a text that is read by lines.
  init?(_ opening: UnsafeBufferPointer<UInt8>, claimed: Format?) {
    switch claimed {
    case nil, .jsonl, .csl, .openAlex, .semanticScholar:
      if let shape = JSONShape.of(opening) {
        if shape == .lines { return nil }
        self = .json(claimed ?? JSONShape.dialect(opening), wrapped: shape == .wrapped)
        return
      }
    default: break
    }
    guard let format = claimed ?? XMLShape.format(opening), let dialect = format.xmlDialect else {
      return nil
    }
    self = .xml(format, dialect)
  }

  /// The format of its records.
  var format: Format {
    switch self {
    case .json(let format, _), .xml(let format, _): format
    }
  }
}

/// What reads a source.
enum Reader {
  case lines(LineReader)
  case items(JSONItemReader)
  case xml(XMLRecordReader)

  /// The reader of a document that starts with `opening`.
  static func documents(
    _ kind: DocumentKind, _ decoder: TextDecoder, _ opening: TextBlock, file: String,
    limits: Limits, blockBytes: Int
  ) throws(CorpusError) -> Reader {
    switch kind {
    case .json(_, let wrapped):
      .items(
        try JSONItemReader(
          decoder, opening: opening, wrapped: wrapped, file: file, limits: limits,
          blockBytes: blockBytes))
    case .xml(_, let dialect):
      .xml(
        try XMLRecordReader(
          decoder, opening: opening, dialect: dialect, file: file, limits: limits,
          blockBytes: blockBytes))
    }
  }
}
