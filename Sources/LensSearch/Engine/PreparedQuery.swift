// A query looked up once in both legs; all that is then asked of it starts here.
import LensLexical
import LensSemantic

/// A query, ready to score papers.
struct PreparedQuery: Sendable {
  let terms: QueryTerms
  /// What was asked of the lexical leg.
  let rendered: RenderedQuery
  /// The words of each projected term: the query's own, then those of the translations.
  let projectedWords: [[Int]]
  let bm25: BM25Query
  /// The query in the LSA space.
  let projection: Projection
  /// The query where its papers lie: by this it is compared with them.
  let turned: TurnedQuery
  /// The BM25 of a paper that is the query itself, word for word.
  let reference: Double
  let fusion: Fusion
  /// The share of the query's words that the index knows, by their worth, 0 to 1; scores are shown times
  /// this, so that a paper that has the one known word of five does not look like the answer.
  let knownShare: Double
  /// Whether each group occurs in any paper.
  let isKnown: [Bool]

  /// Whether the legs in use know anything of the query.
  var hasKnownTerm: Bool {
    fusion.lexicalWeight > 0 && bm25.upperBound > 0
      || fusion.semanticWeight > 0 && projection.norm > 0
  }

  /// BM25 on a scale on which a paper that is the query itself scores 1.
  func normalised(_ score: Double) -> Double { reference > 0 ? score / reference : 0 }
}

extension SearchEngine {
  /// The local weight that the terms which translate a group have together in the semantic leg.
  ///
  /// As long as five terms of the query: in its other language it has nothing else to go by.
  private static let translationWeight = 5.0

  /// Looks a query up.
  ///
  /// O(terms · log vocabulary).
  func prepare(_ terms: QueryTerms, mode: SearchMode) throws -> PreparedQuery {
    let rendered = try RenderedQuery(terms, searcher: lexical, associations: associations)
    let bm25 = try lexical.prepare(rendered.query)
    let isKnown = bm25.groups.map { $0.contains(where: \.isKnown) }
    var weighted: [(index: Int?, local: Double)] = []
    var words: [[Int]] = []
    for term in terms.terms {
      weighted.append(
        (
          try model.termIndex(of: Array(term.bytes)),
          term.weight * TermWeighting.local(term.count)
        ))
      words.append(term.words)
    }
    // Titles teach how a text of one language lies to its paper; a query that is asked in the other
    // language too, or a whole paper, is left where it is.
    var isTurned = !terms.isPaper
    for (group, translations) in zip(terms.groups, rendered.translations) {
      let known = try translations.compactMap { translation in
        try model.termIndex(of: translation.term).map { (index: $0, weight: translation.weight) }
      }
      if !known.isEmpty { isTurned = false }
      let length = known.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
      for (index, weight) in known {
        weighted.append((index, Self.translationWeight * weight / length))
        words.append(group.words)
      }
    }
    let projection = try model.project(weighted: weighted)
    let reference = reference(of: terms, bm25)
    return PreparedQuery(
      terms: terms, rendered: rendered, projectedWords: words, bm25: bm25, projection: projection,
      turned: isTurned ? try model.turned(projection) : TurnedQuery(unturned: projection),
      reference: reference, fusion: Fusion(mode: mode, coverage: projection.coverage),
      knownShare: reference > 0 ? reference / (reference + unknownWorth(of: terms, bm25)) : 1,
      isKnown: isKnown)
  }

  /// The BM25 of a paper that says what the query says, as often and no more.
  private func reference(of terms: QueryTerms, _ bm25: BM25Query) -> Double {
    let length = Double(terms.terms.reduce(0) { $0 + $1.count })
    return zip(terms.groups, bm25.groups).reduce(0) { sum, group in
      let (group, alternatives) = group
      let greatest = alternatives.reduce(0) { max($0, $1.greatestScore) }
      return sum + greatest * lexical.saturatedShare(Double(group.count), length: length)
    }
  }

  /// What the words that no paper has would add to the reference if one paper had them.
  ///
  /// Words of a concept that papers say in another way add nothing: that way can give all of it.
  private func unknownWorth(of terms: QueryTerms, _ bm25: BM25Query) -> Double {
    let length = Double(terms.terms.reduce(0) { $0 + $1.count })
    let wholes = terms.compoundWholes
    return zip(terms.groups, bm25.groups).reduce(0) { sum, group in
      let (group, alternatives) = group
      guard let own = alternatives.first, !alternatives.dropFirst().contains(where: \.isKnown)
      else { return sum }
      return sum + group.unknownWeight(of: own, without: wholes) * lexical.greatestScoreOfRarest
        * lexical.saturatedShare(Double(group.count), length: length)
    }
  }
}
