// The row scan, the marking of survivors and the checksum, of every instruction
// set, against references in plain Swift; and the choice of the set.
import CKernels
import Foundation
import Foundation
import Testing

@Suite struct ScanKernelTests {
  @Test(arguments: InstructionSet.supported)
  func scanEqualsOneDotPerRowAtEveryDimensionAndStart(_ set: InstructionSet) throws {
    let kernels = set.kernels
    let reference = try #require(lens_kernels_for("scalar")?.pointee)
    let mostRows = 6
    let queries = try GuardedMemory(atLeast: 1025 + 64)
    let rows = try GuardedMemory(atLeast: mostRows * 1025 + 64)
    queries.fillWithNoise(seed: 5)
    rows.fillWithNoise(seed: 6)
    var found = [Int32](repeating: 0, count: mostRows + 1)
    for dim in 0...1025 {
      // All starts for the short dimensions, where the paths differ; a rotating few above.
      let starts = dim <= 160 ? Array(0..<64) : [dim % 64, (dim * 29 + 1) % 64]
      for start in starts {
        let count = 1 + (dim + start) % mostRows
        let query = queries.first(of: Int8.self) + (start * 11 + 5) % 64
        let first = rows.first(of: Int8.self) + start
        found[count] = 77
        kernels.scan_i8(query, first, dim, count, &found)
        let expected = (0..<count).map { reference.dot_i8(query, first + $0 * dim, dim) }
        #expect(Array(found[..<count]) == expected, "dim \(dim), start \(start)")
        #expect(found[count] == 77, "wrote behind the last row")
      }
    }
  }

  @Test(arguments: InstructionSet.supported)
  func scanTouchesNoByteOutsideItsInputAndOutput(_ set: InstructionSet) throws {
    let reference = try #require(lens_kernels_for("scalar")?.pointee)
    let queries = try GuardedMemory(atLeast: 1025)
    let rows = try GuardedMemory(atLeast: 6 * 1025)
    let out = try GuardedMemory(atLeast: 64)
    queries.fillWithNoise(seed: 7)
    rows.fillWithNoise(seed: 8)
    for dim in 0...1025 {
      let count = dim % 7
      let query = queries.last(dim, of: Int8.self)
      let first = rows.last(dim * count, of: Int8.self)
      let found = out.last(count, of: Int32.self)
      set.kernels.scan_i8(query, first, dim, count, found)
      let isRight = (0..<count).allSatisfy {
        found[$0] == reference.dot_i8(query, first + $0 * dim, dim)
      }
      #expect(isRight, "dim \(dim)")
    }
  }

  @Test(arguments: InstructionSet.supported)
  func markingKeepsExactlyTheRowsThatReachTheFloor(_ set: InstructionSet) throws {
    let products = try GuardedMemory(atLeast: 4 * 300)
    let scales = try GuardedMemory(atLeast: 4 * 300)
    let residuals = try GuardedMemory(atLeast: 4 * 300)
    let bits = try GuardedMemory(atLeast: 64)
    for count in 0...300 {
      // Whole numbers and powers of two: no rounding, so that equality is exact.
      let product = products.last(count, of: Int32.self)
      let scale = scales.last(count, of: Float.self)
      let residual = residuals.last(count, of: Float.self)
      let words = (count + 63) / 64
      let word = bits.last(words, of: UInt64.self)
      for row in 0..<count {
        product[row] = Int32(row * 37 % 101) - 50
        scale[row] = row % 3 == 0 ? 0.5 : 2
        residual[row] = row % 41 == 40 ? .nan : Float(row % 5)
      }
      let bound = lens_bound(slope: 4, weight: 3, floor: 20)
      set.kernels.mark_reaching(product, scale, residual, count, bound, word)
      var wrong: [Int] = []
      for row in 0..<words * 64 {
        let isMarked = word[row / 64] >> UInt64(row % 64) & 1 == 1
        let reaches =
          row < count && !(4 * scale[row] * Float(product[row]) + 3 * residual[row] < 20)
        if isMarked != reaches { wrong.append(row) }
      }
      #expect(wrong.isEmpty, "\(count) rows")
    }
  }

  @Test func theDispatchedCallsAreThoseOfTheNamedSet() throws {
    let name = String(cString: lens_isa_name())
    let table = try #require(lens_kernels_for(name)?.pointee)
    #expect(name == String(cString: table.name))
    let x: [Int8] = [1, -128, 3], y: [Int8] = [5, -128, 7]
    #expect(lens_dot_i8(x, y, 3) == table.dot_i8(x, y, 3))
    var sums: [Float] = [1, 2]
    lens_axpy_f32(2, [3, 4], &sums, 2)
    #expect(sums == [7, 10])
    #expect(lens_dot_f32([1, 2, 3], [4, 5, 6], 3) == 32)
    var out: [Int32] = [0, 0]
    lens_scan_i8([1, 2], [3, 4, 5, 6], 2, 2, &out)
    #expect(out == [11, 17])
    var word: UInt64 = 0
    let bound = lens_bound(slope: 1, weight: 0, floor: 12)
    lens_mark_reaching(out, [1, 1], [0, 0], 2, bound, &word)
    #expect(word == 0b10)
  }

  @Test func theEnvironmentForcesASet() async {
    await #expect(processExitsWith: .success) {
      setenv("LENS_ISA", "scalar", 1)
      precondition(String(cString: lens_isa_name()) == "scalar")
    }
    await #expect(processExitsWith: .success) {
      unsetenv("LENS_ISA")
      let best = ["avx512", "avx2", "neon", "scalar"].first { (name: String) in
        lens_kernels_for(name) != nil
      }
      setenv("LENS_ISA", "sse9", 1)
      precondition(String(cString: lens_isa_name()) == best)
    }
  }

  @Test func anUnknownSetHasNoKernels() {
    #expect(lens_kernels_for("sse9") == nil)
    #expect(lens_kernels_for("") == nil)
    #expect(lens_kernels_for("scalar") != nil)
  }
}
