import Dispatch
import Synchronization
import Testing

@testable import LensSearch

/// Threads of a build.
@Suite struct WorkersTests {
  private struct Failure: Error {}

  @Test(arguments: [1, 2, 5]) func everyResultIsThatOfItsPiece(_ threads: Int) throws {
    let workers = Workers(threads: threads)
    let pending = (0..<200).map { number in workers.start { number * number } }
    for (number, square) in pending.enumerated() { #expect(try square.value() == number * number) }
    let failing = workers.start { () throws -> Int in throw Failure() }
    #expect(throws: Failure.self) { try failing.value() }
    #expect(try workers.start { 7 }.value() == 7)
  }

  @Test func aPieceThatTakesLongHoldsUpNoOther() throws {
    let workers = Workers(threads: 2)
    let gate = DispatchSemaphore(value: 0)
    let long = workers.start { gate.wait() }
    for number in 0..<20 { #expect(try workers.start { number }.value() == number) }
    gate.signal()
    try long.value()
  }

  @Test func noMorePiecesAreAtWorkThanThereAreThreads() throws {
    let workers = Workers(threads: 3)
    let atWork = Mutex((now: 0, most: 0))
    let pending = (0..<60).map { _ in
      workers.start {
        atWork.withLock {
          $0.now += 1
          $0.most = max($0.most, $0.now)
        }
        // Long enough for another to begin.
        for _ in 0..<1000 { atWork.withLock { _ in } }
        atWork.withLock { $0.now -= 1 }
      }
    }
    for piece in pending { try piece.value() }
    #expect(atWork.withLock { $0.most } <= 3)
  }
}
