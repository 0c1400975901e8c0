// Crashes and failing calls at every step of publishing: the old generation or the new, whole.

import Foundation
import Testing

@testable import LensStore

/// Adds papers 12 to `upTo` to the first generation, keeping its files.
private func add(_ directory: IndexDirectory, upTo end: Int64) throws {
  let session = try directory.beginWriting()
  guard let previous = session.previous else {
    throw StoreError.indexMissing(directory: directory.path)
  }
  _ = try session.commit(
    rows: (previous.paperCount..<end).map { paper($0) }, files: previous.files, meta: previous.meta,
    replacing: false)
}

@Suite struct CrashTests {
  @Test func aFinishedFileSurvivesEveryLegalPowerLoss() throws {
    let seed = freshSeed()
    let memory = MemoryFileSystem(directories: ["/index"])
    let states = Recorder()
    let faulty = FaultyFileSystem(memory) { _, _ in
      for round: UInt64 in 0..<20 {
        states.add(memory.crash(keeping: .mixture(seed: seed &+ round)))
      }
      states.add(memory.crash(keeping: .synced))
      states.add(memory.crash(keeping: .everything))
    }
    let writer = try SectionedFileWriter(creating: .segment, id: 1, in: memoryIndex(faulty))
    try writer.add(dataSection, numbers(1))
    let record = try writer.finish()
    #expect(states.all.count > 100)
    // Before the end: under its final name the file is whole or not there.
    for state in states.all where state.contents("/index/\(record.name)") != nil {
      try SectionedFile(opening: record, in: memoryIndex(state)).verify()
    }
    // After it: there, whatever the crash.
    for round: UInt64 in 0..<50 {
      let state = memory.crash(keeping: round == 0 ? .synced : .mixture(seed: seed &+ round))
      try SectionedFile(opening: record, in: memoryIndex(state)).verify()
    }
  }

  @Test func theOrderOfPublishingIsTheSpecifiedOne() throws {
    let temporary = try TemporaryDirectory()
    let faulty = FaultyFileSystem(LocalFileSystem())
    let directory = temporary.index(faulty)
    try publish(directory, generation: 1)
    let calls = faulty.calls.map { $0.replacingOccurrences(of: directory.path, with: "") }
    let steps = calls.filter {
      $0.contains("ync") || $0.contains("rename") || $0 == "remove /papers.sum"
    }
    #expect(
      steps.suffix(11) == [
        "sync /segment-0000000000000001.tmp", "rename /segment-0000000000000001.tmp",
        "syncDirectory ", "syncFile /papers.sqlite.tmp", "sync /papers.sum.tmp",
        "remove /papers.sum", "syncDirectory ", "rename /papers.sqlite.tmp", "syncDirectory ",
        "rename /papers.sum.tmp", "syncDirectory ",
      ])
  }

  @Test func theSumIsGoneBeforeAnAdditionCommits() throws {
    let temporary = try TemporaryDirectory()
    try publish(temporary.index(), generation: 1)
    let path = temporary.index().path
    let seen = Recorder()
    let faulty = FaultyFileSystem(LocalFileSystem()) { _, call in
      // The first is the sync after the removal: the last call before the commit.
      guard call.hasPrefix("syncDirectory"), seen.notes.isEmpty else { return }
      let count = try? IndexDirectory(path: path).openForReading().catalogue.count
      let sum = try? LocalFileSystem().length(path + "/papers.sum")
      seen.note("\(count ?? 0) papers, \(sum == nil ? "no sum" : "sum")")
    }
    try add(temporary.index(faulty), upTo: 13)
    #expect(seen.notes == ["12 papers, no sum"])
  }

  @Test(arguments: [(Int32(5), false), (28, false), (28, true), (24, false)])
  func whicheverCallFailsAGenerationIsWhole(_ code: Int32, _ lasting: Bool) throws {
    for isAdding in [false, true] {
      let temporary = try TemporaryDirectory()
      try publish(temporary.index(), generation: 1)
      var generation = 1
      var count: Int64 = 12
      for number in 1...200 {
        let faulty = FaultyFileSystem(
          LocalFileSystem(), failing: number, code: code, lasting: lasting)
        let directory = temporary.index(faulty)
        var hasThrown = false
        do {
          if isAdding {
            try add(directory, upTo: count + 1)
          } else {
            try publish(directory, generation: generation + 1)
          }
        } catch let error as StoreError {
          hasThrown = true
          let isTyped = if case .system(_, _, code) = error { true } else { false }
          #expect(isTyped, "\(error)")
        }
        let sound = temporary.index()
        let place = "call \(number), \(faulty.calls.last ?? "")"
        if isAdding {
          let now = try Int64(sound.openForReading().catalogue.count)
          #expect(now == count || now == count + 1, "\(place)")
          #expect(hasThrown || now == count + 1, "\(place)")
          count = now
          #expect(try readAll(sound, papers: count) == 1, "\(place)")
        } else {
          let now = try readAll(sound)
          #expect(now == generation || now == generation + 1, "\(place)")
          #expect(hasThrown || now == generation + 1, "\(place)")
          generation = now
        }
        #expect(try sound.check().isSound, "\(place)")
        // A failed sync is not tried again.
        if let failed = faulty.calls.dropFirst(number - 1).first, failed.contains("sync") {
          #expect(!faulty.calls.dropFirst(number).contains(failed), "\(place)")
        }
        if !faulty.hasFailed {
          #expect(number > 15, "the calls were counted")
          break
        }
      }
      _ = try temporary.index().beginWriting()
      #expect(try temporary.index().check().findings == [])
      #expect(try temporary.names().count == 4)
    }
  }

  @Test(arguments: [false, true])
  func killedAtAnyCallTheIndexIsWhole(_ isAdding: Bool) async throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    try publish(directory, generation: 1)
    let path = directory.path
    var generation = 1
    var count: Int64 = 12
    for number in 1...200 {
      let (old, oldCount) = (generation, count)
      let result = await #expect(processExitsWith: .failure) {
        [
          path = path as String, number = number as Int, old = old as Int,
          oldCount = oldCount as Int64, isAdding = isAdding as Bool
        ] in
        let faulty = FaultyFileSystem(LocalFileSystem()) { call, _ in
          if call == number { kill(getpid(), SIGKILL) }
        }
        let directory = IndexDirectory(path: path, fileSystem: faulty)
        if isAdding {
          try add(directory, upTo: oldCount + 1)
        } else {
          try publish(directory, generation: old + 1)
        }
        exit(77)
      }
      if isAdding {
        count = Int64(try directory.openForReading().catalogue.count)
        #expect([oldCount, oldCount + 1].contains(count), "call \(number)")
        #expect(try readAll(directory, papers: count) == 1, "call \(number)")
      } else {
        generation = try readAll(directory)
        #expect([old, old + 1].contains(generation), "call \(number)")
      }
      let report = try directory.check()
      #expect(report.isSound, "call \(number): \(report.findings)")
      if case .exitCode(77) = result?.exitStatus {
        #expect(number > 15)
        break
      }
      try #require(result?.exitStatus == .signal(SIGKILL), "call \(number)")
    }
    // The last one got through: nothing of the many interrupted ones is left.
    #expect(try directory.check().findings == [])
    #expect(try temporary.names().count == 4)
  }
}

/// Collects what a callback sees.
final class Recorder: @unchecked Sendable {
  // Filled by one thread, read after it.
  private(set) var all: [MemoryFileSystem] = []
  private(set) var notes: [String] = []
  func add(_ state: MemoryFileSystem) { all.append(state) }
  func note(_ text: String) { notes.append(text) }
}
