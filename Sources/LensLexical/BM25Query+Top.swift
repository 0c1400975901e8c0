// The best k documents, exactly: MaxScore (Turtle and Flood 1995) over windows of documents, with the
// block bounds of Ding and Suel 2011 in place of one bound a term, in the manner of Lucene's bulk
// scorer. In each window the groups are ordered by their bound there; those whose bounds together
// cannot reach the threshold are inessential: a document without an essential group cannot enter. The
// essential groups are added up one at a time into an array over the window, a tight loop each, and
// only the documents met there, if still able to enter, are looked up in the inessential lists.
//
// Exactness: bounds are never below contributions and sums of both are exact (BM25Weighting.swift),
// so the comparisons prune nothing that could enter. Rows come ascending, so a document that only
// ties with the threshold would lose the tie and may be pruned.

import CKernels

extension BM25Query {
  /// The best `k` documents by score, ties by row; documents that score 0 are no results.
  ///
  /// `allowed` holds one bit a row (bit `row % 64` of word `row / 64`); rows without a bit or beyond
  /// its words are passed over as if they did not exist. Scores are bit-equal to `scores(of:)`.
  ///
  /// Worst case O(postings of the query's terms + documents / 64) per segment and term, usually far
  /// less. Memory: 70 KiB, 1 KiB a term, and the k hits.
  public func top(_ k: Int, allowed: [UInt64]? = nil) throws(LexicalError) -> [LexicalHit] {
    if let allowed, k > 0, let rows = fewRows(allowed) { return try top(k, of: rows) }
    return try top(k, allowed: allowed, pruning: true)
  }

  /// The same, without any pruning where asked: the plain sum over all postings.
  func top(_ k: Int, allowed: [UInt64]?, pruning: Bool) throws(LexicalError)
    -> [LexicalHit]
  {
    guard k > 0, searcher.documentCount > 0 else { return [] }
    var top = TopHits(capacity: min(k, searcher.documentCount))
    try visit(above: 0, allowed: allowed, pruning: pruning) { hits in
      for hit in hits where hit.score > top.threshold { top.insert(hit) }
      return top.threshold
    }
    return top.ranked()
  }

  /// Calls `body` with every document that scores above a threshold which `body` itself may raise: it
  /// returns the threshold from there on.
  ///
  /// For rankings of which BM25 is one part. Documents come by ascending row, some at a time, each
  /// above the threshold when its batch was begun; a returned infinity ends the visit.
  ///
  /// Cost as of `top`; it falls as the threshold rises.
  ///
  /// - Parameters:
  ///   - threshold: 0 or more; documents that score 0 are no results.
  ///   - allowed: as in `top`.
  public func visit(
    above threshold: Double, allowed: [UInt64]? = nil, _ body: ([LexicalHit]) -> Double
  ) throws(LexicalError) {
    try visit(above: threshold, allowed: allowed, pruning: true, body)
  }

  private func visit(
    above threshold: Double, allowed: [UInt64]?, pruning: Bool, _ body: ([LexicalHit]) -> Double
  ) throws(LexicalError) {
    var hits = HitBatch(threshold: threshold)
    var window = WindowSums()
    for (number, segment) in searcher.segments.enumerated() {
      try withCursors(ofSegment: number) { (cursors, scorer) throws(LexicalError) in
        var search = SegmentSearch(
          cursors: cursors, scorer: scorer, rows: segment.rows, allowed: AllowedRows(allowed),
          pruning: pruning)
        try search.run(&window, into: &hits, body)
      }
    }
  }
}

/// The documents of one window that score above the threshold.
private struct HitBatch {
  var threshold: Double
  var hits: [LexicalHit] = []

  /// Hands the documents on, if there are any.
  mutating func flush(_ body: ([LexicalHit]) -> Double) {
    if hits.isEmpty { return }
    threshold = max(threshold, body(hits))
    hits.removeAll(keepingCapacity: true)
  }
}

/// The rows a search may return.
struct AllowedRows {
  private let words: [UInt64]?

  /// All rows where there are no words.
  init(_ words: [UInt64]?) { self.words = words }

  /// Whether no row is ruled out.
  var isEverything: Bool { words == nil }

  /// Whether the words that cover `rows` (not empty) hold any allowed row.
  ///
  /// May err towards yes at the range's ends, which share their words with other rows.
  func mayMeet(_ rows: Range<Int>) -> Bool {
    guard let words else { return true }
    let first = rows.lowerBound >> 6
    let end = min(((rows.upperBound - 1) >> 6) + 1, words.count)
    return first < end && words[first..<end].contains { $0 != 0 }
  }

