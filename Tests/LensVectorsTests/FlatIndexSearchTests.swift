// Search against the naive ranking: collections, dimensions, k, filters and instruction
// sets; the bounds themselves; and the cases without rows, dimensions or a valid query.
import CKernels
import LensStore
import Testing

@testable import LensVectors

@Suite struct FlatIndexSearchTests {
  @Test(arguments: Collection.allCases, [1, 3, 63, 64, 65, 130])
  func resultIsTheNaiveRanking(_ collection: Collection, _ dimension: Int) throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var generator = SeededGenerator(seed: seed)
    let count = 100 + Int(generator.next() % 60)
    let vectors = collection.vectors(count, dimension, &generator)
    let index = try TestFiles().index(vectors, dimension: dimension)
    let naive = try NaiveIndex(vectors)
    var scratch = SearchScratch()
    let others = collection.vectors(2, dimension, &generator)
    for values in others + [vectors[count / 3]] {
      let query = try QuantisedVector(values)
      let expected = naive.ranking(query)
      for k in [1, 2, 10, 70, count, count + 7, .max] {
        let found = try index.search(query: query, k: k, scratch: &scratch)
        #expect(found == Array(expected.prefix(k)), "k \(k), seed \(seed)")
      }
    }
  }

  /// More rows than one stretch of the scan, so that the floor rises between stretches.
  @Test(arguments: Collection.allCases)
  func resultIsTheNaiveRankingOverManyStretches(_ collection: Collection) throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var generator = SeededGenerator(seed: seed)
    let vectors = collection.vectors(3333, 20, &generator)
    let index = try TestFiles().index(vectors, dimension: 20)
    let naive = try NaiveIndex(vectors)
    var scratch = SearchScratch()
    let query = try QuantisedVector(vectors[1234])
    let expected = naive.ranking(query)
    for k in [1, 10, 1000] {
      let found = try index.search(query: query, k: k, scratch: &scratch)
      #expect(found == Array(expected.prefix(k)), "k \(k), seed \(seed)")
    }
  }

  @Test(arguments: Filter.allCases, [Collection.clustered, .duplicate])
  func filtersApplyBeforeTheTopK(_ filter: Filter, _ collection: Collection) throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var generator = SeededGenerator(seed: seed)
    for count in [63, 64, 1500] {
      let vectors = collection.vectors(count, 24, &generator)
      let index = try TestFiles().index(vectors, dimension: 24)
      let allowed = filter.words(count, &generator)
      let query = try QuantisedVector(vectors[7])
      let expected = try NaiveIndex(vectors).ranking(query, allowed: allowed)
      var scratch = SearchScratch()
      for k in [1, 10, 2000] {
        let found = try index.search(query: query, k: k, allowed: allowed, scratch: &scratch)
        #expect(found == Array(expected.prefix(k)), "\(count) rows, k \(k), seed \(seed)")
      }
      if filter == .none { #expect(scratch.statistics.scanned == 0 || count % 64 != 0) }
    }
  }

  @Test func everyInstructionSetFindsTheSameNeighbours() throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var generator = SeededGenerator(seed: seed)
    for collection in Collection.allCases {
      let vectors = collection.vectors(300, 77, &generator)
      let index = try TestFiles().index(vectors, dimension: 77)
      let query = try QuantisedVector(collection.vectors(1, 77, &generator)[0])
      let expected = try NaiveIndex(vectors).ranking(query)
      for set in InstructionSet.supported {
        var scratch = SearchScratch()
        let found = try index.search(
          query: query, k: 20, allowed: nil, scratch: &scratch, kernels: set.kernels)
        #expect(found == Array(expected.prefix(20)), "\(set.name), \(collection), seed \(seed)")
      }
    }
  }

  @Test(arguments: Collection.allCases)
  func boundsEncloseTheExactScore(_ collection: Collection) throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var generator = SeededGenerator(seed: seed)
    for dimension in [1, 2, 8, 100] {
      let vectors = collection.vectors(60, dimension, &generator)
      let index = try TestFiles().index(vectors, dimension: dimension)
      for values in vectors[..<12] {
        let query = try QuantisedVector(values)
        let bounds = ScoreBounds(query: query, parameters: index.parameters)
        for row in vectors.indices {
          let stored = try QuantisedVector(vectors[row])
          let candidate = bounds.candidate(
            row: row, product: lens_dot_i8(query.high, stored.high, stored.high.count),
            scale: stored.scale, residualNorm: stored.measures.residualNorm)
          let score = try index.score(row, query)
          #expect(candidate.lowerBound <= score, "seed \(seed)")
          #expect(candidate.upperBound >= score, "seed \(seed)")
        }
      }
    }
  }

  @Test func theScanRulesOutAllButAFewRows() throws {
    var generator = SeededGenerator(seed: 11)
    let vectors = Collection.decaying.vectors(4000, 64, &generator)
    let index = try TestFiles().index(vectors, dimension: 64)
    var scratch = SearchScratch()
    _ = try index.search(query: QuantisedVector(vectors[5]), k: 10, scratch: &scratch)
    #expect(scratch.statistics.scanned == 4000)
    #expect(scratch.statistics.rescored >= 10 && scratch.statistics.rescored < 200)
  }

  @Test func zeroVectorsScoreZeroAndAZeroQueryRanksByRow() throws {
    let vectors: [[Float]] = [[0, 0], [-1, 0], [1, 0], [0, 0]]
    let index = try TestFiles().index(vectors, dimension: 2)
    let found = try index.search(query: [1, 0], k: 4)
    #expect(found.map(\.row) == [2, 0, 3, 1])
    #expect(found[1].score == 0 && found[2].score == 0)
    #expect(try index.search(query: [0, 0], k: 3).map(\.row) == [0, 1, 2])
  }

  @Test func indexesWithoutRowsOrDimensionsAnswerEmptyOrZero() throws {
    let noRows = try TestFiles().index([], dimension: 5)
    #expect(noRows.rowCount == 0 && noRows.dimension == 5)
    #expect(try noRows.search(query: [1, 0, 0, 0, 0], k: 3).isEmpty)
    #expect(try noRows.search(query: [1, 0, 0, 0, 0], k: 3, allowed: []).isEmpty)
    let noDimensions = try TestFiles().index([[], [], []], dimension: 0)
    #expect(noDimensions.rowCount == 3)
    #expect(try noDimensions.search(query: [], k: 2).map(\.row) == [0, 1])
    #expect(try noDimensions.vector(2).isEmpty)
    let some = try TestFiles().index([[1, 0], [0, 1]], dimension: 2)
    #expect(try some.search(query: [1, 0], k: 0).isEmpty)
    #expect(try some.search(query: [1, 0], k: -3).isEmpty)
  }

  @Test func unusableQueriesAreTypedErrors() throws {
    let index = try TestFiles().index([[1, 0], [0, 1]], dimension: 2)
    func failure(_ query: [Float], _ allowed: [UInt64]? = nil) -> VectorsError? {
      do {
        _ = try index.search(query: query, k: 0, allowed: allowed)
        return nil
      } catch { return error }
    }
    #expect(
      failure([0, .nan]) == .valueOutOfRange(place: "vector, value 2", found: "nan"))
    #expect(failure([.infinity, 0]) == .valueOutOfRange(place: "vector, value 1", found: "inf"))
    #expect(
      failure([-2_000_000, 0]) == .valueOutOfRange(place: "vector, value 1", found: "-2000000.0"))
    #expect(failure([1]) == .dimensionMismatch(expected: 2, found: 1))
    #expect(failure([1, 0], []) == .filterTooShort(expectedWords: 1, found: 0))
    #expect(throws: VectorsError.rowOutOfRange(row: 2, count: 2)) { try index.vector(2) }
    #expect(throws: VectorsError.rowOutOfRange(row: -1, count: 2)) {
      try index.score(-1, [1, 0])
    }
  }

  @Test func aHeapKeepsTheBestOfAStream() {
    let seed = UInt64.random(in: 0..<1 << 32)
    var generator = SeededGenerator(seed: seed)
    var heap = NeighbourHeap()
    for capacity in [0, 1, 2, 7, 100] {
      heap.reset(capacity: capacity)
      let stream = (0..<150).map { Neighbour(row: $0, score: Float(generator.next() % 20)) }
        .shuffled(using: &generator)
      for item in stream { heap.insert(item) }
      let expected = stream.sorted { $0.ranksBefore($1) }.prefix(capacity)
      #expect(heap.ranked() == Array(expected), "seed \(seed)")
      if capacity > 0 { #expect(heap.floor == expected.last?.score) }
    }
  }
}
