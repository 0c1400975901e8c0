// The dot products and axpy of every instruction set against references in plain
// Swift, over all lengths 0 to 1,025 and all starts 0 to 63, and hard against
// pages that fault.
import CKernels
import Foundation
import Testing

@Suite struct DotKernelTests {
  static let longest = 1025
  static let starts = 64

  @Test(arguments: InstructionSet.supported)
  func dotOfBytesIsExactAtEveryLengthAndStart(_ set: InstructionSet) throws {
    let kernels = set.kernels
    let xs = try GuardedMemory(atLeast: Self.longest + Self.starts)
    let ys = try GuardedMemory(atLeast: Self.longest + Self.starts)
    xs.fillWithNoise(seed: 1)
    ys.fillWithNoise(seed: 2)
    for start in 0..<Self.starts {
      let x = xs.first(of: Int8.self) + start
      let y = ys.first(of: Int8.self) + (start * 7 + 3) % Self.starts
      var expected: Int32 = 0
      var wrong: [Int] = []
      for count in 0...Self.longest {
        if kernels.dot_i8(x, y, count) != expected { wrong.append(count) }
        expected += Int32(x[count]) * Int32(y[count])
      }
      #expect(wrong.isEmpty, "start \(start)")
    }
  }

  @Test(arguments: InstructionSet.supported)
  func dotsTouchNoByteOutsideTheirInput(_ set: InstructionSet) throws {
    let kernels = set.kernels
    let xs = try GuardedMemory(atLeast: 4 * Self.longest)
    let ys = try GuardedMemory(atLeast: 4 * Self.longest)
    xs.fillWithNoise(seed: 3)
    ys.fillWithNoise(seed: 4)
    for i in 0..<xs.byteCount / 4 {
      xs.first(of: Float.self)[i] = Float(i % 17) - 8
      ys.first(of: Float.self)[i] = Float(i % 13) - 6
    }
    for count in 0...Self.longest {
      let reference = lens_kernels_for("scalar")?.pointee
      let x = xs.last(count, of: Int8.self), y = ys.last(count, of: Int8.self)
      #expect(kernels.dot_i8(x, y, count) == reference?.dot_i8(x, y, count))
      let u = xs.first(of: Int8.self), v = ys.first(of: Int8.self)
      #expect(kernels.dot_i8(u, v, count) == reference?.dot_i8(u, v, count))
      // Small whole numbers: every order of summation gives the same float.
      let s = xs.last(count, of: Float.self), t = ys.last(count, of: Float.self)
      #expect(kernels.dot_f32(s, t, count) == reference?.dot_f32(s, t, count))
      kernels.axpy_f32(1, s, t, count)
      kernels.axpy_f32(-1, s, t, count)
      kernels.axpy_f32(1, xs.first(of: Float.self), ys.first(of: Float.self), count)
      kernels.axpy_f32(-1, xs.first(of: Float.self), ys.first(of: Float.self), count)
    }
  }

  @Test(
    arguments: InstructionSet.supported,
    [(Int8.min, Int8.min), (Int8.min, Int8.max), (Int8.max, Int8.min), (Int8.max, Int8.max)])
  func dotOfExtremeBytesIsExactUpTo65536(_ set: InstructionSet, _ values: (Int8, Int8)) {
    for count in [2, 63, 64, 255, 4096, 65535, 65536] {
      let x = [Int8](repeating: values.0, count: count)
      let y = [Int8](repeating: values.1, count: count)
      let expected = Int32(count) * Int32(values.0) * Int32(values.1)
      #expect(set.kernels.dot_i8(x, y, count) == expected)
      var scanned = [Int32](repeating: 0, count: 5)
      let rows = [Int8](repeating: values.1, count: 5 * count)
      set.kernels.scan_i8(x, rows, count, 5, &scanned)
      #expect(scanned == [Int32](repeating: expected, count: 5))
    }
  }

  @Test(arguments: InstructionSet.supported)
  func dotOfFloatsStaysWithinItsErrorBound(_ set: InstructionSet) throws {
    let kernels = set.kernels
    let seed = UInt64.random(in: 0..<1 << 32)
    var generator = SeededGenerator(seed: seed)
    let size = Self.longest + Self.starts
    let mixed = (0..<size).map { _ in generator.normal() }
    let other = (0..<size).map { _ in generator.normal() }
    // Equal signs and a mantissa that rounds every sum: the worst case for a running sum.
    let positive = [Float](repeating: 0.1, count: size)
    for (x, y) in [(mixed, other), (positive, positive), (mixed, mixed)] {
      for start in 0..<Self.starts {
        let yStart = (start * 5 + 1) % Self.starts
        var sum = 0.0
        var magnitude = 0.0
        var wrong: [Int] = []
        x.withUnsafeBufferPointer { xs in
          y.withUnsafeBufferPointer { ys in
            guard let x = xs.baseAddress, let y = ys.baseAddress else { return }
            for count in 0...Self.longest {
              let found = Double(kernels.dot_f32(x + start, y + yStart, count))
              if !(abs(found - sum) <= 1e-5 * magnitude) { wrong.append(count) }
              guard count < Self.longest else { break }
              let term = Double(x[start + count]) * Double(y[yStart + count])
              sum += term
              magnitude += abs(term)
            }
          }
        }
        #expect(wrong.isEmpty, "start \(start), seed \(seed)")
      }
    }
  }

  @Test(arguments: InstructionSet.supported)
  func axpyAddsAtEveryLengthAndStartAndWritesNothingElse(_ set: InstructionSet) {
    // Small whole numbers are exact with and without fused multiply-add.
    let size = Self.longest + 2 * Self.starts
    let x = (0..<size).map { Float($0 % 23) - 11 }
    let y = (0..<size).map { Float($0 % 19) - 9 }
    for start in 0..<Self.starts {
      let yStart = (start * 3 + 2) % Self.starts
      let sums = (0..<Self.longest).map { y[yStart + $0] - 3 * x[start + $0] }
      var found = y
      var wrong: [Int] = []
      found.withUnsafeMutableBufferPointer { found in
        guard let target = found.baseAddress else { return }
        for count in 0...Self.longest {
          memcpy(target, y, 4 * size)
          x.withUnsafeBufferPointer { x in
            guard let x = x.baseAddress else { return }
            set.kernels.axpy_f32(-3, x + start, target + yStart, count)
          }
          let isRight =
            memcmp(target + yStart, sums, 4 * count) == 0
            && memcmp(target, y, 4 * yStart) == 0
            && y.withUnsafeBufferPointer { y in
              guard let y = y.baseAddress else { return false }
              let end = yStart + count
              return memcmp(target + end, y + end, 4 * (size - end)) == 0
            }
          if !isRight { wrong.append(count) }
        }
      }
      #expect(wrong.isEmpty, "start \(start)")
    }
  }

  @Test(arguments: InstructionSet.supported)
  func axpyRoundsAValueAlikeWhereverItStands(_ set: InstructionSet) {
    for count in [1, 7, 15, 16, 17, 33, 100] {
      let x = [Float](repeating: 0.123_456_79, count: count)
      var y = [Float](repeating: 0.987_654_3, count: count)
      set.kernels.axpy_f32(1.1, x, &y, count)
      #expect(Set(y).count == 1, "count \(count)")
    }
  }
}
