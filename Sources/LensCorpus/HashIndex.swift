// From the hash of a key to the numbers of the papers that have it: open addressing over two flat
// arrays, 12 bytes an entry at most half full, no keys held. Whoever asks compares the papers
// themselves, so that two keys with one hash cost a look and never a wrong answer.

/// A multimap from 64-bit hashes to paper numbers.
package struct HashIndex: Sendable {
  private var hashes: [UInt64] = Array(repeating: 0, count: 16)
  private var numbers: [Int32] = Array(repeating: -1, count: 16)
  private(set) var count = 0

  /// An empty index.
  package init() {}

  /// Adds an entry; repeats of the same pair are kept once.
  ///
  /// O(1) amortised.
  package mutating func insert(_ hash: UInt64, _ number: Int) {
    if (count + 1) * 2 > hashes.count { grow() }
    place(hash, Int32(number))
  }

  /// Of the numbers under `hash` that `accepts`, the one that comes first by `order`.
  ///
  /// So it does not matter in which order they were inserted. O(1) expected.
  func first(_ hash: UInt64, by order: (Int) -> Int, where accepts: (Int) -> Bool) -> Int? {
    let mask = hashes.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    var best: (number: Int, place: Int)?
    while numbers[slot] >= 0 {
      let number = Int(numbers[slot])
      if hashes[slot] == hash, accepts(number) {
        let place = order(number)
        if place < best?.place ?? .max { best = (number, place) }
      }
      slot = (slot + 1) & mask
    }
    return best?.number
  }

  /// The numbers under `hash`, ascending.
  ///
  /// O(1) expected.
  package func numbers(under hash: UInt64) -> [Int] {
    let mask = hashes.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    var found: [Int] = []
    while numbers[slot] >= 0 {
      if hashes[slot] == hash { found.append(Int(numbers[slot])) }
      slot = (slot + 1) & mask
    }
    return found.sorted()
  }

  private mutating func place(_ hash: UInt64, _ number: Int32) {
    let mask = hashes.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while numbers[slot] >= 0 {
      if hashes[slot] == hash, numbers[slot] == number { return }
      slot = (slot + 1) & mask
    }
    hashes[slot] = hash
    numbers[slot] = number
    count += 1
  }

  private mutating func grow() {
    let oldHashes = hashes
    let oldNumbers = numbers
    hashes = Array(repeating: 0, count: oldHashes.count * 2)
    numbers = Array(repeating: -1, count: oldHashes.count * 2)
    count = 0
    for old in oldNumbers.indices where oldNumbers[old] >= 0 {
      place(oldHashes[old], oldNumbers[old])
    }
  }
}
