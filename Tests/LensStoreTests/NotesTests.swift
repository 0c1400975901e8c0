// The user's own files: what was noted is read again, damage is told, and a failing call or a crash
// leaves the old notes or the new.

import Testing

@testable import LensStore

@Suite struct NotesTests {
  private static func sample() -> Notes {
    var notes = Notes()
    notes.set("tag", "to read", to: ["2404.02060", "a b", "100%", "line\nbreak", "中文"])
    notes.set("query", "moe", to: ["text mixture of experts"])
    notes.set("tag", "100% done", to: [])
    return notes
  }

  private func decoded(_ bytes: [UInt8]) throws -> Notes {
    try bytes.withUnsafeBytes { try Notes(decoding: $0, path: "/index/notes") }
  }

  @Test func whatWasNotedIsReadAgain() throws {
    let notes = try decoded(Self.sample().encoded)
    #expect(notes == Self.sample())
    #expect(notes.names("tag") == ["to read", "100% done"])
    #expect(notes.count("tag", "to read") == 5)
    #expect(
      notes.texts("tag", "to read") == ["2404.02060", "a b", "100%", "line\nbreak", "中文"])
    #expect(notes.texts("tag", "100% done") == [])
    #expect(notes.texts("tag", "moe") == nil)
  }

  @Test func everyFlippedByteIsTold() throws {
    let bytes = Self.sample().encoded
    for place in bytes.indices {
      var broken = bytes
      broken[place] ^= 0x01
      // A checksum's own digits may differ in case alone, which is the same number.
      if let read = try? decoded(broken) {
        #expect(read == Self.sample())
      }
    }
    for length in 0..<bytes.count {
      #expect(throws: StoreError.self) { try decoded(Array(bytes[..<length])) }
    }
    let newer = Array("lens-notes format 2 other\n".utf8)
    #expect(throws: StoreError.newerFormat(path: "/index/notes", found: 2, supported: 1)) {
      try decoded(newer)
    }
  }

  @Test func arrivalsKnowThePapersByRound() throws {
    var arrivals = Arrivals()
    let came = [[5, 1, 9, 5], [9, 1], [9, 7]].map { arrivals.meet($0) }
    #expect(came == [true, false, true])
    #expect(arrivals.round == 2)
    #expect(arrivals.papers(after: 1) == [7])
    #expect(arrivals.papers(after: 0) == [1, 5, 7, 9])
    #expect(arrivals.round(of: 5) == 1 && arrivals.round(of: 6) == nil)
    let bytes = arrivals.encoded
    let read = try bytes.withUnsafeBytes { try Arrivals(decoding: $0, path: "/index/arrivals") }
    #expect(read == arrivals)
    for place in bytes.indices {
      var broken = bytes
      broken[place] ^= 0x80
      #expect(throws: StoreError.self) {
        try broken.withUnsafeBytes { try Arrivals(decoding: $0, path: "/index/arrivals") }
      }
    }
  }

  private func change(_ directory: IndexDirectory, to text: String) throws {
    try directory.updateNotes { notes, arrivals in
      notes.set("tag", "t", to: [text])
      arrivals.meet([UInt64(text.utf8.count)])
    }
  }

  @Test func aFailingCallLeavesTheOldNotesOrTheNew() throws {
    var number = 1
    while true {
      let memory = MemoryFileSystem(directories: ["/index"])
      try change(memoryIndex(memory), to: "old")
      let faulty = FaultyFileSystem(memory, failing: number)
      let result = Result { try change(memoryIndex(faulty), to: "newer") }
      let texts = try memoryIndex(memory).readNotes().texts("tag", "t")
      #expect(texts == ["old"] || texts == ["newer"])
      if case .success = result { #expect(texts == ["newer"]) }
      // The next writer is not in its way.
      try change(memoryIndex(memory), to: "third")
      #expect(try memoryIndex(memory).readNotes().texts("tag", "t") == ["third"])
      guard faulty.hasFailed else { break }
      number += 1
    }
    #expect(number > 8)
  }

  @Test func aPowerLossLeavesTheOldNotesOrTheNew() throws {
    let seed = freshSeed()
    let memory = MemoryFileSystem(directories: ["/index"])
    try change(memoryIndex(memory), to: "old")
    let states = Recorder()
    let watched = FaultyFileSystem(memory) { _, _ in
      for round: UInt64 in 0..<20 {
        states.add(memory.crash(keeping: .mixture(seed: seed &+ round)))
      }
    }
    try change(memoryIndex(watched), to: "newer")
    for state in states.all {
      let texts = try memoryIndex(state).readNotes().texts("tag", "t")
      #expect(texts == ["old"] || texts == ["newer"], "seed \(seed)")
      _ = try memoryIndex(state).readArrivals()
    }
    let after = memory.crash(keeping: .synced)
    #expect(try memoryIndex(after).readNotes().texts("tag", "t") == ["newer"])
  }

  @Test func whatHasNoLineEndOrEntryIsRefused() {
    for body in [" text before any entry\n", "tag\n", "tag name"] {
      let head = "lens-notes format 1 checksum \(hex(Checksum.of(Array(body.utf8))))\n"
      #expect(throws: StoreError.self) { try decoded(Array((head + body).utf8)) }
    }
  }

  @Test func aTableFindsWhatHoldsAText() throws {
    let memory = MemoryFileSystem(directories: ["/index"])
    let writer = try SectionedFileWriter(creating: .segment, id: 1, in: memoryIndex(memory))
    let strings = ["ab", "bcab", "", "b", "cab", "xaab"]
    let sections = StringTable.Sections(offsets: SectionID("AAAA"), bytes: SectionID("BBBB"))
    try StringTable.write(strings, sorted: false, sections: sections, to: writer)
    let file = try SectionedFile(opening: try writer.finish(), in: memoryIndex(memory))
    let table = try StringTable(reading: file, sections: sections)
    for key in ["ab", "b", "abb", "bcab", "aab", "x", "z", "", "abbcab"] {
      let expected = strings.indices.filter { key.isEmpty || strings[$0].contains(key) }
      #expect(try table.numbers(containing: Array(key.utf8)) == expected, "\(key)")
    }
  }
}
