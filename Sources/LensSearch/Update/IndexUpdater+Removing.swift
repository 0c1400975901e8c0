// Removing papers: their rows leave the catalogue, a bit keeps them out of every search, and what they
// gave to the statistics is taken back, so that answers are those of an index that never had them.
import LensCorpus
import LensStore

extension IndexUpdater {
  /// Removes the papers with these ids, all or none.
  ///
  /// O(bytes of their text + rows / 64). Their bytes leave the segments with the next refit.
  ///
  /// - Throws: `paperNotFound` for an id of no paper; the index is then as it was.
  @discardableResult
  public func remove(_ ids: [String]) throws(SearchError) -> UpdateSummary {
    try searching {
      let start = ContinuousClock.now
      let session = try directory.beginWriting()
      guard let previous = session.previous else {
        throw session.previousDamage ?? .indexMissing(directory: directory.path)
      }
      try session.begin(replacing: false)
      let parts = try IndexParts(of: previous, in: directory)
      var papers: [Int: Paper] = [:]
      for id in ids {
        guard let row = try session.row(id: id) else { throw SearchError.paperNotFound(name: id) }
        papers[Int(row.ordinal)] = Paper(row: row)
      }
      var summary = UpdateSummary()
      summary.directory = directory.path
      summary.segments = parts.segments.count
      summary.removed = papers.count
      var state = previous
      if papers.isEmpty {
        session.cancel()
      } else {
        let gone = papers.sorted { $0.key < $1.key }.map { (row: $0.key, paper: $0.value) }
        let workers = Workers(threads: options.threads)
        var removals = try GrowingRemovals(parts.removals, rowCount: parts.rowCount)
        try removals.remove(
          gone, from: parts.segments.map(\.segment), workers: workers, threads: options.threads)
        try session.delete(gone.lazy.map { Int64($0.row) })
        let lexicon = try RelearntLexicon(
          parts: parts, session: session, workers: workers, threads: options.threads
        ).file(removed: gone.map(\.row), added: [])
        let record = try removals.write(in: session)
        state = try session.commit(
          files: previous.files.filter { ![.lexicon, .removals].contains($0.kind) }
            + [lexicon, record].compactMap(\.self),
          meta: updated(previous.meta)
        ).state
      }
      summary.papers = Int(clamping: state.paperCount)
      summary.seconds = (ContinuousClock.now - start).seconds
      return summary
    }
  }
}
