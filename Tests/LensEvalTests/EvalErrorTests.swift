// Every message, literally, from the file that causes it.

import Testing

@testable import LensEval

@Suite struct EvalErrorTests {
  @Test(arguments: [
    (
      "q\tp\t1\nq\tr\n",
      "qrels.tsv:2: expected 3 columns (query, paper, grade) as in line 1, found 2 in “q.r”. "
        + "Correct or remove the line."
    ),
    (
      "h a b score\n\nq 0 p 1\nq p 1\n",
      "qrels.tsv:4: expected 4 columns (query, 0, paper, grade) as in line 3, found 3 in “q p 1”. "
        + "Correct or remove the line."
    ),
    (
      "{\"query\": 1}\n",
      "qrels.tsv:1: expected 3 columns (query, paper, grade) or 4 (query, 0, paper, grade), "
        + "found 2 in “{\"query\": 1}”. Correct or remove the line."
    ),
    (
      "q\tp\t1\nq\tr\thigh\n",
      "qrels.tsv:2: expected a grade that is a whole number, found “high”. "
        + "Write 0 for not relevant, 1 or more for relevant."
    ),
    (
      "q\tp\t1.5\n",
      "qrels.tsv:1: expected a grade that is a whole number, found “1.5”. "
        + "Write 0 for not relevant, 1 or more for relevant."
    ),
    (
      "q\tp\t99999999999999999999\n",
      "qrels.tsv:1: expected a grade that is a whole number, found “99999999999999999999”. "
        + "Write 0 for not relevant, 1 or more for relevant."
    ),
    (
      "\tp\t1\n",
      "qrels.tsv:1: expected a query id, found nothing. Write the id, or remove the line."
    ),
    (
      "q\t \t1\n",
      "qrels.tsv:1: expected a paper id, found nothing. Write the id, or remove the line."
    ),
    (
      "q\tp\t1\nq\tr\t1\nq\tp\t1\n",
      "qrels.tsv:3: expected each paper once for a query, found paper “p” of query “q” again "
        + "after line 1. Remove one of the two lines."
    ),
    (
      "query\tpaper\tgrade\n",
      "qrels.tsv: expected at least one judgement, found none. Check that this is the file you "
        + "meant, and that it is not cut short."
    ),
    (
      "",
      "qrels.tsv: expected at least one judgement, found none. Check that this is the file you "
        + "meant, and that it is not cut short."
    ),
  ])
  func unusableJudgementsSayWhereAndWhatToDo(text: String, message: String) {
    let error = #expect(throws: EvalError.self) { _ = try qrels(text) }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    (
      "q Q0 p 1 lens\n",
      "run.trec:1: expected 6 columns (query, Q0, paper, rank, score, tag), found 5 in "
        + "“q Q0 p 1 lens”. Correct or remove the line."
    ),
    (
      "q Q0 p 1 2 t\nq Q0 r 1 nan t\n",
      "run.trec:2: expected a score that is a finite number, found “nan”. Write the score that "
        + "the system gave the paper."
    ),
    (
      "q Q0 p 1 high t\n",
      "run.trec:1: expected a score that is a finite number, found “high”. Write the score that "
        + "the system gave the paper."
    ),
    (
      "q Q0 p 1 2 t\nr Q0 p 1 2 t\n\nq Q0 p 1 3 t\n",
      "run.trec:4: expected each paper once for a query, found paper “p” of query “q” again "
        + "after line 1. Remove one of the two lines."
    ),
    (
      "\n",
      "run.trec: expected at least one ranked paper, found none. Check that this is the file you "
        + "meant, and that it is not cut short."
    ),
  ])
  func unusableRunsSayWhereAndWhatToDo(text: String, message: String) {
    let error = #expect(throws: EvalError.self) { _ = try run(text) }
    #expect(error?.description == message)
  }

  @Test func textThatIsNotUTF8IsNamed() {
    let broken = #expect(throws: EvalError.self) {
      _ = try Qrels(parsing: [0x71, 0x09, 0xB4, 0xFA, 0x09, 0x31], file: "gbk.tsv")
    }
    #expect(
      broken?.description
        == "gbk.tsv:1: expected a paper id in UTF-8, found “��”. Convert the file to UTF-8.")
    let wide = #expect(throws: EvalError.self) {
      _ = try Run(parsing: [0xFF, 0xFE, 0x71, 0x00], file: "wide.trec")
    }
    #expect(
      wide?.description
        == "wide.trec:1: expected UTF-8 text, found the byte order mark of UTF-16. "
        + "Convert the file to UTF-8.")
  }

  @Test func messagesWithoutALine() {
    #expect(
      EvalError.unreadable(file: "a", found: "Is a directory").description
        == "a: expected a readable file, found: Is a directory. Check the path and its permissions."
    )
    #expect(
      EvalError.tooLarge(file: "a", limit: 9).description
        == "a: expected at most 9 bytes, found more. Split the file by query.")
    #expect(
      EvalError.differentQueries(first: 1, second: 2).description
        == "comparison: expected two evaluations of the same queries, found 1 only in the first "
        + "and 2 only in the second. Evaluate both runs with the same judgements.")
    #expect(
      EvalError.metricMissing(.nDCG(10)).description
        == "comparison: expected nDCG@10 in both evaluations, found it missing. "
        + "Evaluate both runs by nDCG@10.")
  }

  @Test func quotesAreShortAndFreeOfControlCharacters() {
    #expect(quoted("a\u{1B}[31mb\u{202E}\n".utf8) == "“a.[31mb..”")
    #expect(
      quoted(String(repeating: "长", count: 41).utf8) == "“\(String(repeating: "长", count: 40))…”")
    #expect(quoted(("e" + String(repeating: "\u{301}", count: 90)).utf8) == "“.”")
  }

  @Test func anyBytesGiveAValueOrAnError() {
    // Bytes that steer the parsers are drawn more often than the rest.
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SplitMix64(seed: seed)
    let steering = Array("q p 1\t\n\r-.eQ0 \u{FEFF}文".utf8)
    for _ in 0..<3_000 {
      let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        Bool.random(using: &generator)
          ? steering[Int.random(in: 0..<steering.count, using: &generator)]
          : UInt8.random(in: 0...255, using: &generator)
      }
      do throws(EvalError) {
        let read = try Qrels(parsing: bytes, file: "f")
        #expect(read.count > 0, "seed \(seed)")
      } catch {
        #expect(error.description.hasPrefix("f"), "seed \(seed)")
      }
      do throws(EvalError) {
        let read = try Run(parsing: bytes, file: "f")
        #expect(!read.queries.isEmpty, "seed \(seed)")
      } catch {
        #expect(error.description.hasPrefix("f"), "seed \(seed)")
      }
    }
  }
}
