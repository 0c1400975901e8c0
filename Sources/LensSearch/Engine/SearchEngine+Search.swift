// Searching: a text in, ranked papers with their passages out.
import LensCorpus
import LensLexical
import LensText

extension SearchEngine {
  /// The papers that answer a question, best first.
  ///
  /// Exact for the scores defined in docs/ranking.md. A query without a known word gives an empty
  /// answer, not an error.
  public func search(_ text: String, options: SearchOptions = SearchOptions()) throws(SearchError)
    -> Answer
  {
    try searching {
      var terms = try queryTerms(
        for: [(QuestionWords.blanked(text), 1)], usesGlossary: options.usesGlossary)
      let less = try options.less.map { try onePaper(named: $0) }
      try join(try options.more.map { try onePaper(named: $0) }, less, to: &terms)
      return try answer(terms, options: options, excluding: less.map(\.row))
    }
  }

  /// The ids and scores of many queries, on all cores: for runs that are judged, not read.
  public func rankings(for texts: [String], options: SearchOptions) throws(SearchError)
    -> [[(id: String, score: Double)]]
  {
    try searching {
      let allowed = try allowedRows(options.filter)
      var options = options
      options.threads = 1
      var ids = [String](repeating: "", count: rowCount)
      try snapshot.catalogue.forEachRow { row in
        if ids.indices.contains(Int(row.ordinal)) { ids[Int(row.ordinal)] = row.id }
      }
      let ranked = try concurrentMap(texts) { [options] text -> [RankedRow] in
        let terms = try self.queryTerms(
          for: [(QuestionWords.blanked(text), 1)], usesGlossary: options.usesGlossary,
          cutsWords: false)
        let query = try self.prepare(terms, mode: options.mode)
        return try self.rank(query, options: options, allowed: allowed)
      }
      return ranked.map { ranking in ranking.map { (id: ids[$0.row], score: $0.score) } }
    }
  }

  /// Analyses texts, each counting `weight` times.
  ///
  /// - Parameters:
  ///   - usesGlossary: whether concepts are looked for.
  ///   - cutsWords: whether Han runs are cut into words, for people to read.
  func queryTerms(
    for texts: [(text: String, weight: Int)], usesGlossary: Bool, cutsWords: Bool = true
  ) throws -> QueryTerms {
    let hasHan = cutsWords && texts.contains { LanguageProfile($0.text).hanCount > 0 }
    // The index's words are read only if there is anything to cut.
    return try QueryTerms(
      texts, analyzer: analyzer, segmenter: hasHan ? try segmenter() : Segmenter([]),
      concepts: usesGlossary ? concepts : nil)
  }

  /// Ranks a query and fetches what is shown of the best.
  func answer(_ terms: QueryTerms, options: SearchOptions, excluding excluded: [Int] = []) throws
    -> Answer
  {
    let query = try prepare(terms, mode: options.mode)
    let allowed = try allowedRows(options, excluding: excluded)
    let ranked = try distinct(query, options: options, allowed: allowed)
    let presenter = HitPresenter(engine: self, query: query, options: options)
    let papers = try snapshot.catalogue.rows(ranked.map { Int64($0.row.row) })
    let hits = try concurrentMap(Array(papers.enumerated()), threads: options.threads) {
      place, paper in
      let found = ranked[place]
      var hit = try presenter.hit(found.row, rank: place + 1, paper: Paper(row: paper))
      hit.duplicates = found.duplicates
      return hit
    }
    return Answer(
      hits: hits, unknownTerms: terms.words(unknownBy: query.isKnown),
      hasKnownTerm: query.hasKnownTerm)
  }
}
