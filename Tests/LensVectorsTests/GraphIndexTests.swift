// The graph against the oracle: what is found, what is filtered, and what its file says.
import LensStore
import Testing

@testable import LensVectors

@Suite struct GraphIndexTests {
  private static func record(
    _ vectors: [[Float]], dimension: Int, hasGraph: Bool = true, threads: Int? = nil,
    in files: TestFiles = TestFiles()
  ) throws -> FileRecord {
    try files.write { writer in
      try VectorIndex.write(
        vectors: vectors.flatMap { $0 }, rowCount: vectors.count, dimension: dimension,
        listCount: 20, hasGraph: hasGraph, threads: threads, to: writer)
    }
  }

  private static func index(_ vectors: [[Float]], dimension: Int) throws -> VectorIndex {
    let files = TestFiles()
    let record = try record(vectors, dimension: dimension, in: files)
    return try VectorIndex(reading: SectionedFile(opening: record, in: files.directory))
  }

  @Test(arguments: [256, 100, 300])
  func aLongerWalkFindsMoreOfWhatTheOracleFinds(dimension: Int) throws {
    let index = try Self.index(
      VectorIndexTests.papers(4500, dimension, seed: 41), dimension: dimension)
    #expect(index.hasGraph)
    let short = try VectorIndexTests.recall(index, .graph(0.02), k: 10)
    let long = try VectorIndexTests.recall(index, .graph(0.4), k: 10)
    #expect(short > 0.3 && long >= short && long >= 0.93, "\(short), \(long)")
    let deep = try VectorIndexTests.recall(index, .graph(0.2), k: 100)
    #expect(deep >= 0.9, "\(deep)")
  }

