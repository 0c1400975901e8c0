// A map over many items on all cores, results in order, the first error thrown; and two things at once.
import LensLinear
import Synchronization

/// Transforms every item on several threads; the results stand in the items' order.
///
/// Of several errors the one of the first item is thrown, so that runs with other numbers of
/// threads fail alike.
func concurrentMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], threads: Int? = nil, _ transform: @Sendable (Item) throws -> Result
) throws -> [Result] {
  let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: items.count))
  Parallel.forEach(items.count, threads: threads) { index in
    let result = Swift.Result { try transform(items[index]) }
    results.withLock { $0[index] = result }
  }
  return try results.withLock { slots in
    try slots.map { slot in
      guard let slot else { preconditionFailure("every block ran") }
      return try slot.get()
    }
  }
}

/// Runs two things on two threads, or one after the other where there is but one free.
///
/// If both fail, the error of the first is thrown.
func sideBySide<First: Sendable, Second: Sendable>(
  _ first: @Sendable () throws -> First, _ second: @Sendable () throws -> Second
) throws -> (First, Second) {
  let firstResult = Mutex<Result<First, any Error>?>(nil)
  let secondResult = Mutex<Result<Second, any Error>?>(nil)
  Parallel.forEach(2, threads: 2) { number in
    if number == 0 {
      let result = Result { try first() }
      firstResult.withLock { $0 = result }
    } else {
      let result = Result { try second() }
      secondResult.withLock { $0 = result }
    }
  }
  guard let one = firstResult.withLock({ $0 }), let other = secondResult.withLock({ $0 }) else {
    preconditionFailure("both ran")
  }
  return (try one.get(), try other.get())
}
