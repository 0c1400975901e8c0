// Judgements: both forms, what is tolerated around them, and files read from disk.

import Glibc
import Testing

@testable import LensEval

@Suite struct QrelsTests {
  @Test func threeAndFourColumnsReadAlike() throws {
    let tsv = try qrels("q1\tp1\t2\nq1\tp2\t0\nq2\tp1\t-1\n")
    let trec = try qrels("q1 0 p1 2\nq1 0 p2 0\nq2\t0\tp1\t-1\n")
    #expect(tsv == trec)
    #expect(tsv.queries == ["q1", "q2"])
    #expect(tsv["q1"] == ["p1": 2, "p2": 0])
    #expect(tsv["q2"] == ["p1": -1])
    #expect(tsv["q3"] == nil)
    #expect(tsv.count == 3)
  }

  @Test func linesOfAQueryMayLieApart() throws {
    let apart = try qrels("b\tp\t1\na\tp\t1\nb\tr\t1\n")
    #expect(apart.queries == ["b", "a"])
    #expect(apart["b"] == ["p": 1, "r": 1])
  }

  @Test(arguments: [
    "query-id\tcorpus-id\tscore\nq\tp\t1\n",
    "query iteration paper grade\nq 0 p 1\n",
    "\u{FEFF}q\tp\t1\r\n\r\n",
    "\n  \nq  p   1",
    "q\tp\t1 \n",
    "\u{FEFF}query\tpaper\tgrade\r\n  q\t p \t+1\r\n",
  ])
  func headerBOMLineEndsAndBlanksAreTolerated(text: String) throws {
    let read = try qrels(text)
    #expect(read.count == 1)
    #expect(read["q"] == ["p": 1])
  }

  @Test func idsOfTabbedLinesMayHoldSpaces() throws {
    let read = try qrels("long context\tJamba 混合模型\t1\n")
    #expect(read["long context"] == ["Jamba 混合模型": 1])
  }

  @Test func blanksAtTheEndsOfIDsDoNotTellThemApart() throws {
    let read = try qrels("q \tA Technical Report \t1\n")
    #expect(read.queries == ["q"])
    #expect(read["q "] == ["A Technical Report": 1])
    var made = Qrels()
    made.add(query: " q", paper: "A Technical Report\t", grade: 1)
    #expect(made == read)
    var ranked = Run(tag: "t")
    ranked.add(query: "q ", papers: [RankedPaper(paper: "A Technical Report ", score: 1)])
    #expect(ranked[" q"] == [RankedPaper(paper: "A Technical Report", score: 1)])
    #expect(Evaluation(of: ranked, against: read).mean(of: .averagePrecision) == 1)
  }

  @Test func aPairIsJudgedOnce() {
    var made = Qrels()
    let isFirstAdded = made.add(query: "q", paper: "p", grade: 1)
    let isSecondAdded = made.add(query: "q", paper: "p", grade: 2)
    #expect(isFirstAdded && !isSecondAdded)
    #expect(made["q"] == ["p": 1])
    #expect(made.count == 1)
  }

  @Test func filesLongerThanOneReadAreWhole() throws {
    let text = (0..<120_000).map { "q\($0 / 100)\tpaper-\($0)\t\($0 % 3)\n" }.joined()
    #expect(text.utf8.count > 1 << 20)
    try withFile(text) { path in
      let read = try Qrels(reading: path)
      #expect(read.count == 120_000)
      #expect(read.queries.count == 1_200)
      let parsed = try qrels(text)
      #expect(read == parsed)
    }
  }

  @Test func filesAboveTheLimitAreRefused() throws {
    try withFile("q\tp\t1\n") { path in
      #expect(throws: EvalError.tooLarge(file: path, limit: 5)) {
        _ = try TextLines(reading: path, limit: 5)
      }
      let whole = try TextLines(reading: path, limit: 6)
      #expect(whole.bytes.count == 6)
    }
  }

  @Test func missingFilesAndDirectoriesAreNamed() {
    #expect(throws: EvalError.unreadable(file: "/no/such", found: "No such file or directory")) {
      _ = try Qrels(reading: "/no/such")
    }
    #expect(throws: EvalError.unreadable(file: "/", found: "Is a directory")) {
      _ = try Run(reading: "/")
    }
  }

  /// Calls `body` with the path of a file of `text`, which is removed afterwards.
  private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
    var template = Array("/tmp/lens-eval-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      try #require(count > 0)
      written += count
    }
    close(descriptor)
    try body(path)
  }
}
