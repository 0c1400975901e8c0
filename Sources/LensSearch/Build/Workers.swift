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
  /// What waits for a thread, and how many threads are at work.
  private struct State {
    var waiting: [@Sendable () -> Void] = []
    var busy = 0
  }

  /// 0: the caller works itself.
  private let count: Int
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "lens.build", attributes: .concurrent)

  /// As many workers as threads are asked for, all processors where nil.
  ///
  /// One thread is the caller's own: work is then done where it is handed out.
  init(threads: Int?) {
    let threads = threads ?? Parallel.defaultThreads
    count = threads > 1 ? threads : 0
  }

  /// Pieces of work that keep all workers busy while the caller does something else.
  var depth: Int { max(1, 2 * count) }

  /// Hands out a piece of work; the worker that is free first takes it.
  func start<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
  ) -> Pending<Result> {
    let pending = Pending<Result>()
    guard count > 0 else {
      pending.run(work)
      return pending
    }
    let isNeeded = state.withLock { state in
      state.waiting.append { pending.run(work) }
      guard state.busy < count else { return false }
      state.busy += 1
      return true
    }
    if isNeeded { queue.async { self.work() } }
    return pending
  }

  /// Takes pieces as long as there are any.
  private func work() {
    while true {
      let piece: (@Sendable () -> Void)? = state.withLock { state in
        guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
        state.busy -= 1
        return nil
      }
      guard let piece else { return }
      piece()
    }
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
