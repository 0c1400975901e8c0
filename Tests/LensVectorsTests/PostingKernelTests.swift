// The kernels of BM25 of every instruction set against their definition in plain Swift, hard against
// pages that fault.
import CKernels
import Testing

@Suite struct PostingKernelTests {
  /// The units that a posting adds.
  private func units(_ frequency: Int, _ length: Int, _ reciprocals: [Double]) -> UInt16 {
    let reciprocal =
      length < reciprocals.count ? reciprocals[length] : 1 / (0.3 + 0.01 * Double(length))
    let part = 7.3 - 7.3 / (1 + Double(frequency) * reciprocal)
    return UInt16(part * 1000) + 1
  }

  @Test(arguments: InstructionSet.supported)
  func addingARunOfPostingsAgreesWithTheFormula(_ set: InstructionSet) throws {
    let kernels = try #require(lens_posting_kernels_for(set.kernels.name)?.pointee)
    var generator = SeededGenerator(seed: 5)
    let reciprocals = (0..<80).map { 1 / (0.3 + 0.01 * Double($0)) }
    for width in 0...16 {
      for count in [0, 1, 7, 8, 9, 30, 128] {
        let start: UInt32 = 2048, first = Int(generator.next() % 5)
        let documents = Array(Set((0..<count).map { _ in start + UInt32(generator.next() % 2048) }))
          .sorted()
        let lengthMemory = try GuardedMemory(atLeast: 4 * 4096)
        let lengths = lengthMemory.last(4096, of: UInt32.self)
        // Some documents are longer than the table of units, some than that of reciprocals.
        for i in 0..<4096 { lengths[i] = UInt32(generator.next() % (i % 50 == 0 ? 90 : 64)) }
        let bits = (first + documents.count) * width
        let packedMemory = try GuardedMemory(atLeast: bits / 8 + 8)
        packedMemory.fillWithNoise(seed: UInt64(width + count))
        let packed = packedMemory.last(bits / 8 + 8, of: UInt8.self)
        let documentMemory = try GuardedMemory(atLeast: 4 * 128)
        let run = documentMemory.last(documents.count, of: UInt32.self)
        for (i, document) in documents.enumerated() { run[i] = document }
        let sumMemory = try GuardedMemory(atLeast: 2 * 2048)
        let sums = sumMemory.last(2048, of: UInt16.self)
        let tableMemory = try GuardedMemory(atLeast: 2 * 3 * 64)
        // Without a table every posting is worked out.
        for rows in [0, 1, 3] {
          for i in 0..<2048 { sums[i] = UInt16(i % 3) }
          reciprocals.withUnsafeBufferPointer { reciprocals in
            guard let start = reciprocals.baseAddress else { return }
            var postings = lens_postings(
              documents: run, count: documents.count, frequencies: packed, first: first,
              width: UInt32(width))
            var weighting = lens_bm25(
              lengths: lengths, reciprocals: start, reciprocalCount: reciprocals.count, norm: 0.3,
              growth: 0.01, weight: 7.3, scale: 1000,
              table: rows > 0 ? tableMemory.last(rows * 64, of: UInt16.self) : nil,
              rows: UInt32(rows), columns: 64)
            kernels.fill(&weighting, 0)
            kernels.add(&postings, &weighting, 2048, sums)
          }
          var wanted = (0..<2048).map { UInt16($0 % 3) }
          for (i, document) in documents.enumerated() {
            let frequency = 1 + value(i + first, width, in: packed)
            wanted[Int(document - start)] += units(
              frequency, Int(lengths[Int(document)]), reciprocals)
          }
          #expect((0..<2048).allSatisfy { sums[$0] == wanted[$0] }, "width \(width), \(count)")
        }
      }
    }
  }

  /// A packed value, bit by bit.
  private func value(_ place: Int, _ width: Int, in packed: UnsafePointer<UInt8>) -> Int {
    (0..<width).reduce(0) { sum, bit in
      let place = place * width + bit
      return sum + (packed[place / 8] >> UInt8(place % 8) & 1 == 1 ? 1 << bit : 0)
    }
  }

