// The whole way on the sample library: index, query, related, show, terms, status, check.
import Foundation
import Testing

/// The sample library indexed once for all tests of the suite.
private enum Sample {
  static let lens: Result<LensCommand, any Error> = Result {
    let lens = try LensCommand()
    let result = try lens.run(["index"] + LensCommand.sampleFiles())
    guard result.status == 0 else { throw Failure(text: result.errors) }
    return lens
  }

  struct Failure: Error { var text: String }
}

@Suite struct SampleLibraryTests {
  let lens: LensCommand

  init() throws { lens = try Sample.lens.get() }

  @Test func statusDescribesTheIndex() throws {
    let status = try lens.run("status", "--format", "json").object()
    #expect(try #require(status["papers"] as? Int) >= 60)
    #expect(status["segments"] as? Int == 1)
    #expect(try #require(status["captured_energy"] as? Double) > 0.5)
    #expect(try #require(status["bilingual"] as? Int) > 0)
  }

  @Test func checkFindsTheIndexWhole() throws {
    let result = try lens.run("check")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("whole:"))
  }

  @Test func aQueryOfEitherLanguageFindsThePaper() throws {
    for query in ["residual learning for very deep image recognition", "残差学习 图像识别 很深的网络"] {
      let hits = try lens.run("query", query, "--format", "json").objects()
      #expect(hits.first?["id"] as? String == "1512.03385", "\(query)")
    }
  }

  @Test func everyHitHasTheDocumentedFields() throws {
    let hits = try lens.run("query", "attention", "-n", "3", "--format", "json").objects()
    #expect(hits.count == 3)
    for (offset, hit) in hits.enumerated() {
      #expect(hit["rank"] as? Int == offset + 1)
      for field in ["id", "title", "title_zh", "snippet"] {
        #expect(hit[field] as? String != nil, "\(field)")
      }
      for field in ["score", "lexical", "semantic"] {
        #expect(hit[field] as? Double != nil, "\(field)")
      }
    }
    let scores = hits.compactMap { $0["score"] as? Double }
    #expect(scores == scores.sorted(by: >))
  }

  @Test func explanationsSumToTheScore() throws {
    for query in ["retrieval augmented generation", "检索增强生成", "LoRA 低秩 fine-tuning"] {
      let hits = try lens.run("query", query, "--explain", "--format", "json", "-n", "5").objects()
      #expect(!hits.isEmpty)
      for hit in hits {
        let explanation = try #require(hit["explanation"] as? [String: Any])
        let terms = try #require(explanation["query_terms"] as? [[String: Any]])
        let total = terms.reduce(0) { $0 + ($1["total"] as? Double ?? .nan) }
        let score = try #require(hit["score"] as? Double)
        let adjacency = try #require(explanation["adjacency"] as? Double)
        let feedback = try #require(explanation["feedback"] as? Double)
        let sum = min(1, total + adjacency + feedback)
        #expect(abs(sum - score) < 1e-4, "\(query): \(sum) is not \(score)")
        let lexicalWeight = try #require(explanation["lexical_weight"] as? Double)
        let semanticWeight = try #require(explanation["semantic_weight"] as? Double)
        let lexical = try #require(hit["lexical"] as? Double)
        let semantic = try #require(hit["semantic"] as? Double)
        let fused = lexicalWeight * lexical + semanticWeight * semantic
        #expect(abs(fused - total) < 1e-4)
        let paperTerms = try #require(explanation["paper_terms"] as? [[String: Any]])
        let met = paperTerms.reduce(explanation["other_paper_terms"] as? Double ?? .nan) {
          $0 + ($1["semantic"] as? Double ?? .nan)
        }
        #expect(abs(met - semanticWeight * semantic) < 1e-4)
      }
    }
  }

  @Test func anExportIndexesToTheSameLibrary() throws {
    let exported = try lens.run("export").output
    let papers = exported.split(separator: "\n")
    #expect(papers.count == 107)
    let other = try LensCommand()
    let file = try other.write(exported, to: "papers.jsonl")
    _ = try other.run("index", file)
    #expect(try other.run("export").output == exported)
    let csl = try lens.run("export", "--format", "csl").output
    let items = try JSONSerialization.jsonObject(with: Data(csl.utf8)) as? [[String: Any]]
    #expect(items?.count == 107)
    let bibtex = try lens.run("export", "--format", "bibtex").output
    #expect(bibtex.split(separator: "\n").count { $0.hasPrefix("@") } == 107)
  }

  @Test func everyFormatIsWritten() throws {
    let csv = try lens.run("query", "diffusion", "--format", "csv").output
    #expect(csv.hasPrefix("rank,id,title,title_zh,year,score,lexical,semantic,url\r\n1,"))
    #expect(try lens.run("query", "diffusion", "--format", "md").output.hasPrefix("1. ["))
    let trec = try lens.run("query", "diffusion", "--format", "trec").output
    #expect(trec.split(separator: "\n").allSatisfy { $0.split(separator: " ").count == 6 })
    #expect(trec.split(separator: "\n").allSatisfy { $0.hasSuffix(" lens") && $0.contains(" Q0 ") })
    let lines = try lens.run("query", "diffusion", "--format", "jsonl").output.split(
      separator: "\n")
    #expect(
      lines.count == (try lens.run("query", "diffusion", "--format", "json").objects().count))
    let table = try lens.run("query", "diffusion").output
    #expect(table.contains("«") && table.contains("meaning"))
  }

  @Test func anUnknownWordGivesAnEmptyValidAnswer() throws {
    let result = try lens.run("query", "qwxzvkjq", "--format", "json")
    #expect(result.status == 0)
    #expect(try result.objects().isEmpty)
    #expect(result.errors.contains("No paper has a word of"))
  }

  @Test func aQueryMayStartWithADash() throws {
    #expect(
      try lens.run("query", "--format", "json", "--", "-attention").objects().isEmpty == false)
  }

  @Test func filtersHoldBeforeTheTopK() throws {
    let all = try lens.run("query", "model", "-n", "200", "--format", "json").objects()
    let chinese = try lens.run("query", "model", "-n", "200", "--lang", "zh", "--format", "json")
      .objects()
    #expect(!all.isEmpty && !chinese.isEmpty)
    let none = try lens.run("query", "model", "--since", "2999", "--format", "json").objects()
    #expect(none.isEmpty)
  }

  @Test func relatedLeavesThePaperItselfOut() throws {
    let hits = try lens.run("related", "1706.03762", "--format", "json").objects()
    #expect(hits.count == 10)
    #expect(!hits.contains { $0["id"] as? String == "1706.03762" })
    let text = try lens.run(
      "related", "--text", "-", "--format", "json",
      input: "reinforcement learning from human feedback")
    #expect(try text.objects().count == 10)
  }

  @Test func aPaperIsShownByIdOrTitle() throws {
    let byID = try lens.run("show", "1706.03762", "--format", "json").object()
    #expect(byID["title"] as? String == "Attention Is All You Need")
    let byTitle = try lens.run("show", "attention is all you need", "--format", "json").object()
    #expect(byTitle["id"] as? String == "1706.03762")
    let missing = try lens.run("show", "0000.00000")
    #expect(missing.status == 2 && missing.errors.contains("0000.00000"))
  }

  @Test func termsAreListedInBothLanguages() throws {
    let terms = try lens.run("terms", "检索", "--format", "json").object()
    let learnt = try #require(terms["learnt"] as? [[String: Any]])
    #expect(learnt.contains { $0["partner"] as? String == "retrieval" })
    #expect(try #require(terms["english"] as? [[String: Any]]).isEmpty == false)
    #expect(try #require(terms["chinese"] as? [[String: Any]]).isEmpty == false)
    #expect(try #require(terms["glossary"] as? [String]).contains("retrieval"))
  }

  @Test func aBatchIsAnsweredAsATRECRun() throws {
    let queries = try lens.write("q1\tattention\nq2\t扩散模型\n", to: "queries.tsv")
    let run = try lens.run("query", "--queries", queries, "--format", "trec", "-n", "5").output
    #expect(run.split(separator: "\n").count == 10)
    let single = try lens.run("query", "扩散模型", "--format", "json", "-n", "5").objects()
    let batch = run.split(separator: "\n").filter { $0.hasPrefix("q2 ") }.map {
      $0.split(separator: " ")[2]
    }
    #expect(batch.map(String.init) == single.compactMap { $0["id"] as? String })
  }

  @Test func aJudgedSetIsMeasuredInEachMode() throws {
    let queries = try lens.write(
      #"{"id":"q1","text":"attention is all you need"}"# + "\n" + #"{"id":"q2","text":"残差网络"}"#
        + "\n",
      to: "judged.jsonl")
    let qrels = try lens.write("q1\t1706.03762\t1\nq2\t1512.03385\t1\n", to: "qrels.tsv")
    let report = try lens.run("eval", "--queries", queries, "--qrels", qrels, "--format", "json")
      .object()
    let runs = try #require(report["runs"] as? [[String: Any]])
    #expect(runs.map { $0["name"] as? String } == ["hybrid", "lexical", "semantic"])
    #expect(runs.first?["ndcg_10"] as? Double == 1)
    #expect(try #require(report["comparisons"] as? [[String: Any]]).count == 2)
  }

  @Test func everyVerbHasHelpWithAnExample() throws {
    let verbs = [
      "index", "query", "related", "show", "terms", "export", "status", "check", "eval", "bench",
    ]
    for verb in verbs {
      let help = try lens.run(verb, "--help")
      #expect(help.status == 0)
      #expect(help.output.contains("Example:"), "\(verb)")
    }
  }

  @Test func theBytesOfAnIndexDoNotDependOnThreads() throws {
    let files = try LensCommand.sampleFiles()
    var contents: [[Data]] = []
    for threads in ["1", "2"] {
      let folder = lens.path("threads-\(threads)")
      #expect(try lens.run(["index", "--threads", threads, "--index", folder] + files).status == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        .filter { $0.hasPrefix("model-") || $0.hasPrefix("segment-") }
      contents.append(names.compactMap { FileManager.default.contents(atPath: folder + "/" + $0) })
    }
    #expect(contents[0].count == 2)
    #expect(contents[0] == contents[1])
  }
}
