// The terms near a word: the word's place in the space, and what else lies there.
import LensSemantic
import LensText

extension SearchEngine {
  /// The terms nearest to a word or phrase, `count` of each language; none when nothing of it is known.
  ///
  /// O(vocabulary · k).
  public func terms(near text: String, count: Int) throws(SearchError) -> TermNeighbours {
    try searching {
      let terms = try queryTerms(for: [(text, 1)], usesGlossary: true, cutsWords: false)
      let projection = try prepare(terms, mode: .semantic).projection
      var neighbours = TermNeighbours(query: text, english: [], chinese: [])
      guard projection.norm > 0 else { return neighbours }
      func nearest(_ selection: TermSelection) throws -> [TermNeighbours.Term] {
        try model.neighbours(of: projection.vector, count: count, among: selection).map {
          .init(term: $0.text, similarity: $0.similarity, papers: $0.documentFrequency)
        }
      }
      neighbours.english = try nearest(.alphabetic)
      neighbours.chinese = try nearest(.han)
      return neighbours
    }
  }
}
