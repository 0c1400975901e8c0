// What a source gives at a time. JSON comes as unparsed lines or records, so that a caller with two threads
// can have one batch read while another is parsed; digests are small and come parsed.

/// A piece of a source, about 4 MiB of text.
public struct Batch: Sendable {
  enum Content: Sendable {
    case lines(LineBlock, JSONLParser)
    case items(ItemBlock, JSONLParser)
    case parsed(ParsedBatch)
  }

  let content: Content
  /// Remarks of the reader itself: over-long lines, the charset, repairs.
  var diagnostics: [Diagnostic]

  /// The length of its text as UTF-8, bytes.
  public var byteCount: Int {
    switch content {
    case .lines(let block, _): block.byteCount
    case .items(let block, _): block.byteCount
    case .parsed(let batch): batch.byteCount
    }
  }

  /// Its papers and remarks.
  ///
  /// Thread-safe; linear in ``byteCount``; the work is in here for JSON.
  public func parse() -> ParsedBatch {
    var parsed: ParsedBatch
    switch content {
    case .lines(let block, let parser): parsed = parser.parse(block)
    case .items(let block, let parser): parsed = parser.parse(block)
    case .parsed(let batch): parsed = batch
    }
    parsed.diagnostics = diagnostics + parsed.diagnostics
    return parsed
  }
}

/// The papers of a batch in the order of the file, and what was remarked about them.
public struct ParsedBatch: Sendable {
  /// The papers.
  ///
  /// Ids are not yet unique: ``PaperMerger`` sees to that.
  public var papers: [Paper] = []
  /// The remarks.
  public var diagnostics: [Diagnostic] = []
  /// The length of the text they were read from, bytes.
  public var byteCount: Int
  /// Set where the batch could not be parsed at all.
  public var failure: CorpusError?

  init(byteCount: Int) { self.byteCount = byteCount }
}
