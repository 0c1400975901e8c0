// The terms near a word: the word's place in the space and what else lies there, and the other ways to
// say it that a query would look for.
import LensSemantic
import LensText

extension SearchEngine {
  /// The terms nearest to a word or phrase and the ways to say it, `count` of each sort at most; none
  /// when nothing of it is known.
  ///
  /// O(vocabulary · k).
  public func terms(near text: String, count: Int) throws(SearchError) -> TermNeighbours {
    try searching {
      let terms = try queryTerms(for: [(text, 1)], usesGlossary: true, cutsWords: false)
      let projection = try prepare(terms, mode: .semantic).projection
      var neighbours = TermNeighbours(query: text, english: [], chinese: [])
      var seen: Set<String> = []
      let spellings = terms.groups.flatMap(\.renderings).map(\.spelling)
      neighbours.glossary = Array(spellings.filter { seen.insert($0).inserted }.prefix(count))
      neighbours.learnt = try learnt(from: terms, count: count)
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

  private func learnt(from terms: QueryTerms, count: Int) throws -> [TermNeighbours.Partner] {
    var found: [TermNeighbours.Partner] = []
    for term in terms.terms {
      found += try associations.partners(of: Array(term.bytes)).map {
        TermNeighbours.Partner(
          term: try spelling(of: Array(term.bytes)), partner: try spelling(of: $0.term),
          strength: Double($0.strength))
      }
    }
    // Swift's sort keeps the order of equals.
    return Array(found.sorted { $0.strength > $1.strength }.prefix(count))
  }

  /// A term as papers spell it, or as it was analysed where the space does not know it.
  private func spelling(of term: [UInt8]) throws -> String {
    try model.termIndex(of: term).map { try model.surface(ofTerm: $0) }
      ?? String(decoding: term, as: UTF8.self)
  }
}
