// Section files: what is written is read, and nothing else ever is.

import CKernels
import Testing

@testable import LensStore

/// A small file with an empty section, one of numbers, and a string table.
private func smallFile(_ directory: IndexDirectory, id: UInt64 = 7) throws -> FileRecord {
  let writer = try SectionedFileWriter(creating: .model, id: id, in: directory)
  try writer.add(SectionID("none"), [UInt8]())
  try writer.add(SectionID("nums"), [1, 2, 3, 5, 8].map(UInt64.init))
  try StringTable.write(
    ["", "a", "ab", "b"], sorted: true,
    sections: .init(offsets: SectionID("toff"), bytes: SectionID("tbyt")), to: writer)
  return try writer.finish()
}

/// Reads all of `smallFile`, checking values only when `isWhole`.
private func readSmallFile(_ record: FileRecord, _ directory: IndexDirectory) throws {
  let file = try SectionedFile(opening: record, in: directory)
  #expect(try file.section(SectionID("none")).byteCount == 0)
  let numbers = try file.section(SectionID("nums")).array(of: UInt64.self)
  #expect(try (0..<numbers.count).map { try numbers.at($0) } == [1, 2, 3, 5, 8])
  let table = try StringTable(
    reading: file, sections: .init(offsets: SectionID("toff"), bytes: SectionID("tbyt")))
  #expect(try (0..<table.count).map { try table.string(at: $0) } == ["", "a", "ab", "b"])
  #expect(try table.find(Array("ab".utf8)) == 2)
}

