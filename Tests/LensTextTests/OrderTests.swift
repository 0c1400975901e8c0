import Testing

@testable import LensText

/// Numbers and terms in order, against sorting by comparison.
@Suite struct OrderTests {
  @Test func radixSortIsAStableSort() {
    let seed: UInt64 = 0x5EED_0041
    var generator = SeededGenerator(seed: seed)
    for round in 0..<60 {
      // Keys of a few bytes leave passes out; few distinct keys show whether order is kept.
      let limit: UInt64 = [1, 7, 0x1_0000, 0xFF00_0000_0000, .max][round % 5]
      let shift = UInt64(round % 3 * 8)
      let values = (0..<Int.random(in: 0...700, using: &generator)).map {
        KeyedNumber(
          key: UInt64.random(in: 0...limit, using: &generator) << shift, number: UInt32($0))
      }
      var sorted = values
      RadixSort.sort(&sorted)
      let expected = values.sorted { ($0.key, $0.number) < ($1.key, $1.number) }
      #expect(
        sorted.map(\.number) == expected.map(\.number), "seed \(seed), round \(round)")
      #expect(sorted.map(\.key) == expected.map(\.key), "seed \(seed), round \(round)")
    }
  }

  @Test func termsComeInTheOrderOfTheirBytes() {
    let seed: UInt64 = 0x5EED_0042
    var generator = SeededGenerator(seed: seed)
    var table = TermTable()
    var terms: Set<[UInt8]> = []
    for _ in 0..<3000 {
      // Few letters, zeros among them: many share eight bytes, and some end where others go on.
      let letters: [UInt8] = [0, 0x61, 0x61, 0x61, 0x62, 0xE4]
      let term = (0..<Int.random(in: 0...14, using: &generator)).map { _ in
        letters.randomElement(using: &generator) ?? 0
      }
      term.withUnsafeBufferPointer { _ = table.intern($0) }
      terms.insert(term)
    }
    let expected = terms.sorted { $0.lexicographicallyPrecedes($1) }
    #expect(table.idsInByteOrder().map { table.term($0) } == expected, "seed \(seed)")
    #expect(TermTable().idsInByteOrder() == [])
  }
}
