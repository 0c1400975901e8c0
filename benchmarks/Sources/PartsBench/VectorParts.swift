// The vector index: built and searched by lists and by the graph. Its vectors are made up, so that these
// figures do not depend on the papers; recall is measured by VectorBench, on vectors of papers.
import Benchmark
import LensLinear
import LensStore
import LensVectors

func vectorParts() -> BenchmarkSuite {
  let suite = BenchmarkSuite(name: "vectors")
  let vectors = Shared { MadeUpVectors() }
  suite.addThreaded("lists built", .vectors, of: vectors, amount: \.count) {
    try $0.index(threads: $1).listCount
  }
  // Once, on all threads: it takes as long as all of the other parts.
  suite.add(
    "graph built, \(threadsText(Parallel.defaultThreads))", .vectors, of: vectors,
    settings: [Iterations(1), WarmupIterations(0)], amount: \.count
  ) { try $0.index(hasGraph: true).hasGraph ? 1 : 0 }
  let lists = Shared { VectorSearch(index: try vectors().index(), queries: try vectors().queries) }
  let graph = Shared {
    VectorSearch(index: try vectors().index(hasGraph: true), queries: try vectors().queries)
  }
  let searches: [(String, SearchBreadth, Shared<VectorSearch>)] = [
    ("every vector in full", .exhaustive, lists), ("every list", .everyList, lists),
    ("the nearest 32 lists", .nearestLists(32), lists), ("graph, slack 0.1", .graph(0.1), graph),
  ]
  for (name, breadth, search) in searches {
    suite.add("search, best ten, \(name)", .queries, of: search, amount: \.queries.count) {
      try $0.run(breadth)
    }
  }
  return suite
}

/// Unit vectors that lie about centres, their energy falling with the dimension as that of LSA vectors does.
private struct MadeUpVectors {
  let count = 100_000
  let queries: [[Float]]
  private let values: [Float]

  private static let dimension = 256
  private static let centreCount = 500

  init() {
    values = (0..<count).flatMap { Self.vector($0) }
    queries = (0..<200).map { [count] in Self.vector(count + $0) }
  }

  private static func vector(_ number: Int) -> [Float] {
    let centres = CounterGenerator(seed: 1)
    let own = CounterGenerator(seed: 2)
    let centre = Int(CounterGenerator(seed: 3).bits(at: UInt64(number)) % UInt64(centreCount))
    let vector = (0..<dimension).map {
      let place = centres.uniform(at: UInt64(centre * dimension + $0))
      let distance = own.uniform(at: UInt64(number * dimension + $0))
      return (place + distance) / Float($0 + 8).squareRoot()
    }
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { $0 / length }
  }

  func index(hasGraph: Bool = false, threads: Int? = nil) throws -> VectorIndex {
    try VectorIndex(
      reading: fileInMemory {
        try VectorIndex.write(
          vectors: values, rowCount: count, dimension: Self.dimension, hasGraph: hasGraph,
          threads: threads, to: $0)
      })
  }
}

/// An index and what is asked of it.
private struct VectorSearch {
  let index: VectorIndex
  let queries: [[Float]]

  /// Asks one query after another; the sum of the rows found.
  func run(_ breadth: SearchBreadth) throws -> Int {
    var scratch = SearchScratch()
    return try queries.reduce(0) { sum, query in
      try index.search(query: VectorQuery(query), k: 10, breadth: breadth, scratch: &scratch)
        .reduce(sum) { $0 + $1.row }
    }
  }
}