  @Test func filtersAreAppliedBeforeTheTopK() throws {
    let vectors = VectorIndexTests.papers(4500, 128, seed: 42)
    let index = try Self.index(vectors, dimension: 128)
    for share in [2, 5, 10, 50] {
      var words = [UInt64](repeating: 0, count: (4500 + 63) / 64)
      for row in stride(from: 1, to: 4500, by: share) { words[row / 64] |= 1 << UInt64(row % 64) }
      #expect(
        try VectorIndexTests.recall(index, .graph(0.3), k: 10, allowed: words) >= 0.95,
        "one in \(share)")
    }
  }

  @Test func aFilterThatShutsOutTheNearestFindsTheNextAllTheSame() throws {
    let vectors = VectorIndexTests.papers(4500, 128, seed: 43)
    let index = try Self.index(vectors, dimension: 128)
    var scratch = SearchScratch()
    let query = try VectorQuery(vectors[9])
    let nearest = try index.search(
      query: query, k: 1500, breadth: .exhaustive, scratch: &scratch)
    var words = [UInt64](repeating: ~0, count: (4500 + 63) / 64)
    for row in nearest.map(\.row) { words[row / 64] &= ~(1 << UInt64(row % 64)) }
    let exact = try index.search(
      query: query, k: 10, allowed: words, breadth: .exhaustive, scratch: &scratch)
    let found = try index.search(
      query: query, k: 10, allowed: words, breadth: .graph(0.3), scratch: &scratch)
    #expect(found.count == 10)
    #expect(Set(found.map(\.row)).intersection(exact.map(\.row)).count >= 9)
  }

  @Test func everyInstructionSetGivesTheSameResults() throws {
    let index = try Self.index(VectorIndexTests.papers(4500, 256, seed: 44), dimension: 256)
    var scratch = SearchScratch()
    for vector in VectorIndexTests.papers(10, 256, seed: 45) {
      let query = try VectorQuery(vector)
      let results = try InstructionSet.supported.map { set in
        let rows = try index.search(
          query: query, k: 20, allowed: nil, breadth: .graph(0.2), scratch: &scratch,
          kernels: set.kernels)
        return (rows, scratch.statistics)
      }
      for result in results.dropFirst() { #expect(result == results[0]) }
    }
  }

  @Test func theFileDoesNotDependOnThreads() throws {
    let vectors = VectorIndexTests.papers(4500, 64, seed: 46)
    let records = try [1, 3].map { try Self.record(vectors, dimension: 64, threads: $0) }
    #expect(Set(records.map(\.checksum)).count == 1)
  }

  @Test func emptyAndEqualRowsAreOrdinary() throws {
    let papers = VectorIndexTests.papers(4500, 64, seed: 47)
    let few = (0..<4500).map { papers[1 + $0 % 3] }
    var scratch = SearchScratch()
    let equal = try Self.index(few, dimension: 64)
    let rows = try equal.search(
      query: VectorQuery(papers[2]), k: 5, breadth: .graph(0.3), scratch: &scratch)
    #expect(rows.count == 5 && rows.allSatisfy { $0.score > 0.99 })
    let empty = try Self.index(papers.map { $0.map { _ in 0 } }, dimension: 64)
    let none = try empty.search(
      query: VectorQuery(papers[2]), k: 5, breadth: .graph(0.3), scratch: &scratch)
    #expect(none.allSatisfy { $0.score == 0 })
  }

  @Test func besideAGraphVectorsAreStoredFiner() throws {
    let vectors = VectorIndexTests.papers(4200, 256, seed: 48)
    let index = try Self.index(vectors, dimension: 256)
    for row in [0, 1, 1000, 4199] {
      let stored = try index.vector(row)
      let distance = zip(stored, vectors[row]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect(distance.squareRoot() < 1e-4, "row \(row)")
    }
    // Rows that are copied stay what they are.
    let files = TestFiles()
    let record = try files.write {
      try VectorIndex.write(copying: [(index, 7), (index, 3)], dimension: 256, to: $0)
    }
    let copy = try VectorIndex(reading: SectionedFile(opening: record, in: files.directory))
    #expect(try copy.vector(0) == index.vector(7))
    // Of a fine and a coarse row, cosines are those of both.
    let coarse = try VectorIndexTests.index(vectors, dimension: 256, lists: 3)
    let block = try VectorBlock([(index, 7), (coarse, 7), (coarse, 9)])
    #expect(abs(block.similarity(0, 1) - 1) < 5e-3)
    #expect(abs(block.similarity(0, 2) - block.similarity(1, 2)) < 5e-3)
  }

  /// A file with sound checksums that is like another but for one section.
  private static func copy(
    _ file: SectionedFile, in files: TestFiles, id: UInt64, changing changed: SectionID,
    _ change: (inout [UInt8]) -> Void
  ) throws -> SectionedFile {
    let record = try files.write(id: id) { writer in
      for id in file.sectionIDs {
        var bytes = try Array(file.section(id).bytes())
        if id == changed { change(&bytes) }
        try bytes.withUnsafeBytes { try writer.add(id, bytes: $0) }
      }
    }
    return try SectionedFile(opening: record, in: files.directory)
  }

  @Test func contradictionsAreTypedErrors() throws {
    let files = TestFiles()
    let vectors = VectorIndexTests.papers(4200, 64, seed: 49)
    let record = try Self.record(vectors, dimension: 64, in: files)
    let file = try SectionedFile(opening: record, in: files.directory)
    let query = try VectorQuery(vectors[1])
    var scratch = SearchScratch()
    // Every node has a neighbour that is none.
    let foreign = try Self.copy(file, in: files, id: 2, changing: GraphSections.neighbours) {
      for node in 0..<4200 { $0[node * 128 + 2] = 0x7f }
    }
    let index = try VectorIndex(reading: foreign)
    for (breadth, isDamaged) in [(SearchBreadth.graph(0.1), true), (.everyList, false)] {
      do {
        _ = try index.search(query: query, k: 3, breadth: breadth, scratch: &scratch)
        #expect(!isDamaged)
      } catch {
        guard case .store(.damaged) = error else { throw error }
        #expect(isDamaged)
      }
    }
    // Each number of the parameters in turn is too large; the factors' bits are then not finite.
    for (id, word) in (0..<8).enumerated() {
      let other = try Self.copy(
        file, in: files, id: UInt64(10 + id), changing: GraphSections.parameters
      ) { for byte in 0..<4 { $0[4 * word + byte] = 0xff } }
      #expect(throws: VectorsError.self, "word \(word)") { try VectorIndex(reading: other) }
    }
    for (id, section) in [GraphSections.codes, GraphSections.seedCodes].enumerated() {
      let short = try Self.copy(file, in: files, id: UInt64(30 + id), changing: section) {
        $0.removeLast()
      }
      #expect(throws: VectorsError.self) { try VectorIndex(reading: short) }
    }
  }

  @Test(arguments: [GraphSections.codes, GraphSections.neighbours])
  func aWalkThatComesToADamagedChunkNamesIt(_ section: SectionID) throws {
    let files = TestFiles()
    let vectors = VectorIndexTests.papers(4200, 64, seed: 50)
    let record = try Self.record(vectors, dimension: 64, in: files)
    let sound = try SectionedFile(opening: record, in: files.directory).section(section)
    let content = try withExtendedLifetime(sound) { try Array(sound.bytes()) }
    let path = files.directory.path(of: record.name)
    var bytes = try #require(files.fileSystem.contents(path))
    let start = try #require(bytes.firstRange(of: content.prefix(256))).lowerBound
    for chunk in stride(from: start, to: start + content.count, by: SectionChunks.byteCount) {
      bytes[chunk] ^= 1
    }
    files.fileSystem.setContents(path, bytes)
    let index = try VectorIndex(
      reading: SectionedFile(opening: record, in: files.directory))
    let query = try VectorQuery(vectors[1])
    var scratch = SearchScratch()
    let error = #expect(throws: VectorsError.self) {
      try index.search(query: query, k: 3, breadth: .graph(0.1), scratch: &scratch)
    }
    guard case .store(.damaged(_, let name, _, _)) = error else {
      Issue.record("expected damage, found \(error as Any)")
      return
    }
    #expect(name == section.description)
    _ = try index.search(query: query, k: 3, breadth: .everyList, scratch: &scratch)
  }
}
