// The ranking: the fused top k in one pass over each leg, exact but for what large segments may miss
// in the lists that are not looked at.
//
// The semantic leg gives its best k papers. Any other paper has at most the cosine of the last of them,
// so that it needs words enough to make up the difference to the k-th fused score: the lexical leg
// is asked for the papers that have them, and as they enter, fewer words do no longer (the threshold
// algorithm of Fagin, Lotem and Naor 2003, with one list sorted and the other pruned by what is known).
import LensLexical
import LensStore
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

  /// The row as it is shown of a query of which only a share is known.
  func lessened(to share: Double) -> RankedRow {
    var row = self
    row.score *= share
    row.adjacency *= share
    row.feedback *= share
    return row
  }

  /// Higher scores first, ties by row.
  static func precedes(_ left: RankedRow, _ right: RankedRow) -> Bool {
    left.score != right.score ? left.score > right.score : left.row < right.row
  }
}

extension SearchEngine {
  /// Rows from which on two threads save more than it takes to wake one.
  private static let fewestRowsForThreads = 20_000
  /// The least share of the lists of a large segment that is looked at.
  ///
  /// As a rule it is the weight of the semantic leg: what it may miss weighs no more (docs/ranking.md).
  private static let leastShare = 0.125
  /// Papers by words for each row wanted, where the legs run side by side.
  private static let guessedHits = 4
  /// Papers by words that are scored together, where it is not known how many will be.
  private static let offeredTogether = 64

  /// The best rows that score enough, as many as asked for.
  func rank(_ query: PreparedQuery, options: SearchOptions, allowed: Bitmap?) throws -> [RankedRow]
  {
    guard options.limit > 0 else { return [] }
    let threads = rowCount < Self.fewestRowsForThreads ? 1 : options.threads
    let reranker = Reranker(engine: self, query: query)
    let depth = reranker.isNeeded ? max(options.limit, Reranker.headCount) : options.limit
    let ranked = try reranker.reranked(
      rank(query, limit: depth, allowed: allowed, threads: threads))
    let shown = ranked.prefix(options.limit).map { $0.lessened(to: query.knownShare) }
    return Array(shown.prefix { $0.score >= options.minimumScore })
  }

  /// The best `limit` rows: as if every paper had been scored by both legs.
  ///
  /// In segments of 100,000 rows and more the semantic leg looks at part of the lists and may miss a
  /// row (docs/ranking.md says how rarely).
  ///
  /// Rows that score 0 or less are no results.
  func rank(_ query: PreparedQuery, limit: Int, allowed: Bitmap?, threads: Int = 1) throws
    -> [RankedRow]
  {
    guard limit > 0, query.hasKnownTerm, rowCount > 0 else { return [] }
    let usesLexical = query.fusion.lexicalWeight > 0 && query.bm25.upperBound > 0
    let usesSemantic = query.fusion.semanticWeight > 0 && query.projection.norm > 0
    let depth = min(limit, rowCount)
    var top = FusedTop(capacity: depth)
    if !usesLexical || !usesSemantic {
      let hits = usesLexical ? try query.bm25.top(depth, allowed: allowed?.words) : []
      let meanings =
        usesSemantic
        ? try nearest(quantised(query.turned.vector), count: depth, allowed: allowed) : []
      for row in try scored(meanings, query) { top.offer(row) }
      for row in try scored(hits, query) { top.offer(row) }
      return top.ranked()
    }
    let share = max(Self.leastShare, query.fusion.semanticWeight)
    let vector = try quantised(query.turned.vector)
    let byMeaning = { @Sendable () throws -> [RankedRow] in
      try self.scored(
        self.nearest(vector, count: depth, allowed: allowed, share: share), query)
    }
    guard threads > 1 else {
      let meanings = try byMeaning()
      for row in meanings { top.offer(row) }
      try addByWords(
        query, vector, allowed, found: meanings.map(\.row).sorted(), last(of: meanings, depth),
        to: &top)
      return top.ranked()
    }
    // On two threads the lexical leg starts before it can know what will do, and guesses: if papers that
    // it left out may have words to spare, the rest is asked for.
    let (meanings, (words, cosines)) = try sideBySide(byMeaning) {
      let words = try query.bm25.candidates(Self.guessedHits * depth, allowed: allowed?.words)
      return (words, try self.similarities(of: words.rows.map(\.row), to: vector))
    }
    for row in meanings { top.offer(row) }
    let found = meanings.map(\.row).sorted()
    let new = zip(words.rows, cosines).filter { !found.hasSorted($0.0.row) }
    try offer(new, query, to: &top)
    let lastMeaning = last(of: meanings, depth)
    if words.rest > leastWords(query, top.threshold, lastMeaning) {
      let all = found + new.map(\.0.row)
      try addByWords(query, vector, allowed, found: all.sorted(), lastMeaning, to: &top)
    }
    return top.ranked()
  }

