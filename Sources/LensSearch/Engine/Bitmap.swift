// One bit a row: which papers a search may rank.

/// A set of rows as bits, 64 to a word, row 0 in the lowest bit of word 0; bits past the last row are 0.
struct Bitmap: Sendable, Equatable {
  private(set) var words: [UInt64]
  let count: Int

  /// A set without any of `count` rows.
  init(count: Int) {
    self.count = count
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
  }

  /// A set given by its words, one bit for each of `count` rows; bits past the last one count nothing.
  init(words: [UInt64], count: Int) {
    self.init(count: count)
    for place in self.words.indices where place < words.count { self.words[place] = words[place] }
    if count & 63 != 0, let last = self.words.indices.last {
      self.words[last] &= (1 << UInt64(count & 63)) - 1
    }
  }

  /// A set of all of `count` rows.
  static func full(count: Int) -> Bitmap {
    var bitmap = Bitmap(count: count)
    bitmap.invert()
    return bitmap
  }

  /// The number of rows in the set.
  ///
  /// O(count / 64).
  var rowCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Takes out the rows of another set.
  mutating func subtract(_ other: Bitmap) {
    for place in words.indices where place < other.words.count {
      words[place] &= ~other.words[place]
    }
  }

  /// A set of the rows that pass a test, which is asked in their order.
  ///
  /// O(count).
  @inline(__always)
  init(count: Int, where passes: (Int) -> Bool) {
    self.init(count: count)
    words.withUnsafeMutableBufferPointer { words in
      for word in words.indices {
        let first = word &* 64
        var bits: UInt64 = 0
        for row in first..<min(first &+ 64, count) {
          bits |= (passes(row) ? 1 : 0) &<< UInt64(row &- first)
        }
        words[word] = bits
      }
    }
  }

  /// Whether a row is in the set; rows behind the last one are not.
  func contains(_ row: Int) -> Bool {
    row < count && words[row >> 6] >> UInt64(row & 63) & 1 == 1
  }

  /// The rows in the set, ascending.
  var rows: [Int] {
    var rows: [Int] = []
    for (number, word) in words.enumerated() {
      var bits = word
      while bits != 0 {
        rows.append(number * 64 + bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
    return rows
  }

  /// Adds a row.
  ///
  /// O(1).
  mutating func insert(_ row: Int) { words[row >> 6] |= 1 << UInt64(row & 63) }

  /// Adds rows, all below `count`.
  ///
  /// O(rows).
  mutating func insert(_ rows: UnsafeBufferPointer<UInt32>) {
    words.withUnsafeMutableBufferPointer { words in
      for row in rows { words[Int(row >> 6)] |= 1 &<< UInt64(row & 63) }
    }
  }

  /// Takes a row out.
  ///
  /// O(1).
  mutating func remove(_ row: Int) { words[row >> 6] &= ~(1 << UInt64(row & 63)) }

  /// Adds the rows of another set of as many.
  mutating func formUnion(_ other: Bitmap) {
    for word in words.indices { words[word] |= other.words[word] }
  }

  /// Keeps the rows that are in another set of as many, too.
  mutating func formIntersection(_ other: Bitmap) {
    for word in words.indices { words[word] &= other.words[word] }
  }

  /// Puts in what was out, and out what was in.
  mutating func invert() {
    for word in words.indices { words[word] = ~words[word] }
    if count & 63 != 0 { words[words.count - 1] &= (1 << UInt64(count & 63)) - 1 }
  }

  /// Adds the rows of a part, its row 0 being `first` here.
  ///
  /// O(part / 64).
  mutating func insert(_ part: Bitmap, at first: Int) {
    let shift = UInt64(first & 63)
    for (offset, word) in part.words.enumerated() where word != 0 {
      let place = first >> 6 + offset
      words[place] |= word << shift
      if shift > 0, word >> (64 - shift) != 0 { words[place + 1] |= word >> (64 - shift) }
    }
  }

  /// The words of a part, its first row moved to bit 0.
  ///
  /// O(part / 64).
  func words(of rows: Range<Int>) -> [UInt64] {
    let shift = UInt64(rows.lowerBound & 63)
    let first = rows.lowerBound >> 6
    return (0..<(rows.count + 63) / 64).map { offset in
      let low = words[first + offset] >> shift
      guard shift > 0, first + offset + 1 < words.count else { return low }
      return low | words[first + offset + 1] << (64 - shift)
    }
  }
}
