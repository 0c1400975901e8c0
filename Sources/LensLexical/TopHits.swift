// The best k of a stream of scored rows: a binary heap with the worst kept hit at its root, whose
// score is the threshold pruning works against.

/// A document and its score.
public struct LexicalHit: Sendable, Equatable {
  /// The document's global row.
  public var row: Int
  /// Its BM25 score, above zero.
  public var score: Double

  /// A hit.
  public init(row: Int, score: Double) {
    self.row = row
    self.score = score
  }

  /// Whether this hit ranks before the other: higher score, then lower row.
  @inline(__always)
  func precedes(_ other: LexicalHit) -> Bool {
    score != other.score ? score > other.score : row < other.row
  }
}

/// Keeps the best `capacity` hits offered in ascending row order.
struct TopHits {
  private let capacity: Int
  /// Heap order: no hit precedes its parent's rank from below; the worst is at the root.
  private var heap: [LexicalHit] = []
  /// A later row must score above this to enter; zero until the heap is full.
  private(set) var threshold = 0.0

  /// Keeps at least one hit.
  init(capacity: Int) {
    precondition(capacity > 0)
    self.capacity = capacity
    heap.reserveCapacity(min(capacity, 1024))
  }

  /// Takes a hit whose score lies above `threshold`.
  ///
  /// O(log k).
  mutating func insert(_ hit: LexicalHit) {
    if heap.count < capacity {
      heap.append(hit)
      siftUp(from: heap.count - 1)
      if heap.count == capacity { threshold = heap[0].score }
    } else if hit.precedes(heap[0]) {
      heap[0] = hit
      siftDown()
      threshold = heap[0].score
    }
  }

  /// The hits, best first.
  consuming func ranked() -> [LexicalHit] {
    heap.sort { $0.precedes($1) }
    return heap
  }

  private mutating func siftUp(from start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[parent].precedes(heap[child]) else { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var worst = parent
      let left = 2 * parent + 1
      for child in left..<min(left + 2, max(left, heap.count))
      where heap[worst].precedes(heap[child]) {
        worst = child
      }
      if worst == parent { return }
      heap.swapAt(worst, parent)
      parent = worst
    }
  }
}
