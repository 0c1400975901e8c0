// One score from two legs.
//
// Each leg is on a scale of its own that does not depend on the other papers: BM25 over the greatest
// BM25 any paper could have for the query, and the cosine in the LSA space. How far the cosine is
// believed depends on the query: a space that holds only a third of the query (rare names, numbers)
// knows only a third of what was asked. So the semantic leg weighs by the share of the query's energy,
// its squared norm, that lies inside the space.

/// How the two legs of one query become one score: a weighted sum, so that its parts explain it.
public struct Fusion: Sendable, Equatable {
  /// The semantic leg's weight over the lexical leg's, for a query that lies wholly inside the space.
  ///
  /// Chosen over all judged sets (docs/ranking.md).
  static let semanticRatio = 2.5

  /// The weight of the lexical leg.
  public let lexicalWeight: Double
  /// The weight of the semantic leg; both together are 1.
  public let semanticWeight: Double

  /// The weights for a query.
  ///
  /// - Parameters:
  ///   - mode: a single leg has all the weight.
  ///   - coverage: the share of the query's norm inside the LSA space, 0 to 1.
  init(mode: SearchMode, coverage: Double) {
    switch mode {
    case .lexical: (lexicalWeight, semanticWeight) = (1, 0)
    case .semantic: (lexicalWeight, semanticWeight) = (0, 1)
    case .hybrid:
      let ratio = Self.semanticRatio * coverage * coverage
      lexicalWeight = 1 / (1 + ratio)
      semanticWeight = ratio / (1 + ratio)
    }
  }

  /// The weights for what is shown of a query of which only a share is known.
  func lessened(to share: Double) -> Fusion {
    Fusion(lexicalWeight: lexicalWeight * share, semanticWeight: semanticWeight * share)
  }

  private init(lexicalWeight: Double, semanticWeight: Double) {
    (self.lexicalWeight, self.semanticWeight) = (lexicalWeight, semanticWeight)
  }

  /// The fused score of a paper.
  ///
  /// - Parameters:
  ///   - lexical: BM25 over its bound, 0 to 1.
  ///   - semantic: the cosine, -1 to 1.
  public func score(lexical: Double, semantic: Double) -> Double {
    lexicalWeight * lexical + semanticWeight * semantic
  }
}
