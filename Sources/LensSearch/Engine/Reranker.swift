// The second look: the best papers of both legs, ranked again by what one paper alone cannot show.
//
// - Adjacency: do the query's words stand together in the paper?
// - Feedback: what do the best few papers speak of (Rocchio 1971, in the LSA space)?
// - Smoothing: papers near each other answer the same question (Diaz 2005, "Regularizing ad hoc
//   retrieval scores"): each score moves towards those of its neighbours.
//
// The last two are gated by how much of the query the best papers leave unanswered, so that a paper
// that is the query itself stays at 1 and known-item searches are left alone. All three are gated by
// how far the best papers are met in the query's own language: across languages they would favour
// the papers of the query's.
import LensVectors

/// Ranks the head of an answer again.
struct Reranker {
  /// Papers looked at again.
  static let headCount = 100
  /// What an adjacent pair counts beside a term.
  private static let adjacencyWeight = 0.6
  /// Papers by which it is judged whether the query's own words are what finds papers.
  private static let trustCount = 10
  /// Papers whose meaning joins the query.
  private static let feedbackCount = 2
  /// What they weigh together beside a query of which nothing is answered.
  private static let feedbackWeight = 4.0
  /// Papers among which neighbours are looked for.
  private static let neighbourCount = 50
  /// Papers of a library from which on its papers have neighbours that tell something; in a smaller
  /// one they are believed in proportion.
  private static let libraryWithNeighbourhoods = 1000.0
  /// How far a score of 0 moves towards its neighbours'.
  private static let smoothing = 0.5

  let engine: SearchEngine
  let query: PreparedQuery

  /// Whether there is anything to look at again: the legs alone are shown as they are.
  var isNeeded: Bool { query.fusion.lexicalWeight > 0 && query.fusion.semanticWeight > 0 }

  /// The rows in their final order.
  ///
  /// O(terms of the head + neighbours² · rank).
  ///
  /// - Parameter ranked: fused, best first; those behind the head follow it unchanged, at most at its
  ///   last score.
  func reranked(_ ranked: [RankedRow]) throws -> [RankedRow] {
    guard isNeeded, ranked.count > 1 else { return ranked }
    var head = Array(ranked.prefix(Self.headCount))
    let rows = head.map(\.row)
    let trust = try trust(in: rows.prefix(Self.trustCount))
    addAdjacency(
      try Adjacency(query.terms.adjacentPairs, in: engine).scores(of: rows), to: &head, trust)
    let vectors = try engine.vectors(of: rows)
    let company = trust * min(1, Double(engine.paperCount) / Self.libraryWithNeighbourhoods)
    addFeedback(to: &head, vectors, company)
    smooth(&head, vectors, company)
    head.sort(by: RankedRow.precedes)
    let last = head.last?.score ?? 0
    return head
      + ranked.dropFirst(Self.headCount).map { row in
        var row = row
        row.moveScore(to: min(row.score, last))
        return row
      }
  }

  /// The share of the lexical score of some rows that comes from the query's own language, cubed:
  /// one in five papers met in translation already says that the query's language is not all.
  ///
  /// O(rows · terms).
  private func trust(in rows: some Sequence<Int>) throws -> Double {
    var own = 0.0
    var all = 0.0
    for parts in try query.bm25.contributions(to: Array(rows)) {
      for (group, part) in parts.enumerated() {
        guard let alternative = part.alternative else { continue }
        all += part.score
        if !query.rendered.isTranslation(alternative, of: group) { own += part.score }
      }
    }
    let share = all > 0 ? own / all : 0
    return share * share * share
  }

  private func addAdjacency(_ scores: [Double], to head: inout [RankedRow], _ trust: Double) {
    for place in head.indices {
      let added =
        trust * query.fusion.lexicalWeight * Self.adjacencyWeight * query.normalised(scores[place])
      head[place].adjacency = added
      head[place].score += added
    }
  }

  /// Moves the query towards the best papers and takes the cosines anew.
  private func addFeedback(to head: inout [RankedRow], _ vectors: VectorBlock, _ trust: Double) {
    let best = head.indices.sorted { RankedRow.precedes(head[$0], head[$1]) }
      .prefix(Self.feedbackCount)
    let sum = best.reduce(0) { $0 + max(head[$1].score, 0) }
    guard let first = best.first, sum > 0, query.projection.norm > 0 else { return }
    let weight = trust * Self.feedbackWeight * max(0, 1 - head[first].score)
    let shares = best.map { weight * max(head[$0].score, 0) / sum }

    // |q + Σ w d|² from the cosines, q and d being of unit length.
    var energy = 1.0
    for (share, place) in zip(shares, best) {
      energy += 2 * share * head[place].semantic
      for (other, place2) in zip(shares, best) {
        energy += share * other * vectors.similarity(place, place2)
      }
    }
    guard energy > 0 else { return }
    let length = energy.squareRoot()
    let scores = head.indices.map { place in
      let met = zip(shares, best).reduce(head[place].semantic) {
        $0 + $1.0 * vectors.similarity(place, $1.1)
      }
      return head[place].score
        + query.fusion.semanticWeight * (met / length - head[place].semantic)
    }
    for place in head.indices { head[place].moveScore(to: scores[place]) }
  }

  /// Moves each score towards the mean of the others', near ones weighing more.
  private func smooth(_ head: inout [RankedRow], _ vectors: VectorBlock, _ trust: Double) {
    let best = Array(
      head.indices.sorted { RankedRow.precedes(head[$0], head[$1]) }.prefix(Self.neighbourCount))
    var sums = [Double](repeating: 0, count: best.count)
    var weights = [Double](repeating: 0, count: best.count)
    for i in best.indices {
      for j in 0..<i {
        let similarity = max(0, vectors.similarity(best[i], best[j]))
        let weight = similarity * similarity * similarity * similarity
        sums[i] += weight * head[best[j]].score
        sums[j] += weight * head[best[i]].score
        weights[i] += weight
        weights[j] += weight
      }
    }
    for (i, place) in best.enumerated() where weights[i] > 0 {
      let own = head[place].score
      let gate = trust * Self.smoothing * min(1, max(0, 1 - own))
      head[place].moveScore(to: own + gate * (sums[i] / weights[i] - own))
    }
  }
}

extension RankedRow {
  /// Changes the score by what the other papers say of it.
  fileprivate mutating func moveScore(to new: Double) {
    feedback += new - score
    score = new
  }
}
