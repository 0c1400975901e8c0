// The stemmer against its table and against what must hold for any word.

import Testing

@testable import LensText

@Suite("Porter2")
struct Porter2Tests {
  @Test func stemsTheTableAsSnowballDoes() {
    #expect(porter2Pairs.count >= 300)
    for (word, stem) in porter2Pairs {
      #expect(Porter2.stem(word) == stem, "\(word)")
    }
  }

  @Test func neverLengthensAWordNorLeavesItsBytes() {
    let seed: UInt64 = 0x5EED_0001
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "a", "e", "y", "yy", "b", "l", "ll", "s", "ss", "'", "'s", "ing", "ed", "eed", "ational",
      "iviti", "bli", "ogi", "past", "gener", "skis", "dy", "ement", "at", "bl", "iz", "e",
    ]
    for _ in 0..<20_000 {
      var word = ""
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        word += pieces.randomElement(using: &generator) ?? ""
      }
      // Canaries on both sides of the word.
      var bytes = [0xAA, 0xAA] + Array(word.utf8) + [0xBB, 0xBB] as [UInt8]
      let length = bytes.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return -1 }
        return Porter2.stem(base + 2, count: word.utf8.count)
      }
      #expect((0...word.utf8.count).contains(length), "seed \(seed): \(word)")
      #expect(bytes.prefix(2) == [0xAA, 0xAA], "seed \(seed): \(word)")
      #expect(bytes.suffix(2) == [0xBB, 0xBB], "seed \(seed): \(word)")
      let isLower = bytes[2..<2 + length].allSatisfy { $0 == 0x27 || (0x61...0x7A).contains($0) }
      #expect(isLower, "seed \(seed): \(word)")
    }
  }
}
