// PaperSource: a file or standard input as a stream of batches. Opening it finds compression,
// charset and format by content; what is wrong with the whole file is thrown there or when reading
// reaches it, after everything before was delivered.

/// A source of papers: open it, take batches until nil, parse them where you like.
///
/// ```swift
/// var source = try PaperSource(path: "papers.jsonl.zst")
/// while let batch = try source.nextBatch() {
///   let parsed = batch.parse()  // may run on another thread
/// }
/// ```
///
/// Memory stays below about 16 MiB and the longest line, whatever the file's size. One thread at a
/// time may use a source; its batches are free.
public struct PaperSource {
  private let state: State

  /// Opens a file; `-` is standard input.
  ///
  /// `format` overrides what the content says, `columns` names those of a table. Throws what makes
  /// the whole file unusable.
  public init(
    path: String, from format: Format? = nil, columns: ColumnMapping = ColumnMapping(),
    limits: Limits = .standard
  ) throws(CorpusError) {
    let input = try FileInput(path: path)
    let opening = try input.peek(4)
    if opening.elementsEqual("%PDF".utf8), path != "-" {
      state = try State(
        bytes: try PDFTextSource(path: path), name: input.name, total: nil, compression: .none,
        format: .pdf, columns: columns, limits: limits)
      return
    }
    let compression = Decompression.kind(firstBytes: opening)
    let bytes = try Decompression.source(compression, over: input, file: input.name)
    state = try State(
      bytes: bytes, name: input.name, total: input.byteCount, compression: compression,
      format: format, columns: columns, limits: limits)
  }

  /// A source over bytes that are at hand, in pieces of at most `piece` bytes.
  init(
    bytes: [UInt8], name: String, piece: Int = .max, from format: Format? = nil,
    columns: ColumnMapping = ColumnMapping(), limits: Limits = .standard, blockBytes: Int = 4 << 20
  ) throws(CorpusError) {
    let input = MemoryInput(bytes, piece: piece)
    let compression = Decompression.kind(firstBytes: Array(bytes.prefix(4)))
    let source = try Decompression.source(compression, over: input, file: name)
    state = try State(
      bytes: source, name: name, total: bytes.count, compression: compression, format: format,
      columns: columns, limits: limits, blockBytes: blockBytes)
  }

  /// The name for messages: the path as given, or "standard input".
  public var name: String { state.name }
  /// The format, as given or as found.
  public var format: Format { state.format }
  /// How the file is compressed.
  public var compression: Compression { state.compression }
  /// The charset as far as it is known: it is found at the first byte that is not ASCII.
  public var charset: Charset { state.decoder.charset ?? .utf8 }

  /// Bytes of the file read so far, as they lie on disk, of how many; `total` is nil for pipes.
  public var progress: (read: Int, total: Int?) {
    (state.bytes.bytesRead, state.total)
  }

  /// The next batch; nil at the end.
  ///
  /// Throws what cut the file short once everything before it has been delivered. Linear in the
  /// bytes read.
  public mutating func nextBatch() throws(CorpusError) -> Batch? {
    try state.nextBatch()
  }
}

extension PaperSource {
  /// The open source; a class, because it ends with the last copy of the struct.
  private final class State {
    let bytes: any ByteSource
    let name: String
    let total: Int?
    let compression: Compression
    let format: Format
    let decoder: TextDecoder
    private let reader: Reader
    private let limits: Limits
    private var opening: LineBlock?
    private var parser: (any LineParser)?
    private var isOver = false