@Suite struct SectionedFileTests {
  @Test func theBytesAreThoseOfTheSpecification() throws {
    let memory = MemoryFileSystem(directories: ["/index"])
    let directory = memoryIndex(memory)
    let writer = try SectionedFileWriter(creating: .segment, id: 0x1122, in: directory)
    try writer.add(SectionID("abcd"), [UInt8(1), 2, 3])
    let record = try writer.finish()
    let bytes = try #require(memory.contents("/index/segment-0000000000001122"))
    #expect(bytes.count == 64 + 64 + 64 + 64 && record.byteCount == 256)
    #expect(
      Array(bytes[0..<24]) == Array("LENSFILE".utf8) + [1, 0, 0, 0, 2, 0, 0, 0, 0x22, 0x11] + [
        0, 0, 0, 0, 0, 0,
      ])
    #expect(Array(bytes[64..<128]) == [1, 2, 3] + [UInt8](repeating: 0, count: 61))
    var table = Array("abcd".utf8) + [0, 0, 0, 0]
    for number: UInt64 in [64, 3, 160] { table.put(number) }
    table.put(Checksum.of([1, 2, 3]))
    #expect(Array(bytes[128..<164]) == table)
    #expect(Array(bytes[192..<200]) == Array("LENSTAIL".utf8))
    let seal = Checksum.of(Array(bytes[192..<252]))
    #expect(record.checksum == seal)
    #expect(bytes[252..<256].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) } == seal)
    #expect(Checksum.of(Array("123456789".utf8)) == 0xE306_9283)
  }

  @Test func randomSectionsComeBackWhole() throws {
    let seed = freshSeed()
    var generator = SplitMix(state: seed)
    for round in 0..<8 {
      let directory = memoryIndex()
      let writer = try SectionedFileWriter(creating: .model, id: UInt64(round), in: directory)
      let names = [SectionID("aaaa"), SectionID("bbbb"), SectionID("cccc"), SectionID("dddd")]
      var model: [[UInt8]] = []
      for name in names {
        let count =
          [0, 1, 63, 64, 65_535, 65_536, 65_537, 1_100_000].randomElement(using: &generator) ?? 0
        let word = UInt8.random(in: 0...255, using: &generator)
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) ^ word }
        model.append(bytes)
        try writer.begin(name)
        var start = 0
        while start < count {
          let end = min(count, start + Int.random(in: 1...400_000, using: &generator))
          try bytes.withUnsafeBytes {
            try writer.append(UnsafeRawBufferPointer(rebasing: $0[start..<end]))
          }
          start = end
        }
        try writer.end()
      }
      let record = try writer.finish()
      let file = try SectionedFile(opening: record, in: directory)
      try file.verify()
      #expect(file.sectionIDs == names)
      for (name, bytes) in zip(names, model) {
        let section = try file.section(name)
        #expect(section.byteCount == bytes.count, "seed \(seed)")
        for _ in 0..<20 where !bytes.isEmpty {
          let start = Int.random(in: 0..<bytes.count, using: &generator)
          let end = Int.random(in: start...bytes.count, using: &generator)
          let isSame = try section.bytes(start..<end).elementsEqual(bytes[start..<end])
          #expect(isSame, "seed \(seed), \(start)..<\(end)")
        }
      }
    }
  }

  @Test func accessOutsideASectionIsATypedError() throws {
    let directory = memoryIndex()
    let file = try SectionedFile(opening: smallFile(directory), in: directory)
    let numbers = try file.section(SectionID("nums")).array(of: UInt64.self)
    for index in [-1, 5, Int.max, Int.min] {
      #expect(throws: StoreError.self) { try numbers.at(index) }
    }
    for range in [-1..<2, 0..<6, Int.min..<Int.max] {
      #expect(throws: StoreError.self) { try numbers.slice(range) }
    }
    for range in [-1..<2, 0..<41, 41..<41, Int.min..<Int.max] {
      #expect(throws: StoreError.self) { try numbers.section.bytes(range) }
    }
    #expect(
      throws: StoreError.sectionMissing(file: "/index/model-0000000000000007", section: "gone")
    ) {
      try file.section(SectionID("gone"))
    }
    #expect(throws: StoreError.self) { try file.section(SectionID("tbyt")).array(of: UInt64.self) }
  }

  @Test func aFileCutToAnyLengthIsFoundAtOpening() throws {
    let memory = MemoryFileSystem(directories: ["/index"])
    let directory = memoryIndex(memory)
    let record = try smallFile(directory)
    let path = directory.path(of: record.name)
    let whole = try #require(memory.contents(path))
    try readSmallFile(record, directory)
    for length in 0..<whole.count {
      memory.setContents(path, Array(whole[..<length]))
      let error = #expect(throws: StoreError.self) {
        try SectionedFile(opening: record, in: directory)
      }
      #expect(error?.description.hasPrefix(path) == true, "cut to \(length)")
    }
    memory.setContents(path, whole + [0])
    #expect(throws: StoreError.self) { try SectionedFile(opening: record, in: directory) }
  }

  @Test(arguments: [UInt8(0x01), 0x80, 0xFF]) func everyFlippedByteIsFound(_ mask: UInt8) throws {
    let memory = MemoryFileSystem(directories: ["/index"])
    let directory = memoryIndex(memory)
    let record = try smallFile(directory)
    let path = directory.path(of: record.name)
    let whole = try #require(memory.contents(path))
    for place in whole.indices {
      var bytes = whole
      bytes[place] ^= mask
      memory.setContents(path, bytes)
      let error = #expect(throws: StoreError.self, "byte \(place)") {
        try SectionedFile(opening: record, in: directory).verify()
      }
      if case .damaged = error {} else { Issue.record("byte \(place): \(error as Any)") }
      do { try readSmallFile(record, directory) } catch {}
    }
  }

  @Test func aDamagedChunkDoesNotHideTheSoundOnes() throws {
    let memory = MemoryFileSystem(directories: ["/index"])
    let directory = memoryIndex(memory)
    let writer = try SectionedFileWriter(creating: .model, id: 1, in: directory)
    try writer.add(dataSection, [UInt32](0..<50_000))
    let record = try writer.finish()
    let path = directory.path(of: record.name)
    var bytes = try #require(memory.contents(path))
    bytes[64 + 65_536 + 5] ^= 1
    memory.setContents(path, bytes)
    let file = try SectionedFile(opening: record, in: directory)
    let array = try file.section(dataSection).array(of: UInt32.self)
    #expect(try array.at(16_383) == 16_383)
    #expect(throws: StoreError.self) { try array.at(16_384) }
    #expect(throws: StoreError.self) { try array.at(16_384) }
    #expect(try array.at(40_000) == 40_000)
    #expect(throws: StoreError.self) { try array.slice(16_000..<17_000) }
    #expect(file.failures().count == 1)
  }

  @Test func aFileOfAnotherIndexOrGenerationIsCalledThat() throws {
    let memory = MemoryFileSystem(directories: ["/index"])
    let directory = memoryIndex(memory)
    let record = try smallFile(directory)
    let other = try smallFile(directory, id: 8)
    let path = directory.path(of: record.name)
    memory.setContents(path, try #require(memory.contents(directory.path(of: other.name))))
    func isForeign() -> Bool {
      do { _ = try SectionedFile(opening: record, in: directory) } catch {
        if case .foreignFile = error { return true }
      }
      return false
    }
    #expect(isForeign())
    let writer = try SectionedFileWriter(creating: .model, id: 7, in: directory)
    try writer.add(SectionID("none"), [UInt8]())
    try writer.add(SectionID("nums"), [9, 2, 3, 5, 8].map(UInt64.init))
    try StringTable.write(
      ["", "a", "ab", "b"], sorted: true,
      sections: .init(offsets: SectionID("toff"), bytes: SectionID("tbyt")), to: writer)
    #expect(try writer.finish().byteCount == record.byteCount)
    #expect(isForeign())
  }

  @Test func aNewerFormatIsItsOwnError() throws {
    let memory = MemoryFileSystem(directories: ["/index"])
    let directory = memoryIndex(memory)
    let record = try smallFile(directory)
    let path = directory.path(of: record.name)
    var bytes = try #require(memory.contents(path))
    bytes[8] = 2
    reseal(&bytes, at: 0)
    memory.setContents(path, bytes)
    #expect(throws: StoreError.newerFormat(path: path, found: 2, supported: 1)) {
      try SectionedFile(opening: record, in: directory)
    }
  }

  @Test func mutantsWithRightChecksumsNeverTrap() throws {
    let seed = freshSeed()
    var generator = SplitMix(state: seed)
    let memory = MemoryFileSystem(directories: ["/index"])
    let directory = memoryIndex(memory)
    let record = try smallFile(directory)
    let path = directory.path(of: record.name)
    let whole = try #require(memory.contents(path))
    let tableStart = Int(
      try #require(whole.withUnsafeBytes { $0.integer(at: whole.count - 32, as: UInt64.self) }))
    var opened = 0
    for _ in 0..<4_000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        mutate(&bytes, tableStart, &generator)
      }
      let checksum = resealAll(&bytes, tableStart)
      memory.setContents(path, bytes)
      let mutant = FileRecord(
        kind: .model, id: 7, byteCount: Int64(bytes.count), checksum: checksum)
      do {
        let file = try SectionedFile(opening: mutant, in: directory)
        opened += 1
        for id in file.sectionIDs {
          let section = try file.section(id)
          _ = try? section.bytes()
          if let array = try? section.array(of: UInt32.self) { _ = try? array.all() }
        }
        let table = try StringTable(
          reading: file, sections: .init(offsets: SectionID("toff"), bytes: SectionID("tbyt")))
        for i in 0..<min(table.count, 100) { _ = try? table.string(at: i) }
        if table.isSorted { _ = try? table.find(Array("ab".utf8)) }
      } catch {}
    }
    #expect(opened > 0, "seed \(seed): some mutants must get past the frame, or this tests little")
  }

  @Test func threadsMayTouchAFileAtOnce() async throws {
    let directory = memoryIndex()
    let writer = try SectionedFileWriter(creating: .model, id: 1, in: directory)
    try writer.add(dataSection, [UInt32](0..<300_000))
    let file = try SectionedFile(opening: writer.finish(), in: directory)
    let array = try file.section(dataSection).array(of: UInt32.self)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          try (0..<3_000).allSatisfy { step in
            let place = (step &* 7919 &+ task &* 31) % 300_000
            return try array.at(place) == UInt32(place)
          }
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  @Test func anUnfinishedFileLeavesNothing() throws {
    let memory = MemoryFileSystem(directories: ["/index"])
    do {
      let writer = try SectionedFileWriter(creating: .model, id: 1, in: memoryIndex(memory))
      try writer.add(dataSection, [UInt32](0..<300_000))
      #expect(try memory.list("/index") == ["model-0000000000000001.tmp"])
    }
    #expect(try memory.list("/index") == [])
  }
}

