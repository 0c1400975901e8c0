// Builds an index: papers in, files and one commit out.
//
// The lock is taken first and the old index stays in use until the commit, the one atomic step. Work
// is split into blocks whose borders depend on the input alone and merged in order, so that the
// bytes of an index do not depend on the number of threads. What does not wait for each other runs
// side by side: parsing and analysis beside reading; rows and postings beside the fit.
import LensCorpus
import LensLexical
import LensLinear
import LensSemantic
import LensStore
import LensText
import LensVectors

/// Builds the index of a directory from files of papers.
public struct IndexBuilder: Sendable {
  /// How to build.
  public struct Options: Sendable {
    /// The most dimensions an LSA space is given unless told otherwise.
    public static let defaultRank = 256
    /// Dimensions of the LSA space, at most; never above the rank of the papers.
    public var rank = Options.defaultRank
    /// Threads; `nil` for all cores.
    public var threads: Int?
    /// The files' format; `nil` finds it by content.
    public var format: Format?
    /// Columns of tables that their headers do not make plain.
    public var columns = ColumnMapping()
    /// Whether the first bad record stops the build.
    public var isStrict = false
    /// Paired terms of the two languages.
    public var glossary = Glossary.builtIn
    /// Memory to take at most; of more papers than that holds, parts are indexed one by one.
    public var memory = MemoryLimit.standard
    /// Limits on what is read.
    public var limits = Limits.standard

    /// The defaults of `lens index`.
    public init() {}
  }

  /// The directory of the index.
  public let directory: IndexDirectory
  /// How to build.
  public let options: Options

  /// A builder of the index in a directory, which is made where it does not exist.
  public init(directory: IndexDirectory, options: Options = Options()) {
    self.directory = directory
    self.options = options
  }

  /// A builder of the index at a path.
  public init(directory path: String, options: Options = Options()) {
    self.init(directory: IndexDirectory(path: path), options: options)
  }

  /// Reads the files, learns the space, and replaces the index by the new one in one step.
  ///
  /// Papers are held in memory as far as `Options.memory` allows. Of more, an even sample makes the
  /// space, and all are indexed in it part by part, each part a segment.
  ///
  /// - Parameters:
  ///   - files: paths; `-` is standard input.
  ///   - onRemark: called for each remark about the input, in its order.
  ///   - onProgress: called now and then.
  /// - Throws: `noPapers`, `badRecord` under `isStrict`, and the errors of the store and the
  ///   algebra; the index that was there is then as it was.
  public func build(
    from files: [String], onRemark: @escaping (InputRemark) -> Void = { _ in },
    onProgress: @escaping (BuildProgress) -> Void = { _ in }
  ) throws(SearchError) -> BuildSummary {
    try searching {
      let start = ContinuousClock.now
      var clock = StageClock()
      let session = try directory.beginWriting()
      let workers = Workers(threads: options.threads)
      var spilled: SpilledPapers?
      var reading = PaperReading(
        options: options, workers: workers, onRemark: onRemark, onProgress: onProgress
      ) { merger in
        let papers = spilled ?? SpilledPapers(session)
        spilled = papers
        try papers.take(merger)
        return papers
      }
      var growing = GrowingAnalysis(workers: workers)
      try reading.read(files) { papers in
        if spilled == nil { try growing.take(papers) }
      }
      if let spilled {
        try growing.stop()
        try spilled.take(reading.merger)
        clock.end("reading")
        return try write(
          spilled, summary: reading.summary, in: session, workers: workers, clock: &clock,
          since: start, onProgress: onProgress)
      }
      let revised = reading.merger.revised
      var papers = reading.takePapers()
      if papers.isEmpty { throw SearchError.noPapers(files: files) }
      onProgress(.init(stage: .analysing, fraction: 0.9, detail: "\(papers.count) papers"))
      let analysis = try growing.finish(
        papers, revised: revised, threads: options.threads)
      for place in papers.indices { papers[place].fillDateFromArXivNumber() }
      clock.end("reading, analysis")

      let summary = try write(
        papers, analysis, summary: reading.summary, in: session, workers: workers, clock: &clock,
        since: start, onProgress: onProgress)
      workers.release(consume papers)
      return summary
    }
  }

