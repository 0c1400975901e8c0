// Values that must never reach LAPACK, and values at the ends of single precision:
// a typed error or a finite result, in every cell.

import LensLinear
import Testing

@Suite struct TruncatedSVDInputTests {
  private func matrix(size: Int, cell: Int, value: Float) -> SparseMatrix {
    let generator = CounterGenerator(seed: 71)
    var values = (0..<size * size).map { generator.uniform(at: UInt64($0)) }
    values[cell] = value
    return SparseMatrix(
      rows: size, columns: size, offsets: (0...size).map { $0 * size },
      indices: (0..<size * size).map { UInt32($0 % size) }, values: values)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, -Float.signalingNaN])
  func aCellThatIsNotFiniteIsNamed(value: Float) {
    for cell in 0..<400 {
      #expect(throws: LinearError.notFinite(row: cell / 20, column: cell % 20)) {
        try truncatedSVD(of: matrix(size: 20, cell: cell, value: value), rank: 5)
      }
    }
  }

  @Test(arguments: [Float(1e38), -1e38, 0x1p-140, -0x1p-140, Float.leastNonzeroMagnitude])
  func extremeCellsGiveATypedErrorOrFiniteResults(value: Float) throws {
    for cell in stride(from: 0, to: 400, by: 7) {
      let a = matrix(size: 20, cell: cell, value: value)
      do {
        let svd = try truncatedSVD(of: a, rank: 5)
        #expect(!svd.singularValues.isEmpty)
        #expect(svd.singularValues.allSatisfy { $0.isFinite })
        #expect(svd.rightVectors.values.allSatisfy { $0.isFinite })
        #expect(svd.projections.values.allSatisfy { $0.isFinite })
        #expect(svd.totalEnergy.isFinite && svd.capturedEnergy.isFinite)
      } catch let error {
        #expect(error == .tooLarge(row: cell / 20, column: cell % 20))
      }
    }
  }

  @Test func scaleDoesNotMatter() throws {
    let a = randomSparse(rows: 60, columns: 50, perRow: 5, seed: 81)
    let plain = try truncatedSVD(of: a, rank: 8)
    for factor in [Float(0x1p100), 0x1p-110] {
      let scaled = SparseMatrix(
        rows: 60, columns: 50, offsets: a.offsets, indices: a.indices,
        values: a.values.map { $0 * factor })
      let svd = try truncatedSVD(of: scaled, rank: 8)
      #expect(svd.singularValues.count == 8)
      for (x, y) in zip(svd.singularValues, plain.singularValues) {
        #expect(abs(x / factor - y) < 1e-5 * y)
      }
      for (x, y) in zip(svd.rightVectors.values, plain.rightVectors.values) {
        #expect(abs(x - y) < 1e-4)
      }
    }
  }

  @Test func denormalMatricesHaveTheirSingularValues() throws {
    // diag(2, 1)·2⁻¹³⁵, which is below the normal range.
    let a = SparseMatrix(
      rows: 2, columns: 2, offsets: [0, 1, 2], indices: [1, 0], values: [0x1p-134, 0x1p-135])
    let svd = try truncatedSVD(of: a, rank: 2)
    #expect(svd.singularValues.count == 2)
    #expect(abs(svd.singularValues[0] / 0x1p-134 - 1) < 1e-3)
  }

  @Test func sumsThatWouldOverflowAreRefused() {
    let a = SparseMatrix(
      rows: 2, columns: 2, offsets: [0, 2, 4], indices: [0, 1, 0, 1],
      values: [3e38, 1, 3e38, -3e38])
    #expect(throws: LinearError.tooLarge(row: 0, column: 0)) { try truncatedSVD(of: a, rank: 2) }
  }
}
