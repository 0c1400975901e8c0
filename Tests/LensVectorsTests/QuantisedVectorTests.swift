// The fixed-point form: its range, its error, and that it does not drift.
import LensStore
import Testing

@testable import LensVectors

@Suite struct QuantisedVectorTests {
  @Test func codesAreTheRoundedValuesInUnitsOfTheScale() throws {
    let vector = try QuantisedVector([1, -1, 0.5, 0, -0.25])
    #expect(vector.codes == [32_639, -32_639, 16_320, 0, -8160])
    #expect(vector.scale == Float(1) / 32_639)
    #expect(vector.dimension == 5)
    #expect(vector.high.count == 64 && vector.low.count == 64)
    #expect(vector.high[5...].allSatisfy { $0 == 0 } && vector.low[5...].allSatisfy { $0 == 0 })
  }

  @Test func everyCodeIsReachedByItsOwnValue() throws {
    // All codes, each beside the largest, which fixes the scale at 1.
    let codes = (-32_639...32_639).map { Float($0) }
    for start in stride(from: 0, to: codes.count, by: 60_000) {
      let part = [32_639] + codes[start..<min(start + 60_000, codes.count)]
      let vector = try QuantisedVector(part)
      #expect(vector.scale == 1)
      #expect(vector.values == part)
    }
  }

  @Test func quantisingAgainChangesNoCode() throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let once = try QuantisedVector((0..<33).map { _ in generator.normal() })
      #expect(try QuantisedVector(once.values).codes == once.codes, "seed \(seed)")
    }
  }

  @Test func measuresAreTheNormsRoundedUp() throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var generator = SeededGenerator(seed: seed)
    for dimension in [1, 10, 64, 300] {
      let vector = try QuantisedVector((0..<dimension).map { _ in generator.normal() })
      func norm(_ parts: [Double]) -> Double {
        Double(vector.scale) * parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
      let coarse = norm(vector.high.map { 256 * Double($0) })
      let residual = norm(vector.low.map { Double($0) })
      let whole = norm(vector.codes.map { Double($0) })
      for (found, exact) in [
        (vector.measures.coarseNorm, coarse), (vector.measures.residualNorm, residual),
        (vector.norm, whole),
      ] {
        #expect(Double(found) >= exact && Double(found) <= exact * 1.000_001, "seed \(seed)")
      }
    }
  }

  @Test func extremesAreZeroExactOrRefused() throws {
    #expect(try QuantisedVector([]).codes.isEmpty)
    #expect(try QuantisedVector([0, -0.0]).scale == 0)
    #expect(try QuantisedVector([1e-31, -.leastNonzeroMagnitude]).codes == [0, 0])
    #expect(try QuantisedVector([1e-31]).scale == 0)
    #expect(try QuantisedVector([1e-30, 5e-31]).codes == [32_639, 16_320])
    #expect(try QuantisedVector([1_000_000, -1]).codes == [32_639, 0])
    for bad in [Float.nan, -.nan, .infinity, -.infinity, 1_000_001, .greatestFiniteMagnitude] {
      #expect(throws: VectorsError.valueOutOfRange(place: "vector, value 3", found: "\(bad)")) {
        try QuantisedVector([0, 1, bad, 2])
      }
    }
    #expect(throws: VectorsError.dimensionTooLarge(found: 65_537, limit: 65_536)) {
      try QuantisedVector([Float](repeating: 0, count: 65_537))
    }
  }

  @Test func extremeScoresNeitherOverflowNorLoseTheirOrder() throws {
    let large = [Float](repeating: 1_000_000, count: 65_536)
    let files = TestFiles()
    let index = try files.index([large.map { -$0 }, large], dimension: 65_536)
    let found = try index.search(query: large, k: 2)
    #expect(found.map(\.row) == [1, 0])
    #expect(abs(found[0].score / 6.5536e16 - 1) < 1e-4 && found[1].score == -found[0].score)
    let small = try TestFiles().index([[-1e-30], [1e-30], [0]], dimension: 1)
    #expect(try small.search(query: [1], k: 3).map(\.row) == [1, 2, 0])
  }

  static let messages: [(VectorsError, String)] = [
    (
      .newerFormat(found: 9, supported: 1),
      "vectors: expected format 1 or older, found 9. Update lens."
    ),
    (
      .dimensionMismatch(expected: 256, found: 3),
      "query vector: expected 256 dimensions, found 3. "
        + "Project the query with the model of this index."
    ),
    (
      .dimensionTooLarge(found: 70_000, limit: 65_536),
      "vectors: expected at most 65536 dimensions, found 70000. Fit a smaller space."
    ),
    (
      .shapeMismatch(rows: 2, dimension: 3, found: 5),
      "vectors: expected 2 rows of 3 values, found 5 values. Pass rows × dimension values."
    ),
    (
      .valueOutOfRange(place: "vectors, row 4, value 2", found: "nan"),
      "vectors, row 4, value 2: expected a finite number of at most 1,000,000 in magnitude, "
        + "found nan. Normalise the vector first."
    ),
    (
      .rowOutOfRange(row: 7, count: 7),
      "vectors: expected a row from 0 and below 7, found 7. Ask for a stored row."
    ),
    (
      .filterTooShort(expectedWords: 4, found: 1),
      "filter: expected at least 4 words of 64 bits, found 1. Pass one bit for every row."
    ),
  ]

  @Test(arguments: messages)
  func messagesNamePlaceExpectedFoundAndCure(_ error: VectorsError, _ message: String) {
    #expect(error.description == message)
  }

  @Test func aStoreErrorKeepsItsOwnMessage() {
    let error = StoreError.sectionMissing(file: "segment-1", section: "VPAR")
    #expect(VectorsError.store(error).description == error.description)
  }
}
