// Bisection, once for all that is kept in order.

extension RandomAccessCollection {
  /// The first place whose element and all behind it are of the later part, the collection being in two
  /// parts; `endIndex` where none is.
  ///
  /// O(log count).
  package func partitioningIndex(where isLater: (Element) throws -> Bool) rethrows -> Index {
    var low = startIndex
    var length = count
    while length > 0 {
      let half = length / 2
      let middle = index(low, offsetBy: half)
      if try isLater(self[middle]) {
        length = half
      } else {
        low = index(after: middle)
        length -= half + 1
      }
    }
    return low
  }
}
