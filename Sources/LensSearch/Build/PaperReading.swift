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
struct PaperReading {
  private(set) var merger = PaperMerger()
  private(set) var summary = BuildSummary()
  private let options: IndexBuilder.Options
  private let onRemark: (InputRemark) -> Void
  private let onProgress: (BuildProgress) -> Void
  private var skipped: [String: Int] = [:]

  init(
    options: IndexBuilder.Options, onRemark: @escaping (InputRemark) -> Void,
    onProgress: @escaping (BuildProgress) -> Void
  ) {
    self.options = options
    self.onRemark = onRemark
    self.onProgress = onProgress
  }

  /// Reads every file, and every file of papers in a folder and below it.
  ///
  /// A file that cannot be read, or not to its end, is reported and passed over.
  mutating func read(_ paths: [String]) throws {
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
        while try readWave(from: &source) {
          let (read, total) = source.progress
          let part = total.map { Double(read) / Double(max($0, 1)) } ?? 0
          onProgress(
            BuildProgress(
              stage: .reading, fraction: (Double(place) + part) / Double(files.count),
              detail: "\(merger.papers.count) papers"))
        }
      } catch let error as CorpusError {
        try take(.file(error))
      }
    }
    summary.merged = merger.counts.repeats
    summary.skipped = skipped.values.reduce(0, +)
    summary.skipReasons = skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { ($0.key, $0.value) }
  }

  /// Reads as many batches as there are threads, parses them side by side, and takes their papers
  /// in order.
  ///
  /// Returns whether there was anything; what stood before a failure is kept.
  private mutating func readWave(from source: inout PaperSource) throws -> Bool {
    var batches: [Batch] = []
    var failure: CorpusError?
    let width = options.threads ?? Parallel.defaultThreads
    do throws(CorpusError) {
      while batches.count < width, let batch = try source.nextBatch() { batches.append(batch) }
    } catch {
      failure = error
    }
    for batch in try concurrentMap(batches, threads: width, { $0.parse() }) {
      for diagnostic in batch.diagnostics { try take(.record(diagnostic)) }
      for paper in batch.papers {
        if let diagnostic = merger.add(paper) { try take(.record(diagnostic)) }
      }
      if let error = batch.failure { throw error }
    }
    if let failure { throw failure }
    return !batches.isEmpty
  }

  private mutating func take(_ remark: InputRemark) throws {
    onRemark(remark)
    guard remark.isSkip else { return }
    if options.isStrict { throw SearchError.badRecord(remark.description) }
    skipped[remark.expected, default: 0] += 1
  }
}
