// A filter that lets few documents in: they are scored one by one, which touches the blocks they lie in
// and no others.

extension BM25Query {
  /// Documents up to which looking each of them up costs less than passing over the lists.
  static let fewDocuments = 512

  /// The documents that a filter lets in and that hold a term, scored; `nil` if they are not few.
  ///
  /// O(documents / 64 + few · terms · log blocks).
  func fewCandidates(_ allowed: [UInt64]?) throws(LexicalError) -> [LexicalCandidate]? {
    guard let allowed, let rows = fewRows(allowed) else { return nil }
    return try scored(rows)
  }

  /// Those of some rows that score above 0, in their order.
  func scored(_ rows: [Int]) throws(LexicalError) -> [LexicalCandidate] {
    zip(rows, try scores(of: rows)).compactMap { row, score in
      score > 0 ? LexicalCandidate(row: row, least: score, most: score) : nil
    }
  }

  /// The rows that a filter lets in, ascending, if they are few; nil if they are not.
  ///
  /// O(documents / 64).
  private func fewRows(_ allowed: [UInt64]) -> [Int]? {
    var rows: [Int] = []
    let limit = searcher.rowCount
    for (number, word) in allowed.enumerated() where word != 0 {
      guard rows.count + word.nonzeroBitCount <= Self.fewDocuments else { return nil }
      var bits = word
      while bits != 0 {
        rows.append(number * 64 + bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
    return rows.filter { row in
      row < limit && searcher.segments.contains { $0.rows.contains(row) }
    }
  }
}
