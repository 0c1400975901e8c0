// Threads over fixed blocks of work. The blocks depend on the size of the problem
// alone and every block writes its own place, so that a result has the same bytes
// from one thread and from sixteen; which thread takes which block does not matter.

import Dispatch
import Glibc
import Synchronization

/// Runs blocks of work on several threads.
public enum Parallel {
  /// The number of threads used where none is given: `LENS_THREADS`, else the processors that
  /// are on line.
  public static let defaultThreads: Int = {
    if let text = getenv("LENS_THREADS"), let count = Int(String(cString: text)), count > 0 {
      return min(count, 256)
    }
    return processorCount()
  }()

  /// Calls `body` once for every block in `0..<blockCount`, on up to `threads` threads
  /// (`defaultThreads` if nil), and returns when all are done.
  ///
  /// Blocks start in ascending order. `body` must write only what belongs to its block.
  public static func forEach(
    _ blockCount: Int, threads: Int? = nil, _ body: @Sendable (_ block: Int) -> Void
  ) {
    let workers = min(max(threads ?? defaultThreads, 1), blockCount)
    guard workers > 1 else {
      for block in 0..<max(blockCount, 0) { body(block) }
      return
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard block < blockCount else { return }
        body(block)
      }
    }
  }

  /// Transforms every item, on up to `threads` threads; the results stand in the items' order.
  public static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], threads: Int? = nil, _ transform: @Sendable (Item) -> Result
  ) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: items.count))
    forEach(items.count, threads: threads) { index in
      let result = transform(items[index])
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// The processors that are on line.
  private static func processorCount() -> Int {
    max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }
}
