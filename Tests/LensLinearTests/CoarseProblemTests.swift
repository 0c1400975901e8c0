// The decomposition of large matrices, which starts in a part of them: what it may lose of the best
// space, and that nothing depends on the order of the rows or on the number of threads.
import LensLinear
import Testing

@Suite struct CoarseProblemTests {
  /// Topics of words, some of them rare, and one column for each row alone: text in small.
  private static func topics(rows: Int, period: Int = 1, seed: UInt64) -> SparseMatrix {
    var stream = Stream(seed: seed)
    let common = 900
    var offsets = [0]
    var indices: [UInt32] = []
    var values: [Float] = []
    for row in 0..<rows {
      let topic = row % period == 0 ? stream.below(20) : 20 + stream.below(20)
      for _ in 0..<12 {
        let word = min(stream.below(22), stream.below(22))
        indices.append(UInt32(stream.below(3) == 0 ? stream.below(common) : topic * 22 + word))
        values.append(Float(0.5 + 0.5 * stream.uniform().magnitude))
      }
      indices.append(UInt32(common + row))
      values.append(0.3)
      offsets.append(indices.count)
    }
    return SparseMatrix(
      rows: rows, columns: common + rows, offsets: offsets, indices: indices, values: values)
  }

  private static func options(
    coarse: Bool, axisRows: Int = 65_536, threads: Int? = nil
  ) -> SVDOptions {
    var options = SVDOptions()
    options.blockWidth = 16
    options.basisWidth = 96
    options.threads = threads
    options.coarse = nil
    if coarse {
      var part = SVDOptions.Coarse()
      part.leastRows = 1000
      part.columns = 600
      part.axisRows = axisRows
      options.coarse = part
    }
    return options
  }

  @Test(arguments: [1, 2, 4])
  func theSpaceHoldsNearlyTheEnergyOfTheBestOne(period: Int) throws {
    // With a period, rows at even distances would all be of one kind.
    let a = Self.topics(rows: 6000, period: period, seed: 71)
    let best = try truncatedSVD(of: a, rank: 40, options: Self.options(coarse: false))
    let found = try truncatedSVD(of: a, rank: 40, options: Self.options(coarse: true))
    #expect(found.capturedEnergy != best.capturedEnergy, "both took the same way")
    #expect(found.singularValues.count == 40)
    #expect(found.capturedEnergy > 0.96 * best.capturedEnergy, "period \(period), seed 71")
    #expect(found.capturedEnergy <= 1.00001 * best.capturedEnergy)
    #expect(abs(found.totalEnergy - best.totalEnergy) <= 1e-9 * best.totalEnergy)
    #expect(orthogonalityError(found.rightVectors) <= 1e-5)
    #expect(orthogonalityError(found.leftVectors()) <= 1e-3)
    let expected = a.multiply(found.rightVectors)
    for (x, y) in zip(found.projections.values, expected.values) { #expect(abs(x - y) < 1e-4) }
  }

  @Test func theAxesOfASampleTurnTheSpaceAndDoNotLeaveIt() throws {
    let a = Self.topics(rows: 6000, seed: 73)
    let whole = try truncatedSVD(of: a, rank: 40, options: Self.options(coarse: true))
    let found = try truncatedSVD(
      of: a, rank: 40, options: Self.options(coarse: true, axisRows: 3000))
    #expect(found.rightVectors != whole.rightVectors, "both took the same way")
    #expect(found.singularValues.count == 40)
    #expect(abs(found.capturedEnergy - whole.capturedEnergy) < 1e-5 * whole.capturedEnergy)
    let sum = found.singularValues.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(sum - found.capturedEnergy) < 1e-5 * sum)
    #expect(orthogonalityError(found.rightVectors) <= 1e-5)
    #expect(found.projections == a.multiply(found.rightVectors))
    for (x, y) in zip(found.singularValues, whole.singularValues) { #expect(abs(x / y - 1) < 0.08) }
    for (x, y) in zip(found.singularValues, found.singularValues.dropFirst()) { #expect(x >= y) }
  }

  @Test(arguments: [700, 65_536])
  func bytesDoNotDependOnTheNumberOfThreads(axisRows: Int) throws {
    let a = Self.topics(rows: 1500, seed: 72)
    let results = try [1, 2, 5].map {
      try truncatedSVD(
        of: a, rank: 12, options: Self.options(coarse: true, axisRows: axisRows, threads: $0))
    }
    for other in results.dropFirst() {
      #expect(other.singularValues == results[0].singularValues)
      #expect(other.rightVectors == results[0].rightVectors)
      #expect(other.projections == results[0].projections)
    }
  }

  @Test func aMatrixOfLowRankIsDecomposedCompletely() throws {
    // Rows of three kinds: the sample has them all, and no fourth direction exists.
    let kinds: [[(UInt32, Float)]] = [[(0, 1), (1, 2)], [(2, 3)], [(1, 1), (3, 1), (4, 1)]]
    var offsets = [0]
    var indices: [UInt32] = []
    var values: [Float] = []
    for row in 0..<1200 {
      for (column, value) in kinds[row % 3] {
        indices.append(column)
        values.append(value)
      }
      offsets.append(indices.count)
    }
    let a = SparseMatrix(
      rows: 1200, columns: 400, offsets: offsets, indices: indices, values: values)
    let svd = try truncatedSVD(of: a, rank: 40, options: Self.options(coarse: true))
    #expect(svd.singularValues.count == 3)
    #expect(abs(svd.capturedEnergy - svd.totalEnergy) < 1e-5 * svd.totalEnergy)
  }
}
