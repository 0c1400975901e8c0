// The kernels over sign codes of every instruction set, against their definition in plain Swift,
// hard against pages that fault.
import CKernels
import Testing

@Suite struct SignKernelTests {
  /// Weights from -limit to limit, the extremes among them.
  static func weights(_ count: Int, _ generator: inout SeededGenerator) -> [Int8] {
    (0..<count).map { _ in Int8(Int(generator.next() % 21) - Int(LENS_SIGN_LIMIT)) }
  }

  static func sum(_ weights: [Int8], _ codes: UnsafePointer<UInt8>, _ planes: Int, _ row: Int)
    -> Int
  {
    var sum = 0
    for (i, weight) in weights.enumerated() {
      let byte = codes[row / 64 * 64 * planes + 64 * (i / 8) + row % 64]
      let isSet = byte >> UInt8(i % 8) & 1 == 1
      if isSet == (weight > 0) { sum += Int(weight.magnitude) }
    }
    return sum
  }

  @Test(arguments: InstructionSet.supported)
  func scanAddsTheWeightsThatAgreeAtEveryWidth(_ set: InstructionSet) throws {
    let signs = set.kernels.signs.pointee
    var generator = SeededGenerator(seed: 21)
    for planes in Array(1...34) + [64, 127, 512] {
      let blocks = planes > 100 ? 1 : 1 + planes % 9
      let memory = try GuardedMemory(atLeast: 64 * planes * blocks)
      memory.fillWithNoise(seed: UInt64(planes))
      let codes = memory.last(64 * planes * blocks, of: UInt8.self)
      let tableBytes = 256 * ((planes + 2) / 3)
      let tableMemory = try GuardedMemory(atLeast: tableBytes)
      let tables = tableMemory.last(tableBytes, of: UInt8.self)
      let sumMemory = try GuardedMemory(atLeast: 128 * blocks)
      let sums = sumMemory.last(64 * blocks, of: UInt16.self)
      for extreme in [false, true] {
        let weights =
          extreme
          ? (0..<8 * planes).map { $0 % 2 == 0 ? Int8(10) : -10 }
          : Self.weights(8 * planes, &generator)
        // All agree in the first row, none in the second.
        for i in stride(from: 0, to: weights.count, by: 8) {
          let byte = (0..<8).reduce(UInt8(0)) { $0 | (weights[i + $1] > 0 ? 1 << UInt8($1) : 0) }
          codes[64 * (i / 8)] = byte
          codes[64 * (i / 8) + 1] = ~byte
        }
        signs.tables(weights, planes, tables)
        signs.scan(tables, codes, planes, blocks, sums)
        let wrong = (0..<64 * blocks).filter {
          Int(sums[$0]) != Self.sum(weights, codes, planes, $0)
        }
        #expect(wrong.isEmpty, "planes \(planes)")
      }
    }
  }

  @Test(arguments: InstructionSet.supported)
  func markingKeepsExactlyTheRowsThatReachTheFloor(_ set: InstructionSet) throws {
    let signs = set.kernels.signs.pointee
    let sums = try GuardedMemory(atLeast: 2 * 300), factors = try GuardedMemory(atLeast: 4 * 300)
    let floorMemory = try GuardedMemory(atLeast: 4 * 300), bits = try GuardedMemory(atLeast: 64)
    for count in 0...300 {
      let sum = sums.last(count, of: UInt16.self), factor = factors.last(count, of: Float.self)
      let floors = floorMemory.last(count, of: Float.self)
      let word = bits.last((count + 63) / 64, of: UInt64.self)
      for row in 0..<count {
        sum[row] = UInt16(row * 37 % 101) + (row % 7 == 0 ? 60_000 : 0)
        factor[row] = row % 41 == 40 ? .nan : row % 3 == 0 ? 0.1 : 0.3
      }
      for floor in [Float(-10), 0, 7.3, -.infinity, .infinity] {
        for row in 0..<count { floors[row] = row % 13 == 12 ? 2 * floor + 1 : floor }
        signs.mark(sum, factor, floors, count, -50, word)
        let wrong = (0..<(count + 63) / 64 * 64).filter { row in
          let reaches =
            row < count && !(factor[row] * Float(2 * Int32(sum[row]) - 50) < floors[row])
          return (word[row / 64] >> UInt64(row % 64) & 1 == 1) != reaches
        }
        #expect(wrong.isEmpty, "\(count) rows, floor \(floor)")
      }
    }
  }

  @Test(arguments: InstructionSet.supported)
  func productsWithScatteredRowsAreExact(_ set: InstructionSet) throws {
    let scalar = try #require(lens_kernels_for("scalar")?.pointee)
    for dim in [0, 1, 63, 64, 65, 128, 256, 300, 1025] {
      let memory = try GuardedMemory(atLeast: 7 * dim + 64)
      memory.fillWithNoise(seed: UInt64(dim) + 1)
      let rows = (0..<5).map { UnsafePointer(memory.last(($0 + 1) * dim, of: Int8.self)) }
      let x = memory.first(of: Int8.self), y = memory.first(of: Int8.self) + dim
      var xs = [Int32](repeating: 0, count: 5), ys = xs
      set.kernels.signs.pointee.dot_rows(x, y, rows, dim, 5, &xs, &ys)
      #expect(xs == rows.map { scalar.dot_i8(x, $0, dim) }, "dim \(dim)")
      #expect(ys == rows.map { scalar.dot_i8(y, $0, dim) }, "dim \(dim)")
    }
  }
}
