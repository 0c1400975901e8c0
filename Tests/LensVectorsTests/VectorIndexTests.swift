// Sign codes and lists against the oracle: what is found, what is filtered, what is damaged.
import CKernels
import LensStore
import Testing

@testable import LensVectors

@Suite struct VectorIndexTests {
  /// Directions around some centres, as papers of some fields lie.
  static func papers(_ count: Int, _ dimension: Int, seed: UInt64) -> [[Float]] {
    var generator = SeededGenerator(seed: seed)
    let centres = (0..<40).map { _ in (0..<dimension).map { _ in generator.normal() } }
    return (0..<count).map { row in
      let centre = centres[Int(generator.next() % 40)]
      let vector = centre.map { $0 + 1.5 * generator.normal() }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return row % 997 == 5 ? vector.map { _ in 0 } : vector.map { $0 / norm }
    }
  }

  static func index(
    _ vectors: [[Float]], dimension: Int, lists: Int?, threads: Int? = nil
  ) throws -> VectorIndex {
    let files = TestFiles()
    let record = try files.write { writer in
      try VectorIndex.write(
        vectors: vectors.flatMap { $0 }, rowCount: vectors.count, dimension: dimension,
        listCount: lists, threads: threads, to: writer)
    }
    return try VectorIndex(reading: SectionedFile(opening: record, in: files.directory))
  }

  /// The share of the exhaustive ranking's rows found, over 40 queries.
  static func recall(
    _ index: VectorIndex, _ breadth: SearchBreadth, k: Int, allowed: [UInt64]? = nil
  ) throws -> Double {
    var scratch = SearchScratch()
    var found = 0, wanted = 0
    for vector in papers(40, index.dimension, seed: 77) {
      let query = try VectorQuery(vector)
      let exact = try index.search(
        query: query, k: k, allowed: allowed, breadth: .exhaustive, scratch: &scratch)
      let rows = try index.search(
        query: query, k: k, allowed: allowed, breadth: breadth, scratch: &scratch)
      wanted += exact.count
      found += Set(exact.map(\.row)).intersection(rows.map(\.row)).count
      #expect(rows.count <= k && zip(rows, rows.dropFirst()).allSatisfy { $0.ranksBefore($1) })
      for neighbour in rows { #expect(try index.score(neighbour.row, query) == neighbour.score) }
    }
    return Double(found) / Double(wanted)
  }

  @Test(arguments: [(256, 1), (256, 30), (256, nil), (100, 30), (67, 1), (300, nil), (128, 7)])
  func lookingAtEveryListFindsWhatTheOracleFinds(dimension: Int, lists: Int?) throws {
    let index = try Self.index(
      Self.papers(5000, dimension, seed: 1), dimension: dimension, lists: lists)
    #expect(index.listCount == lists ?? VectorIndex.defaultListCount(rowCount: 5000))
    #expect(try Self.recall(index, .everyList, k: 10) >= 0.995)
    #expect(try Self.recall(index, .everyList, k: 300) >= 0.995)
  }

  @Test func moreListsFindMore() throws {
    let index = try Self.index(Self.papers(6000, 256, seed: 2), dimension: 256, lists: 60)
    let few = try Self.recall(index, .nearestLists(2), k: 10)
    let more = try Self.recall(index, .nearestLists(10), k: 10)
    #expect(few > 0.1 && more > few && more > 0.5)
    #expect(try Self.recall(index, .nearestLists(60), k: 10) >= 0.995)
  }

  @Test(arguments: [SearchBreadth.everyList, .nearestLists(20)])
  func filtersAreAppliedBeforeTheTopK(_ breadth: SearchBreadth) throws {
    let index = try Self.index(Self.papers(6000, 128, seed: 3), dimension: 128, lists: 40)
    for share in [2, 3, 10, 50, 500] {
      var words = [UInt64](repeating: 0, count: (6000 + 63) / 64)
      for row in stride(from: 1, to: 6000, by: share) { words[row / 64] |= 1 << UInt64(row % 64) }
      // Bits behind the last row must not matter.
      words[words.count - 1] |= ~0 << UInt64(6000 % 64)
      #expect(try Self.recall(index, breadth, k: 10, allowed: words) >= 0.9, "one in \(share)")
      var scratch = SearchScratch()
      let query = try VectorQuery(Self.papers(1, 128, seed: 9)[0])
      let rows = try index.search(
        query: query, k: 10, allowed: words, breadth: breadth, scratch: &scratch)
      #expect(rows.count == 10 && rows.allSatisfy { $0.row % share == 1 % share })
    }
    var scratch = SearchScratch()
    #expect(throws: VectorsError.filterTooShort(expectedWords: 94, found: 93)) {
      try index.search(
        query: VectorQuery([Float](repeating: 0.1, count: 128)), k: 1,
        allowed: [UInt64](repeating: 0, count: 93), scratch: &scratch)
    }
  }

