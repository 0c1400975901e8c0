// New words of a corpus, found in its own Han runs.
//
// A string of characters is taken for a word where its characters hold together (pointwise mutual
// information of its weakest cut) and its surroundings do not (entropy of the characters to its left
// and right), the two measures of S. Feng et al., "Accessor Variety Criteria for Chinese Word
// Extraction" (2004) and the work after it. The words serve term lists, snippets and explanations;
// ranking uses characters and pairs.

/// A word found in the corpus.
public struct DiscoveredWord: Sendable, Equatable {
  /// The word, as it is written where it is seen first.
  public let text: String
  /// How often it stands in the corpus, estimated where the corpus was sampled.
  public let count: Int
  /// Mutual information of its weakest cut, in nats.
  public let cohesion: Float
  /// The smaller of the entropies of what stands before and behind it, in nats.
  public let freedom: Float

  /// Names a word and its measures.
  public init(text: String, count: Int, cohesion: Float = 0, freedom: Float = 0) {
    self.text = text
    self.count = count
    self.cohesion = cohesion
    self.freedom = freedom
  }
}

/// Collects Han runs and finds the words in them.
public struct WordFinder: Sendable {
  /// What counts as a word and how much text is held.
  public struct Options: Sendable {
    /// Longest word in characters, 2...8.
    public var maximumLength = 6
    /// Fewest occurrences; `nil` for one that grows with the corpus, from 3.
    public var minimumCount: Int?
    /// Least mutual information of the weakest cut, in nats.
    public var minimumCohesion: Float = 3
    /// Least entropy on either side, in nats.
    public var minimumFreedom: Float = 1
    /// Most characters held; of more text every second run is kept, then every fourth, and so on.
    ///
    /// Finding takes about 40 bytes a character held.
    public var capacity = 2_000_000
    /// Most words returned.
    public var wordLimit = 50_000

    /// The defaults.
    public init() {}
  }

  /// The options it was made with.
  public let options: Options
  /// Characters of the runs held, each run followed by a 0; shape (characters + runs).
  var characters: [UInt32] = []
  /// One run in so many is held.
  private(set) var stride = 1
  private var runOrdinal = 0
  private var run: [UInt32] = []

  /// A finder without text.
  public init(options: Options = Options()) {
    self.options = options
  }

  /// Takes in a text; only its Han characters count.
  ///
  /// O(bytes) amortised; the memory held is bounded by `options.capacity`, and what is held depends
  /// on the texts and their order alone.
  public mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    HanRuns.forEach(in: text) { scalar in
      if scalar != 0 {
        run.append(scalar)
        // A run without end is cut, so that memory stays bounded.
        if run.count >= 4096 { closeRun() }
      } else {
        closeRun()
      }
    }
  }

  /// Takes in a text.
  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add($0) }
  }

  private mutating func closeRun() {
    defer { run.removeAll(keepingCapacity: true) }
    guard run.count >= 2 else { return }
    if runOrdinal % stride == 0 {
      characters.append(contentsOf: run)
      characters.append(0)
      while characters.count > max(options.capacity, 8192) { thin() }
    }
    runOrdinal += 1
  }

  /// Keeps every second of the runs held.
  private mutating func thin() {
    stride *= 2
    var kept: [UInt32] = []
    var isKept = true
    for scalar in characters {
      if isKept { kept.append(scalar) }
      if scalar == 0 { isKept.toggle() }
    }
    characters = kept
  }

  /// The words of the texts taken in, the most frequent first, equals by their characters.
  ///
  /// O(n log n) in the characters held, for each length.
  public func words() -> [DiscoveredWord] {
    var mining = WordMining(characters: characters, options: options)
    return mining.words(timesSampled: stride)
  }
}