  /// A cosine that no row outside a list of the nearest exceeds.
  private func last(of meanings: [RankedRow], _ depth: Int) -> Double {
    // A shorter list than asked for holds every paper the space can rank.
    meanings.count < depth ? -1 : meanings.last?.semantic ?? -1
  }

  /// The BM25 that a paper needs at least to reach a fused score with a cosine of at most
  /// `lastMeaning`.
  private func leastWords(_ query: PreparedQuery, _ score: Double, _ lastMeaning: Double) -> Double
  {
    let fusion = query.fusion
    let least = (score - fusion.semanticWeight * lastMeaning) / fusion.lexicalWeight
    // Of rounding: a bound that is a little too low lets in a paper more to be scored.
    return max(0, least * (1 - 1e-9) * query.reference)
  }

  /// Offers every paper that may still enter by its words: all but those at whose BM25 not even
  /// the cosine of the last paper found by meaning would do.
  ///
  /// - Parameters:
  ///   - found: rows that were offered already, ascending.
  ///   - lastMeaning: a cosine that no other row exceeds.
  private func addByWords(
    _ query: PreparedQuery, _ vector: VectorQuery, _ allowed: Bitmap?, found: [Int],
    _ lastMeaning: Double, to top: inout FusedTop
  ) throws {
    var failure: (any Error)?
    var place = 0
    var waiting: [LexicalCandidate] = []
    let start = leastWords(query, top.threshold, lastMeaning)
    try query.bm25.visit(above: start, allowed: allowed?.words) { candidate in
      while place < found.count, found[place] < candidate.row { place += 1 }
      if place == found.count || found[place] != candidate.row { waiting.append(candidate) }
      if waiting.count == Self.offeredTogether {
        do { try offer(waiting, query, vector, to: &top) } catch {
          failure = error
          return .infinity
        }
        waiting.removeAll(keepingCapacity: true)
      }
      return leastWords(query, top.threshold, lastMeaning)
    }
    if let failure { throw failure }
    try offer(waiting, query, vector, to: &top)
  }

  private func offer(
    _ words: [LexicalCandidate], _ query: PreparedQuery, _ vector: VectorQuery,
    to top: inout FusedTop
  ) throws {
    let cosines = try similarities(of: words.map(\.row), to: vector)
    try offer(Array(zip(words, cosines)), query, to: &top)
  }

  /// Offers papers found by words, with their cosines: those that may enter are scored exactly.
  private func offer(
    _ papers: [(LexicalCandidate, Double)], _ query: PreparedQuery, to top: inout FusedTop
  ) throws {
    // What enters for certain keeps others out.
    var sure = top
    for (words, cosine) in papers {
      sure.offer(query.ranked(words.row, words: words.least, meaning: cosine))
    }
    let entering = papers.filter { words, cosine in
      query.ranked(words.row, words: words.most, meaning: cosine).score >= sure.threshold
    }
    let scores = try query.bm25.scores(of: entering.map(\.0.row))
    for ((words, cosine), score) in zip(entering, scores) {
      top.offer(query.ranked(words.row, words: score, meaning: cosine))
    }
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
    let hits = hits.sorted { $0.row < $1.row }
    var meanings = [Double](repeating: 0, count: hits.count)
    if query.projection.norm > 0 {
      meanings = try similarities(of: hits.map(\.row), to: quantised(query.turned.vector))
    }
    return zip(hits, meanings).map { query.ranked($0.row, words: $0.score, meaning: $1) }
  }
}

extension [Int] {
  /// Whether ascending numbers hold this one.
  ///
  /// O(log count).
  fileprivate func hasSorted(_ number: Int) -> Bool {
    let place = partitioningIndex { $0 >= number }
    return place < count && self[place] == number
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
