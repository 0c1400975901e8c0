// Readers beside a writer, and writers beside each other.

import Synchronization
import Testing

@testable import LensStore

@Suite struct ConcurrencyTests {
  @Test func readersBesideAWriterSeeOneGenerationEach() async throws {
    let temporary = try TemporaryDirectory()
    try publish(temporary.index(), generation: 1)
    let run = Run()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask {
          var last = 0
          repeat {
            let generation = try readAll(temporary.index())
            #expect(generation >= last)
            last = generation
            run.readings.wrappingAdd(1, ordering: .relaxed)
            await Task.yield()
          } while !run.isDone.load(ordering: .acquiring)
        }
      }
      group.addTask {
        defer { run.isDone.store(true, ordering: .releasing) }
        for generation in 2...8 {
          try publish(temporary.index(), generation: generation)
          await Task.yield()
        }
      }
      try await group.waitForAll()
    }
    #expect(try readAll(temporary.index()) == 8)
    #expect(run.readings.load(ordering: .relaxed) >= 3)
    _ = try temporary.index().beginWriting()
    #expect(try temporary.index().check().findings == [])
  }

  @Test func ofManyWritersOneWins() async throws {
    let temporary = try TemporaryDirectory()
    try publish(temporary.index(), generation: 1)
    let keeper = Keeper()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<30 {
        group.addTask { keeper.tryToWrite(temporary.index()) }
      }
    }
    #expect(keeper.outcome == [1, 29])
  }
}

/// What reader and writer tell each other.
private final class Run: Sendable {
  let isDone = Atomic(false)
  let readings = Atomic(0)
}

/// Begins sessions and holds on to those that began.
private final class Keeper: @unchecked Sendable {
  // Only touched under the mutex.
  private var sessions: [WriteSession] = []
  private var refusals = 0
  private let mutex = Mutex(())

  func tryToWrite(_ directory: IndexDirectory) {
    let session = Result { try directory.beginWriting() }
    mutex.withLock { _ in
      switch session {
      case .success(let session): sessions.append(session)
      case .failure(StoreError.locked): refusals += 1
      case .failure(let error): Issue.record(error)
      }
    }
  }

  var outcome: [Int] { mutex.withLock { _ in [sessions.count, refusals] } }
}
