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
  /// The score that ranks: a leg's own, or the fused one.
  public var score: Double
  /// The lexical leg: BM25 over the greatest BM25 that any paper could have for this query, 0 to 1.
  public var lexical: Double
  /// The semantic leg: the cosine in the LSA space, -1 to 1.
  public var semantic: Double
  /// The passage that shows why, with the matched words.
  public var snippet: Snippet?
  /// The exact parts of the score, when asked for.
  public var explanation: Explanation?
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
/// `score = lexicalWeight * lexical + semanticWeight * semantic`, each leg is the sum of its parts over
/// the query's terms, and the semantic leg is also the sum over the paper's own terms: the second
/// list shows which words of the paper, of either language, the query met.
public struct Explanation: Sendable {
  /// The weight of the lexical leg in the score.
  public var lexicalWeight: Double
  /// The weight of the semantic leg in the score.
  public var semanticWeight: Double
  /// BM25 before it is divided by its greatest possible value.
  public var bm25: Double
  /// The greatest BM25 any paper could have for this query.
  public var bm25Bound: Double
  /// The query's terms with what each adds to the score, largest first; sums to the score.
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