/// Puts the right checksum after 60 bytes.
private func reseal(_ bytes: inout [UInt8], at start: Int) {
  let sum = Checksum.of(Array(bytes[start..<start + 60]))
  put(sum, into: &bytes, at: start + 60)
}

/// Right checksums for table, header and footer as far as the mutant's shape allows.
private func resealAll(_ bytes: inout [UInt8], _ tableStart: Int) -> UInt32 {
  let footer = bytes.count - 64
  reseal(&bytes, at: 0)
  let seal = bytes.withUnsafeBytes { $0.integer(at: 60, as: UInt32.self) } ?? 0
  put(seal, into: &bytes, at: footer + 48)
  let count = Int(bytes.withUnsafeBytes { $0.integer(at: footer + 40, as: UInt32.self) } ?? 0)
  // The true length of the table: entries, then one checksum for each chunk they claim.
  var length = count * 32
  for entry in 0..<min(count, (footer - tableStart) / 32) {
    let claimed = bytes.withUnsafeBytes {
      $0.integer(at: tableStart + entry * 32 + 16, as: UInt64.self)
    }
    length +=
      Int(min((claimed ?? 0) / 65_536 + ((claimed ?? 0) % 65_536 == 0 ? 0 : 1), 1 << 20)) * 4
  }
  if tableStart + length <= footer {
    put(Checksum.of(Array(bytes[tableStart..<tableStart + length])), into: &bytes, at: footer + 44)
  }
  reseal(&bytes, at: footer)
  return Checksum.of(Array(bytes[footer..<footer + 60]))
}

