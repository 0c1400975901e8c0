// The sums over one window of documents, in fixed room that all windows of a search share.

import CKernels

/// Sums of contributions to the documents of one window in units, and which of them may still enter
/// the ranking.
///
/// Places are documents less the window's first, below `size`. All sums are zero between windows.
struct WindowSums: ~Copyable {
  /// Documents of a window: its sums, and the lengths of its documents, fit a first-level cache.
  static let size = 4096

  /// Sum by place.
  let sums: UnsafeMutablePointer<UInt16>
  /// The best alternative's sum while a group is gathered.
  let best: UnsafeMutablePointer<UInt16>
  /// The sum of one alternative while it is gathered.
  let part: UnsafeMutablePointer<UInt16>
  /// What one term of a phrase gives while it is gathered.
  let other: UnsafeMutablePointer<UInt16>
  /// Places that may still enter, ascending.
  let candidates: UnsafeMutablePointer<UInt16>
  private let kernels = lens_posting_kernels_current().pointee

  init() {
    func zeros() -> UnsafeMutablePointer<UInt16> {
      let room = UnsafeMutablePointer<UInt16>.allocate(capacity: Self.size)
      room.initialize(repeating: 0, count: Self.size)
      return room
    }
    sums = zeros()
    best = zeros()
    part = zeros()
    other = zeros()
    candidates = zeros()
  }

  deinit {
    sums.deallocate()
    best.deallocate()
    part.deallocate()
    other.deallocate()
    candidates.deallocate()
  }

  /// Lowers `part` to what `other` has, and clears that.
  func lowerPart() { kernels.lower(part, other, Self.size) }

  /// Raises `best` to what was gathered in `part`, and clears that.
  func raiseBest() { kernels.raise(best, part, Self.size) }

  /// Adds what was gathered in `best` to the sums, and clears it.
  func addBest() { kernels.join(sums, best, Self.size) }

  /// Makes candidates of the places with this sum at least, 1 or more, and returns their number.
  func gather(from least: Int) -> Int {
    // A sum is never the greatest number.
    kernels.gather(sums, Self.size, UInt16(clamping: least), candidates)
  }

  /// Keeps the candidates, the first `count` places, that satisfy a condition; returns their number.
  @inline(__always)
  func keep(of count: Int, where condition: (_ place: Int) -> Bool) -> Int {
    var kept = 0
    for candidate in 0..<count {
      let place = candidates[candidate]
      candidates[kept] = place
      kept &+= condition(Int(place)) ? 1 : 0
    }
    return kept
  }

  /// Zeroes the sums.
  func clear() { sums.update(repeating: 0, count: Self.size) }
}
