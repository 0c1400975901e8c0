// Postings and the search of them by BM25, with titles as queries.
import Benchmark
import LensLexical
import LensStore
import LensText

func lexicalParts(
  _ library: Shared<Library>, _ terms: Shared<CountedTerms>
) -> BenchmarkSuite {
  let suite = BenchmarkSuite(name: "lexical")
  suite.add("postings written", .postings, of: terms, amount: \.documents.terms.count) {
    try postings(of: $0).postingCount
  }
  let searches = Shared {
    let terms = try terms()
    let searcher = try BM25Searcher(
      segments: [(index: postings(of: terms), base: 0)])
    return (searcher: searcher, queries: try library().titles.map { query(of: $0, terms.terms) })
  }
  suite.add("BM25, best ten, titles", .queries, of: searches, amount: \.queries.count) { searches in
    try searches.queries.reduce(0) { try $0 + searches.searcher.prepare($1).top(10).count }
  }
  return suite
}

private func postings(of counted: CountedTerms) throws -> LexicalIndex {
  try LexicalIndex(
    reading: fileInMemory {
      try LexicalIndex.write(terms: counted.terms, documents: counted.documents, to: $0)
    })
}

/// A title as a query: every term of it that the library has.
private func query(of title: String, _ terms: TermTable) -> LexicalQuery {
  var buffer = TokenBuffer()
  Analyzer().analyze(title, into: &buffer)
  let known = buffer.tokens.map { Array(buffer.term($0)) }.filter { term in
    term.withUnsafeBufferPointer { terms.lookup($0) != nil }
  }
  return LexicalQuery(terms: known.map { QueryTerm(bytes: $0) })
}

extension Library {
  /// Up to 1,000 titles, evenly over the library.
  fileprivate var titles: [String] {
    stride(from: 0, to: papers.count, by: max(1, papers.count / 1000)).prefix(1000)
      .map { papers[$0].displayTitle }
  }
}