private func put(_ number: UInt32, into bytes: inout [UInt8], at place: Int) {
  for i in 0..<4 { bytes[place + i] = UInt8(truncatingIfNeeded: number >> (8 * UInt32(i))) }
}

/// Changes a number of table, footer or data to something hostile.
private func mutate(_ bytes: inout [UInt8], _ tableStart: Int, _ generator: inout SplitMix) {
  let footer = bytes.count - 64
  let hostile: [UInt64] = [
    0, 1, 4, 63, 64, 65, 128, 65_535, 65_536, 1 << 31, 1 << 32, 1 << 62, 1 << 63, .max, .max - 63,
    UInt64(bytes.count), UInt64(bytes.count) - 64, UInt64(tableStart),
  ]
  let value = hostile.randomElement(using: &generator) ?? 0
  let places = [
    footer + 8 * Int.random(in: 1...5, using: &generator),
    tableStart + 8 * Int.random(in: 0..<(footer - tableStart) / 8, using: &generator),
    64 + 8 * Int.random(in: 0..<(tableStart - 64) / 8, using: &generator),
  ]
  let place = places.randomElement(using: &generator) ?? 64
  let width = Bool.random(using: &generator) ? 8 : 4
  for i in 0..<width where place + i < bytes.count {
    bytes[place + i] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(i)))
  }
  if place < tableStart {
    // Data: give its chunk the right checksum again, so that readers see the hostile numbers.
    for entry in 0..<4 {
      let base = tableStart + entry * 32
      let numbers = bytes.withUnsafeBytes { raw in
        (
          raw.integer(at: base + 8, as: UInt64.self), raw.integer(at: base + 16, as: UInt64.self),
          raw.integer(at: base + 24, as: UInt64.self)
        )
      }
      guard let offset = numbers.0.flatMap({ Int(exactly: $0) }),
        let count = numbers.1.flatMap({ Int(exactly: $0) }),
        let sum = numbers.2.flatMap({ Int(exactly: $0) }), offset <= tableStart,
        count <= tableStart - offset, count > 0,
        sum >= tableStart, sum <= footer - 4
      else { continue }
      put(Checksum.of(Array(bytes[offset..<offset + count])), into: &bytes, at: sum)
    }
  }
}
