// Making an index anew from its own papers: the space learns from all of them, rows are dense again, and
// what was removed leaves the disk. The files are those that `IndexBuilder` makes of the same papers.
import LensCorpus
import LensSemantic
import LensStore

extension IndexUpdater {
  /// Learns the space anew from the papers of the index and replaces the index in one step.
  ///
  /// Papers keep their ids, sources and order. Costs what making the index costs, without reading
  /// files; it answers from the old one meanwhile.
  ///
  /// - Parameter rank: dimensions of the space, at most; nil for as many as the index was made with.
  @discardableResult
  public func refit(
    rank: Int? = nil, onProgress: @escaping (BuildProgress) -> Void = { _ in }
  ) throws(SearchError) -> BuildSummary {
    try searching {
      let start = ContinuousClock.now
      var clock = StageClock()
      let session = try directory.beginWriting()
      guard let previous = session.previous else {
        throw session.previousDamage ?? .indexMissing(directory: directory.path)
      }
      guard let record = previous.files.last(where: { $0.kind == .model }) else {
        throw SearchError.inconsistent(place: directory.path, expected: "a model", found: "none")
      }
      let modelFile = try SectionedFile(opening: record, in: directory)
      let workers = Workers(threads: options.threads)
      var growing = GrowingAnalysis(workers: workers)
      let spilled = SpilledPapers(session)
      let papers = try catalogued(onProgress, overflowingTo: spilled) { try growing.take($0) }
      var fitting = options
      fitting.rank = rank ?? previous.meta["rank_limit"].flatMap { Int($0) } ?? options.rank
      let builder = IndexBuilder(directory: directory, options: fitting)
      let kept = KeptParts(modelFile: modelFile, meta: previous.meta)
      if spilled.count > 0 {
        try growing.stop()
        clock.end("reading")
        return try builder.write(
          spilled, summary: BuildSummary(), in: session, workers: workers, clock: &clock,
          since: start, keeping: kept, onProgress: onProgress)
      }
      let analysis = try growing.finish(papers, threads: options.threads)
      clock.end("reading, analysis")
      return try builder.write(
        papers, analysis, summary: BuildSummary(), in: session, workers: workers, clock: &clock,
        since: start, keeping: kept, onProgress: onProgress)
    }
  }

  /// The papers of the catalogue in their order; `onRead` sees those so far now and then.
  ///
  /// Where they are too many to hold, all go to `spilled`, and none is given.
  ///
  /// The snapshot ends with the call: it would keep the commit from tidying up.
  private func catalogued(
    _ onProgress: (BuildProgress) -> Void, overflowingTo spilled: SpilledPapers,
    onRead: ([Paper]) throws -> Void
  ) throws -> [Paper] {
    let catalogue = try directory.openForReading().catalogue
    var papers: [Paper] = []
    var (read, byteCount) = (0, 0)
    try catalogue.forEachRow { row in
      let paper = Paper(row: row)
      read += 1
      papers.append(paper)
      byteCount += paper.heldByteCount
      if byteCount > options.memory.heldByteLimit {
        for paper in papers { try spilled.append(paper) }
        papers = []
      }
      guard read % 4096 == 0 else { return }
      if spilled.count == 0 { try onRead(papers) }
      onProgress(
        .init(
          stage: .reading, fraction: Double(read) / Double(max(catalogue.count, 1)),
          detail: "\(read) papers"))
    }
    return papers
  }
}
