// One query in one segment, over windows of documents: MaxScore (Turtle and Flood 1995) with the block
// bounds of Ding and Suel 2011 in place of one bound a term, in the manner of Lucene's bulk scorer. In
// each window the groups are ordered by their bound there; those whose bounds together cannot reach
// the threshold are inessential: a document without an essential group cannot enter. The essential
// groups are added up one at a time into an array over the window, a tight loop each, and only the
// documents met there, if still able to enter, are looked up in the inessential lists.
//
// Sums and bounds are whole units (ScoreUnits.swift) and never too low, so that nothing is pruned that
// could enter, and whoever is not pruned is known to within a few units.

import CKernels

/// A search for the documents of one segment whose sum lies above a threshold.
struct SegmentSearch {
  /// Looking a document up costs as much as passing over so many postings.
  private static let lookupCost = 32
  /// And so do the passes over a window that make a phrase of its terms.
  private static let passCost = 256

  private let cursors: SegmentCursors
  private let scorer: BM25Scorer
  private let units: ScoreUnits
  private let rows: Range<Int>
  private let allowed: AllowedRows

  /// Groups that have a cursor here.
  private let groups: [Range<Int>]
  /// A bound of each group in the current window.
  private var bounds: [Int]
  /// Groups by ascending bound.
  private var order: [Int]
  /// Sum of the bounds of the groups up to and including each place of `order`.
  private var boundsUpTo: [Int]

  init(
    cursors: SegmentCursors, scorer: BM25Scorer, units: ScoreUnits, rows: Range<Int>,
    allowed: AllowedRows
  ) {
    groups = cursors.groups.filter { !$0.isEmpty }
    bounds = [Int](repeating: 0, count: groups.count)
    boundsUpTo = bounds
    order = Array(groups.indices)
    self.cursors = cursors
    self.scorer = scorer
    self.units = units
    self.rows = rows
    self.allowed = allowed
  }

  /// Calls `body` with the rows whose sum lies above the threshold, ascending, and their sums; it returns
  /// the threshold from there on.
  mutating func run(
    _ window: borrowing WindowSums, above threshold: inout Int,
    _ body: (_ row: Int, _ sum: Int) -> Int
  ) throws(LexicalError) {
    for place in 0..<cursors.count {
      try cursors.at(place).pointee.prepare(scorer, units)
    }
    var start = 0
    while start < rows.count {
      let documents = start..<min(start + WindowSums.size, rows.count)
      start = documents.upperBound
      let first = rows.lowerBound + documents.lowerBound
      guard allowed.mayMeet(first..<first + documents.count) else { continue }
      bound(in: documents)
      guard let last = boundsUpTo.last, last > threshold else { continue }
      var firstEssential = 0
      while boundsUpTo[firstEssential] <= threshold { firstEssential += 1 }
      for place in firstEssential..<order.count {
        try add(groups[order[place]], over: documents, to: window)
      }
      let count = try complete(window, over: documents, from: firstEssential, threshold)
      for candidate in 0..<count {
        let place = Int(window.candidates[candidate])
        let sum = Int(window.sums[place])
        if sum > threshold { threshold = max(threshold, body(first + place, sum)) }
      }
      window.clear()
    }
  }

  /// Bounds the groups in a window and orders them.
  private mutating func bound(in documents: Range<Int>) {
    for group in groups.indices {
      var best = BestAlternative()
      for place in groups[group] {
        let term = cursors.at(place)
        best.add(
          term.pointee.bound(in: documents, scorer, units), of: term.pointee.alternative,
          isPhrase: term.pointee.isPhrase)
      }
      bounds[group] = Int(best.greatest)
    }
    // Hardly changes between windows: insertion sort.
    for i in order.indices.dropFirst() {
      let group = order[i]
      var place = i
      while place > 0 && bounds[order[place - 1]] > bounds[group] {
        order[place] = order[place - 1]
        place -= 1
      }
      order[place] = group
    }
    var sum = 0
    for (place, group) in order.enumerated() {
      sum += bounds[group]
      boundsUpTo[place] = sum
    }
  }

