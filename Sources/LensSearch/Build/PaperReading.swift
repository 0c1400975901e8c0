// Reading the input of a build: files into one list of papers, every one once.
import LensCorpus
import LensLinear

/// Something worth knowing about the input: about a record, or about a whole file.
public enum InputRemark: Sendable, CustomStringConvertible {
  /// About a place in a file.
  case record(Diagnostic)
  /// A file that could not be read, or not to its end.
  case file(CorpusError)

  /// What remarks of the same sort have in common: what was expected.
  public var expected: String {
    switch self {
    case .record(let diagnostic): diagnostic.expected
    case .file: "a readable file of papers"
    }
  }

  /// Whether something was skipped.
  public var isSkip: Bool {
    switch self {
    case .record(let diagnostic): diagnostic.severity == .error
    case .file: true
    }
  }

  /// One line: the place, what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .record(let diagnostic): diagnostic.description
    case .file(let error): error.description
    }
  }
}

/// Reads files one after another and merges their papers.
///
/// While the workers parse what was read, the calling thread reads on, merges, and hands the papers
/// that are new to whoever analyses them. Papers that are too many to hold go to whoever keeps them, and
/// later records meet them there.
struct PaperReading {
  private(set) var merger: PaperMerger
  private(set) var summary = BuildSummary()
  private let options: IndexBuilder.Options
  private let workers: Workers
  private let onRemark: (InputRemark) -> Void
  private let onProgress: (BuildProgress) -> Void
  /// Takes the papers of a merger and answers for them from then on.
  private let onOverflow: (PaperMerger) throws -> any PaperLibrary
  /// Bytes of the papers held.
  private var heldByteCount = 0
  /// Papers, and records that repeated one, of mergers that were emptied.
  private var released = (papers: 0, repeats: 0)
  private var skipped: [String: Int] = [:]
  private let today = String(utcTimestamp().prefix(10))

  init(
    options: IndexBuilder.Options, workers: Workers, merger: PaperMerger = PaperMerger(),
    onRemark: @escaping (InputRemark) -> Void, onProgress: @escaping (BuildProgress) -> Void,
    onOverflow: @escaping (PaperMerger) throws -> any PaperLibrary
  ) {
    self.onOverflow = onOverflow
    self.merger = merger
    self.options = options
    self.workers = workers
    self.onRemark = onRemark
    self.onProgress = onProgress
  }

  /// Reads every file, and every file of papers in a folder and below it; `onMerged` is called with
  /// all papers held whenever there are more.
  ///
  /// A file that cannot be read, or not to its end, is reported and passed over.
  mutating func read(_ paths: [String], onMerged: ([Paper]) throws -> Void) throws {
    var files: [String] = []
    for path in paths {
      do throws(CorpusError) {
        files += try InputFiles.expanding(path)
      } catch {
        try take(.file(error))
      }
    }
    for (place, file) in files.enumerated() {
      do {
        var source = try PaperSource(
          path: file, from: options.format, columns: options.columns, limits: options.limits)
        try read(&source, place: place, of: files.count, onMerged: onMerged)
      } catch let error as CorpusError {
        try take(.file(error))
      }
    }
    summary.merged = released.repeats + merger.counts.repeats
    summary.skipped = skipped.values.reduce(0, +)
    summary.skipReasons = skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { ($0.key, $0.value) }
  }

  /// All papers, which are then the caller's alone: to change them copies nothing.
  mutating func takePapers() -> [Paper] {
    defer { merger = PaperMerger() }
    return merger.papers
  }

  /// Reads one source to its end, keeping a few batches with the workers.
  ///
  /// What stood before a failure is kept.
  private mutating func read(
    _ source: inout PaperSource, place: Int, of count: Int, onMerged: ([Paper]) throws -> Void
  ) throws {
    var parsing: [Pending<ParsedBatch>] = []
    var failure: CorpusError?
    var isOver = false
    while true {
      do throws(CorpusError) {
        while !isOver, parsing.count < workers.depth {
          guard let batch = try source.nextBatch() else {
            isOver = true
            break
          }
          parsing.append(workers.start { batch.parse() })
        }
      } catch {
        failure = error
        isOver = true
      }
      if parsing.isEmpty { break }
      try merge(parsing.removeFirst().value(), format: source.format)
      try onMerged(merger.papers)
      if heldByteCount > options.memory.heldByteLimit { try release() }
      let (read, total) = source.progress
      let part = total.map { Double(read) / Double(max($0, 1)) } ?? 0
      onProgress(
        BuildProgress(
          stage: .reading, fraction: (Double(place) + part) / Double(count),
          detail: "\(released.papers + merger.papers.count) papers"))
    }
    if let failure { throw failure }
  }

  private mutating func merge(_ batch: ParsedBatch, format: Format) throws {
    for diagnostic in batch.diagnostics { try take(.record(diagnostic)) }
    for var paper in batch.papers {
      paper.source.format = format
      paper.source.added = today
      heldByteCount += paper.heldByteCount
      if let diagnostic = merger.add(paper) { try take(.record(diagnostic)) }
    }
    if let error = batch.failure { throw error }
  }

  /// Hands the papers over and goes on without them.
  private mutating func release() throws {
    released.papers += merger.papers.count
    released.repeats += merger.counts.repeats
    heldByteCount = 0
    merger = PaperMerger(into: try onOverflow(merger))
  }

  private mutating func take(_ remark: InputRemark) throws {
    onRemark(remark)
    guard remark.isSkip else { return }
    if options.isStrict { throw SearchError.badRecord(remark.description) }
    skipped[remark.expected, default: 0] += 1
  }
}