  @Test func everyInstructionSetGivesTheSameResults() throws {
    let index = try Self.index(Self.papers(5000, 256, seed: 4), dimension: 256, lists: 50)
    var scratch = SearchScratch()
    for breadth in [SearchBreadth.everyList, .nearestLists(5)] {
      for vector in Self.papers(10, 256, seed: 5) {
        let query = try VectorQuery(vector)
        let results = try InstructionSet.supported.map { set in
          let rows = try index.search(
            query: query, k: 20, allowed: nil, breadth: breadth, scratch: &scratch,
            kernels: set.kernels)
          return (rows, scratch.statistics)
        }
        for result in results.dropFirst() { #expect(result == results[0]) }
      }
    }
  }

  @Test func theFileDoesNotDependOnThreads() throws {
    let vectors = Self.papers(9000, 64, seed: 6)
    let records = try [1, 2, 7].map { threads in
      try TestFiles().write { writer in
        try VectorIndex.write(
          vectors: vectors.flatMap { $0 }, rowCount: 9000, dimension: 64, listCount: 30,
          threads: threads, to: writer)
      }
    }
    #expect(Set(records.map(\.checksum)).count == 1)
  }

  @Test func equalRowsTieByTheirNumber() throws {
    let papers = Self.papers(50, 256, seed: 8)
    let index = try Self.index((0..<5000).map { papers[$0 % 50] }, dimension: 256, lists: 10)
    var scratch = SearchScratch()
    for breadth in [SearchBreadth.exhaustive, .everyList, .nearestLists(3)] {
      let rows = try index.search(
        query: VectorQuery(papers[7]), k: 6, breadth: breadth, scratch: &scratch)
      #expect(rows.map(\.row) == [7, 57, 107, 157, 207, 257], "\(breadth)")
    }
  }

  @Test func storedVectorsAndScoresAreCloseToTheOriginals() throws {
    let vectors = Self.papers(4200, 256, seed: 10)
    let index = try Self.index(vectors, dimension: 256, lists: nil)
    let query = vectors[1]
    for row in [0, 1, 1000, 4199] {
      let stored = try index.vector(row)
      let distance = zip(stored, vectors[row]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect(distance.squareRoot() < 0.012, "row \(row)")
      let cosine = zip(query, vectors[row]).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(try index.score(row, VectorQuery(query)) - cosine) < 3e-3)
    }
    #expect(try index.vector(5).allSatisfy { $0 == 0 })
  }

  @Test func zeroQueriesAndFewRowsAreOrdinary() throws {
    let index = try Self.index(Self.papers(4200, 80, seed: 11), dimension: 80, lists: 3)
    var scratch = SearchScratch()
    let zero = try VectorQuery([Float](repeating: 0, count: 80))
    #expect(try index.search(query: zero, k: 3, scratch: &scratch).map(\.row) == [0, 1, 2])
    let small = try Self.index(Self.papers(90, 80, seed: 12), dimension: 80, lists: nil)
    #expect(small.listCount == 0)
    #expect(try Self.recall(small, .nearestLists(1), k: 10) == 1)
    #expect(try index.search(query: zero, k: 0, scratch: &scratch).isEmpty)
    #expect(throws: VectorsError.dimensionMismatch(expected: 80, found: 3)) {
      try index.search(query: VectorQuery([1, 2, 3]), k: 1, scratch: &scratch)
    }
  }

  @Test func copiedRowsKeepEveryScore() throws {
    let source = try Self.index(Self.papers(5000, 256, seed: 13), dimension: 256, lists: 20)
    let rows = (0..<4500).map { (index: source, row: 4999 - $0) }
    let files = TestFiles()
    let record = try files.write {
      try VectorIndex.write(copying: rows, dimension: 256, listCount: 20, to: $0)
    }
    let copy = try VectorIndex(reading: SectionedFile(opening: record, in: files.directory))
    let query = try VectorQuery(Self.papers(1, 256, seed: 14)[0])
    for row in [0, 17, 4499] {
      #expect(try copy.score(row, query) == source.score(4999 - row, query))
    }
    #expect(try Self.recall(copy, .everyList, k: 10) >= 0.995)
  }

  @Test func theRotationKeepsLengthsAndUndoesItself() {
    for dimension in [1, 63, 64, 65, 100, 128, 255, 256, 300, 1000] {
      var generator = SeededGenerator(seed: UInt64(dimension))
      let original = (0..<dimension).map { _ in generator.normal() }
      let rotation = Rotation(dimension: dimension)
      var values = original
      values.withUnsafeMutableBufferPointer { $0.baseAddress.map(rotation.apply) }
      let before = original.reduce(0) { $0 + $1 * $1 }, after = values.reduce(0) { $0 + $1 * $1 }
      #expect(abs(after / before - 1) < 1e-5)
      #expect((values == original) == (dimension < 64))
      values.withUnsafeMutableBufferPointer { $0.baseAddress.map(rotation.undo) }
      #expect(zip(values, original).allSatisfy { abs($0 - $1) < 1e-5 }, "\(dimension)")
    }
  }
}
