// What is asked of BM25: a list of groups, each a list of alternatives, each a list of weighted terms.
// A group is one concept of the query and an alternative one way to say it, such as a translation
// of several terms. The terms of an alternative add up, or count as a phrase; a group's contribution to a document is that
// of its best alternative, so that a word and its translations count once (the structured query of
// Pirkola 1998, with the maximum in place of the synonym operator). A plain term is a group of one.

/// One term of a query with its weight.
public struct QueryTerm: Sendable, Hashable {
  /// The analyzed term.
  public var bytes: [UInt8]
  /// Factor of the term's score, usually its frequency in the query; positive and finite.
  public var weight: Float

  /// A term by its analyzed bytes.
  public init(bytes: [UInt8], weight: Float = 1) {
    self.bytes = bytes
    self.weight = weight
  }

  /// A term by its analyzed spelling.
  public init(_ term: String, weight: Float = 1) {
    self.init(bytes: Array(term.utf8), weight: weight)
  }
}

/// One way to say a concept.
public struct QueryAlternative: Sendable, Hashable {
  /// The terms.
  public var terms: [QueryTerm]
  /// Whether a document must hold all terms, which then count together as often as the rarest of them
  /// stands there: a phrase, as far as an index without positions can tell.
  ///
  /// Otherwise the terms' contributions add up, those that are there.
  public var isPhrase: Bool

  /// An alternative of several terms; without any it contributes nothing.
  public init(_ terms: [QueryTerm], isPhrase: Bool = false) {
    self.terms = terms
    self.isPhrase = isPhrase
  }
}

/// One concept: alternatives of which only the best scoring one counts in a document.
public struct QueryGroup: Sendable, Hashable {
  /// The alternatives, in the order explanations count them.
  public var alternatives: [QueryAlternative]

  /// A group of alternatives; without any it contributes nothing.
  public init(alternatives: [QueryAlternative]) { self.alternatives = alternatives }

  /// A group whose alternatives are single terms.
  public init(_ terms: [QueryTerm]) {
    alternatives = terms.map { QueryAlternative([$0]) }
  }

  /// A group of one.
  public init(_ term: QueryTerm) { self.init([term]) }
}

/// A query: the score of a document is the sum over the groups.
public struct LexicalQuery: Sendable, Hashable {
  /// The groups, in the order explanations list them.
  public var groups: [QueryGroup]

  /// A query of groups.
  public init(groups: [QueryGroup]) { self.groups = groups }

  /// A plain query: each term for itself.
  public init(terms: [QueryTerm]) { self.groups = terms.map { QueryGroup($0) } }
}
