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
      let growth = IndexGrowth(
        of: try IndexParts(of: previous, in: directory), in: session, options: options, tiers: tiers
      )
      var reading = PaperReading(
        options: options, workers: growth.workers, merger: PaperMerger(into: growth.library),
        onRemark: onRemark, onProgress: onProgress
      ) { merger in
        try growth.take(PaperChanges(merger), &clock)
        return growth.library
      }
      try reading.read(files) { _ in try growth.library.check() }
      let changes = PaperChanges(reading.merger)
      clock.end("reading")
      onProgress(
        .init(stage: .analysing, fraction: 0, detail: "\(changes.written.count) papers"))
      try growth.take(changes, &clock)

      var state = previous
      if growth.isUnchanged {
        session.cancel()
      } else {
        state = try session.commit(
          files: growth.parts.state.files, meta: updated(previous.meta).merging(notes) { $1 }
        ).state
        clock.end("commit")
      }
      var summary = growth.summary
      summary.skipped = reading.summary.skipped
      summary.skipReasons = reading.summary.skipReasons
      summary.directory = directory.path
      summary.segments = growth.parts.segments.count
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
}
