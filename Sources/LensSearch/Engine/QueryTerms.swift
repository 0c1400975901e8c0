// A query as both legs take it: terms for the semantic one, groups for the lexical one, and the words
// a person wrote them as.
//
// A word may give several terms (a compound and its parts, a Han word's characters and pairs), and a
// concept of the glossary several words. The legs score terms and groups; explanations, marks and
// messages speak of words, so each term and group remembers its words.
import LensLexical
import LensText

/// Two terms that stand one after the other.
struct TermPair: Hashable, Sendable {
  var first: ArraySlice<UInt8>
  var second: ArraySlice<UInt8>
}

/// The terms, groups and words of one or several texts.
struct QueryTerms: Sendable {
  /// A distinct term.
  struct Term: Sendable {
    /// The analysed bytes.
    var bytes: ArraySlice<UInt8>
    /// How often it stands in the text, fields weighted.
    var count: Int
    /// The words it stands in, as places in `words`, one for each occurrence.
    var words: [Int]
    var kind: TokenKind
    /// What it weighs beside a term of the query; below 0 it leads away.
    var weight = 1.0
  }

  /// A term, or the terms of a concept: what counts once in the lexical leg.
  struct Group: Sendable {
    /// The query's own terms.
    var terms: [ArraySlice<UInt8>]
    /// How often it stands in the text, fields weighted.
    var count: Int
    /// The words it stands in, as places in `words`.
    var words: [Int]
    /// Other ways to say it.
    var renderings: [Rendering] = []
    /// Whether the lexical leg passes it over.
    var isMuted = false
    /// What it weighs beside a group of the query.
    var weight: Float = 1

    /// Whether the query says it in Han.
    var isHan: Bool { terms.contains(where: \.isHanTerm) }
    /// The query's own words as BM25 takes them.
    var ownWords: QueryAlternative {
      QueryAlternative(terms.map { QueryTerm(bytes: Array($0), weight: Float(count) * weight) })
    }

    /// What its own terms that no paper has weigh together, compounds as wholes left out.
    ///
    /// - Parameter own: ``ownWords``, looked up.
    func unknownWeight(
      of own: BM25Query.Alternative, without wholes: Set<ArraySlice<UInt8>>
    ) -> Double {
      let unknown = zip(terms, own.terms).count { term, known in
        known.documentFrequency == 0 && !wholes.contains(term)
      }
      return Double(unknown * count) * Double(weight)
    }
  }

  /// Another way to say a concept.
  struct Rendering: Sendable {
    /// As the glossary writes it.
    var spelling: String
    /// The terms it is found by.
    var terms: [ArraySlice<UInt8>]
    /// Whether it is in the other language.
    var isTranslation: Bool
  }

  /// Whether this is a whole paper and no question.
  var isPaper = false
  private(set) var terms: [Term] = []
  private(set) var groups: [Group] = []
  /// Terms that stand one after the other, each pair once, in the query's order.
  private(set) var adjacentPairs: [TermPair] = []
  /// The words and concepts as a person wrote them.
  private(set) var words: [String] = []

  /// Compounds as wholes, which say nothing that their parts do not.
  var compoundWholes: Set<ArraySlice<UInt8>> {
    Set(terms.filter { $0.kind == .compound }.map(\.bytes))
  }

  /// Analyses texts, each counting `weight` times.
  ///
  /// O(bytes), and O(log keys) a unit with a table.
  init(
    _ texts: [(text: String, weight: Int)], analyzer: Analyzer, segmenter: Segmenter,
    concepts: ConceptTable?
  ) throws {
    var termPlaces: [ArraySlice<UInt8>: Int] = [:]
    var groupPlaces: [ArraySlice<UInt8>: Int] = [:]
    var buffer = TokenBuffer()
    var seenPairs: Set<TermPair> = []
    for (text, weight) in texts {
      var previous: ArraySlice<UInt8>?
      analyzer.analyze(text, into: &buffer)
      let found = try concepts?.concepts(in: buffer.conceptUnits) ?? []
      let spans = WordSpans(of: buffer.tokens, in: text, concepts: found, segmenter: segmenter)
      let firstWord = words.count
      words += spans.ranges.map { String(decoding: spans.bytes[$0], as: UTF8.self) }
      var conceptGroups: [Group?] = found.map { _ in nil }
      for token in buffer.tokens {
        let bytes = ArraySlice(Array(buffer.term(token)))
        let word = firstWord + spans.word(at: Int(token.start))
        count(bytes, token.kind, weight, word, &termPlaces)
        if token.kind.isSequential {
          if let previous, previous != bytes {
            let pair = TermPair(first: previous, second: bytes)
            if seenPairs.insert(pair).inserted { adjacentPairs.append(pair) }
          }
          previous = bytes
        }
        if let concept = found.firstIndex(where: { $0.holds(token) }) {
          var group =
            conceptGroups[concept] ?? Group(terms: [], count: weight, words: [word])
          group.terms.append(bytes)
          conceptGroups[concept] = group
        } else if let place = groupPlaces[bytes] {
          groups[place].count += weight
          groups[place].words.append(word)
        } else {
          groupPlaces[bytes] = groups.count
          groups.append(Group(terms: [bytes], count: weight, words: [word]))
        }
      }
      for (concept, group) in zip(found, conceptGroups) {
        guard var group else { continue }
        group.renderings = concept.renderings(analyzer)
        groups.append(group)
      }
    }
  }

