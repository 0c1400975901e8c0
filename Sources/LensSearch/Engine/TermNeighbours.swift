// The terms near a word in the space the index learnt, by language.
import LensSemantic
import LensText

/// The neighbours of a word or phrase.
public struct TermNeighbours: Sendable {
  /// One neighbour.
  public struct Term: Sendable, Equatable {
    /// The term as it is written.
    public var term: String
    /// The cosine with the word in the space.
    public var similarity: Double
    /// The papers that have it.
    public var papers: Int
  }

  /// What was asked for.
  public var query: String
  /// The nearest terms of Latin words, nearest first.
  public var english: [Term]
  /// The nearest Chinese words, nearest first.
  public var chinese: [Term]

  /// Whether nothing is near, because nothing of the word is known.
  public var isEmpty: Bool { english.isEmpty && chinese.isEmpty }

  /// `{query, english, chinese}` with lists of `{term, similarity, papers}`.
  public var json: JSONValue {
    func list(_ terms: [Term]) -> JSONValue {
      .array(
        terms.map {
          .object([
            "term": .string($0.term), "similarity": .number($0.similarity),
            "papers": .integer($0.papers),
          ])
        })
    }
    return .object(["query": .string(query), "english": list(english), "chinese": list(chinese)])
  }
}
