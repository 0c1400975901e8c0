import LensLinear
import Testing

@Suite struct RidgeMapTests {
  /// Pairs in which y is x turned by a quarter in its first two columns.
  private func pairs(_ count: Int) -> (x: DenseMatrix, y: DenseMatrix) {
    var x = DenseMatrix(rows: count, columns: 3)
    var y = DenseMatrix(rows: count, columns: 3)
    for row in 0..<count {
      let angle = Float(row) * 0.7
      let (a, b) = (Float(row % 5) - 2, angle.truncatingRemainder(dividingBy: 2) - 1)
      (x[row, 0], x[row, 1]) = (a, b)
      (y[row, 0], y[row, 1]) = (-b, a)
    }
    return (x, y)
  }

  @Test func aTurnIsFoundWhereThePairsTellIt() throws {
    let (x, y) = pairs(200)
    let map = try ridgeMap(from: x, to: y, pull: 1e-6)
    let expected: [Float] = [0, 1, 0, -1, 0, 0, 0, 0, 1]
    #expect(zip(map, expected).allSatisfy { abs($0 - $1) < 1e-3 }, "\(map)")
  }

  @Test func aStrongPullLeavesVectorsAsTheyAre() throws {
    let (x, y) = pairs(200)
    let map = try ridgeMap(from: x, to: y, pull: 1e6)
    let identity: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
    #expect(zip(map, identity).allSatisfy { abs($0 - $1) < 1e-3 }, "\(map)")
  }

  @Test func theMapDoesNotDependOnThreads() throws {
    let (x, y) = pairs(3000)
    let one = try ridgeMap(from: x, to: y, pull: 0.1, threads: 1)
    #expect(try ridgeMap(from: x, to: y, pull: 0.1, threads: 3) == one)
  }

  @Test func pairsOfZerosAndNoPairsTellNothing() throws {
    for rows in [0, 4] {
      let zeros = DenseMatrix(rows: rows, columns: 2)
      let map = try ridgeMap(from: zeros, to: zeros, pull: 0.1)
      #expect(map == [1, 0, 0, 1])
    }
  }
}