    init(
      bytes: any ByteSource, name: String, total: Int?, compression: Compression, format: Format?,
      columns: ColumnMapping, limits: Limits, blockBytes: Int = 4 << 20
    ) throws(CorpusError) {
      self.bytes = bytes
      self.name = name
      self.total = total
      self.compression = compression
      self.limits = limits
      decoder = TextDecoder(bytes, file: name)
      let start = TextBlock(capacity: blockBytes + TextDecoder.chunk)
      while start.count < TextDecoder.window, try decoder.append(to: start) {}
      if let found = DocumentKind(start.bytes, claimed: format) {
        self.format = found.format
        reader = try Reader.documents(
          found, decoder, start, file: name, limits: limits, blockBytes: blockBytes)
        return
      }
      let reader = LineReader(
        decoder, opening: start, file: name, limits: limits, blockBytes: blockBytes)
      self.reader = .lines(reader)
      opening = try reader.next()
      guard let opening else {
        // Nothing at all, or nothing but lines beyond the limit.
        if let failure = reader.failure { throw failure }
        guard reader.hasSkipped else { throw .empty(file: name) }
        self.format = format ?? .jsonl
        return
      }
      let isBlank = opening.withBytes { $0.allSatisfy(\.isASCIISpace) }
      if isBlank, reader.isAtEnd, reader.failure == nil { throw .empty(file: name) }
      self.format = try opening.withBytes { bytes -> Result<Format, CorpusError> in
        do throws(CorpusError) {
          return .success(try Format.detect(bytes, file: name, claimed: format))
        } catch {
          return .failure(error)
        }
      }.get()
      parser = self.format.parser(file: name, limits: limits, columns: columns)
    }

    func nextBatch() throws(CorpusError) -> Batch? {
      guard !isOver else { return nil }
      if let batch = try nextOfReader() { return batch }
      isOver = true
      if let failure = decoder.failure { throw failure }
      return nil
    }

    private func nextOfReader() throws(CorpusError) -> Batch? {
      switch reader {
      case .lines(let reader):
        var block = opening
        opening = nil
        if block == nil { block = try reader.next() }
        return block.map { batch($0, reader) } ?? lastBatch(reader)
      case .items(let reader):
        let parser = JSONLParser(file: name, limits: limits, dialect: format)
        if let block = try reader.next() {
          return Batch(content: .items(block, parser), diagnostics: reader.takeDiagnostics())
        }
        let diagnostics = reader.takeDiagnostics()
        guard !diagnostics.isEmpty else { return nil }
        return Batch(content: .parsed(ParsedBatch(byteCount: 0)), diagnostics: diagnostics)
      case .xml(let reader):
        return try reader.next().map { Batch(content: .parsed($0), diagnostics: []) }
      }
    }

    private func batch(_ block: LineBlock, _ reader: LineReader) -> Batch {
      guard parser != nil else {
        let parser = JSONLParser(file: name, limits: limits, dialect: format)
        return Batch(content: .lines(block, parser), diagnostics: reader.takeDiagnostics())
      }
      block.forEachLine { line, number in
        guard line.count <= limits.lineBytes else {
          parser?.parsed.diagnostics.append(
            .longLine(file: name, line: number, length: line.count, limit: limits.lineBytes))
          return
        }
        parser?.take(line: line, number: number)
      }
      return Batch(
        content: .parsed(takeParsed(byteCount: block.byteCount)),
        diagnostics: reader.takeDiagnostics())
    }

    /// What is left when the text is over: the parser's last paper, the reader's last remarks.
    private func lastBatch(_ reader: LineReader) -> Batch? {
      parser?.finish()
      let parsed = takeParsed(byteCount: 0)
      parser = nil
      let diagnostics = reader.takeDiagnostics()
      guard !parsed.papers.isEmpty || !parsed.diagnostics.isEmpty || !diagnostics.isEmpty else {
        return nil
      }
      return Batch(content: .parsed(parsed), diagnostics: diagnostics)
    }

    private func takeParsed(byteCount: Int) -> ParsedBatch {
      var parsed = parser?.parsed ?? ParsedBatch(byteCount: 0)
      parsed.byteCount = byteCount
      parser?.parsed = ParsedBatch(byteCount: 0)
      return parsed
    }
  }
}