  /// Learns the space of papers and publishes them as the whole index.
  ///
  /// - Parameters:
  ///   - summary: what reading has to say.
  ///   - kept: what an index that is made anew keeps of the old one.
  func write(
    _ papers: [Paper], _ analysis: PaperAnalysis, summary: BuildSummary, in session: WriteSession,
    workers: Workers, clock: inout StageClock, since start: ContinuousClock.Instant,
    keeping kept: KeptParts = KeptParts(), onProgress: (BuildProgress) -> Void
  ) throws -> BuildSummary {
    let detail = "\(papers.count) papers"
    // Rows and postings need no space: they are written while it is learnt.
    let model = try session.makeFile(.model)
    let segment = try session.makeFile(.segment)
    let rows = Self.insert(papers, in: session, workers: workers)
    let postings = Self.writePostings(of: analysis, papers, to: segment, workers: workers)
    let fitted: FittedModel
    do {
      fitted = try fit(analysis, papers) { done in
        onProgress(.init(stage: .learning, fraction: done, detail: detail))
      }
      clock.end("space, beside rows and postings")
      try rows.value()
      try postings.value()
      clock.end("rest of rows and postings")
    } catch {
      // Nothing may still write when the session ends.
      _ = try? rows.value()
      _ = try? postings.value()
      throw error
    }

    onProgress(.init(stage: .writing, fraction: 0, detail: detail))
    let dates = papers.indices.map {
      PaperDate(date: papers[$0].date, year: papers[$0].year)
    }
    let vectors = writeVectors(
      fitted.documentVectors, dates, analysis.languages, to: segment, workers: workers)
    let records = [
      Result { try writeModel(fitted, analysis, keeping: kept, to: model) },
      Result { try vectors.value() },
    ]
    let published = try records.map { try $0.get() }
    clock.end("model, vectors")
    var summary = summary
    summary.describe(analysis)
    summary.describe(fitted)
    try publish(published, keeping: kept, in: session, clock: &clock, summary: &summary)
    summary.seconds = (ContinuousClock.now - start).seconds
    return summary
  }

  /// Makes files the current generation.
  func publish(
    _ files: [FileRecord], keeping kept: KeptParts, in session: WriteSession,
    clock: inout StageClock, summary: inout BuildSummary
  ) throws {
    let state = try session.commit(files: files, meta: meta(keeping: kept)).state
    clock.end("commit")
    summary.stages = clock.stages
    summary.directory = directory.path
    summary.byteCount = try directory.files(of: state).reduce(0) { $0 + $1.byteCount }
  }

  /// Writes the catalogue's rows on a worker.
  private static func insert(
    _ papers: [Paper], in session: WriteSession, workers: Workers
  ) -> Pending<Void> {
    let handed = HandedOver(value: session)
    return workers.start {
      for row in papers.indices {
        try handed.value.insert(CatalogueRow(papers[row], row: row))
      }
      try handed.value.finishRows()
    }
  }

  /// Writes a segment's postings, the names of its papers, and the columns that conditions read, on a
  /// worker.
  static func writePostings(
    of analysis: PaperAnalysis, _ papers: [Paper], to writer: SectionedFileWriter, workers: Workers
  ) -> Pending<Void> {
    let handed = HandedOver(value: writer)
    return workers.start {
      let order = try LexicalIndex.write(
        terms: analysis.terms, documents: analysis.documents, to: handed.value)
      try ForwardIndex.write(analysis.sequences, order: order, to: handed.value)
      try IdentityIndex.write(papers, to: handed.value)
      try FilterColumns.write(papers, to: handed.value)
    }
  }

  /// Writes what else a segment holds on a worker, and ends its file.
  ///
  /// - Parameter coverage: of papers folded in, the share of each that lies in the space.
  func writeVectors(
    _ vectors: DenseMatrix, _ dates: [PaperDate?], _ languages: [PaperAttributes.Languages],
    coverage: [Float]? = nil, to writer: SectionedFileWriter, workers: Workers
  ) -> Pending<FileRecord> {
    let handed = HandedOver(value: writer)
    let threads = options.threads
    return workers.start {
      let writer = handed.value
      try VectorIndex.write(
        vectors: vectors.values, rowCount: dates.count, dimension: vectors.columns,
        threads: threads, to: writer)
      try PaperAttributes.write(dates: dates, languages: languages, to: writer)
      if let coverage { try FoldedPapers.write(coverage, to: writer) }
      return try writer.finish()
    }
  }

  func fit(
    _ analysis: PaperAnalysis, _ papers: [Paper], onProgress: (Double) -> Void
  ) throws -> FittedModel {
    var fitting = SemanticModel.Options()
    fitting.rank = options.rank
    fitting.vocabularyLimit = options.memory.vocabularyLimit(rank: options.rank)
    fitting.threads = options.threads
    fitting.analyzerFingerprint = Analyzer.fingerprint
    var fitted = try SemanticModel.fit(
      documents: analysis.documents, terms: analysis.terms, words: analysis.words, options: fitting,
      onProgress: onProgress)
    let titles = PaperTitles(of: papers, terms: analysis.terms)
    try fitted.learnQueryMap(titles: titles.bags, papers: titles.papers)
    return fitted
  }

  func writeModel(
    _ fitted: FittedModel, _ analysis: PaperAnalysis, keeping kept: KeptParts,
    to writer: SectionedFileWriter
  ) throws -> FileRecord {
    try fitted.write(to: writer)
    if let old = kept.modelFile {
      try ConceptTable.copy(from: old, to: writer)
    } else {
      try ConceptTable.write(options.glossary, to: writer)
    }
    try AssociationLexicon.write(analysis.associations, to: writer)
    return try writer.finish()
  }

  func meta(keeping kept: KeptParts) -> [String: String] {
    let now = utcTimestamp()
    return kept.meta.merging(["fitted": now, "rank_limit": "\(options.rank)"]) { $1 }
      .merging(["created": now]) { old, _ in old }
  }
}

/// What an index that is made anew keeps of the old one.
struct KeptParts {
  /// The model whose glossary stays.
  var modelFile: SectionedFile?
  /// The catalogue's notes.
  var meta: [String: String] = [:]
}

extension Duration {
  /// Seconds, with a fraction.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
