// A query as terms: what each leg looks up, and the words a person wrote them as.
//
// A word may give several terms (a compound and its parts, a Han word's characters and pairs). The
// legs score terms; explanations, marks and messages speak of words, so each place of a term
// remembers its word.
import LensLexical
import LensText

/// The distinct terms of a text, in the order they first stand there.
struct QueryTerms: Sendable {
  /// One term.
  struct Term: Sendable {
    /// The analysed bytes.
    var bytes: ArraySlice<UInt8>
    /// How often it stands in the text, fields weighted.
    var count: Int
    /// The words it stands in, as places in `words`, one for each occurrence.
    var words: [Int]
    var kind: TokenKind
    /// Whether the lexical leg passes it over.
    var isMuted = false
  }

  private(set) var terms: [Term] = []
  /// The words as a person wrote them.
  private(set) var words: [String] = []

  /// Analyses texts, each counting `weight` times. O(bytes).
  init(
    _ texts: [(text: String, weight: Int)], analyzer: Analyzer, segmenter: Segmenter
  ) {
    var places: [ArraySlice<UInt8>: Int] = [:]
    var buffer = TokenBuffer()
    for (text, weight) in texts {
      analyzer.analyze(text, into: &buffer)
      let spans = WordSpans(of: buffer.tokens, in: text, segmenter: segmenter)
      let firstWord = words.count
      words += spans.ranges.map { String(decoding: spans.bytes[$0], as: UTF8.self) }
      for token in buffer.tokens {
        let bytes = ArraySlice(Array(buffer.term(token)))
        let word = firstWord + spans.word(at: Int(token.start))
        if let place = places[bytes] {
          terms[place].count += weight
          terms[place].words.append(word)
        } else {
          places[bytes] = terms.count
          terms.append(Term(bytes: bytes, count: weight, words: [word], kind: token.kind))
        }
      }
    }
  }

  /// The query as BM25 takes it: a group for each term, weighted by its count, empty where muted.
  var lexicalQuery: LexicalQuery {
    LexicalQuery(
      groups: terms.map { term in
        let alternative = QueryTerm(bytes: Array(term.bytes), weight: Float(term.count))
        return QueryGroup(term.isMuted ? [] : [alternative])
      })
  }

  /// Lets the lexical leg pass over all but the `count` terms of most worth, ties by place.
  ///
  /// - Parameter worth: one for each of `terms`.
  mutating func mute(allBut count: Int, worth: [Double]) {
    let ordered = worth.indices.sorted { worth[$0] != worth[$1] ? worth[$0] > worth[$1] : $0 < $1 }
    for place in ordered.dropFirst(count) { terms[place].isMuted = true }
  }

  /// Adds up one number a term by word: a term's number is split evenly over its places.
  ///
  /// - Parameter values: one for each of `terms`.
  /// - Returns: one for each of `words`; same sum.
  func byWord(_ values: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: words.count)
    for (term, value) in zip(terms, values) {
      for word in term.words { sums[word] += value / Double(term.words.count) }
    }
    return sums
  }

  /// The words none of whose terms satisfies `isKnown`, each once.
  func words(unknownBy isKnown: [Bool]) -> [String] {
    var hasKnown = [Bool](repeating: false, count: words.count)
    for (term, known) in zip(terms, isKnown) where known {
      for word in term.words { hasKnown[word] = true }
    }
    var seen: Set<String> = []
    return zip(words, hasKnown).compactMap { word, known in
      !known && seen.insert(word).inserted ? word : nil
    }
  }
}

/// The words of a text as UTF-8 ranges: compounds whole, Han runs cut into words.
struct WordSpans {
  private(set) var ranges: [Range<Int>] = []
  let bytes: [UInt8]

  init(of tokens: [Token], in text: String, segmenter: Segmenter) {
    bytes = Array(text.utf8)
    var run: Range<Int>?
    func closeRun(_ run: Range<Int>, into ranges: inout [Range<Int>]) {
      ranges += bytes[run].withUnsafeBufferPointer { segmenter.cut($0) }
        .map { $0.lowerBound + run.lowerBound..<$0.upperBound + run.lowerBound }
    }
    for token in tokens {
      let range = Int(token.start)..<Int(token.end)
      switch token.kind {
      case .han, .hanPair:
        if let open = run, range.lowerBound <= open.upperBound {
          run = open.lowerBound..<max(open.upperBound, range.upperBound)
        } else {
          if let open = run { closeRun(open, into: &ranges) }
          run = range
        }
      default:
        if let open = run { closeRun(open, into: &ranges) }
        run = nil
        // A part lies inside the compound before it.
        if let last = ranges.last, range.lowerBound < last.upperBound { continue }
        ranges.append(range)
      }
    }
    if let open = run { closeRun(open, into: &ranges) }
  }

  /// The word that holds the byte at `offset`, which a token starts at. O(log words).
  func word(at offset: Int) -> Int {
    var (low, high) = (0, ranges.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound <= offset { low = middle } else { high = middle }
    }
    return low
  }
}
