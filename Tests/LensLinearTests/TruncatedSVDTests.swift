// The decomposition against planted values and LAPACK's own, over both of its ways:
// the complete one (small matrices) and the iteration, forced here by a narrow basis.

import LensLinear
import Testing

@Suite struct TruncatedSVDTests {
  /// Options under which matrices of some 70 rows already take the iteration.
  static var narrow: SVDOptions {
    var options = SVDOptions()
    options.blockWidth = 8
    options.basisWidth = 48
    return options
  }

  /// Spectra of 60 values that text and trouble are made of.
  static func spectrum(_ kind: String) -> [Double] {
    (0..<60).map { i in
      switch kind {
      case "decaying": 10 * exp2(-0.35 * Double(i))
      case "clustered": i < 20 ? 4 : i < 40 ? 2 : 0.5
      default: 3 / Double(i + 1).squareRoot()
      }
    }
  }

  private static func exp2(_ x: Double) -> Double {
    // Enough for a test: whole powers by exponent, the rest by repeated square roots of two.
    var (rest, result) = (x - x.rounded(.down), 1.0)
    var root = 2.0
    for _ in 0..<40 {
      root = root.squareRoot()
      rest *= 2
      if rest >= 1 {
        result *= root
        rest -= 1
      }
    }
    return result * Double(sign: .plus, exponent: Int(x.rounded(.down)), significand: 1)
  }

  @Test(arguments: ["decaying", "clustered", "powers"], [SVDOptions(), narrow])
  func plantedSingularValuesAreRecovered(kind: String, options: SVDOptions) throws {
    let planted = Self.spectrum(kind)
    let a = Dense.planted(rows: 90, columns: 75, singularValues: planted, seed: 21).sparse
    let svd = try truncatedSVD(of: a, rank: 16, options: options)
    #expect(svd.singularValues.count == 16)
    for (found, value) in zip(svd.singularValues, planted) {
      #expect(abs(Double(found) - value) <= 1e-3 * value, "\(kind), seed 21")
    }
    let energy = planted.reduce(0) { $0 + $1 * $1 }
    #expect(abs(svd.totalEnergy - energy) < 1e-5 * energy)
    let best = planted.prefix(16).reduce(0) { $0 + $1 * $1 }
    #expect(svd.capturedEnergy >= 0.999 * best && svd.capturedEnergy <= 1.00001 * best)
    #expect(orthogonalityError(svd.rightVectors) <= 1e-5)
    #expect(orthogonalityError(svd.leftVectors()) <= 1e-3)
  }

  @Test func fiftyMatricesAgreeWithTheFullDecompositionOfLAPACK() throws {
    for seed in 0..<50 as Range<UInt64> {
      var stream = Stream(seed: seed)
      let (rows, columns) = (55 + stream.below(60), 55 + stream.below(60))
      var dense = Dense(
        rows: rows, columns: columns, values: [Double](repeating: 0, count: rows * columns))
      switch seed % 3 {
      case 0:
        for i in dense.values.indices where stream.below(4) == 0 {
          dense.values[i] = stream.uniform()
        }
      case 1:
        let values = Self.spectrum("clustered").prefix(min(rows, columns, 60))
        dense = .planted(rows: rows, columns: columns, singularValues: Array(values), seed: seed)
      default:
        let values = Self.spectrum("decaying").prefix(min(rows, columns, 30))
        dense = .planted(rows: rows, columns: columns, singularValues: Array(values), seed: seed)
      }
      let reference = try dense.singularValues()
      let options = seed % 2 == 0 ? Self.narrow : SVDOptions()
      let svd = try truncatedSVD(of: dense.sparse, rank: 12, options: options)
      #expect(svd.singularValues.count == 12, "seed \(seed)")
      for (found, value) in zip(svd.singularValues, reference) {
        #expect(abs(Double(found) - value) <= 1e-3 * value, "seed \(seed)")
      }
    }
  }

  @Test(arguments: [0, 1, 5], [SVDOptions(), narrow])
  func theRankShrinksToThatOfTheMatrix(rank: Int, options: SVDOptions) throws {
    let values = (0..<rank).map { 5 - 0.9 * Double($0) }
    let a = Dense.planted(rows: 120, columns: 140, singularValues: values, seed: 31).sparse
    let svd = try truncatedSVD(of: a, rank: 100, options: options)
    #expect(svd.singularValues.count == rank)
    #expect(svd.rightVectors.rows == 140 && svd.rightVectors.columns == rank)
    #expect(svd.projections.rows == 120 && svd.projections.columns == rank)
    #expect(orthogonalityError(svd.rightVectors) <= 1e-5)
    #expect(abs(svd.capturedEnergy - svd.totalEnergy) <= 1e-5 * svd.totalEnergy)
  }

