// Runs: the order of a ranking, and what of a TREC line counts.

import Testing

@testable import LensEval

@Suite struct RunTests {
  @Test func scoresOrderARankingAndRanksDoNot() throws {
    let read = try run("q Q0 a 1 0.5 lens\nq Q0 b 2 3e2 lens\nq Q0 c 3 -1 lens\n")
    #expect(read["q"]?.map(\.paper) == ["b", "a", "c"])
    #expect(read["q"]?.map(\.score) == [300, 0.5, -1])
    #expect(read.tag == "lens")
  }

  @Test func equalScoresAreOrderedByIDDescendingByteByByte() throws {
    let read = try run(
      "q Q0 p10 1 1 t\nq Q0 p9 2 1 t\nq Q0 P9 3 1 t\nq Q0 论文 4 1 t\nq Q0 p1 5 1 t\nq Q0 z 6 2 t\n")
    #expect(read["q"]?.map(\.paper) == ["z", "论文", "p9", "p10", "p1", "P9"])
  }

  @Test func scoresApartBeyondSinglePrecisionAreNotTies() throws {
    let read = try run("q Q0 a 1 1.000000000001 t\nq Q0 b 2 1 t\n")
    #expect(read["q"]?.map(\.paper) == ["a", "b"])
  }

  @Test func aRunMadeInMemoryEqualsTheRunRead() throws {
    let read = try run("q2\tQ0\tb\t1\t1\tt\nq1 Q0 a 1 2 t\r\n\nq2 Q0 c 9 1 t\n")
    var made = Run(tag: "t")
    made.add(
      query: "q2", papers: [RankedPaper(paper: "b", score: 1), RankedPaper(paper: "c", score: 1)])
    made.add(query: "q1", papers: [RankedPaper(paper: "a", score: 2)])
    #expect(read == made)
    #expect(read.queries == ["q2", "q1"])
    #expect(read["q3"] == nil)
  }

  @Test func aQueryIsRankedOnceAndAPaperKeepsItsBetterScore() {
    var made = Run(tag: "t")
    let papers = [("a", 1.0), ("b", 2.0), ("a ", 3.0)].map { RankedPaper(paper: $0.0, score: $0.1) }
    let isFirstAdded = made.add(query: "q", papers: papers)
    let isSecondAdded = made.add(query: "q ", papers: [])
    #expect(isFirstAdded && !isSecondAdded)
    #expect(made["q"]?.map(\.paper) == ["a", "b"])
    #expect(made["q"]?.map(\.score) == [3, 2])
    #expect(made.queries == ["q"])
  }

  @Test func idsOfTabbedLinesMayHoldSpaces() throws {
    let read = try run("a query\tQ0\tA Technical Report \t1\t0.5\tlens\n")
    #expect(read["a query"] == [RankedPaper(paper: "A Technical Report", score: 0.5)])
  }

  @Test func anOrderDoesNotDependOnTheOrderOfLines() throws {
    let text = Fixture.runText(Fixture.second, tag: "t")
    let expected = try run(text)
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SplitMix64(seed: seed)
    let lines = text.split(separator: "\n").shuffled(using: &generator)
    let shuffled = try run(lines.joined(separator: "\n"))
    for query in expected.queries {
      #expect(shuffled[query] == expected[query], "seed \(seed)")
    }
  }
}
