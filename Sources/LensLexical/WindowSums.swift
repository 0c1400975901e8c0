// The sums over one window of documents, in fixed room that all windows of a search share. The loops
// stay here, over plain pointers: they are the inner loops of a search.

import CKernels

/// Sums of contributions to the documents of one window, and which of them may still enter the ranking.
///
/// Places are documents less the window's first, below `size`.
struct WindowSums: ~Copyable {
  /// Documents of a window: its sums fill half of a first-level cache.
  static let size = 2048
  private static let words = size / 64

  /// Sum by place; zero where there are no contributions.
  let sums: UnsafeMutablePointer<Double>
  /// The sum of one alternative while it is gathered; zero otherwise.
  let part: UnsafeMutablePointer<Double>
  /// Places with an entry in `part`.
  let partTouched: UnsafeMutablePointer<UInt64>
  /// The best alternative's sum while a group is gathered; zero otherwise.
  let best: UnsafeMutablePointer<Double>
  /// Places with an entry in `best`.
  let bestTouched: UnsafeMutablePointer<UInt64>
  /// Places that may still enter, ascending.
  let candidates: UnsafeMutablePointer<UInt16>
  /// One bit a place: a superset of the candidates.
  let isCandidate: UnsafeMutablePointer<UInt64>
  /// One bit a place, set by a filter before a window is summed.
  let isAllowed: UnsafeMutablePointer<UInt64>

  init() {
    func zeros<T: BitwiseCopyable & AdditiveArithmetic>(_ count: Int) -> UnsafeMutablePointer<T> {
      let room = UnsafeMutablePointer<T>.allocate(capacity: count)
      room.initialize(repeating: .zero, count: count)
      return room
    }
    sums = zeros(Self.size)
    part = zeros(Self.size)
    partTouched = zeros(Self.words)
    best = zeros(Self.size)
    bestTouched = zeros(Self.words)
    candidates = zeros(Self.size)
    isCandidate = zeros(Self.words)
    isAllowed = zeros(Self.words)
  }

  deinit {
    sums.deallocate()
    part.deallocate()
    partTouched.deallocate()
    best.deallocate()
    bestTouched.deallocate()
    candidates.deallocate()
    isCandidate.deallocate()
    isAllowed.deallocate()
  }

  /// How many of the first `places` are allowed, rounded up to whole words.
  func allowedCount(of places: Int) -> Int {
    (0..<(places + 63) / 64).reduce(0) { $0 + isAllowed[$1].nonzeroBitCount }
  }

  /// Raises `best` to what was gathered in `part`, and clears that.
  mutating func raiseBest() {
    for word in 0..<Self.words {
      var bits = partTouched[word]
      bestTouched[word] |= bits
      partTouched[word] = 0
      while bits != 0 {
        let place = word &* 64 &+ bits.trailingZeroBitCount
        bits &= bits &- 1
        best[place] = max(best[place], part[place])
        part[place] = 0
      }
    }
  }

  /// Adds what was gathered in `best` to the sums, and clears it.
  mutating func addBest() {
    for word in 0..<Self.words {
      var bits = bestTouched[word]
      bestTouched[word] = 0
      while bits != 0 {
        let place = word &* 64 &+ bits.trailingZeroBitCount
        bits &= bits &- 1
        sums[place] += best[place]
        best[place] = 0
      }
    }
  }

  /// Keeps the sums of the places that `best` has, in `part`.
  mutating func rememberSums() {
    forEachBest { place in part[place] = sums[place] }
  }

  /// Raises what was added to the sums since `rememberSums` to `best` where that is more, and clears
  /// both; exact, as differences of exact sums are.
  mutating func addBestBeyondSums() {
    forEachBest { place in
      sums[place] = max(sums[place], part[place] + best[place])
      part[place] = 0
      best[place] = 0
    }
    bestTouched.update(repeating: 0, count: Self.words)
  }

  @inline(__always)
  private func forEachBest(_ body: (_ place: Int) -> Void) {
    for word in 0..<Self.words {
      var bits = bestTouched[word]
      while bits != 0 {
        body(word &* 64 &+ bits.trailingZeroBitCount)
        bits &= bits &- 1
      }
    }
  }

  /// Makes candidates of the places whose sum and `open`, what they may still gain, lie above
  /// `threshold`, and returns their number.
  ///
  /// A sum of zero makes none: what is still open then does not exceed the threshold.
  mutating func gather(
    above threshold: Double, open: Double, onlyAllowed: Bool, _ kernels: lens_posting_kernels
  ) -> Int {
    kernels.mark_above(sums, Self.size, open, threshold, isCandidate)
    var count = 0
    for word in 0..<Self.words {
      if onlyAllowed { isCandidate[word] &= isAllowed[word] }
      var bits = isCandidate[word]
      while bits != 0 {
        candidates[count] = UInt16(truncatingIfNeeded: word &* 64 &+ bits.trailingZeroBitCount)
        count &+= 1
        bits &= bits &- 1
      }
    }
    return count
  }

  /// Keeps the candidates, the first `count` places, that satisfy a condition; returns their number.
  @inline(__always)
  mutating func keep(of count: Int, where condition: (_ place: Int) -> Bool) -> Int {
    let candidates = candidates
    var kept = 0
    for candidate in 0..<count {
      let place = candidates[candidate]
      candidates[kept] = place
      kept &+= condition(Int(place)) ? 1 : 0
    }
    return kept
  }

  /// Zeroes the sums.
  mutating func clear() { sums.update(repeating: 0, count: Self.size) }
}