  @Test func valuesThatOccurMoreOftenThanABlockIsWideAreAllFound() throws {
    // A diagonal of 80 twos among 240 ones; no single Krylov space holds more than 8 copies.
    var offsets = [0]
    for i in 0..<320 { offsets.append(i + 1) }
    let a = SparseMatrix(
      rows: 320, columns: 320, offsets: offsets, indices: (0..<320).map { UInt32($0 * 7 % 320) },
      values: (0..<320).map { $0 % 4 == 1 ? 2 : 1 })
    var options = SVDOptions()
    options.blockWidth = 8
    options.basisWidth = 100
    let svd = try truncatedSVD(of: a, rank: 60, options: options)
    #expect(svd.singularValues.count == 60)
    #expect(svd.singularValues.allSatisfy { abs($0 - 2) < 1e-3 })
  }

  @Test func bytesDoNotDependOnTheNumberOfThreads() throws {
    let a = randomSparse(rows: 2600, columns: 500, perRow: 9, seed: 41)
    var results: [TruncatedSVD] = []
    for threads in [1, 2, 16] {
      var options = SVDOptions()
      options.threads = threads
      options.basisWidth = 96
      options.blockWidth = 16
      results.append(try truncatedSVD(of: a, rank: 20, options: options))
    }
    for other in results.dropFirst() {
      #expect(other.singularValues == results[0].singularValues)
      #expect(other.rightVectors == results[0].rightVectors)
      #expect(other.projections == results[0].projections)
      #expect(other.capturedEnergy == results[0].capturedEnergy)
    }
    #expect(results[0].singularValues.count == 20)
  }

  @Test func theGreatestEntryOfEachVectorIsPositive() throws {
    let a = randomSparse(rows: 150, columns: 120, perRow: 6, seed: 51)
    for options in [SVDOptions(), Self.narrow] {
      let v = try truncatedSVD(of: a, rank: 10, options: options).rightVectors
      for j in 0..<v.columns {
        let column = (0..<v.rows).map { v[$0, j] }
        let greatest = column.map(\.magnitude).max() ?? 0
        #expect(column.first { $0.magnitude == greatest } == greatest, "column \(j), seed 51")
      }
    }
  }

  @Test func projectionsAreTheRowsInTheSpace() throws {
    let a = randomSparse(rows: 130, columns: 110, perRow: 7, seed: 61)
    let svd = try truncatedSVD(of: a, rank: 9, options: Self.narrow)
    let expected = a.multiply(svd.rightVectors)
    for (x, y) in zip(svd.projections.values, expected.values) { #expect(abs(x - y) < 1e-4) }
  }

  @Test func degenerateShapesAreOrdinary() throws {
    func matrix(_ rows: Int, _ columns: Int, _ value: Float) -> SparseMatrix {
      SparseMatrix(
        rows: rows, columns: columns, offsets: (0...rows).map { $0 * columns },
        indices: (0..<rows * columns).map { UInt32($0 % max(columns, 1)) },
        values: [Float](repeating: value, count: rows * columns))
    }
    for (rows, columns) in [(0, 0), (0, 5), (5, 0)] {
      let svd3 = try truncatedSVD(of: matrix(rows, columns, 1), rank: 3)
      #expect(svd3.singularValues.isEmpty)
    }
    let svd3 = try truncatedSVD(of: matrix(4, 6, 0), rank: 3)
    #expect(svd3.singularValues.isEmpty)
    let svd0 = try truncatedSVD(of: matrix(4, 6, 1), rank: 0)
    #expect(svd0.singularValues.isEmpty)
    for (rows, columns) in [(1, 1), (1, 40), (40, 1), (30, 20), (200, 150)] {
      // All rows alike: rank one, σ = 2·sqrt(rows · columns).
      for options in [SVDOptions(), Self.narrow] {
        let svd = try truncatedSVD(of: matrix(rows, columns, 2), rank: 7, options: options)
        #expect(svd.singularValues.count == 1, "\(rows) × \(columns)")
        let expected = 2 * Float(rows * columns).squareRoot()
        #expect(abs((svd.singularValues.first ?? 0) - expected) < 1e-4 * expected)
      }
    }
  }
}
