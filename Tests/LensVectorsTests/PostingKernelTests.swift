// The kernels of BM25 of every instruction set, bit for bit against their definition in plain Swift, hard
// against pages that fault.
import CKernels
import Testing

@Suite struct PostingKernelTests {
  @Test(arguments: InstructionSet.supported)
  func addingARunOfPostingsAgreesWithTheFormulaToTheLastBit(_ set: InstructionSet) throws {
    let kernels = try #require(lens_posting_kernels_for(set.kernels.name)?.pointee)
    var generator = SeededGenerator(seed: 5)
    let reciprocals = (0..<64).map { 1 / (0.3 + 0.01 * Double($0)) }
    for width in 0...16 {
      for count in [0, 1, 7, 8, 9, 30, 128] {
        let start: UInt32 = 2048, first = Int(generator.next() % 5)
        let documents = Array(Set((0..<count).map { _ in start + UInt32(generator.next() % 2048) }))
          .sorted()
        let lengthMemory = try GuardedMemory(atLeast: 4 * 4096)
        let lengths = lengthMemory.last(4096, of: UInt32.self)
        // Some documents are longer than the table.
        for i in 0..<4096 { lengths[i] = UInt32(generator.next() % (i % 50 == 0 ? 90 : 64)) }
        let bits = (first + documents.count) * width
        let packedMemory = try GuardedMemory(atLeast: bits / 8 + 8)
        packedMemory.fillWithNoise(seed: UInt64(width + count))
        let packed = packedMemory.last(bits / 8 + 8, of: UInt8.self)
        let documentMemory = try GuardedMemory(atLeast: 4 * 128)
        let run = documentMemory.last(documents.count, of: UInt32.self)
        for (i, document) in documents.enumerated() { run[i] = document }
        let sumMemory = try GuardedMemory(atLeast: 8 * 2048)
        let sums = sumMemory.last(2048, of: Double.self)
        for i in 0..<2048 { sums[i] = Double(i % 3) }

        let weight = 7.3, rounding = 32.0
        reciprocals.withUnsafeBufferPointer { table in
          guard let table = table.baseAddress else { return }
          var postings = lens_postings(
            documents: run, count: documents.count, frequencies: packed, first: first,
            width: UInt32(width))
          var weighting = lens_bm25(
            lengths: lengths, reciprocals: table, reciprocalCount: 64, norm: 0.3, growth: 0.01,
            weight: weight, rounding: rounding)
          kernels.add(&postings, &weighting, start, sums)
        }
        var wanted = (0..<2048).map { Double($0 % 3) }
        for (i, document) in documents.enumerated() {
          var frequency = 1
          for bit in 0..<width {
            let place = (first + i) * width + bit
            if packed[place / 8] >> UInt8(place % 8) & 1 == 1 { frequency += 1 << bit }
          }
          let length = Int(lengths[Int(document)])
          let reciprocal =
            length < 64 ? reciprocals[length] : 1 / (0.3 + 0.01 * Double(length))
          let part = weight - weight / (1 + Double(frequency) * reciprocal)
          wanted[Int(document - start)] += (part + rounding) - rounding
        }
        #expect((0..<2048).allSatisfy { sums[$0] == wanted[$0] }, "width \(width), \(count)")
      }
    }
  }

  @Test(arguments: InstructionSet.supported)
  func sumsAreMarkedWhereTheyCanStillExceedTheThreshold(_ set: InstructionSet) throws {
    let kernels = try #require(lens_posting_kernels_for(set.kernels.name)?.pointee)
    let sumMemory = try GuardedMemory(atLeast: 8 * 256), bitMemory = try GuardedMemory(atLeast: 32)
    let sums = sumMemory.last(256, of: Double.self), bits = bitMemory.last(4, of: UInt64.self)
    for i in 0..<256 { sums[i] = Double(i * 37 % 101) / 10 }
    for (open, threshold) in [(0.0, 0.0), (0, 5), (2, 5), (2, 2), (0, 10), (0, .infinity)] {
      kernels.mark_above(sums, 256, open, threshold, bits)
      let wrong = (0..<256).filter {
        (bits[$0 / 64] >> UInt64($0 % 64) & 1 == 1) != (sums[$0] + open > threshold)
      }
      #expect(wrong.isEmpty, "open \(open), threshold \(threshold)")
    }
  }
}
