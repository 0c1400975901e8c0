// What a caller may ask of a search: how many, by which leg, over which papers.
import LensLinear

/// Which leg ranks: words, meaning, or both.
public enum SearchMode: String, CaseIterable, Sendable {
  /// Both legs, fused.
  case hybrid
  /// BM25 over the words alone.
  case lexical
  /// The cosine in the LSA space alone.
  case semantic
}

/// A language that a paper's text is in.
public enum Language: String, CaseIterable, Sendable {
  /// English, or any other text of Latin words.
  case english = "en"
  /// Chinese.
  case chinese = "zh"
}

/// What a search is asked for.
public struct SearchOptions: Sendable {
  /// How many papers at most.
  public var limit: Int
  /// Which leg ranks.
  public var mode: SearchMode
  /// Which papers may be ranked.
  public var filter: Filter
  /// Whether each hit carries the exact parts of its score.
  public var explains: Bool
  /// Whether each hit carries a passage with the matched words.
  public var snippets: Bool

  /// Whether the glossary may say the query's concepts in other words.
  public var usesGlossary: Bool
  /// The least score a paper must have.
  public var minimumScore: Double
  /// Threads that one search may use; what is found does not depend on it.
  public var threads = Parallel.defaultThreads
  /// Papers of the kind that is looked for, by id or title.
  public var more: [String] = []
  /// Papers of the kind that is not, by id or title; they are left out.
  public var less: [String] = []
  /// Whether papers that are nearly the same are shown each for itself.
  public var showsDuplicates = false
  /// Hashes of the only ids that may be ranked, ascending; nil for all.
  var arrivals: [UInt64]?

  /// Makes options; the defaults are those of `lens query`.
  public init(
    limit: Int = 10, mode: SearchMode = .hybrid, filter: Filter = Filter(), explains: Bool = false,
    snippets: Bool = true, usesGlossary: Bool = true, minimumScore: Double = 0
  ) {
    self.limit = limit
    self.mode = mode
    self.filter = filter
    self.explains = explains
    self.snippets = snippets
    self.usesGlossary = usesGlossary
    self.minimumScore = minimumScore
  }
}
