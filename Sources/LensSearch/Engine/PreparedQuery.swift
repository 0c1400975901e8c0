// A query looked up once in both legs; all that is then asked of it starts here.
import LensLexical
import LensSemantic

/// A query, ready to score papers.
struct PreparedQuery: Sendable {
  let terms: QueryTerms
  let bm25: BM25Query
  /// The query in the LSA space.
  let projection: Projection
  let fusion: Fusion
  /// Whether each group occurs in any paper.
  let isKnown: [Bool]

  /// Whether the legs in use know anything of the query.
  var hasKnownTerm: Bool {
    fusion.lexicalWeight > 0 && bm25.upperBound > 0
      || fusion.semanticWeight > 0 && projection.norm > 0
  }

  /// BM25 on its scale of 0 to 1.
  func normalised(_ score: Double) -> Double {
    bm25.upperBound > 0 ? score / bm25.upperBound : 0
  }
}

extension SearchEngine {
  /// What a rendering of the other spelling counts against the query's own words.
  private static let renderingWeight = 1.0

  /// Looks a query up. O(terms · log vocabulary).
  func prepare(_ terms: QueryTerms, mode: SearchMode) throws -> PreparedQuery {
    let bm25 = try lexical.prepare(try lexicalQuery(of: terms))
    let isKnown = bm25.groups.map { $0.contains(where: \.isKnown) }
    let counts = try terms.terms.map { term in
      (index: try model.termIndex(of: Array(term.bytes)), count: term.count)
    }
    let projection = try model.project(counts)
    return PreparedQuery(
      terms: terms, bm25: bm25, projection: projection,
      fusion: Fusion(mode: mode, coverage: projection.coverage), isKnown: isKnown)
  }

  /// The query of the lexical leg: a group for each term or concept, whose alternatives are its own
  /// terms and its renderings.
  ///
  /// A rendering's terms are weighed so that all of them together can give what the query's own words
  /// can give: a concept counts alike in whichever words a paper says it. Where no paper has the
  /// query's own words, the rendering counts by the mean of its terms.
  private func lexicalQuery(of terms: QueryTerms) throws -> LexicalQuery {
    func query(_ weights: (_ group: Int, _ rendering: Int) -> Double) -> LexicalQuery {
      LexicalQuery(
        groups: terms.groups.enumerated().map { number, group in
          guard !group.isMuted else { return QueryGroup(alternatives: []) }
          let own = group.terms.map { QueryTerm(bytes: Array($0), weight: Float(group.count)) }
          let others = group.renderings.enumerated().map { place, rendering in
            let weight = Float(weights(number, place))
            return QueryAlternative(
              rendering.terms.map { QueryTerm(bytes: Array($0), weight: weight) })
          }
          return QueryGroup(alternatives: [QueryAlternative(own)] + others)
        })
    }
    guard terms.groups.contains(where: { !$0.renderings.isEmpty && !$0.isMuted }) else {
      return query { _, _ in 1 }
    }
    let unweighted = try lexical.prepare(query { _, _ in 1 }).groups
    return query { group, rendering in
      let alternatives = unweighted[group]
      let (own, other) = (alternatives[0].greatestScore, alternatives[rendering + 1])
      guard other.greatestScore > 0 else { return 1 }
      let count = Double(terms.groups[group].count)
      let ceiling = own > 0 ? own : count * other.greatestScore / Double(other.terms.count)
      return Self.renderingWeight * ceiling / other.greatestScore
    }
  }
}
