// Adding papers to an index, and what all updates share. The model is left as it is: papers are folded
// in, and a refit learns from them. One commit, as for a build: before it nothing has changed for
// readers, and a crash leaves the index that was or the index that is to be.
import LensCorpus
import LensLexical
import LensSemantic
import LensStore
import LensText

/// Adds papers to the index of a directory, removes them, and makes it anew from its own papers.
///
/// ```swift
/// let updater = IndexUpdater(directory: "index")
/// print(try updater.add(["new.bib"]).added)
/// try updater.remove(["2404.02060"])
/// try updater.refit()
/// ```
public struct IndexUpdater: Sendable {
  /// The directory of the index.
  public let directory: IndexDirectory
  /// How to read; the rank and the glossary are the index's own.
  public let options: IndexBuilder.Options
  /// When small segments are united.
  var tiers = SegmentTiers()

  /// An updater of the index in a directory.
  public init(directory: IndexDirectory, options: IndexBuilder.Options = .init()) {
    self.directory = directory
    self.options = options
  }

  /// An updater of the index at a path.
  public init(directory path: String, options: IndexBuilder.Options = .init()) {
    self.init(directory: IndexDirectory(path: path), options: options)
  }

  /// Reads files and adds what is new in them; makes the index where there is none.
  ///
  /// A record of a paper that is there completes it, or is its newer version where it stands in the
  /// file that the paper was first read from. Costs what the input costs: of the index only the papers
  /// that records may be one of are read, and small segments that are united.
  ///
  /// - Parameter notes: what the index shall remember of this, by name; lost where nothing changes.
  /// - Throws: `badRecord` under `isStrict`, `cannotGrow`, and the errors of the store; the index is
  ///   then as it was.
  public func add(
    _ files: [String], noting notes: [String: String] = [:],
    onRemark: @escaping (InputRemark) -> Void = { _ in },
    onProgress: @escaping (BuildProgress) -> Void = { _ in }
  ) throws(SearchError) -> UpdateSummary {
    try searching {
      let start = ContinuousClock.now
      var clock = StageClock()
      let session = try directory.beginWriting()
      guard let previous = session.previous else {
        if let damage = session.previousDamage { throw damage }
        session.cancel()
        let built = try IndexBuilder(directory: directory, options: options)
          .build(from: files, onRemark: onRemark, onProgress: onProgress)
        return UpdateSummary(built)
      }
      try session.begin(replacing: false)
      let parts = try IndexParts(of: previous, in: directory)
      let library = IndexLibrary(parts, session)
      let workers = Workers(threads: options.threads)
      var reading = PaperReading(
        options: options, workers: workers, merger: PaperMerger(into: library),
        onRemark: onRemark, onProgress: onProgress)
      try reading.read(files) { _ in try library.check() }
      try library.check()
      let changes = PaperChanges(reading.merger)
      clock.end("reading")
      onProgress(
        .init(stage: .analysing, fraction: 0, detail: "\(changes.written.count) papers"))

      var summary = UpdateSummary(changes, reading.summary)
      summary.directory = directory.path
      var state = previous
      if changes.isEmpty {
        session.cancel()
        summary.segments = parts.segments.count
      } else {
        let files = try write(changes, to: parts, in: session, workers, &clock, &summary)
        state = try session.commit(
          files: files, meta: updated(previous.meta).merging(notes) { $1 }
        ).state
        clock.end("commit")
      }
      summary.papers = Int(clamping: state.paperCount)
      summary.stages = clock.stages
      summary.seconds = (ContinuousClock.now - start).seconds
      return summary
    }
  }

  /// The notes of an index after an update.
  func updated(_ meta: [String: String]) -> [String: String] {
    meta.merging(["updated": utcTimestamp()]) { $1 }
  }

  /// Writes the rows and files of changes; gives the files of the new generation.
  private func write(
    _ changes: PaperChanges, to parts: IndexParts, in session: WriteSession, _ workers: Workers,
    _ clock: inout StageClock, _ summary: inout UpdateSummary
  ) throws -> [FileRecord] {
    try session.replace(changes.moved.map { CatalogueRow($0.paper, row: $0.row) })
    summary.segments = parts.segments.count
    if changes.written.isEmpty { return parts.state.files }

    let folded = parts.segments.reversed().prefix { $0.segment.folded != nil }.reversed()
    let united = tiers.united(
      folded.map { $0.segment.rows.count }, adding: changes.written.count)
    let kept = parts.segments.dropLast(united)
    let merged = parts.segments.suffix(united)
    let base = kept.last?.segment.rows.upperBound ?? 0

    // The papers as they were tell what the statistics lose.
    let outdated = try changes.outdated.map { row in
      guard let found = try session.row(Int64(row)) else {
        throw SearchError.inconsistent(
          place: "row \(row)", expected: "a paper in the catalogue", found: "none")
      }
      return (row: row, paper: Paper(row: found))
    }
    try session.delete(changes.outdated.lazy.map { Int64($0) })
    var papers = try (base..<parts.rowCount).map { row in
      try session.row(Int64(row)).map { Paper(row: $0) } ?? Paper.absent
    }
    let absent = papers.count { $0.id.isEmpty }
    papers += changes.written
    let first = parts.rowCount
    try session.insert(
      changes.written.enumerated().lazy.map { CatalogueRow($1, row: first + $0) })
    clock.end("rows")

    let (record, languages) = try writeSegment(papers, parts.model, in: session, workers)
    clock.end("segment")
    let cameIn = zip(first..., languages.suffix(changes.written.count))
    let lexicon = try RelearntLexicon(
      parts: parts, session: session, workers: workers, threads: options.threads
    ).file(
      removed: changes.outdated,
      added: cameIn.filter { $0.1 == [.english, .chinese] }.map { $0.0 })
    clock.end("lexicon")
    var removals = try GrowingRemovals(
      parts.removals, rowCount: parts.rowCount + changes.written.count)
    try removals.remove(
      outdated, from: parts.segments.map(\.segment), workers: workers, threads: options.threads)
    removals.replace(merged.map(\.segment), by: record, without: absent)
    let removed = try removals.write(in: session)
    clock.end("removals")
    summary.united = united
    summary.segments = kept.count + 1
    return parts.state.files.filter { $0.kind == .model } + kept.map(\.record) + [record]
      + [lexicon, removed].compactMap(\.self)
  }

  /// Writes a segment of papers placed in the space as it is; gives its record and their languages.
  private func writeSegment(
    _ papers: [Paper], _ model: SemanticModel, in session: WriteSession, _ workers: Workers
  ) throws -> (FileRecord, [PaperAttributes.Languages]) {
    let segment = try session.makeFile(.segment)
    var growing = GrowingAnalysis(workers: workers)
    let analysis = try growing.finish(papers, learns: false, threads: options.threads)
    let postings = IndexBuilder.writePostings(of: analysis, papers, to: segment, workers: workers)
    let placed = Result {
      try FoldedPapers.project(
        analysis.documents, terms: analysis.terms, into: model, threads: options.threads)
    }
    // Nothing may still write when the session ends.
    try postings.value()
    let (vectors, coverage) = try placed.get()
    let record = try IndexBuilder(directory: directory, options: options).writeVectors(
      vectors, papers.map { PaperDate(date: $0.date, year: $0.year) }, analysis.languages,
      coverage: coverage, to: segment, workers: workers
    ).value()
    return (record, analysis.languages)
  }
}

extension Paper {
  /// What stands in the place of a paper that was removed.
  fileprivate static let absent = Paper(id: "", source: SourcePlace(file: "", line: 0))
}
