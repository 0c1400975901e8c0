// String tables against arrays of strings.

import Testing

@testable import LensStore

private let sections = StringTable.Sections(offsets: SectionID("soff"), bytes: SectionID("sbyt"))

@Suite struct StringTableTests {
  @Test func sortedTablesFindWhatABinarySearchOfAnArrayFinds() throws {
    let seed = freshSeed()
    var generator = SplitMix(state: seed)
    for size in [0, 1, 2, 3, 100, 1_000] {
      var words = Set<[UInt8]>()
      while words.count < size {
        let length = Int.random(in: 0...6, using: &generator)
        words.insert((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
      }
      let strings = words.sorted { $0.lexicographicallyPrecedes($1) }
      let directory = memoryIndex()
      let writer = try SectionedFileWriter(creating: .model, id: 1, in: directory)
      try StringTable.write(strings, sorted: true, sections: sections, to: writer)
      let file = try SectionedFile(opening: writer.finish(), in: directory)
      let table = try StringTable(reading: file, sections: sections)
      #expect(table.count == size && table.isSorted)
      for (number, string) in strings.enumerated() {
        #expect(try table.find(string) == number, "seed \(seed)")
        #expect(try Array(table.bytes(at: number)) == string)
        #expect(
          try table.find(string + [0]) == strings.firstIndex(of: string + [0]), "seed \(seed)")
      }
      #expect(throws: StoreError.self) { try table.bytes(at: size) }
      #expect(throws: StoreError.self) { try table.bytes(at: -1) }
    }
  }

  @Test func bothWaysOfWritingGiveTheSameBytes() throws {
    let strings = ["z", "", "上下文", "z"].map { Array($0.utf8) }
    let memory = MemoryFileSystem(directories: ["/index"])
    let directory = memoryIndex(memory)
    let one = try SectionedFileWriter(creating: .model, id: 1, in: directory)
    try StringTable.write(strings, sorted: false, sections: sections, to: one)
    let first = try one.finish()
    let two = try SectionedFileWriter(creating: .model, id: 1, in: directory)
    try StringTable.write(count: strings.count, sorted: false, sections: sections, to: two) { i in
      // The arrays live in `strings`; their storage does not move.
      strings[i].withUnsafeBufferPointer { $0 }
    }
    #expect(try two.finish() == first)
    let file = try SectionedFile(opening: first, in: directory)
    let table = try StringTable(reading: file, sections: sections)
    #expect(!table.isSorted)
    #expect(try (0..<4).map { try table.string(at: $0) } == ["z", "", "上下文", "z"])
  }

  @Test(
    arguments: [[], [1], [1, 1], [1, 0, 9], [0, 2, 1, 3], [1, 0, 4_000_000_000, 3]] as [[UInt32]])
  func hostileOffsetsAreTypedErrors(_ offsets: [UInt32]) throws {
    let directory = memoryIndex()
    let writer = try SectionedFileWriter(creating: .model, id: 1, in: directory)
    try writer.add(sections.offsets, offsets)
    try writer.add(sections.bytes, Array("abc".utf8))
    let file = try SectionedFile(opening: writer.finish(), in: directory)
    #expect(throws: StoreError.self) {
      let table = try StringTable(reading: file, sections: sections)
      for i in 0..<table.count { _ = try table.bytes(at: i) }
    }
  }
}
