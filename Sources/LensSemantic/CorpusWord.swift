// Words of the corpus that are not terms: Chinese words of several characters, found by
// the corpus's own statistics. Ranking goes by characters and pairs; the words are folded
// into the space so that term lists and explanations read as words.

/// A word and where it stands.
public struct CorpusWord: Sendable, Equatable {
  /// A document that has the word.
  public struct Occurrence: Sendable, Equatable {
    /// The document's row in the fit.
    public var document: Int
    /// How often it has the word.
    public var count: Int

    /// Names a document and a count.
    public init(document: Int, count: Int) {
      self.document = document
      self.count = count
    }
  }

  /// The word.
  public var text: String
  /// The documents that have it, ascending.
  public var occurrences: [Occurrence]

  /// A word with its documents.
  public init(text: String, occurrences: [Occurrence]) {
    self.text = text
    self.occurrences = occurrences
  }
}
