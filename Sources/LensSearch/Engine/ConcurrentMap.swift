// A map over many items on all cores, results in order, the first error thrown.
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
