// What the tests share: seeded random corpora, indexes of them in memory, and the naive reference
// that scores every document straight from its bag of words.

import LensLexical
import LensStore
import LensText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers everywhere for a seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Documents as pairs of (term number, count), and the names of the terms.
struct Corpus {
  var names: [String]
  var documents: [[(term: UInt32, count: UInt16)]] = []

  /// Documents of random length over terms whose frequencies follow Zipf's law.
  ///
  /// About one in fifty documents is empty, and counts are skewed with a few far above the rest.
  static func zipf(
    documents: Int, terms: Int, length: ClosedRange<Int>, seed: UInt64
  ) -> Corpus {
    var generator = SeededGenerator(seed: seed)
    // Names in an order that has nothing to do with rank, some sharing long prefixes.
    var corpus = Corpus(
      names: (0..<terms).map { "common-prefix-\(($0 &* 7919) % terms)".suffixed(by: $0) })
    for _ in 0..<documents {
      var counts: [UInt32: UInt16] = [:]
      if Int.random(in: 0..<50, using: &generator) > 0 {
        for _ in 0..<Int.random(in: length, using: &generator) {
          let u = Double.random(in: 0..<1, using: &generator)
          // Inverse of the continuous Zipf distribution with exponent 1.
          let rank = min(Int(exp(u * log(Double(terms) + 1))) - 1, terms - 1)
          counts[UInt32(rank), default: 0] += UInt16.random(in: 1...2, using: &generator)
        }
      }
      if Int.random(in: 0..<400, using: &generator) == 0, let term = counts.keys.min() {
        counts[term] = UInt16.random(in: 50...UInt16.max, using: &generator)
      }
      corpus.documents.append(
        counts.sorted { $0.key < $1.key }.map { (term: $0.key, count: $0.value) })
    }
    return corpus
  }

  func length(of document: Int) -> Int { documents[document].reduce(0) { $0 + Int($1.count) } }

  var averageLength: Double {
    let total = documents.indices.reduce(0) { $0 + length(of: $1) }
    return documents.isEmpty ? 0 : Double(total) / Double(documents.count)
  }

  func count(of name: String, in document: Int) -> Int {
    guard let term = names.firstIndex(of: name) else { return 0 }
    return documents[document].first { $0.term == UInt32(term) }.map { Int($0.count) } ?? 0
  }

  /// The lexical index of some of the documents, read back from memory.
  func index(of range: Range<Int>? = nil, id: UInt64 = 1) throws -> LexicalIndex {
    try LexicalIndex(reading: try file(of: range, id: id))
  }

  /// A segment file of some of the documents.
  func file(of range: Range<Int>? = nil, id: UInt64 = 1) throws -> SectionedFile {
    let directory = IndexDirectory(
      path: "/index", fileSystem: MemoryFileSystem(directories: ["/index"]))
    let writer = try SectionedFileWriter(creating: .segment, id: id, in: directory)
    try LexicalIndex.write(terms: table, documents: bags(of: range), to: writer)
    return try SectionedFile(opening: try writer.finish(), in: directory)
  }

  var table: TermTable {
    var table = TermTable()
    for name in names { table.intern(name) }
    return table
  }

  func bags(of range: Range<Int>? = nil) -> DocumentTerms {
    var bags = DocumentTerms()
    for document in documents[range ?? documents.indices] { bags.append(document) }
    return bags
  }

  /// A searcher over `count` segments of uneven sizes, their bases in order.
  func searcher(
    segments count: Int, parameters: BM25Parameters = BM25Parameters()
  ) throws -> BM25Searcher {
    var segments: [(index: LexicalIndex, base: Int)] = []
    for i in 0..<count {
      // Squares make the parts uneven.
      let start = documents.count * i * i / (count * count)
      let end = documents.count * (i + 1) * (i + 1) / (count * count)
      segments.append((try index(of: start..<end, id: UInt64(i + 1)), start))
    }
    return try BM25Searcher(segments: segments, parameters: parameters)
  }
}

extension String {
  fileprivate func suffixed(by number: Int) -> String {
    number % 3 == 0 ? self : "t\(number)"
  }
}

