// Papers near a paper or a text: the text is the query, its heaviest terms the words.
import LensCorpus
import LensLexical
import LensStore
import LensText

/// A paper that was looked up by name, with its row.
public struct FoundPaper: Sendable {
  /// The document number inside the index.
  public let row: Int
  /// The paper.
  public let paper: Paper
}

extension SearchEngine {
  /// Terms of a text that BM25 looks at: an abstract's rarest say what it is about, and the common
  /// ones cost the most.
  private static let relatedTerms = 40
  /// Titles named when a name fits several papers.
  private static let listedCandidates = 5

  /// The one paper with this id, or with this title or beginning of a title.
  ///
  /// Throws `paperNotFound`, or `paperAmbiguous` with the ids of the first few.
  public func onePaper(named name: String) throws(SearchError) -> FoundPaper {
    try searching {
      // That the catalogue lacks an id is not known before all of it is read.
      let mayBeID = try rows(under: Paper.identityHash(ofID: name))?.isEmpty != true
      if mayBeID, let row = try snapshot.catalogue.row(id: name) { return try FoundPaper(row) }
      let rows = try rows(titled: name)
      guard let first = rows.first else { throw SearchError.paperNotFound(name: name) }
      guard rows.count == 1 else {
        throw SearchError.paperAmbiguous(name: name, candidates: rows.map(\.row.id))
      }
      return try FoundPaper(first.row)
    }
  }

  /// The papers whose title is nearest to a text, the first few of them.
  ///
  /// O(log papers) for a whole title; else all titles are read.
  private func rows(titled text: String) throws -> [TitleMatch] {
    if let hash = Paper.identityHash(ofTitle: text), let rows = try rows(under: hash) {
      let found = try snapshot.catalogue.rows(rows.map { Int64($0) }, titled: text)
      if !found.isEmpty { return Array(found.prefix(Self.listedCandidates)) }
    }
    return try snapshot.catalogue.rows(titled: text, limit: Self.listedCandidates)
  }

  /// The rows that may have a name, ascending; nil where a segment was written without names.
  private func rows(under hash: UInt64) throws -> [Int]? {
    var rows: [Int] = []
    for segment in segments {
      guard let found = try segment.rows(under: hash) else { return nil }
      rows += found
    }
    return rows.filter { live?.contains($0) ?? true }
  }

  /// The papers nearest to a paper, itself left out.
  public func related(to found: FoundPaper, options: SearchOptions = SearchOptions())
    throws(SearchError) -> Answer
  {
    try searching {
      try related(
        toFields: PaperFields.weighted(found.paper), options: options, excluding: [found.row])
    }
  }

  /// The papers nearest to a text, such as an abstract.
  public func related(toText text: String, options: SearchOptions = SearchOptions())
    throws(SearchError) -> Answer
  {
    try searching { try related(toFields: [(text, 1)], options: options, excluding: []) }
  }

  private func related(
    toFields fields: [(text: String, weight: Int)], options: SearchOptions, excluding rows: [Int]
  ) throws -> Answer {
    var terms = try queryTerms(for: fields, usesGlossary: options.usesGlossary)
    terms.isPaper = true
    try mute(&terms, allBut: Self.relatedTerms)
    return try answer(terms, options: options, excluding: rows)
  }

  /// Lets the lexical leg pass over all but the `count` groups that can give the most.
  func mute(_ terms: inout QueryTerms, allBut count: Int) throws {
    terms.mute(allBut: count, worth: try worth(of: terms))
  }

  /// What each group's own words can give, muted or not.
  func worth(of terms: QueryTerms) throws -> [Double] {
    let own = LexicalQuery(groups: terms.groups.map { QueryGroup(alternatives: [$0.ownWords]) })
    return try lexical.prepare(own).groups.map { $0[0].greatestScore }
  }
}

extension FoundPaper {
  /// A paper from its row of the catalogue.
  init(_ row: CatalogueRow) throws {
    self.init(row: Int(row.ordinal), paper: Paper(row: row))
  }
}
