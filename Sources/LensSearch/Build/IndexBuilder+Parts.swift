// An index of more papers than are held at a time. They lie in the catalogue: an even sample of them makes
// the space, then they are indexed in it part by part, each part a segment. Nothing of it shows but in the
// sample: terms that no paper of the sample has are unknown to the space, though not to the words.
import LensCorpus
import LensLinear
import LensSemantic
import LensStore
import LensText

extension IndexBuilder {
  /// Indexes the papers of the new catalogue and publishes them as the whole index.
  ///
  /// - Parameters:
  ///   - summary: what reading has to say.
  ///   - kept: what an index that is made anew keeps of the old one.
  func write(
    _ spilled: SpilledPapers, summary: BuildSummary, in session: WriteSession, workers: Workers,
    clock: inout StageClock, since start: ContinuousClock.Instant,
    keeping kept: KeptParts = KeptParts(), onProgress: (BuildProgress) -> Void
  ) throws -> BuildSummary {
    let count = spilled.count
    let held = options.memory.paperCount(of: count, bytes: spilled.byteCount)
    var summary = summary
    let model = try writeModel(
      ofSample: held, of: count, in: session, workers: workers, keeping: kept, summary: &summary
    ) { onProgress(.init(stage: .learning, fraction: $0, detail: "\(held) of \(count) papers")) }
    clock.end("space of \(held) papers")

    let space = try SemanticModel(reading: SectionedFile(opening: model, in: directory))
    // Of one size, so that the last is not a small one.
    let parts = (count + held - 1) / held
    var files = [model]
    var bilingual: [Int] = []
    for part in 0..<parts {
      onProgress(
        .init(
          stage: .writing, fraction: Double(part) / Double(parts),
          detail: "part \(part + 1) of \(parts)"))
      let papers = try (part * count / parts..<(part + 1) * count / parts).map {
        try session.paper(at: $0)
      }
      let written = try writeSegment(
        of: papers, in: space, isFitted: true, session: session, workers: workers)
      files.append(written.record)
      bilingual += written.analysis.languages.indices
        .filter { written.analysis.languages[$0] == [.english, .chinese] }
        .map { part * count / parts + $0 }
      summary.describe(written.analysis)
    }
    clock.end("\(parts) parts")
    // What the sample says of the two languages is less than what all papers say.
    let limit = RelearntLexicon.limit
    let taught = SemanticModel.sampledRows(of: bilingual.count, limit: limit).map { bilingual[$0] }
    files.append(
      try RelearntLexicon.write(
        try taught.map { try session.paper(at: $0) }, in: session, workers: workers,
        threads: options.threads))
    clock.end("lexicon")
    summary.segments = parts
    try publish(files, keeping: kept, in: session, clock: &clock, summary: &summary)
    summary.seconds = (ContinuousClock.now - start).seconds
    return summary
  }

  /// Learns the space of an even sample of the papers and writes it.
  private func writeModel(
    ofSample held: Int, of count: Int, in session: WriteSession, workers: Workers,
    keeping kept: KeptParts, summary: inout BuildSummary, onProgress: (Double) -> Void
  ) throws -> FileRecord {
    let papers = try SemanticModel.sampledRows(of: count, limit: held).map {
      try session.paper(at: $0)
    }
    var growing = GrowingAnalysis(workers: workers)
    // The lexicon is learnt from all papers, once it is known which have two languages.
    let analysis = try growing.finish(papers, learning: .words, threads: options.threads)
    let fitted = try fit(analysis, papers, onProgress: onProgress)
    summary.describe(fitted)
    return try writeModel(fitted, analysis, keeping: kept, to: session.makeFile(.model))
  }

  /// Writes a segment of papers placed in a space that is there.
  ///
  /// - Parameter isFitted: whether the space was made for these papers, so that how well they fit it
  ///   need not be kept.
  func writeSegment(
    of papers: [Paper], in model: SemanticModel, isFitted: Bool = false, session: WriteSession,
    workers: Workers
  ) throws -> (record: FileRecord, analysis: PaperAnalysis) {
    let segment = try session.makeFile(.segment)
    var growing = GrowingAnalysis(workers: workers)
    let analysis = try growing.finish(papers, learning: [], threads: options.threads)
    let postings = Self.writePostings(of: analysis, papers, to: segment, workers: workers)
    let placed = Result {
      try FoldedPapers.project(
        analysis.documents, terms: analysis.terms, into: model, threads: options.threads)
    }
    // Nothing may still write when the session ends.
    try postings.value()
    let (vectors, coverage) = try placed.get()
    let dates = papers.map { PaperDate(date: $0.date, year: $0.year) }
    let record = try writeVectors(
      vectors, dates, analysis.languages, coverage: isFitted ? nil : coverage, to: segment,
      workers: workers
    ).value()
    return (record, analysis)
  }
}
