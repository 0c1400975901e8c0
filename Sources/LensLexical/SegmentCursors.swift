// The cursors of a query in one segment, group by group, in one allocation: arrays cannot hold values
// that own memory, and reaching a cursor through a pointer costs no exclusivity checks. Not
// thread-safe; made for one call and never shared.

/// The cursors of the terms that one segment holds, by group.
final class SegmentCursors {
  private let cursors: UnsafeMutablePointer<TermCursor>
  /// Cursors opened.
  private(set) var count = 0
  /// Places of each group's cursors, those of an alternative side by side; empty for a group without
  /// any term in the segment.
  private(set) var groups: [Range<Int>] = []

  private init(capacity: Int) { cursors = .allocate(capacity: capacity) }

  deinit {
    cursors.deinitialize(count: count)
    cursors.deallocate()
  }

  /// Opens the cursors of a query's groups in the segment of that number.
  static func open(
    _ groups: [[BM25Query.Alternative]], segment: Int, in index: LexicalIndex
  ) throws(LexicalError) -> SegmentCursors {
    let opened = SegmentCursors(
      capacity: groups.joined().reduce(0) { $0 + $1.terms.count })
    for group in groups {
      let first = opened.count
      for (number, alternative) in group.enumerated() {
        let isPhrase = alternative.isPhrase && alternative.terms.count > 1
        // A phrase that lacks a term here stands in no document of the segment.
        if isPhrase, alternative.terms.contains(where: { $0.places[segment] == nil }) { continue }
        for term in alternative.terms {
          guard let place = term.places[segment] else { continue }
          let cursor = TermCursor(
            cursor: try index.postings(of: place),
            weight: isPhrase ? alternative.greatestScore : term.greatestScore,
            alternative: number, isPhrase: isPhrase)
          (opened.cursors + opened.count).initialize(to: cursor)
          opened.count += 1
        }
      }
      opened.groups.append(first..<opened.count)
    }
    return opened
  }

  /// A cursor by its place, below `count`.
  ///
  /// The pointer is valid while this value is.
  @inline(__always)
  func at(_ place: Int) -> UnsafeMutablePointer<TermCursor> { cursors + place }

  /// The contribution of a group to `document`: that of its best alternative.
  ///
  /// - Parameter measure: what the contribution of a term counts as.
  @inline(__always)
  func contribution(
    of group: Range<Int>, to document: Int, _ scorer: BM25Scorer,
    as measure: (Double) -> Double = { $0 }
  ) throws(LexicalError) -> Double {
    var best = BestAlternative()
    for place in group {
      let term = at(place)
      best.add(
        measure(try term.pointee.contribution(to: document, scorer)),
        of: term.pointee.alternative, isPhrase: term.pointee.isPhrase)
    }
    return best.greatest
  }

  /// Whether all cursors of a group, not empty, belong to one alternative.
  @inline(__always)
  func isSingleAlternative(_ group: Range<Int>) -> Bool {
    at(group.lowerBound).pointee.alternative == at(group.upperBound - 1).pointee.alternative
  }

  /// The places of a group, alternative by alternative.
  func alternatives(of group: Range<Int>) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for place in group {
      if let run = runs.last,
        at(run.lowerBound).pointee.alternative == at(place).pointee.alternative
      {
        runs[runs.count - 1] = run.lowerBound..<place + 1
      } else {
        runs.append(place..<place + 1)
      }
    }
    return runs
  }
}

/// The greatest of the alternatives of a group, whose terms come one after another: an alternative is
/// the sum of its terms, a phrase the least of them.
struct BestAlternative {
  private var best = 0.0
  private var value = 0.0
  private var alternative = -1

  /// Takes in a term's part of its alternative.
  @inline(__always)
  mutating func add(_ part: Double, of alternative: Int, isPhrase: Bool) {
    if alternative != self.alternative {
      best = max(best, value)
      value = part
      self.alternative = alternative
    } else {
      value = isPhrase ? min(value, part) : value + part
    }
  }

  /// The greatest; 0 without any.
  @inline(__always)
  var greatest: Double { max(best, value) }
}