/// Everything in place, nothing pruned, nothing shared with the code under test.
struct Reference {
  let corpus: Corpus
  let parameters: BM25Parameters
  private let averageLength: Double
  private let lengths: [Int]
  /// Term name → (document → count).
  private var postings: [String: [Int: Int]] = [:]

  init(_ corpus: Corpus, parameters: BM25Parameters = BM25Parameters()) {
    self.corpus = corpus
    self.parameters = parameters
    averageLength = corpus.averageLength
    lengths = corpus.documents.indices.map { corpus.length(of: $0) }
    for (number, document) in corpus.documents.enumerated() {
      for (term, count) in document {
        postings[corpus.names[Int(term)], default: [:]][number] = Int(count)
      }
    }
  }

  /// The textbook formula: weight · idf · tf (k1+1) / (tf + k1 (1-b + b L/avg)).
  func contribution(_ term: QueryTerm, to document: Int) -> Double {
    guard let list = postings[String(decoding: term.bytes, as: UTF8.self)],
      let count = list[document]
    else { return 0 }
    let (n, df, tf) = (Double(corpus.documents.count), Double(list.count), Double(count))
    let (k1, b) = (parameters.k1, parameters.b)
    let norm = k1 * (1 - b + b * Double(lengths[document]) / averageLength)
    return Double(term.weight) * log(1 + (n - df + 0.5) / (df + 0.5)) * tf * (k1 + 1) / (tf + norm)
  }

  /// What no contribution of a term exceeds: weight · idf · (k1+1).
  private func ceiling(_ term: QueryTerm) -> Double {
    guard let list = postings[String(decoding: term.bytes, as: UTF8.self)] else { return 0 }
    let (n, df) = (Double(corpus.documents.count), Double(list.count))
    return Double(term.weight) * log(1 + (n - df + 0.5) / (df + 0.5)) * (parameters.k1 + 1)
  }

  func score(_ query: LexicalQuery, of document: Int) -> Double {
    query.groups.reduce(0) { sum, group in
      sum + group.alternatives.reduce(0) { max($0, contribution($1, to: document)) }
    }
  }

  func contribution(_ alternative: QueryAlternative, to document: Int) -> Double {
    guard alternative.isPhrase, alternative.terms.count > 1 else {
      return alternative.terms.reduce(0) { $0 + contribution($1, to: document) }
    }
    // As often as the rarest term, with the weight of all: the ceilings add up, the least part counts.
    let ceilings = alternative.terms.map { ceiling($0) }
    let parts = zip(alternative.terms, ceilings).map { term, ceiling in
      ceiling > 0 ? contribution(term, to: document) / ceiling : 0
    }
    return ceilings.reduce(0, +) * (parts.min() ?? 0)
  }
}

extension LexicalQuery {
  /// Groups of one to four alternatives of one to three terms with assorted weights, unknown and
  /// repeated terms among them.
  static func random(
    from corpus: Corpus, groups: ClosedRange<Int>, using generator: inout SeededGenerator
  ) -> LexicalQuery {
    func some(_ most: Int) -> Int {
      Bool.random(using: &generator) ? 1 : Int.random(in: 1...most, using: &generator)
    }
    func term() -> QueryTerm {
      // Half of the terms among the most frequent, so that long lists meet.
      let bound = Bool.random(using: &generator) ? corpus.names.count : min(40, corpus.names.count)
      let name =
        Int.random(in: 0..<20, using: &generator) == 0 || bound == 0
        ? "unknown" : corpus.names[Int.random(in: 0..<bound, using: &generator)]
      let weights: [Float] = [1, 1, 1, 2, 0.25, 3.5]
      return QueryTerm(name, weight: weights.randomElement(using: &generator) ?? 1)
    }
    return LexicalQuery(
      groups: (0..<Int.random(in: groups, using: &generator)).map { _ in
        QueryGroup(
          alternatives: (0..<some(4)).map { _ in
            QueryAlternative(
              (0..<some(3)).map { _ in term() }, isPhrase: Bool.random(using: &generator))
          })
      })
  }
}
