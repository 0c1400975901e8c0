// A filter that lets few documents in: they are scored one by one, which touches the blocks they lie in
// and no others. The scores are those that the windows give, bit for bit.

extension BM25Query {
  /// Documents up to which looking each of them up costs less than passing over the lists.
  static let fewDocuments = 512

  /// The rows that a filter lets in, ascending, if they are few; nil if they are not.
  ///
  /// O(documents / 64).
  func fewRows(_ allowed: [UInt64]) -> [Int]? {
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

  /// The best `k` of some rows, which ascend; those that score 0 are no results.
  ///
  /// O(rows · terms · log blocks).
  func top(_ k: Int, of rows: [Int]) throws(LexicalError) -> [LexicalHit] {
    var hits = TopHits(capacity: k)
    for (row, score) in zip(rows, try scores(of: rows)) where score > hits.threshold {
      hits.insert(LexicalHit(row: row, score: score))
    }
    return hits.ranked()
  }
}
