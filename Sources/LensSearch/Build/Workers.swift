// Threads of a build that work while the building thread reads, merges and takes results back.
//
// Results come back in the order in which the work was handed out, so that nothing depends on which
// thread was faster, and a bounded number of pieces is under way, so that memory does not depend on
// the length of the input.
import Dispatch
import LensLinear
import Synchronization

/// A fixed number of threads that take pieces of work in turn.
final class Workers: Sendable {
  /// Nil: the caller works itself.
  private let queues: [DispatchQueue]
  private let next = Atomic<Int>(0)

  /// As many workers as threads are asked for, all processors where nil.
  ///
  /// One thread is the caller's own: work is then done where it is handed out.
  init(threads: Int?) {
    let count = threads ?? Parallel.defaultThreads
    queues = count > 1 ? (0..<count).map { DispatchQueue(label: "lens.build.\($0)") } : []
  }

  /// Pieces of work that keep all workers busy while the caller does something else.
  var depth: Int { max(1, 2 * queues.count) }

  /// Hands out a piece of work.
  func start<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
  ) -> Pending<Result> {
    let pending = Pending<Result>()
    guard !queues.isEmpty else {
      pending.run(work)
      return pending
    }
    let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
    queues[turn % queues.count].async { pending.run(work) }
    return pending
  }

  /// Lets go of a value on a worker: to free a million small pieces takes a while that nobody need wait.
  func release<Value: Sendable>(_ value: consuming Value) {
    let value = value
    _ = start { withExtendedLifetime(value) {} }
  }
}

/// The result of a piece of work, once there is one.
final class Pending<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  fileprivate func run(_ work: () throws -> Value) {
    let value = Result { try work() }
    result.withLock { $0 = value }
    done.signal()
  }

  /// Waits for the result; asked for once.
  func value() throws -> Value {
    done.wait()
    return try result.withLock { slot in
      guard let value = slot else { preconditionFailure("it is signalled when it is there") }
      slot = nil
      return try value.get()
    }
  }
}

/// Something that one thread at a time may use, on its way to another thread.
///
/// Safe because whoever hands it over leaves it alone until the work it was handed to is done.
struct HandedOver<Value>: @unchecked Sendable {
  let value: Value
}