  @Test(arguments: InstructionSet.supported)
  func unpackingGivesTheDocumentsOfAnyGaps(_ set: InstructionSet) throws {
    let kernels = try #require(lens_posting_kernels_for(set.kernels.name)?.pointee)
    for width in 0...32 {
      for count in [1, 2, 7, 8, 15, 16, 17, 100, 127, 128] {
        for previous in [-1, 0, 5000, 1 << 31 - 1, 1 << 31, 1 << 32 - 2] {
          let bytes = (count * width + 7) / 8 + 8
          let memory = try GuardedMemory(atLeast: bytes)
          memory.fillWithNoise(seed: UInt64(width * 1000 + count))
          let packed = memory.last(bytes, of: UInt8.self)
          let roomMemory = try GuardedMemory(atLeast: 4 * 128)
          let room = roomMemory.last((count + 15) / 16 * 16, of: UInt32.self)
          let last = kernels.unpack(packed, count, UInt32(width), Int64(previous), room)
          var document = previous
          var wanted: [UInt32] = []
          for i in 0..<count {
            document += value(i, width, in: packed) + 1
            wanted.append(UInt32(truncatingIfNeeded: document))
          }
          // Where documents overflow 32 bits, the last one tells.
          #expect(last == UInt64(document), "width \(width), \(count), \(previous)")
          #expect((0..<count).allSatisfy { room[$0] == wanted[$0] }, "width \(width), \(count)")
        }
      }
    }
  }

  @Test(arguments: InstructionSet.supported)
  func partsJoinTheSumsOfAWindow(_ set: InstructionSet) throws {
    let kernels = try #require(lens_posting_kernels_for(set.kernels.name)?.pointee)
    var generator = SeededGenerator(seed: 6)
    let memories = try (0..<3).map { _ in try GuardedMemory(atLeast: 2 * 192) }
    let rooms = memories.map { $0.last(192, of: UInt16.self) }
    for room in rooms { for i in 0..<192 { room[i] = UInt16(generator.next() % 20_000) } }
    let old = rooms.map { room in (0..<192).map { room[$0] } }
    kernels.lower(rooms[1], rooms[2], 192)
    #expect((0..<192).allSatisfy { rooms[1][$0] == min(old[1][$0], old[2][$0]) })
    kernels.raise(rooms[0], rooms[1], 192)
    let raised = (0..<192).map { max(old[0][$0], min(old[1][$0], old[2][$0])) }
    #expect((0..<192).allSatisfy { rooms[0][$0] == raised[$0] })
    for i in 0..<192 { rooms[2][i] = UInt16(i) }
    kernels.join(rooms[2], rooms[0], 192)
    #expect((0..<192).allSatisfy { rooms[2][$0] == raised[$0] + UInt16($0) })
    #expect((0..<192).allSatisfy { rooms[0][$0] == 0 && rooms[1][$0] == 0 })
  }

  @Test(arguments: InstructionSet.supported)
  func placesWithALargeSumAreGathered(_ set: InstructionSet) throws {
    let kernels = try #require(lens_posting_kernels_for(set.kernels.name)?.pointee)
    let sumMemory = try GuardedMemory(atLeast: 2 * 256)
    let sums = sumMemory.last(256, of: UInt16.self)
    for i in 0..<256 { sums[i] = UInt16(i * 37 % 101 * 640) }
    for least: UInt16 in [1, 640, 5000, 32_767, 32_768, 60_000, 64_000, 65_535] {
      let wanted = (0..<256).filter { sums[$0] >= least }
      let placeMemory = try GuardedMemory(atLeast: 2 * 256)
      let places = placeMemory.last(max(wanted.count, 1), of: UInt16.self)
      let count = kernels.gather(sums, 256, least, places)
      #expect(count == wanted.count && (0..<count).allSatisfy { Int(places[$0]) == wanted[$0] })
    }
  }
}
