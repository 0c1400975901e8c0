// Bytes that no writer produces, under checksums that hold: every one ends in a typed error or in an
// answer, never in a trap, whatever is asked of the index.

import LensStore
import Testing

@testable import LensLexical

@Suite struct DamageTests {
  /// One term in every document, one in some, one rare: lists of many blocks, of two and of one.
  private static let corpus: Corpus = {
    var corpus = Corpus(names: ["everywhere", "often", "rare"])
    var generator = SeededGenerator(seed: 31)
    for i in 0..<2500 {
      var document: [(term: UInt32, count: UInt16)] = [
        (term: 0, count: UInt16.random(in: 1...9, using: &generator))
      ]
      if i % 13 == 0 { document.append((term: 1, count: 2)) }
      if i % 400 == 7 { document.append((term: 2, count: 1)) }
      corpus.documents.append(document)
    }
    return corpus
  }()

  private typealias Sections = [(id: SectionID, bytes: [UInt8])]

  private func sections() throws -> Sections {
    let file = try Self.corpus.file()
    return try file.sectionIDs.map { ($0, Array(try file.section($0).bytes())) }
  }

  /// Writes sections with fresh checksums and asks everything of the index they make.
  ///
  /// Returns the error, or nil where an answer came.
  private func outcome(_ sections: Sections) throws -> LexicalError? {
    let directory = IndexDirectory(
      path: "/index", fileSystem: MemoryFileSystem(directories: ["/index"]))
    let writer = try SectionedFileWriter(creating: .segment, id: 9, in: directory)
    for section in sections {
      try section.bytes.withUnsafeBytes { try writer.add(section.id, bytes: $0) }
    }
    let file = try SectionedFile(opening: try writer.finish(), in: directory)
    do {
      let index = try LexicalIndex(reading: file)
      var failure: LexicalError?
      func attempt(_ body: () throws(LexicalError) -> Void) {
        do { try body() } catch { failure = failure ?? error }
      }
      attempt { () throws(LexicalError) in try index.verify() }
      let searcher = try BM25Searcher(segments: [(index, 0), (index, index.documentCount)])
      let query = try searcher.prepare(
        LexicalQuery(groups: [
          QueryGroup(QueryTerm("rare")), QueryGroup([QueryTerm("often"), QueryTerm("rare")]),
          QueryGroup(QueryTerm("everywhere")),
        ]))
      attempt { () throws(LexicalError) in _ = try query.top(3) }
      attempt { () throws(LexicalError) in _ = try query.everyCandidate(nil) }
      if index.documentCount > 0 {
        let rows = [0, index.documentCount / 2, index.documentCount - 1]
        attempt { () throws(LexicalError) in _ = try query.scores(of: rows) }
        attempt { () throws(LexicalError) in _ = try query.contributions(to: rows[1]) }
      }
      return failure
    } catch {
      return error
    }
  }

  @Test func anUntouchedCopyIsSound() throws {
    #expect(try outcome(try sections()) == nil)
  }

  @Test func everyByteMayLie() throws {
    let seed: UInt64 = 32
    var generator = SeededGenerator(seed: seed)
    let sound = try sections()
    var found = 0
    var tried = 0
    for place in sound.indices {
      for _ in 0..<30 {
        var mutant = sound
        let byte = Int.random(in: mutant[place].bytes.indices, using: &generator)
        mutant[place].bytes[byte] = UInt8.random(in: 0...255, using: &generator)
        if mutant[place].bytes == sound[place].bytes { continue }
        tried += 1
        if try outcome(mutant) != nil { found += 1 }
      }
    }
    // Only padding, the slack and an impact that still bounds may differ without being wrong.
    #expect(found * 10 > tried * 8, "seed \(seed): \(found) of \(tried) found")
  }

  @Test func everySkipRecordMayLie() throws {
    let seed: UInt64 = 33
    var generator = SeededGenerator(seed: seed)
    let sound = try sections()
    let place = try #require(sound.firstIndex { $0.id == SectionID("LXPB") })
    // "everywhere" sorts first: the section starts with its skip data.
    let count = LexicalFormat.skipDataBytes(
      blockCount: LexicalFormat.blockCount(Self.corpus.documents.count))
    for _ in 0..<150 {
      var mutant = sound
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let byte = Int.random(in: 0..<count, using: &generator)
        mutant[place].bytes[byte] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
      }
      if mutant[place].bytes == sound[place].bytes { continue }
      // Either outcome will do; what counts is that there is one.
      _ = try outcome(mutant)
    }
  }

  @Test func sectionsMayBeCutShortOrGrow() throws {
    let sound = try sections()
    for place in sound.indices {
      let bytes = sound[place].bytes
      for length in [0, 1, 4, 8, bytes.count / 2, bytes.count - 8, bytes.count - 1] {
        guard length >= 0, length < bytes.count else { continue }
        var mutant = sound
        mutant[place].bytes = Array(bytes.prefix(length))
        #expect(try outcome(mutant) != nil, "\(sound[place].id) cut to \(length)")
      }
      var mutant = sound
      mutant[place].bytes += [0, 0, 0, 0, 0, 0, 0, 0]
      // A longer header is what a later version writes.
      let isHeader = sound[place].id == SectionID("LXHD")
      #expect(try (outcome(mutant) == nil) == isHeader, "\(sound[place].id) grown")
    }
  }

  @Test func missingSectionsAreNamed() throws {
    let sound = try sections()
    for place in sound.indices {
      var mutant = sound
      let id = mutant.remove(at: place).id
      guard case .store(.sectionMissing(_, let section)) = try outcome(mutant) else {
        Issue.record("\(id) was not missed")
        continue
      }
      #expect(section == id.description)
    }
  }

  @Test func headerNumbersMayBeAnything() throws {
    let sound = try sections()
    let place = try #require(sound.firstIndex { $0.id == SectionID("LXHD") })
    for number in 0..<LexicalFormat.headerCount {
      for value: UInt64 in [0, 1, 2499, 2501, 1 << 31, 1 << 32, 1 << 62, 1 << 63, .max] {
        var mutant = sound
        for byte in 0..<8 {
          mutant[place].bytes[number * 8 + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte))
        }
        if mutant[place].bytes == sound[place].bytes { continue }
        let error = try outcome(mutant)
        if number == 0 {
          if value > LexicalFormat.version {
            #expect(error == .newerFormat(expected: 1, found: Int(clamping: value)))
          }
        } else {
          #expect(error != nil, "header number \(number) as \(value)")
        }
      }
    }
  }
}
