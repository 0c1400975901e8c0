// The best papers of a fused ranking while it is made: a heap with the worst of them at its root.

/// The best `capacity` rows of those offered, in any order.
///
/// Rows that score 0 or less are no results.
struct FusedTop {
  private let capacity: Int
  private var heap: [RankedRow] = []

  /// Keeps at most `capacity` rows, 1 or more.
  init(capacity: Int) {
    self.capacity = capacity
    heap.reserveCapacity(min(capacity, 1024))
  }

  /// The score below which a row cannot enter; 0 until the heap is full.
  ///
  /// One that ties with it may.
  var threshold: Double { heap.count < capacity ? 0 : heap[0].score }

  /// Offers a row.
  ///
  /// O(log capacity), O(1) for one that cannot enter.
  mutating func offer(_ row: RankedRow) {
    guard row.score > 0 else { return }
    if heap.count < capacity {
      heap.append(row)
      var child = heap.count - 1
      while child > 0, RankedRow.precedes(heap[(child - 1) / 2], heap[child]) {
        heap.swapAt((child - 1) / 2, child)
        child = (child - 1) / 2
      }
    } else if RankedRow.precedes(row, heap[0]) {
      heap[0] = row
      var parent = 0
      while true {
        var child = 2 * parent + 1
        guard child < heap.count else { return }
        if child + 1 < heap.count, RankedRow.precedes(heap[child], heap[child + 1]) { child += 1 }
        guard RankedRow.precedes(heap[parent], heap[child]) else { return }
        heap.swapAt(parent, child)
        parent = child
      }
    }
  }

  /// The rows, best first.
  consuming func ranked() -> [RankedRow] {
    heap.sort(by: RankedRow.precedes)
    return heap
  }
}
