// A search result, and the bounded heap that keeps the best k of a stream.

/// A row of the index and its score for a query.
public struct Neighbour: Sendable, Equatable {
  /// The row, from 0.
  public let row: Int
  /// The dot product of the stored vectors; the cosine if both are unit.
  public let score: Float

  /// Makes a neighbour.
  public init(row: Int, score: Float) {
    self.row = row
    self.score = score
  }

  /// Whether this one stands before the other in a result: higher score first, then lower row.
  @inline(__always)
  public func ranksBefore(_ other: Neighbour) -> Bool {
    score > other.score || (score == other.score && row < other.row)
  }
}

/// The best `capacity` neighbours seen so far, in any order of arrival.
///
/// A binary heap with the last-ranked at the root. `insert` is O(log capacity), and O(1) for a
/// neighbour that does not make it. The storage is reused from query to query.
struct NeighbourHeap {
  private(set) var items: [Neighbour] = []
  private(set) var capacity = 0

  /// Empties the heap and sets how many it keeps.
  mutating func reset(capacity: Int) {
    items.removeAll(keepingCapacity: true)
    self.capacity = capacity
  }

  var isFull: Bool { items.count >= capacity }

  /// The score to beat or tie: that of the last-ranked once full, before that minus infinity.
  var floor: Float {
    guard isFull, let last = items.first else { return -.infinity }
    return last.score
  }

  mutating func insert(_ new: Neighbour) {
    guard capacity > 0 else { return }
    if items.count < capacity {
      items.append(new)
      siftUp(from: items.count - 1)
    } else if new.ranksBefore(items[0]) {
      items[0] = new
      siftDown()
    }
  }

  /// The neighbours, best first.
  func ranked() -> [Neighbour] { items.sorted { $0.ranksBefore($1) } }

  private mutating func siftUp(from start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard items[parent].ranksBefore(items[child]) else { return }
      items.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < items.count else { return }
      if child + 1 < items.count && items[child].ranksBefore(items[child + 1]) { child += 1 }
      guard items[parent].ranksBefore(items[child]) else { return }
      items.swapAt(parent, child)
      parent = child
    }
  }
}