  /// Adds a group's contributions to the documents of a window.
  private func add(
    _ group: Range<Int>, over documents: Range<Int>, to window: borrowing WindowSums
  ) throws(LexicalError) {
    if cursors.isSingleAlternative(group), !cursors.at(group.lowerBound).pointee.isPhrase {
      // The only alternative is the best one.
      for place in group {
        _ = try cursors.at(place).pointee.add(over: documents, to: window.sums)
      }
      return
    }
    var isMet = false
    for terms in cursors.alternatives(of: group) {
      if cursors.at(terms.lowerBound).pointee.isPhrase {
        isMet = try raise(phrase: terms, over: documents, in: window) || isMet
      } else if !isMet {
        // The first one has nothing to be compared with.
        isMet = try add(terms, over: documents, to: window.best)
      } else if try add(terms, over: documents, to: window.part) {
        window.raiseBest()
      }
    }
    if isMet { window.addBest() }
  }

  /// Adds the contributions of terms, and says whether there are any.
  private func add(
    _ terms: Range<Int>, over documents: Range<Int>, to sums: UnsafeMutablePointer<UInt16>
  ) throws(LexicalError) -> Bool {
    var isMet = false
    for place in terms {
      let isPart = try cursors.at(place).pointee.add(over: documents, to: sums)
      isMet = isMet || isPart
    }
    return isMet
  }

  /// Raises `best` to what a phrase gives, the least contribution of its terms where all of them stand;
  /// says whether there may be any.
  private func raise(
    phrase terms: Range<Int>, over documents: Range<Int>, in window: borrowing WindowSums
  ) throws(LexicalError) -> Bool {
    var (rarest, postings) = (terms.lowerBound, 0)
    for place in terms {
      guard try cursors.at(place).pointee.meets(documents) else { return false }
      let count = cursors.at(place).pointee.cursor.postingCount
      postings += cursors.at(place).pointee.postings(expectedIn: documents)
      if count < cursors.at(rarest).pointee.cursor.postingCount { rarest = place }
    }
    let leader = cursors.at(rarest)
    let lookUps = leader.pointee.postings(expectedIn: documents) * (terms.count - 1)
    if lookUps * Self.lookupCost > postings + Self.passCost {
      _ = try cursors.at(terms.lowerBound).pointee.add(over: documents, to: window.part)
      for place in terms.dropFirst() {
        _ = try cursors.at(place).pointee.add(over: documents, to: window.other)
        window.lowerPart()
      }
      window.raiseBest()
      return true
    }
    while leader.pointee.cursor.document < documents.upperBound {
      let document = leader.pointee.cursor.document
      var least = units(try leader.pointee.contribution(to: document, scorer))
      for other in terms where other != rarest && least > 0 {
        least = min(least, units(try cursors.at(other).pointee.contribution(to: document, scorer)))
      }
      let place = document - documents.lowerBound
      window.best[place] = max(window.best[place], UInt16(least))
      try leader.pointee.cursor.advance()
    }
    return true
  }

  /// Makes candidates of the documents met in a window that can enter, and completes their sums.
  ///
  /// One inessential group after the other over all that is left, as the essential ones: what a
  /// list costs is then paid once a window, and the comparisons are simple enough to be predicted.
  private func complete(
    _ window: borrowing WindowSums, over documents: Range<Int>, from inessential: Int,
    _ threshold: Int
  ) throws(LexicalError) -> Int {
    // What is open does not exceed the threshold: a sum of zero makes no candidate.
    var open = inessential > 0 ? boundsUpTo[inessential - 1] : 0
    var count = window.gather(from: threshold - open + 1)
    if !allowed.isEverything {
      let (allowed, first) = (allowed, rows.lowerBound + documents.lowerBound)
      count = window.keep(of: count) { allowed.contains(first + $0) }
    }
    var next = inessential - 1
    while next >= 0 && bounds[order[next]] > 0 && count > 0 {
      try complete(groups[order[next]], over: documents, candidates: count, in: window)
      next -= 1
      open = next >= 0 ? boundsUpTo[next] : 0
      let sums = window.sums
      count = window.keep(of: count) { Int(sums[$0]) + open > threshold }
    }
    return count
  }

  /// Adds a group's contributions to the candidates.
  private func complete(
    _ group: Range<Int>, over documents: Range<Int>, candidates: Int,
    in window: borrowing WindowSums
  ) throws(LexicalError) {
    var postings = 0
    for place in group { postings += cursors.at(place).pointee.postings(expectedIn: documents) }
    if postings < Self.lookupCost * group.count * candidates {
      return try add(group, over: documents, to: window)
    }
    let (sums, start) = (window.sums, documents.lowerBound)
    for candidate in 0..<candidates {
      let place = Int(window.candidates[candidate])
      sums[place] += UInt16(
        try cursors.contribution(of: group, to: start + place, scorer) { units($0) })
    }
  }
}
