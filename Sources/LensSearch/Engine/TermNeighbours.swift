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

  /// A term that the library's bilingual papers have together with one of the word's.
  public struct Partner: Sendable, Equatable {
    /// The word's term, as it was analysed.
    public var term: String
    /// Its partner in the other language.
    public var partner: String
    /// How alike their papers are and how likely they translate each other, 0 to 1 (docs/ranking.md).
    public var strength: Double
  }

  /// What was asked for.
  public var query: String
  /// The ways the glossary knows to say it, in either language.
  public var glossary: [String] = []
  /// What the library itself teaches of the other language, strongest first.
  public var learnt: [Partner] = []
  /// The nearest terms of Latin words, nearest first.
  public var english: [Term]
  /// The nearest Chinese words, nearest first.
  public var chinese: [Term]

  /// Whether nothing of the word is known.
  public var isEmpty: Bool {
    english.isEmpty && chinese.isEmpty && glossary.isEmpty && learnt.isEmpty
  }

  /// `{query, english, chinese, glossary, learnt}`; docs/json.md describes them.
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
    return .object([
      "query": .string(query), "english": list(english), "chinese": list(chinese),
      "glossary": .strings(glossary),
      "learnt": .array(
        learnt.map {
          .object([
            "term": .string($0.term), "partner": .string($0.partner),
            "strength": .number($0.strength),
          ])
        }),
    ])
  }
}
