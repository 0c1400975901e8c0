// The ranking: the fused top k, exact, in one pass over each leg.
//
// The semantic leg gives its best k papers. Any other paper has at most the cosine of the last of them,
// so that it needs words enough to make up the difference to the k-th fused score: the lexical leg
// is asked for the papers that have them, and as they enter, fewer words do no longer (the threshold
// algorithm of Fagin, Lotem and Naor 2003, with one list sorted and the other pruned by what is known).
import LensLexical
import LensVectors

/// A paper's place in a ranking before its text is fetched.
struct RankedRow: Sendable, Equatable {
  var row: Int
  var score: Double
  var lexical: Double
  var semantic: Double
  /// What the order of the query's words adds to the score.
  var adjacency = 0.0
  /// What the other papers of the answer add to the score, or take from it.
  var feedback = 0.0

  /// Higher scores first, ties by row.
  static func precedes(_ left: RankedRow, _ right: RankedRow) -> Bool {
    left.score != right.score ? left.score > right.score : left.row < right.row
  }
}

extension SearchEngine {
  /// The best rows that score enough, as many as asked for.
  func rank(_ query: PreparedQuery, options: SearchOptions, allowed: Bitmap?) throws -> [RankedRow]
  {
    guard options.limit > 0 else { return [] }
    let reranker = Reranker(engine: self, query: query)
    let depth = reranker.isNeeded ? max(options.limit, Reranker.headCount) : options.limit
    let ranked = try reranker.reranked(rank(query, limit: depth, allowed: allowed))
    return Array(ranked.prefix(options.limit).prefix { $0.score >= options.minimumScore })
  }

  /// The best `limit` rows, exact: as if every paper had been scored by both legs.
  ///
  /// Rows that score 0 or less are no results.
  func rank(_ query: PreparedQuery, limit: Int, allowed: Bitmap?) throws -> [RankedRow] {
    guard limit > 0, query.hasKnownTerm, rowCount > 0 else { return [] }
    let usesLexical = query.fusion.lexicalWeight > 0 && query.bm25.upperBound > 0
    let usesSemantic = query.fusion.semanticWeight > 0 && query.projection.norm > 0
    let depth = min(limit, rowCount)
    var top = FusedTop(capacity: depth)
    if !usesLexical || !usesSemantic {
      let hits = usesLexical ? try query.bm25.top(depth, allowed: allowed?.words) : []
      let meanings =
        usesSemantic ? try nearest(query.turned.vector, count: depth, allowed: allowed) : []
      for row in try scored(meanings, query) { top.offer(row) }
      for row in try scored(hits, query) { top.offer(row) }
      return top.ranked()
    }
    let meanings = try nearest(query.turned.vector, count: depth, allowed: allowed)
    for row in try scored(meanings, query) { top.offer(row) }
    // A shorter list than asked for holds every paper the space can rank.
    let lastMeaning = meanings.count < depth ? -1 : meanings.last.map { Double($0.score) } ?? -1
    try addByWords(query, allowed, found: meanings.map(\.row).sorted(), lastMeaning, to: &top)
    return top.ranked()
  }

  /// Offers every paper that may still enter by its words: all but those at whose BM25 not even
  /// the cosine of the last paper found by meaning would do.
  ///
  /// - Parameters:
  ///   - found: rows that were offered already, ascending.
  ///   - lastMeaning: a cosine that no other row exceeds.
  private func addByWords(
    _ query: PreparedQuery, _ allowed: Bitmap?, found: [Int], _ lastMeaning: Double,
    to top: inout FusedTop
  ) throws {
    let fusion = query.fusion
    let vector = try quantised(query.turned.vector)
    // Of rounding: a bound that is a little too low lets in a paper more to be scored.
    let slack = 1 - 1e-9
    func leastWords(_ score: Double) -> Double {
      let least = (score - fusion.semanticWeight * lastMeaning) / fusion.lexicalWeight
      return max(0, least * slack * query.reference)
    }
    var failure: (any Error)?
    var place = 0
    try query.bm25.visit(above: leastWords(top.threshold), allowed: allowed?.words) { hits in
      do {
        for hit in hits {
          while place < found.count, found[place] < hit.row { place += 1 }
          if place < found.count, found[place] == hit.row { continue }
          top.offer(
            query.ranked(
              hit.row, words: hit.score, meaning: try similarity(of: hit.row, to: vector)))
        }
        return leastWords(top.threshold)
      } catch {
        failure = error
        return .infinity
      }
    }
    if let failure { throw failure }
  }

  /// Papers found by meaning with their scores in both legs.
  private func scored(_ meanings: [Neighbour], _ query: PreparedQuery) throws -> [RankedRow] {
    let words =
      query.bm25.upperBound > 0
      ? try query.bm25.scores(of: meanings.map(\.row))
      : [Double](repeating: 0, count: meanings.count)
    return zip(meanings, words).map { query.ranked($0.row, words: $1, meaning: Double($0.score)) }
  }

  /// Papers found by words with their scores in both legs.
  private func scored(_ hits: [LexicalHit], _ query: PreparedQuery) throws -> [RankedRow] {
    let vector = query.projection.norm > 0 ? try quantised(query.turned.vector) : nil
    return try hits.map { hit in
      let meaning = try vector.map { try similarity(of: hit.row, to: $0) } ?? 0
      return query.ranked(hit.row, words: hit.score, meaning: meaning)
    }
  }
}

extension PreparedQuery {
  /// A row with what its scores in both legs make together.
  ///
  /// - Parameters:
  ///   - words: BM25.
  ///   - meaning: the cosine.
  fileprivate func ranked(_ row: Int, words: Double, meaning: Double) -> RankedRow {
    let lexical = normalised(words)
    return RankedRow(
      row: row, score: fusion.score(lexical: lexical, semantic: meaning), lexical: lexical,
      semantic: meaning)
  }
}
