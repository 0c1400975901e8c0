// Relevance feedback by example: papers of the kind that is looked for, and of the kind that is not,
// join the query in both spaces (Rocchio, "Relevance feedback in information retrieval", 1971).
import LensLexical

extension SearchEngine {
  /// What the wanted examples weigh together, beside the query.
  private static let moreWeight = 0.75
  /// What the unwanted ones take away.
  private static let lessWeight = 0.25
  /// Terms of an example that BM25 looks at.
  private static let exampleTerms = 20

  /// Adds examples to a query.
  ///
  /// Each is scaled to the query's own length in either leg, so that a long paper does not drown it.
  func join(_ more: [FoundPaper], _ less: [FoundPaper], to terms: inout QueryTerms) throws {
    if more.isEmpty && less.isEmpty { return }
    let length = try prepare(terms, mode: .semantic).projection.norm
    let bound = try worth(of: terms).reduce(0, +)
    for (papers, weight, sign) in [(more, Self.moreWeight, 1.0), (less, -Self.lessWeight, -1.0)] {
      for found in papers {
        var example = try queryTerms(
          for: PaperFields.weighted(found.paper), usesGlossary: false, cutsWords: false)
        try mute(&example, allBut: Self.exampleTerms)
        let own = try prepare(example, mode: .semantic)
        let worth = own.bm25.upperBound
        terms.join(
          example, as: "\(sign > 0 ? "+" : "-")\(found.paper.id)",
          meaning: Self.share(weight, of: length, over: own.projection.norm, among: papers.count),
          words: Float(Self.share(weight, of: bound, over: worth, among: papers.count)))
      }
    }
  }

  private static func share(
    _ weight: Double, of query: Double, over example: Double, among count: Int
  ) -> Double {
    // A query of which nothing is known is its examples.
    example > 0 ? weight * (query > 0 ? query / example : 1) / Double(count) : 0
  }
}
