// What is new to a saved query: the papers that came into the index since it was last looked at, as far
// as they answer it. A paper is known by its id from the first time that anybody asked; making the
// index anew makes nothing new, nor does a paper whose record has changed.
import LensStore

/// What is new to a saved query.
public struct News: Sendable {
  /// The query.
  public var query: SavedQuery
  /// The new papers that answer it, best first.
  public var answer: Answer
}

extension Library {
  /// Papers that are ranked for news; more answer no question.
  private static let depth = 1000

  /// What is new to a saved query since it was last asked for.
  ///
  /// - Parameters:
  ///   - name: the query's name.
  ///   - peeks: whether the same shall be new the next time.
  /// - Throws: `queryNotFound`.
  /// - Complexity: O(papers · log papers), and a search among the new ones.
  public func news(named name: String, in engine: SearchEngine, peeks: Bool = false)
    throws(SearchError) -> News
  {
    try searching {
      let present = try engine.idHashes()
      var (query, arrivals) = (
        try directory.readNotes().savedQuery(named: name), try directory.readArrivals()
      )
      arrivals.meet(present)
      let news = try news(query, arrivals, engine)
      guard !peeks else { return news }
      try directory.updateNotes { notes, arrivals in
        arrivals.meet(present)
        query = try notes.savedQuery(named: name)
        query.seen = arrivals.round
        notes.set(Self.queryKind, name, to: query.lines)
      }
      return news
    }
  }

  /// What is new to each saved query, by name, without passages; the same is new the next time.
  public func news(in engine: SearchEngine) throws(SearchError) -> [News] {
    try searching {
      let notes = try directory.readNotes()
      var arrivals = try directory.readArrivals()
      arrivals.meet(try engine.idHashes())
      return try notes.names(Self.queryKind).sorted().map {
        try news(try notes.savedQuery(named: $0), arrivals, engine, snippets: false)
      }
    }
  }

  private func news(
    _ query: SavedQuery, _ arrivals: Arrivals, _ engine: SearchEngine, snippets: Bool = true
  ) throws -> News {
    let new = arrivals.papers(after: query.seen)
    guard !new.isEmpty else {
      return News(query: query, answer: Answer(hits: [], unknownTerms: [], hasKnownTerm: true))
    }
    var options = query.options(limit: Self.depth)
    options.minimumScore = query.minimumScore ?? SavedQuery.defaultMinimum
    options.arrivals = new
    options.snippets = snippets
    return News(query: query, answer: try engine.search(query.text, options: options))
  }
}

extension SearchEngine {
  /// The hashes of the ids of all papers.
  ///
  /// O(papers). Throws `inconsistent` for an index made without them.
  func idHashes() throws -> [UInt64] {
    try segments.flatMap { segment in
      let hashes = try segment.columns.ids().hashes
      return try withExtendedLifetime(hashes) { Array(try hashes.all()) }
    }
  }
}