  /// Copies the bits of `rows`, the first to bit 0 of the first word; the rows behind the words are
  /// ruled out.
  ///
  /// Nothing where everything is allowed.
  func copyBits(of rows: Range<Int>, to bits: UnsafeMutablePointer<UInt64>) {
    guard let words else { return }
    let shift = UInt64(rows.lowerBound & 63)
    for word in 0..<((rows.count + 63) >> 6) {
      let place = rows.lowerBound >> 6 + word
      let low = place < words.count ? words[place] : 0
      let high = place + 1 < words.count ? words[place + 1] : 0
      // A shift by 64 gives zero: the smart shift.
      bits[word] = low >> shift | high << (64 - shift)
    }
  }
}

/// One query in one segment.
private struct SegmentSearch {
  private let cursors: SegmentCursors
  private let scorer: BM25Scorer
  private let rows: Range<Int>
  private let allowed: AllowedRows
  private let pruning: Bool
  private let kernels = lens_posting_kernels_current().pointee

  /// Groups that have a cursor here.
  private var groups: [Range<Int>]
  /// A bound of each group in the current window.
  private var bounds: [Double]
  /// Groups by ascending bound.
  private var order: [Int]
  /// Sum of the bounds of the groups up to and including each place of `order`.
  private var boundsUpTo: [Double]

  init(
    cursors: SegmentCursors, scorer: BM25Scorer, rows: Range<Int>, allowed: AllowedRows,
    pruning: Bool
  ) {
    groups = cursors.groups.filter { !$0.isEmpty }
    bounds = [Double](repeating: 0, count: groups.count)
    boundsUpTo = bounds
    order = Array(groups.indices)
    self.cursors = cursors
    self.scorer = scorer
    self.rows = rows
    self.allowed = allowed
    self.pruning = pruning
  }

  mutating func run(
    _ window: inout WindowSums, into hits: inout HitBatch, _ body: ([LexicalHit]) -> Double
  ) throws(LexicalError) {
    for place in 0..<cursors.count { try cursors.at(place).pointee.prepareBounds(scorer) }
    var start = 0
    while start < rows.count {
      let documents = start..<min(start + WindowSums.size, rows.count)
      start = documents.upperBound
      let windowRows =
        (rows.lowerBound + documents.lowerBound)..<(rows.lowerBound + documents.upperBound)
      guard allowed.mayMeet(windowRows) else { continue }
      bound(in: documents)
      guard let last = boundsUpTo.last, last > hits.threshold || !pruning else { continue }
      var firstEssential = 0
      if pruning {
        while boundsUpTo[firstEssential] <= hits.threshold { firstEssential += 1 }
      }
      // A filter that rules most out does so before anything is scored; of one that rules out a few,
      // those are added up with the others and are no candidates.
      var wanted: UnsafeMutablePointer<UInt64>?
      if !allowed.isEverything {
        allowed.copyBits(of: windowRows, to: window.isAllowed)
        if window.allowedCount(of: documents.count) < documents.count / 2 {
          wanted = window.isAllowed
        }
      }
      for place in firstEssential..<order.count {
        try add(groups[order[place]], over: documents, to: &window, among: wanted)
      }
      try collect(&window, over: documents, inessential: firstEssential, into: &hits)
      hits.flush(body)
    }
  }

