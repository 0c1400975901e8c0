// Builds an index: papers in, files and one commit out.
//
// The lock is taken first and the old index stays in use until the commit, the one atomic step. Work
// is split into blocks whose borders depend on the input alone and merged in order, so that the
// bytes of an index do not depend on the number of threads.
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
  /// Papers are held in memory: about the size of their text, and ten bytes a distinct term of each.
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
      let session = try directory.beginWriting()
      var reading = PaperReading(options: options, onRemark: onRemark, onProgress: onProgress)
      try reading.read(files)
      var papers = reading.merger.papers
      if papers.isEmpty { throw SearchError.noPapers(files: files) }
      for place in papers.indices { papers[place].fillDateFromArXivNumber() }

      let analysis = try PaperAnalysis(of: papers, threads: options.threads) { done in
        onProgress(.init(stage: .analysing, fraction: done, detail: "\(papers.count) papers"))
      }
      onProgress(.init(stage: .learning, fraction: 0, detail: "\(analysis.terms.count) terms"))
      let fitted = try fit(analysis) { done in
        onProgress(
          .init(stage: .learning, fraction: done, detail: "\(analysis.terms.count) terms"))
      }

      onProgress(.init(stage: .writing, fraction: 0, detail: "\(papers.count) papers"))
      var files = [try writeModel(fitted, analysis, in: session)]
      files.append(try writeSegment(papers, analysis, fitted, in: session))
      var summary = reading.summary
      summary.describe(analysis, fitted)
      for (row, paper) in papers.enumerated() {
        try session.insert(CatalogueRow(paper, row: row))
        if row % 4096 == 0 {
          let done = Double(row) / Double(papers.count)
          onProgress(.init(stage: .writing, fraction: done, detail: "\(row) papers"))
        }
      }
      let published = try session.commit(files: files, meta: meta(summary))
      summary.directory = directory.path
      summary.byteCount = try directory.files(of: published.state).reduce(0) { $0 + $1.byteCount }
      summary.seconds = (ContinuousClock.now - start).seconds
      return summary
    }
  }

  private func fit(
    _ analysis: PaperAnalysis, onProgress: (Double) -> Void
  ) throws -> FittedModel {
    var fitting = SemanticModel.Options()
    fitting.rank = options.rank
    fitting.threads = options.threads
    fitting.analyzerFingerprint = Analyzer.fingerprint
    return try SemanticModel.fit(
      documents: analysis.documents, terms: analysis.terms, words: analysis.words, options: fitting,
      onProgress: onProgress)
  }

  private func writeModel(
    _ fitted: FittedModel, _ analysis: PaperAnalysis, in session: WriteSession
  ) throws -> FileRecord {
    let writer = try session.makeFile(.model)
    try fitted.write(to: writer)
    try ConceptTable.write(options.glossary, to: writer)
    try AssociationLexicon.write(analysis.associations, to: writer)
    return try writer.finish()
  }

  private func writeSegment(
    _ papers: [Paper], _ analysis: PaperAnalysis, _ fitted: FittedModel, in session: WriteSession
  ) throws -> FileRecord {
    let writer = try session.makeFile(.segment)
    let order = try LexicalIndex.write(
      terms: analysis.terms, documents: analysis.documents, to: writer)
    try ForwardIndex.write(analysis.sequences, order: order, to: writer)
    try VectorIndex.write(
      vectors: fitted.documentVectors.values, rowCount: papers.count, dimension: fitted.rank,
      threads: options.threads, to: writer)
    try PaperAttributes.write(
      dates: papers.map { PaperDate(date: $0.date, year: $0.year) },
      languages: analysis.languages, to: writer)
    return try writer.finish()
  }

  private func meta(_ summary: BuildSummary) -> [String: String] {
    [
      "created": utcTimestamp(),
      "english_only": "\(summary.englishOnly)",
      "chinese_only": "\(summary.chineseOnly)",
      "bilingual": "\(summary.bilingual)",
    ]
  }
}

extension Duration {
  /// Seconds, with a fraction.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
