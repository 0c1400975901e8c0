// A query looked up once in both legs; all that is then asked of it starts here.
import LensLexical
import LensSemantic

/// A query, ready to score papers.
struct PreparedQuery: Sendable {
  let terms: QueryTerms
  /// What was asked of the lexical leg.
  let rendered: RenderedQuery
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
  /// Looks a query up.
  ///
  /// O(terms · log vocabulary).
  func prepare(_ terms: QueryTerms, mode: SearchMode) throws -> PreparedQuery {
    let rendered = try RenderedQuery(terms, searcher: lexical)
    let bm25 = try lexical.prepare(rendered.query)
    let isKnown = bm25.groups.map { $0.contains(where: \.isKnown) }
    let counts = try terms.terms.map { term in
      (index: try model.termIndex(of: Array(term.bytes)), count: term.count)
    }
    let projection = try model.project(counts)
    return PreparedQuery(
      terms: terms, rendered: rendered, bm25: bm25, projection: projection,
      fusion: Fusion(mode: mode, coverage: projection.coverage), isKnown: isKnown)
  }
}
