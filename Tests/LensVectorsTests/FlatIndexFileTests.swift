// Vectors on disk: what is written comes back, rows copy unchanged, and damaged or
// contradictory files end in a typed error or the right answer.
import LensStore
import Testing

@testable import LensVectors

@Suite struct FlatIndexFileTests {
  static let vectors: [[Float]] = [
    [0.6, -0.8, 0, 0, 0], [0, 0, 0, 0, 0], [0.1, 0.2, 0.3, 0.4, 0.5], [-1, 0, 0, 0, 0],
  ]

  @Test(arguments: Collection.allCases)
  func vectorsComeBackWithinHalfAUnitOfTheirScale(_ collection: Collection) throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var generator = SeededGenerator(seed: seed)
    for dimension in [1, 64, 100] {
      let vectors = collection.vectors(70, dimension, &generator)
      let index = try TestFiles().index(vectors, dimension: dimension)
      #expect(index.rowCount == 70 && index.dimension == dimension)
      for (row, vector) in vectors.enumerated() {
        let unit = (vector.map(\.magnitude).max() ?? 0) / 32_639
        let isClose = zip(try index.vector(row), vector).allSatisfy {
          ($0 - $1).magnitude <= 0.51 * unit
        }
        #expect(isClose, "row \(row), seed \(seed)")
      }
    }
  }

  /// Rows of 8 bits a value, with padding between them.
  @Test func manyDimensionsAreStoredInUnitsOf256() throws {
    var generator = SeededGenerator(seed: 3)
    let vectors = Collection.random.vectors(600, 1000, &generator)
    let index = try TestFiles().index(vectors, dimension: 1000)
    for row in [0, 1, 254, 255, 256, 257, 511, 512, 599] {
      let (codes, scale) = try NaiveIndex.stored(vectors[row])
      #expect(try index.vector(row) == codes.map { Float($0) * scale }, "row \(row)")
    }
    #expect(try index.search(query: vectors[550], k: 1).first?.row == 550)
  }

  @Test func copiedRowsKeepEveryScore() throws {
    var generator = SeededGenerator(seed: 4)
    let first = try TestFiles().index(Collection.random.vectors(50, 70, &generator), dimension: 70)
    let second = try TestFiles().index(
      Collection.halfZero.vectors(40, 70, &generator), dimension: 70)
    let rows = [(first, 49), (second, 0), (second, 39), (first, 0), (first, 49)]
    let files = TestFiles()
    let merged = try files.open(
      files.write { try FlatIndex.write(copying: rows, dimension: 70, to: $0) })
    #expect(merged.rowCount == rows.count)
    let query = try QuantisedVector(Collection.random.vectors(1, 70, &generator)[0])
    for (row, (source, sourceRow)) in rows.enumerated() {
      #expect(try merged.vector(row) == source.vector(sourceRow))
      #expect(try merged.score(row, query) == source.score(sourceRow, query))
    }
    let naive = rows.indices.map { Neighbour(row: $0, score: (try? merged.score($0, query)) ?? 9) }
    var scratch = SearchScratch()
    let found = try merged.search(query: query, k: 5, scratch: &scratch)
    #expect(found == naive.sorted { $0.ranksBefore($1) })
    #expect(throws: VectorsError.dimensionMismatch(expected: 71, found: 70)) {
      _ = try files.write(id: 2) { try FlatIndex.write(copying: rows, dimension: 71, to: $0) }
    }
  }

  @Test func unusableInputIsATypedErrorThatNamesTheRow() throws {
    func failure(_ vectors: [Float], _ rows: Int, _ dimension: Int) -> VectorsError? {
      do {
        _ = try TestFiles().write {
          try FlatIndex.write(vectors: vectors, rowCount: rows, dimension: dimension, to: $0)
        }
        return nil
      } catch { return error as? VectorsError }
    }
    #expect(failure([1, 2, 3], 2, 2) == .shapeMismatch(rows: 2, dimension: 2, found: 3))
    #expect(failure([], -1, 0) == .shapeMismatch(rows: -1, dimension: 0, found: 0))
    #expect(failure([], .max, .max) == .dimensionTooLarge(found: .max, limit: 65_536))
    #expect(
      failure([1, 0, 0, .nan], 2, 2)
        == .valueOutOfRange(place: "vectors, row 1, value 2", found: "nan"))
    #expect(failure([1, 0, 0, 1], 2, 2) == nil)
  }

  @Test func everyFlippedByteIsATypedErrorOrTheRightAnswer() throws {
    let files = TestFiles()
    let record = try files.write {
      try FlatIndex.write(
        vectors: Self.vectors.flatMap { $0 }, rowCount: 4, dimension: 5, to: $0)
    }
    let path = files.directory.path(of: record.name)
    let sound = try #require(files.fileSystem.contents(path))
    let expected = try files.open(record).search(query: [1, 0, 0, 0, 0], k: 4)
    var errors = 0
    for place in sound.indices {
      var bytes = sound
      bytes[place] ^= 0x81
      files.fileSystem.setContents(path, bytes)
      do {
        let found = try files.open(record).search(query: [1, 0, 0, 0, 0], k: 4)
        #expect(found == expected, "byte \(place)")
      } catch { errors += 1 }
    }
    // At the least every byte of planes, scales and norms that belongs to a row.
    #expect(errors > 4 * (64 + 64 + 4 + 4))
  }

  /// A file with sound checksums whose sections contradict each other.
  @Test func contradictorySectionsAreTypedErrors() throws {
    func result(_ words: [UInt32], rows: Int = 2, scale: Float = 0.5) throws -> VectorsError? {
      let files = TestFiles()
      let record = try files.write { writer in
        try writer.add(VectorSections.high, [Int8](repeating: 1, count: rows * 64))
        try writer.add(VectorSections.low, [Int8](repeating: 1, count: rows * 64))
        try writer.add(VectorSections.scales, [Float](repeating: scale, count: rows))
        try writer.add(VectorSections.residualNorms, [Float](repeating: scale, count: rows))
        try writer.add(VectorSections.parameters, words)
      }
      do {
        let index = try files.open(record)
        _ = try index.search(query: [1, 0, 0], k: 1)
        return nil
      } catch { return error as? VectorsError }
    }
    let norm = Float(1000).bitPattern
    #expect(try result([2, 3, 64, 2, 0, norm, norm, 0]) == nil)
    #expect(try result([4, 3, 64, 2, 0, norm, norm, 0]) == .newerFormat(found: 4, supported: 3))
    for words: [UInt32] in [
      [], [1, 3, 64, 2, 0, norm, norm, 0], [0, 3, 64, 2, 0, norm, norm, 0], [2, 3, 64],
      [2, 70_000, 70_016, 2, 0, norm, norm, 0],
      [2, 3, 65, 2, 0, norm, norm, 0], [2, 3, 64, 3, 0, norm, norm, 0],
      [2, 3, 64, .max, 0, norm, norm, 0], [2, 3, 64, 2, 1, norm, norm, 0],
      [2, 65_536, 65_536, .max, .max, norm, norm, 0],
      [2, 3, 64, 2, 0, Float.nan.bitPattern, norm, 0],
      [2, 3, 64, 2, 0, norm, (-Float.infinity).bitPattern, 0],
    ] {
      guard case .store(.damaged)? = try result(words) else {
        Issue.record("no damage found in \(words)")
        continue
      }
    }
    for scale in [Float.nan, .infinity, -1] {
      guard case .store(.damaged)? = try result([2, 3, 64, 2, 0, norm, norm, 0], scale: scale)
      else {
        Issue.record("no damage found in scale \(scale)")
        continue
      }
    }
  }

  @Test func aFileWithoutVectorsIsATypedError() throws {
    let files = TestFiles()
    let record = try files.write { _ in }
    #expect(throws: VectorsError.self) { try files.open(record) }
  }
}
