// What an addition does to an index: rows, a segment of the papers that came, small segments united with
// it, what removed papers take from the statistics, and the lexicon. It may be done several times before
// the commit, where there is more to add than is held at a time; each time sees the last one's files.
import LensCorpus
import LensStore
import LensText

/// An index that is added to, before the commit.
///
/// One thread at a time.
final class IndexGrowth {
  /// The index as it is so far.
  private(set) var parts: IndexParts
  /// Its papers, for the merger.
  private(set) var library: IndexLibrary
  /// What was done so far.
  private(set) var summary = UpdateSummary()
  /// Whether nothing was done.
  private(set) var isUnchanged = true
  let workers: Workers
  private let session: WriteSession
  private let options: IndexBuilder.Options
  private let tiers: SegmentTiers
  /// Rows that were there before.
  private let rowsBefore: Int

  init(
    of parts: IndexParts, in session: WriteSession, options: IndexBuilder.Options,
    tiers: SegmentTiers
  ) {
    self.parts = parts
    self.session = session
    self.options = options
    self.tiers = tiers
    workers = Workers(threads: options.threads)
    rowsBefore = parts.rowCount
    library = IndexLibrary(parts, session, rowsBefore: rowsBefore)
  }

  /// Writes the rows and files of changes.
  ///
  /// O(bytes of the papers that came, changed, or stand in small segments that are united).
  func take(_ changes: PaperChanges, _ clock: inout StageClock) throws {
    try library.check()
    summary.add(changes)
    if changes.isEmpty { return }
    isUnchanged = false
    try session.replace(changes.moved.map { CatalogueRow($0.paper, row: $0.row) })
    var state = parts.state
    if !changes.written.isEmpty { state.files = try write(changes, &clock) }
    if !changes.metElsewhere.isEmpty {
      state.files.removeAll { $0.kind == .sources }
      state.files.append(
        try FurtherSources.write(changes.metElsewhere, beside: parts.furtherSources, in: session))
    }
    if state.files == parts.state.files { return }
    parts = try IndexParts(of: state, in: session.directory)
    library = IndexLibrary(parts, session, rowsBefore: rowsBefore)
  }

  /// Writes papers and what follows from them; gives the files of the index after it.
  private func write(_ changes: PaperChanges, _ clock: inout StageClock) throws -> [FileRecord] {
    let folded = parts.segments.reversed().prefix { $0.segment.folded != nil }.reversed()
    let united = tiers.united(
      folded.map { $0.segment.rows.count }, adding: changes.written.count)
    let kept = parts.segments.dropLast(united)
    let merged = parts.segments.suffix(united)
    let base = kept.last?.segment.rows.upperBound ?? 0

    // The papers as they were tell what the statistics lose.
    let outdated = try changes.outdated.map { (row: $0, paper: try session.paper(at: $0)) }
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

    let (record, analysis) = try IndexBuilder(directory: session.directory, options: options)
      .writeSegment(of: papers, in: parts.model, session: session, workers: workers)
    clock.end("segment")
    let cameIn = zip(first..., analysis.languages.suffix(changes.written.count))
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
    summary.united += united
    return parts.state.files.filter { $0.kind == .model } + kept.map(\.record) + [record]
      + [lexicon, removed].compactMap(\.self) + parts.state.files.filter { $0.kind == .sources }
  }
}

extension Paper {
  /// What stands in the place of a paper that was removed.
  fileprivate static let absent = Paper(id: "", source: SourcePlace(file: "", line: 0))
}
