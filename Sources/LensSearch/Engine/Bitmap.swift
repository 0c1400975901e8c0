// One bit a row: which papers a search may rank.

/// A set of rows as bits, 64 to a word, row 0 in the lowest bit of word 0.
struct Bitmap: Sendable, Equatable {
  private(set) var words: [UInt64]
  let count: Int

  /// A set without any of `count` rows.
  init(count: Int) {
    self.count = count
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
  }

  /// A set of all of `count` rows.
  static func full(count: Int) -> Bitmap {
    Bitmap(words: [UInt64](repeating: .max, count: (count + 63) / 64), count: count)
  }

  /// A set of `count` rows given as words; bits behind the last row are left out.
  init(words: [UInt64], count: Int) {
    self.init(count: count)
    for place in self.words.indices where place < words.count { self.words[place] = words[place] }
    if count & 63 != 0, let last = self.words.indices.last {
      self.words[last] &= (1 << UInt64(count & 63)) - 1
    }
  }

  /// The rows of the set.
  var rowCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether a row is in the set; rows behind the last one are not.
  func contains(_ row: Int) -> Bool {
    row < count && words[row >> 6] >> UInt64(row & 63) & 1 == 1
  }

  /// Takes out the rows of another set.
  mutating func subtract(_ other: Bitmap) {
    for place in words.indices where place < other.words.count {
      words[place] &= ~other.words[place]
    }
  }

  /// Leaves the rows that another set of as many has too.
  mutating func formIntersection(_ other: Bitmap) {
    for place in words.indices { words[place] &= other.words[place] }
  }

  /// Adds a row.
  ///
  /// O(1).
  mutating func insert(_ row: Int) { words[row >> 6] |= 1 << UInt64(row & 63) }

  /// Takes a row out.
  ///
  /// O(1).
  mutating func remove(_ row: Int) { words[row >> 6] &= ~(1 << UInt64(row & 63)) }

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
