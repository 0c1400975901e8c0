// What a search gives back: hits with their scores, and what was made of the query.
import LensCorpus

/// The ranked papers and what the engine understood of the query.
public struct Answer: Sendable {
  /// The papers, best first.
  public var hits: [Hit]
  /// Words of the query that occur in no paper, in the query's order.
  public var unknownTerms: [String]
  /// Whether at least one word of the query is known; without one the answer is empty.
  public var hasKnownTerm: Bool
}

/// One ranked paper.
public struct Hit: Sendable {
  /// The place in the ranking, from 1.
  public var rank: Int
  /// The document number inside the index.
  public var row: Int
  /// The paper itself.
  public var paper: Paper
  /// The score that ranks: 1 for a paper that is the query itself, near 0 for an unrelated one.
  ///
  /// A paper that says what the query says more often than the query does is cut at 1.
  public var score: Double
  /// The lexical leg: BM25 over that of a paper that is the query itself; above 1 where a paper says
  /// what the query says more often.
  public var lexical: Double
  /// The semantic leg: the cosine in the LSA space, -1 to 1.
  public var semantic: Double
  /// The passage that shows why, with the matched words.
  public var snippet: Snippet?
  /// The exact parts of the score, when asked for.
  public var explanation: Explanation?
  /// Ids of papers that are nearly the same and were found too, best first.
  public var duplicates: [String] = []
}

/// A passage of a paper with the places of the matched words.
public struct Snippet: Sendable, Equatable {
  /// The passage, one line.
  public var text: String
  /// UTF-8 ranges of the matched words in `text`, ascending, apart from each other.
  public var marks: [Range<Int>]

  /// Makes a snippet.
  public init(text: String, marks: [Range<Int>]) {
    self.text = text
    self.marks = marks
  }

  /// The matched words as they stand in the passage, each once.
  public var matches: [String] {
    let bytes = Array(text.utf8)
    var seen: Set<String> = []
    return marks.compactMap { mark in
      let word = String(decoding: bytes[mark], as: UTF8.self)
      return seen.insert(word).inserted ? word : nil
    }
  }

  /// The passage with a text before and after each matched word.
  public func marked(_ open: String, _ close: String) -> String {
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    var position = 0
    for mark in marks {
      out += bytes[position..<mark.lowerBound]
      out += open.utf8
      out += bytes[mark]
      out += close.utf8
      position = mark.upperBound
    }
    out += bytes[position...]
    return String(decoding: out, as: UTF8.self)
  }
}

/// The exact parts of one hit's score.
///
/// `score = lexicalWeight * lexical + semanticWeight * semantic + adjacency + feedback`, each leg is the
/// sum of its parts over the query's terms, and the semantic leg is also the sum over the paper's own terms: the second
/// list shows which words of the paper, of either language, the query met.
public struct Explanation: Sendable {
  /// The weight of the lexical leg in the score.
  public var lexicalWeight: Double
  /// The weight of the semantic leg in the score.
  public var semanticWeight: Double
  /// BM25 before it is divided by its greatest possible value.
  public var bm25: Double
  /// The BM25 of a paper that is the query itself, word for word.
  public var bm25Reference: Double
  /// What the query's words add to the score by standing together in the paper.
  public var adjacency: Double
  /// What the other papers of the answer add to the score, or take from it.
  public var feedback: Double
  /// The query's terms with what each adds to the score, largest first; with `adjacency` and
  /// `feedback` it sums to the score before that is cut at 1.
  public var queryTerms: [TermShare]
  /// The paper's terms with what each adds to the semantic leg, largest first; with
  /// `otherPaperTerms` it sums to the semantic leg.
  public var paperTerms: [TermShare]
  /// The semantic share of all the paper's terms that are not listed.
  public var otherPaperTerms: Double
}

/// A term and what it adds.
public struct TermShare: Sendable, Equatable {
  /// The term as a reader knows it.
  public var term: String
  /// What it adds to the lexical leg, weighted.
  public var lexical: Double
  /// What it adds to the semantic leg, weighted.
  public var semantic: Double
  /// The other way to say it that the paper has and that counted, such as its translation.
  public var rendering: String?

  /// What it adds in all.
  public var total: Double { lexical + semantic }
}
