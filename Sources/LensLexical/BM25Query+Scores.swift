// The exact score of chosen documents, for candidates that another ranking brings, and where a score
// comes from.

extension BM25Query {
  /// What one group contributes to one document.
  public struct Contribution: Sendable, Equatable {
    /// The group's part of the score; the parts sum to the score exactly, in any order.
    public var score: Double
    /// The alternative that won, the first of equals; nil where the document holds none of them.
    public var alternative: Int?
    /// Occurrences of the winning alternative, in counts; 0 without one.
    public var frequency: Int
  }

  /// BM25 scores of `rows`, in their order; rows may repeat and come in any order.
  ///
  /// Bit-equal to the scores of `top`. O(rows · (log rows + terms · log blocks)), decoding the blocks
  /// the rows lie in. Throws `noSuchRow` for a row no segment holds.
  public func scores(of rows: [Int]) throws(LexicalError) -> [Double] {
    var scores = [Double](repeating: 0, count: rows.count)
    try visit(rows) { (place, document, cursors, scorer) throws(LexicalError) in
      for group in cursors.groups {
        scores[place] += try cursors.contribution(of: group, to: document, scorer)
      }
    }
    return scores
  }

  /// What each group of the query contributes to the documents of some rows: for each row the groups in
  /// the query's order.
  ///
  /// Cost and errors as of `scores`.
  public func contributions(to rows: [Int]) throws(LexicalError) -> [[Contribution]] {
    var parts = rows.map { _ in
      groups.map { _ in Contribution(score: 0, alternative: nil, frequency: 0) }
    }
    try visit(rows) { (place, document, cursors, scorer) throws(LexicalError) in
      for (group, places) in cursors.groups.enumerated() {
        for alternative in cursors.alternatives(of: places) {
          let part = try contribution(of: alternative, to: document, cursors, scorer)
          let isBetter =
            parts[place][group].alternative == nil || part.score > parts[place][group].score
          if part.alternative != nil, isBetter { parts[place][group] = part }
        }
      }
    }
    return parts
  }

  /// The same for the document of one row.
  public func contributions(to row: Int) throws(LexicalError) -> [Contribution] {
    try contributions(to: [row])[0]
  }

  /// What one alternative of a group contributes to a document.
  private func contribution(
    of alternative: Range<Int>, to document: Int, _ cursors: SegmentCursors, _ scorer: BM25Scorer
  ) throws(LexicalError) -> Contribution {
    var part = Contribution(score: 0, alternative: nil, frequency: 0)
    for (offset, place) in alternative.enumerated() {
      let term = cursors.at(place)
      let score = try term.pointee.contribution(to: document, scorer)
      let isThere = term.pointee.cursor.document == document
      let frequency = isThere ? Int(term.pointee.cursor.frequency) : 0
      if term.pointee.isPhrase, offset > 0 {
        part.score = min(part.score, score)
        part.frequency = min(part.frequency, frequency)
      } else {
        part.score += score
        part.frequency += frequency
      }
      if part.frequency > 0 { part.alternative = term.pointee.alternative }
    }
    if part.frequency == 0 { part.alternative = nil }
    return part
  }

  /// Calls `body` with the place of each row and its document in a segment, whose cursors move forward.
  private func visit(
    _ rows: [Int],
    _ body: (_ place: Int, _ document: Int, SegmentCursors, BM25Scorer) throws(LexicalError) -> Void
  ) throws(LexicalError) {
    let order = rows.indices.sorted { rows[$0] < rows[$1] }
    var next = 0
    for (number, segment) in searcher.segments.enumerated() where next < order.count {
      guard rows[order[next]] >= segment.base else { break }
      let first = next
      while next < order.count && rows[order[next]] < segment.rows.upperBound { next += 1 }
      if first == next { continue }
      try withCursors(ofSegment: number) { (cursors, scorer) throws(LexicalError) in
        for place in order[first..<next] {
          try body(place, rows[place] - segment.base, cursors, scorer)
        }
      }
    }
    guard next == order.count else {
      throw .noSuchRow(row: rows[order[next]], rows: searcher.rowCount)
    }
  }
}