  /// Bounds the groups in a window and orders them.
  private mutating func bound(in documents: Range<Int>) {
    for group in groups.indices {
      var best = BestAlternative()
      for place in groups[group] {
        let term = cursors.at(place)
        best.add(
          term.pointee.bound(in: documents, scorer), of: term.pointee.alternative,
          isPhrase: term.pointee.isPhrase)
      }
      bounds[group] = best.greatest
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
    var sum = 0.0
    for (place, group) in order.enumerated() {
      sum += bounds[group]
      boundsUpTo[place] = sum
    }
  }

  /// Adds a group's contributions to the documents of a window, or to the wanted ones only.
  private func add(
    _ group: Range<Int>, over documents: Range<Int>, to window: inout WindowSums,
    among wanted: UnsafeMutablePointer<UInt64>? = nil
  ) throws(LexicalError) {
    if cursors.isSingleAlternative(group) {
      // The only alternative is the best one.
      return try add(terms: group, over: documents, to: window.sums, among: wanted)
    }
    // The query's own words stand first, in far more documents than the other ways to say them: those are
    // gathered, and raise the sums that the own words have made where they give more.
    var alternatives = cursors.alternatives(of: group)[...]
    let own = wanted == nil ? alternatives.first : nil
    if let own, !cursors.at(own.lowerBound).pointee.isPhrase {
      alternatives = alternatives.dropFirst()
    }
    for terms in alternatives {
      try add(
        terms: terms, over: documents, to: window.part, marking: window.partTouched, among: wanted)
      window.raiseBest()
    }
    if alternatives.startIndex > 0, let own {
      window.rememberSums()
      try add(terms: own, over: documents, to: window.sums, among: nil)
      window.addBestBeyondSums()
    } else {
      window.addBest()
    }
  }

  /// Adds the contributions of terms to sums over a window, and marks the places touched if asked to.
  private func add(
    terms: Range<Int>, over documents: Range<Int>, to sums: UnsafeMutablePointer<Double>,
    marking touched: UnsafeMutablePointer<UInt64>? = nil,
    among wanted: UnsafeMutablePointer<UInt64>?
  ) throws(LexicalError) {
    if cursors.at(terms.lowerBound).pointee.isPhrase {
      return try add(
        phrase: terms, over: documents, to: sums, marking: touched, among: wanted)
    }
    let start = documents.lowerBound
    let scorer = scorer
    for place in terms {
      let term = cursors.at(place)
      let weight = term.pointee.weight
      try term.pointee.cursor.seek(to: start)
      if touched == nil, wanted == nil, var weighting = scorer.kernel(weight: weight) {
        try term.pointee.cursor.forEachRun(below: documents.upperBound) { run in
          kernels.add(run, &weighting, UInt32(start), sums)
        }
        continue
      }
      try term.pointee.cursor.forEach(below: documents.upperBound) { document, frequency in
        // The cursor is at or behind the window's start: the place lies inside the window.
        let place = document &- start
        let bit: UInt64 = 1 &<< UInt64(place & 63)
        if let wanted, wanted[place >> 6] & bit == 0 { return }
        sums[place] += scorer.contribution(
          weight: weight, frequency: frequency(), document: document)
        if let touched { touched[place >> 6] |= bit }
      }
    }
  }

  /// The same for the terms of a phrase: the documents of its rarest term that hold the others too.
  private func add(
    phrase terms: Range<Int>, over documents: Range<Int>, to sums: UnsafeMutablePointer<Double>,
    marking touched: UnsafeMutablePointer<UInt64>? = nil,
    among wanted: UnsafeMutablePointer<UInt64>?
  ) throws(LexicalError) {
    var lead = terms.lowerBound
    for place in terms
    where cursors.at(place).pointee.cursor.postingCount
      < cursors.at(lead).pointee.cursor.postingCount
    {
      lead = place
    }
    let leader = cursors.at(lead)
    try leader.pointee.cursor.seek(to: documents.lowerBound)
    while leader.pointee.cursor.document < documents.upperBound {
      let document = leader.pointee.cursor.document
      let place = document - documents.lowerBound
      let bit: UInt64 = 1 << UInt64(place & 63)
      if wanted.map({ $0[place >> 6] & bit != 0 }) ?? true {
        var least = try leader.pointee.contribution(to: document, scorer)
        for other in terms where other != lead && least > 0 {
          least = min(least, try cursors.at(other).pointee.contribution(to: document, scorer))
        }
        if least > 0 {
          sums[place] += least
          if let touched { touched[place >> 6] |= bit }
        }
      }
      try leader.pointee.cursor.advance()
    }
  }

  /// Completes the documents met in a window, as far as they can still enter, and clears it.
  ///
  /// One inessential group after the other over all that is left, as the essential ones: what a
  /// list costs is then paid once a window, and the comparisons are simple enough to be predicted.
  private func collect(
    _ window: inout WindowSums, over documents: Range<Int>, inessential: Int,
    into hits: inout HitBatch
  ) throws(LexicalError) {
    let base = rows.lowerBound + documents.lowerBound
    var count = window.gather(
      above: hits.threshold, open: inessential > 0 ? boundsUpTo[inessential - 1] : 0,
      onlyAllowed: !allowed.isEverything, kernels)
    var next = inessential - 1
    while next >= 0 && bounds[order[next]] > 0 && count > 0 {
      try complete(groups[order[next]], over: documents, candidates: count, in: &window)
      next -= 1
      let open = next >= 0 ? boundsUpTo[next] : 0
      let (sums, threshold) = (window.sums, hits.threshold)
      count = window.keep(of: count, where: { place in sums[place] + open > threshold })
    }
    for candidate in 0..<count {
      let place = Int(window.candidates[candidate])
      let score = window.sums[place]
      if score > hits.threshold { hits.hits.append(LexicalHit(row: base + place, score: score)) }
    }
    window.clear()
  }

  /// Adds a group's contributions to the candidates.
  private func complete(
    _ group: Range<Int>, over documents: Range<Int>, candidates: Int, in window: inout WindowSums
  ) throws(LexicalError) {
    // Looking a document up costs as much as passing over a dozen postings.
    var postings = 0
    for place in group { postings += cursors.at(place).pointee.postings(expectedIn: documents) }
    if postings < 12 * group.count * candidates {
      // Where most documents are candidates, asking costs more than it saves.
      let isSparse = candidates < documents.count / 4
      return try add(
        group, over: documents, to: &window, among: isSparse ? window.isCandidate : nil)
    }
    let (sums, start) = (window.sums, documents.lowerBound)
    for candidate in 0..<candidates {
      let place = Int(window.candidates[candidate])
      sums[place] += try cursors.contribution(of: group, to: start + place, scorer)
    }
  }
}
