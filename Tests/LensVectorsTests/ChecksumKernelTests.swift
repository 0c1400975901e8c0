// CRC-32C of every instruction set: published vectors, chaining, and the table
// against a bit-by-bit reference at the lengths where the streams change.
import CKernels
import Testing

@Suite struct ChecksumKernelTests {
  /// RFC 3720, appendix B.4, and the customary check value.
  static let vectors: [([UInt8], UInt32)] = [
    ([], 0),
    (Array("123456789".utf8), 0xe306_9283),
    ([UInt8](repeating: 0, count: 32), 0x8a91_36aa),
    ([UInt8](repeating: 0xff, count: 32), 0x62a8_ab43),
    ((0..<32).map { UInt8($0) }, 0x46dd_794e),
    ((0..<32).reversed().map { UInt8($0) }, 0x113f_db5c),
  ]

  /// One bit at a time, as the polynomial is defined.
  static func reference(_ crc: UInt32, _ bytes: some Sequence<UInt8>) -> UInt32 {
    var state = ~crc
    for byte in bytes {
      state ^= UInt32(byte)
      for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0x82f6_3b78 : state >> 1 }
    }
    return ~state
  }

  @Test(arguments: InstructionSet.supported)
  func knownVectorsGiveTheirPublishedChecksums(_ set: InstructionSet) {
    for (bytes, expected) in Self.vectors {
      #expect(set.kernels.crc32c(0, bytes, bytes.count) == expected)
    }
    #expect(lens_crc32c(0, nil, 0) == 0)
    #expect(lens_crc32c(0, Array("123456789".utf8), 9) == 0xe306_9283)
  }

  @Test(arguments: InstructionSet.supported)
  func everyLengthAndStartAgreesWithTheDefinition(_ set: InstructionSet) throws {
    let memory = try GuardedMemory(atLeast: 3 * 4096)
    memory.fillWithNoise(seed: 9)
    let all = memory.first(of: UInt8.self)
    // A running reference gives every prefix in one pass, for each of 64 starts up to 1,025.
    for start in 0..<64 {
      var expected: UInt32 = 0xdead_beef
      var wrong: [Int] = []
      for count in 0...1025 {
        if set.kernels.crc32c(0xdead_beef, all + start, count) != expected { wrong.append(count) }
        expected = Self.reference(expected, CollectionOfOne(all[start + count]))
      }
      #expect(wrong.isEmpty, "start \(start)")
    }
    // One start up to three long streams and beyond, where every stream path is taken.
    var expected: UInt32 = 0
    var wrong: [Int] = []
    for count in 0..<memory.byteCount {
      if count % 7 == 0 || count > 4000 && count < 4100 {
        if set.kernels.crc32c(0, all, count) != expected { wrong.append(count) }
      }
      expected = Self.reference(expected, CollectionOfOne(all[count]))
    }
    #expect(wrong.isEmpty)
  }

  @Test(arguments: InstructionSet.supported)
  func checksumsChainAndStayInsideTheirInput(_ set: InstructionSet) throws {
    let memory = try GuardedMemory(atLeast: 20_000)
    memory.fillWithNoise(seed: 10)
    for count in [0, 1, 7, 8, 9, 1007, 1008, 1009, 4031, 4032, 4033, 5040, 5041, 16_384] {
      let bytes = memory.last(count, of: UInt8.self)
      let whole = set.kernels.crc32c(0, bytes, count)
      for cut in [0, count / 3, count / 2, count] {
        let head = set.kernels.crc32c(0, bytes, cut)
        #expect(set.kernels.crc32c(head, bytes + cut, count - cut) == whole)
      }
    }
  }

  @Test(arguments: InstructionSet.supported)
  func oneFlippedBitChangesTheChecksum(_ set: InstructionSet) {
    var bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let before = set.kernels.crc32c(0, bytes, bytes.count)
    for place in stride(from: 0, to: bytes.count, by: 61) {
      bytes[place] ^= 1 << UInt8(place % 8)
      #expect(set.kernels.crc32c(0, bytes, bytes.count) != before, "byte \(place)")
      bytes[place] ^= 1 << UInt8(place % 8)
    }
  }
}
