// The terms of a table in the order of their bytes, and all of them at once.

extension TermTable {
  /// Calls `body` with a function from ids to the bytes of their terms; its pointers are valid inside only.
  public func withTerms<Result, Failure: Error>(
    _ body: ((UInt32) -> UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try arena.withUnsafeBufferPointer { bytes throws(Failure) in
      try ends.withUnsafeBufferPointer { ends throws(Failure) in
        try body { id in
          let start = id == 0 ? 0 : Int(ends[Int(id) - 1])
          return UnsafeBufferPointer(rebasing: bytes[start..<Int(ends[Int(id)])])
        }
      }
    }
  }

  /// All ids, ordered by the bytes of their terms.
  ///
  /// O(n), and O(n log n) in terms that have their first eight bytes in common.
  public func idsInByteOrder() -> [UInt32] {
    withTerms { term in
      // The first eight bytes as a number decide nearly every comparison without touching the terms.
      var keys: [KeyedNumber] = []
      keys.reserveCapacity(count)
      for id in 0..<UInt32(truncatingIfNeeded: count) {
        let bytes = term(id)
        var key: UInt64 = 0
        for offset in 0..<8 {
          key = key << 8 | UInt64(offset < bytes.count ? bytes[offset] : 0)
        }
        keys.append(KeyedNumber(key: key, number: id))
      }
      RadixSort.sort(&keys)
      var start = 0
      while start < keys.count {
        var end = start + 1
        while end < keys.count, keys[end].key == keys[start].key { end += 1 }
        if end - start > 1 {
          keys[start..<end].sort {
            term($0.number).lexicographicallyPrecedes(term($1.number))
          }
        }
        start = end
      }
      return keys.map(\.number)
    }
  }
}
