// The ranking: both legs' best, fused until the fused top k is certain.
//
// A leg gives its best `depth` papers. A paper in neither list can score at most what the last of each
// list would score together; once the k-th fused score reaches that, the top k is exact. Otherwise
// the lists are made longer (the threshold algorithm: Fagin, Lotem and Naor 2003, section 4).
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
  /// The shortest list asked of a leg: long enough that most queries need no second round.
  private static let firstDepth = 256

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
    var depth = limit
    if usesLexical && usesSemantic { depth = max(Self.firstDepth, limit * 4) }
    while true {
      depth = min(depth, rowCount)
      let words = usesLexical ? try query.bm25.top(depth, allowed: allowed?.words) : []
      let meanings =
        usesSemantic ? try nearest(query.turned.vector, count: depth, allowed: allowed) : []
      let ranked = try fuse(query, words, meanings)
      let isComplete =
        depth == rowCount || !(usesLexical && usesSemantic)
        || isCertain(ranked, limit, query, words, meanings, depth)
      if isComplete { return Array(ranked.prefix(limit)) }
      depth *= 4
    }
  }

  /// Whether no paper outside both lists can reach the fused top `limit`.
  private func isCertain(
    _ ranked: [RankedRow], _ limit: Int, _ query: PreparedQuery, _ words: [LexicalHit],
    _ meanings: [Neighbour], _ depth: Int
  ) -> Bool {
    // A list shorter than asked for holds every paper the leg can rank; the rest score 0 there.
    let lastWord = words.count < depth ? 0 : words.last?.score ?? 0
    let lastMeaning = meanings.count < depth ? -1 : meanings.last.map { Double($0.score) } ?? 0
    let ceiling = query.fusion.score(lexical: query.normalised(lastWord), semantic: lastMeaning)
    if ceiling <= 0 { return true }
    return ranked.count >= limit && ranked[limit - 1].score > ceiling
  }

  /// Every paper of either list with its score in both legs, best first.
  private func fuse(
    _ query: PreparedQuery, _ words: [LexicalHit], _ meanings: [Neighbour]
  ) throws -> [RankedRow] {
    var lexicalScores = [Int: Double](minimumCapacity: words.count + meanings.count)
    for hit in words { lexicalScores[hit.row] = hit.score }
    var semanticScores = [Int: Double](minimumCapacity: words.count + meanings.count)
    for neighbour in meanings { semanticScores[neighbour.row] = Double(neighbour.score) }

    let withoutWords = meanings.map(\.row).filter { lexicalScores[$0] == nil }
    if query.bm25.upperBound > 0 {
      for (row, score) in zip(withoutWords, try query.bm25.scores(of: withoutWords)) {
        lexicalScores[row] = score
      }
    }
    if query.projection.norm > 0 {
      let vector = try quantised(query.turned.vector)
      for hit in words where semanticScores[hit.row] == nil {
        semanticScores[hit.row] = try similarity(of: hit.row, to: vector)
      }
    }
    var rows = words.map(\.row)
    rows += withoutWords
    return rows.map { row in
      let lexical = query.normalised(lexicalScores[row] ?? 0)
      let semantic = semanticScores[row] ?? 0
      return RankedRow(
        row: row, score: query.fusion.score(lexical: lexical, semantic: semantic), lexical: lexical,
        semantic: semantic)
    }
    .filter { $0.score > 0 }
    .sorted(by: RankedRow.precedes)
  }
}