  private mutating func count(
    _ bytes: ArraySlice<UInt8>, _ kind: TokenKind, _ weight: Int, _ word: Int,
    _ places: inout [ArraySlice<UInt8>: Int]
  ) {
    if let place = places[bytes] {
      terms[place].count += weight
      terms[place].words.append(word)
    } else {
      places[bytes] = terms.count
      terms.append(Term(bytes: bytes, count: weight, words: [word], kind: kind))
    }
  }

  /// Lets the lexical leg pass over all but the `count` groups of most worth, ties by place.
  ///
  /// - Parameter worth: one for each of `groups`.
  mutating func mute(allBut count: Int, worth: [Double]) {
    let ordered = worth.indices.sorted { worth[$0] != worth[$1] ? worth[$0] > worth[$1] : $0 < $1 }
    for place in ordered.dropFirst(count) { groups[place].isMuted = true }
  }

  /// Joins the terms of an example paper, which explanations show as one word.
  ///
  /// - Parameters:
  ///   - name: the word.
  ///   - meaning: what its terms weigh in the semantic leg; below 0 they lead away.
  ///   - words: what its groups weigh in the lexical leg; below 0 the groups they share with the
  ///     query lose so much, none falling below a quarter (Rocchio 1971, clipped).
  mutating func join(_ example: QueryTerms, as name: String, meaning: Double, words weight: Float) {
    let word = words.count
    words.append(name)
    for term in example.terms {
      var term = term
      term.words = [word]
      term.weight = meaning
      terms.append(term)
    }
    for var group in example.groups where !group.isMuted {
      if let place = groups.firstIndex(where: { $0.terms == group.terms }) {
        groups[place].weight = max(0.25, groups[place].weight + weight * Float(group.count))
      } else if weight > 0 {
        group.weight = weight
        group.words = [word]
        group.renderings = []
        groups.append(group)
      }
    }
  }

  /// Adds up numbers by word; a number with several places is split evenly over them.
  ///
  /// - Parameters:
  ///   - values: numbers, of terms or groups.
  ///   - places: the words of each, as places in `words`.
  /// - Returns: one for each of `words`; same sum.
  func byWord(_ values: [Double], places: [[Int]]) -> [Double] {
    var sums = [Double](repeating: 0, count: words.count)
    for (value, places) in zip(values, places) {
      for word in places { sums[word] += value / Double(places.count) }
    }
    return sums
  }

  /// The words none of whose groups is known, each once.
  func words(unknownBy isKnown: [Bool]) -> [String] {
    var hasKnown = [Bool](repeating: false, count: words.count)
    for (group, known) in zip(groups, isKnown) where known {
      for word in group.words { hasKnown[word] = true }
    }
    var seen: Set<String> = []
    return zip(words, hasKnown).compactMap { word, known in
      !known && seen.insert(word).inserted ? word : nil
    }
  }
}

extension Concept {
  /// Whether a token lies inside the concept.
  fileprivate func holds(_ token: Token) -> Bool {
    range.lowerBound <= Int(token.start) && Int(token.end) <= range.upperBound
  }

  /// Its other spellings with the terms they are found by: pairs of a Han word, not its characters,
  /// which say too little.
  fileprivate func renderings(_ analyzer: Analyzer) -> [QueryTerms.Rendering] {
    var buffer = TokenBuffer()
    let isHan = hasHan
    return spellings.compactMap { spelling in
      analyzer.analyze(spelling, into: &buffer)
      if ConceptKey.bytes(buffer.conceptUnits[...]) == key { return nil }
      let hasPairs = buffer.tokens.contains { $0.kind == .hanPair }
      let terms = buffer.tokens.filter { !(hasPairs && $0.kind == .han) }
        .map { ArraySlice(Array(buffer.term($0))) }
      guard !terms.isEmpty else { return nil }
      let rendersInHan = buffer.tokens.contains { $0.kind == .han }
      return QueryTerms.Rendering(
        spelling: spelling, terms: terms, isTranslation: rendersInHan != isHan)
    }
  }
}
