// The ranking against the naive reference: the same documents in the same order, and the same bits
// whatever the segments, the filter or the way there.

import LensText
import Testing

@testable import LensLexical

@Suite struct RankingTests {
  /// Large enough for lists of many blocks and windows, small enough for the reference.
  static let corpus = Corpus.zipf(documents: 12_000, terms: 3000, length: 2...25, seed: 21)
  static let reference = Reference(corpus)

  /// Documents the reference finds, best first, with the scores of the index (checked separately).
  private func exhaustive(
    _ query: LexicalQuery, _ prepared: BM25Query, k: Int, allowed: (Int) -> Bool
  ) throws -> [LexicalHit] {
    let rows = Self.corpus.documents.indices.filter {
      allowed($0) && Self.reference.score(query, of: $0) > 0
    }
    let scores = try prepared.scores(of: rows)
    return zip(rows, scores)
      .map { LexicalHit(row: $0, score: $1) }
      .sorted { $0.score != $1.score ? $0.score > $1.score : $0.row < $1.row }
      .prefix(k).map { $0 }
  }

  @Test func scoresAreThoseOfTheFormula() throws {
    let seed: UInt64 = 22
    var generator = SeededGenerator(seed: seed)
    let small = Corpus.zipf(documents: 700, terms: 200, length: 1...40, seed: seed)
    for parameters in [
      BM25Parameters(), BM25Parameters(k1: 0, b: 0.75), BM25Parameters(k1: 2, b: 0),
      BM25Parameters(k1: 0.9, b: 1), BM25Parameters(k1: 1000, b: 0.3),
    ] {
      let reference = Reference(small, parameters: parameters)
      let searcher = try small.searcher(segments: 3, parameters: parameters)
      for round in 0..<20 {
        let query = LexicalQuery.random(from: small, groups: 1...6, using: &generator)
        let prepared = try searcher.prepare(query)
        let scores = try prepared.scores(of: Array(small.documents.indices))
        for (document, score) in scores.enumerated() {
          let expected = reference.score(query, of: document)
          #expect(
            abs(score - expected) <= 1e-12 * prepared.upperBound,
            "seed \(seed), round \(round), \(parameters), document \(document)")
          #expect(score <= prepared.upperBound)
        }
      }
    }
  }

  @Test func topEqualsTheReferenceWithFiltersAndTies() throws {
    let seed: UInt64 = 23
    var generator = SeededGenerator(seed: seed)
    let one = try Self.corpus.searcher(segments: 1)
    let seven = try Self.corpus.searcher(segments: 7)
    #expect(one.averageLength == seven.averageLength)
    for round in 0..<16 {
      let query = LexicalQuery.random(from: Self.corpus, groups: 1...8, using: &generator)
      let prepared = try one.prepare(query)
      let split = try seven.prepare(query)
      #expect(prepared.upperBound == split.upperBound)
      let percent = [0, 1, 50, 100][round % 4]
      var words = [UInt64](repeating: 0, count: (Self.corpus.documents.count + 63) / 64)
      for row in Self.corpus.documents.indices
      where Int.random(in: 0..<100, using: &generator) < percent {
        words[row >> 6] |= 1 << UInt64(row & 63)
      }
      let isAllowed = { (row: Int) in words[row >> 6] >> UInt64(row & 63) & 1 != 0 }
      let expected = try exhaustive(query, prepared, k: .max, allowed: isAllowed)
      for k in [1, 10, 137, Self.corpus.documents.count + 5] {
        let message: Comment = "seed \(seed), round \(round), k \(k), \(percent) %"
        let best = Array(expected.prefix(k))
        #expect(try prepared.top(k, allowed: words) == best, message)
        #expect(try split.top(k, allowed: words) == best, message)
        if percent == 100 { #expect(try split.top(k) == best, message) }
        for searched in [prepared, split] {
          let found = try searched.candidates(k, allowed: words)
          let rows = Set(found.rows.map(\.row))
          #expect(best.allSatisfy { rows.contains($0.row) }, message)
          #expect(expected.allSatisfy { rows.contains($0.row) || $0.score <= found.rest }, message)
          let scores = try searched.scores(of: found.rows.map(\.row))
          #expect(
            zip(found.rows, scores).allSatisfy { $0.least <= $1 && $1 <= $0.most }, message)
          // A few units of the 65,535 are all that is not known of a score.
          let parts = Double(query.groups.count * 4 + 2)
          #expect(
            found.rows.allSatisfy { $0.most - $0.least <= parts * searched.upperBound / 60_000 },
            message)
        }
      }
    }
  }

  @Test func aVisitMeetsEveryDocumentAboveTheThresholdInOrder() throws {
    let seed: UInt64 = 29
    var generator = SeededGenerator(seed: seed)
    let searcher = try Self.corpus.searcher(segments: 3)
    for round in 0..<12 {
      let query = LexicalQuery.random(from: Self.corpus, groups: 1...8, using: &generator)
      let prepared = try searcher.prepare(query)
      let all = try exhaustive(query, prepared, k: .max, allowed: { _ in true })
      let threshold = all.isEmpty ? 0 : all[all.count * (round % 4) / 8].score
      var met: [LexicalCandidate] = []
      try prepared.visit(above: threshold) { candidate in
        met.append(candidate)
        return threshold
      }
      let expected = all.filter { $0.score > threshold }.map(\.row).sorted()
      #expect(zip(met, met.dropFirst()).allSatisfy { $0.row < $1.row }, "seed \(seed), \(round)")
      #expect(
        Set(expected).isSubset(of: met.map(\.row)) && met.count <= expected.count + 40,
        "seed \(seed), round \(round)")

      // A threshold raised on the way is kept to from there on; infinity ends the visit.
      var count = 0
      try prepared.visit(above: 0) { _ in
        count += 1
        return .infinity
      }
      #expect(count == (all.isEmpty ? 0 : 1))
    }
  }

  @Test func equalScoresRankByRow() throws {
    var corpus = Corpus(names: ["a", "b"])
    for i in 0..<5000 {
      corpus.documents.append(i % 3 == 0 ? [(term: 0, count: 2)] : [(term: 1, count: 2)])
    }
    for segments in [1, 4] {
      let query = try corpus.searcher(segments: segments).prepare(
        LexicalQuery(terms: [QueryTerm("a")]))
      let hits = try query.top(7)
      #expect(hits.map(\.row) == [0, 3, 6, 9, 12, 15, 18])
      #expect(Set(hits.map(\.score)).count == 1)
    }
  }

  @Test func aGroupCountsItsBestAlternativeOnly() throws {
    let corpus = Corpus(
      names: ["car", "auto", "red"],
      documents: [
        [(term: 0, count: 1), (term: 1, count: 1)], [(term: 0, count: 1), (term: 2, count: 1)],
        [(term: 1, count: 2)], [(term: 2, count: 2)],
      ])
    let searcher = try corpus.searcher(segments: 1)
    let (car, auto, red) = (QueryTerm("car"), QueryTerm("auto", weight: 0.5), QueryTerm("red"))
    let grouped = try searcher.prepare(
      LexicalQuery(groups: [QueryGroup([car, auto]), QueryGroup(red)]))
    let plain = try searcher.prepare(LexicalQuery(terms: [car]))
    #expect(
      try abs(grouped.scores(of: [0])[0] - plain.scores(of: [0])[0]) < 1e-12, "auto adds nothing")
    let parts = try grouped.contributions(to: 2)
    #expect(parts.map(\.alternative) == [1, nil])
    #expect(parts.map(\.frequency) == [2, 0])
    #expect(try grouped.contributions(to: 1).map(\.alternative) == [0, 0])
  }

  @Test func contributionsSumToTheScoreExactlyInAnyOrder() throws {
    let seed: UInt64 = 24
    var generator = SeededGenerator(seed: seed)
    let searcher = try Self.corpus.searcher(segments: 5)
    for round in 0..<40 {
      let query = LexicalQuery.random(from: Self.corpus, groups: 2...9, using: &generator)
      let prepared = try searcher.prepare(query)
      for hit in try prepared.top(5) {
        let parts = try prepared.contributions(to: hit.row)
        let forward = parts.reduce(0) { $0 + $1.score }
        let shuffled = parts.shuffled(using: &generator).reduce(0) { $0 + $1.score }
        #expect(forward == hit.score, "seed \(seed), round \(round)")
        #expect(shuffled == hit.score, "seed \(seed), round \(round)")
        for (part, group) in zip(parts, query.groups) {
          guard let winner = part.alternative else {
            #expect(part.score == 0 && part.frequency == 0)
            continue
          }
          let expected = group.alternatives.map { Self.reference.contribution($0, to: hit.row) }
          #expect(abs(part.score - (expected.max() ?? 0)) <= 1e-12 * prepared.upperBound)
          #expect(abs(part.score - expected[winner]) <= 1e-12 * prepared.upperBound)
          let occurrences = group.alternatives[winner].terms.map {
            Self.corpus.count(of: String(decoding: $0.bytes, as: UTF8.self), in: hit.row)
          }
          let isPhrase = group.alternatives[winner].isPhrase && occurrences.count > 1
          #expect(part.frequency == (isPhrase ? occurrences.min() : occurrences.reduce(0, +)))
        }
      }
    }
  }

  @Test func scoresKeepTheOrderOfTheRowsAskedFor() throws {
    var generator = SeededGenerator(seed: 25)
    let searcher = try Self.corpus.searcher(segments: 3)
    let query = try searcher.prepare(
      .random(from: Self.corpus, groups: 4...4, using: &generator))
    let rows = (0..<500).map { _ in
      Int.random(in: Self.corpus.documents.indices, using: &generator)
    }
    let scores = try query.scores(of: rows + rows.reversed())
    #expect(scores == scores.reversed())
    #expect(try scores.prefix(500).elementsEqual(rows.map { try query.scores(of: [$0])[0] }))
    #expect(try query.scores(of: []) == [])
  }

  @Test func queriesWithoutAnythingKnownGiveNothing() throws {
    let searcher = try Self.corpus.searcher(segments: 2)
    for query in [
      LexicalQuery(terms: []), LexicalQuery(terms: [QueryTerm("unknown")]),
      LexicalQuery(groups: [QueryGroup([])]),
    ] {
      let prepared = try searcher.prepare(query)
      #expect(try prepared.top(10) == [])
      #expect(prepared.upperBound == 0)
      #expect(!prepared.hasKnownTerms)
      #expect(try prepared.scores(of: [0, 5]) == [0, 0])
    }
    let known = try searcher.prepare(LexicalQuery(terms: [QueryTerm(Self.corpus.names[0])]))
    #expect(known.hasKnownTerms)
    #expect(try known.top(0) == [])
    #expect(try known.top(3, allowed: []) == [])
    let none = try BM25Searcher(segments: [])
    #expect(try none.prepare(LexicalQuery(terms: [QueryTerm("a")])).top(5) == [])
  }

  @Test func aRepeatedTermCountsTwice() throws {
    let searcher = try Self.corpus.searcher(segments: 2)
    let term = QueryTerm(Self.corpus.names[5])
    let twice = try searcher.prepare(LexicalQuery(terms: [term, term])).top(20)
    let weighted = try searcher.prepare(
      LexicalQuery(terms: [QueryTerm(bytes: term.bytes, weight: 2)])
    ).top(20)
    #expect(twice.map(\.row) == weighted.map(\.row))
    for (a, b) in zip(twice, weighted) { #expect(abs(a.score - b.score) < 1e-12 * a.score) }
  }

  @Test func rowsMayHaveGapsBetweenSegments() throws {
    let corpus = Corpus(names: ["a"], documents: [[(term: 0, count: 1)], [(term: 0, count: 2)]])
    let index = try corpus.index()
    // Given in any order; a segment without documents claims no row.
    let searcher = try BM25Searcher(segments: [
      (index, 100), (try Corpus(names: []).index(), 100), (index, 10),
    ])
    #expect(searcher.rowCount == 102)
    let query = try searcher.prepare(LexicalQuery(terms: [QueryTerm("a")]))
    #expect(try query.top(10).map(\.row) == [11, 101, 10, 100])
    #expect(throws: LexicalError.noSuchRow(row: 50, rows: 102)) {
      try query.scores(of: [10, 50, 100])
    }
    #expect(throws: LexicalError.noSuchRow(row: -1, rows: 102)) { try query.scores(of: [-1]) }
    #expect(throws: LexicalError.noSuchRow(row: 102, rows: 102)) {
      try query.contributions(to: 102)
    }
    #expect(throws: LexicalError.overlappingSegments(row: 11, expected: 12)) {
      try BM25Searcher(segments: [(index, 10), (index, 11)])
    }
  }

  @Test func extremeWeightsStayFiniteAndOrdered() throws {
    let corpus = Corpus(
      names: ["a", "b"],
      documents: [[(term: 0, count: 1)], [(term: 1, count: 1)], [(term: 0, count: 9)]])
    let searcher = try corpus.searcher(segments: 1)
    let great = Float.greatestFiniteMagnitude
    let query = try searcher.prepare(
      LexicalQuery(terms: [
        QueryTerm("a", weight: great), QueryTerm("b", weight: .leastNonzeroMagnitude),
      ]))
    // The lesser term vanishes beside the greater: below 2^-52 of the bound it rounds to nothing.
    #expect(try query.top(3).map(\.row) == [2, 0])
    #expect(query.upperBound.isFinite)
    let tiny = try searcher.prepare(
      LexicalQuery(terms: [QueryTerm("b", weight: .leastNonzeroMagnitude)]))
    #expect(try tiny.top(3).map(\.row) == [1])
    for weight: Float in [0, -1, .infinity, -.infinity] {
      #expect(throws: LexicalError.unusableWeight(term: "a", found: weight)) {
        try searcher.prepare(LexicalQuery(terms: [QueryTerm("a", weight: weight)]))
      }
    }
    #expect(throws: LexicalError.self) {
      try searcher.prepare(LexicalQuery(terms: [QueryTerm("a", weight: .nan)]))
    }
  }
}
