// The sparse kernels of every instruction set against sums in plain Swift, at all widths, between
// cells they may not touch.
import CKernels
import Testing

@Suite struct SparseKernelTests {
  /// Those this processor runs; the baseline is always among them.
  static let instructionSets = ["scalar", "avx2", "avx512", "neon"]
    .filter { (name: String) in lens_sparse_kernels_for(name) != nil }

  private static let rows = 9
  private static let stride = 203
  /// Small whole numbers: every order of summation, fused or not, gives the same float.
  private static let dense = (0..<rows * stride).map { Float($0 * 7 % 23) - 11 }
  private static let indices: [UInt32] = [0, 3, 3, 8, 1]
  private static let values: [Float] = [2, -1, 3, 1, -4]

  @Test(arguments: instructionSets)
  func gatheringSumsTheRowsOfTheCells(_ set: String) throws {
    let kernels = try #require(lens_sparse_kernels_for(set)).pointee
    for count in 0...Self.indices.count {
      for width in 0...200 {
        var found = [Float](repeating: 99, count: width + 1)
        withRow(count) { kernels.gather_rows($0, Self.dense, Self.stride, width, &found) }
        let expected = (0..<width).map { column in
          (0..<count).reduce(Float(0)) { sum, cell in
            sum + Self.values[cell] * Self.dense[Int(Self.indices[cell]) * Self.stride + column]
          }
        }
        #expect(Array(found.prefix(width)) == expected, "width \(width), \(count) cells")
        #expect(found[width] == 99, "width \(width): wrote behind the row")
      }
    }
  }

  @Test(arguments: instructionSets)
  func scatteringAddsToTheRowsOfTheCellsAndToNothingElse(_ set: String) throws {
    let kernels = try #require(lens_sparse_kernels_for(set)).pointee
    let y = (0..<200).map { Float($0 % 9) - 4 }
    for width in 0...200 {
      var found = Self.dense
      withRow(Self.indices.count) { kernels.scatter_row($0, y, width, &found, Self.stride) }
      var expected = Self.dense
      for (index, value) in zip(Self.indices, Self.values) {
        for column in 0..<width { expected[Int(index) * Self.stride + column] += value * y[column] }
      }
      #expect(found == expected, "width \(width)")
    }
  }

  @Test(arguments: instructionSets)
  func aColumnDoesNotDependOnThoseBesideIt(_ set: String) throws {
    let kernels = try #require(lens_sparse_kernels_for(set)).pointee
    // Every column alike and every number rounded: vectors and what is left of a width must agree.
    let x = [Float](repeating: 0.123_456_79, count: Self.rows * Self.stride)
    let values: [Float] = [1.1, 0.7, -0.3, 1.9, 0.2]
    values.withUnsafeBufferPointer { values in
      Self.indices.withUnsafeBufferPointer { indices in
        let row = lens_sparse_row(
          values: values.baseAddress, indices: indices.baseAddress, count: values.count)
        var gathered = [Float](repeating: 0, count: Self.stride)
        kernels.gather_rows(row, x, Self.stride, Self.stride, &gathered)
        #expect(Set(gathered).count == 1)
        var sums = x
        kernels.scatter_row(row, x, Self.stride, &sums, Self.stride)
        for line in 0..<Self.rows {
          #expect(Set(sums[line * Self.stride..<(line + 1) * Self.stride]).count == 1)
        }
      }
    }
  }

  private func withRow(_ count: Int, _ body: (lens_sparse_row) -> Void) {
    Self.values.withUnsafeBufferPointer { values in
      Self.indices.withUnsafeBufferPointer { indices in
        body(
          lens_sparse_row(
            values: values.baseAddress, indices: indices.baseAddress, count: count))
      }
    }
  }
}
