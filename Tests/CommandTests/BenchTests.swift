// `lens bench` on the sample library, and on a library large enough for lists: the shape of what it
// writes. No time is asserted.
import Foundation
import Testing

@Suite struct BenchTests {
  @Test func theReportHasTheDocumentedFields() throws {
    let lens = try LensCommand()
    #expect(try lens.run(["index"] + LensCommand.sampleFiles()).status == 0)
    let status = try lens.run("status", "--format", "json").object()
    let result = try lens.run("bench", "--queries", "7", "--format", "json")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    let report = try result.object()
    #expect(report["papers"] as? Int == status["papers"] as? Int)
    #expect(report["bytes"] as? Int == status["bytes"] as? Int)
    #expect(report["queries"] as? Int == 7)

    let parts = try #require(report["parts"] as? [[String: Any]])
    #expect(
      parts.compactMap { $0["bytes"] as? Int }.reduce(0, +) == status["bytes"] as? Int)
    for name in ["papers", "model", "postings", "vectors"] {
      let part = parts.first { $0["name"] as? String == name }
      #expect((part?["bytes"] as? Int ?? 0) > 0, "\(name)")
    }

    let searches = try #require(report["searches"] as? [[String: Any]])
    #expect(searches.map { $0["mode"] as? String } == ["hybrid", "lexical", "semantic"])
    for search in searches {
      let times = ["median_ms", "p90_ms", "p99_ms", "max_ms"].compactMap { search[$0] as? Double }
      #expect(times.count == 4 && times == times.sorted() && times[0] > 0)
      #expect(search["queries_per_second"] as? Double ?? 0 > 0)
    }

    // So few papers are searched whole.
    let vectors = try #require(report["vector_searches"] as? [[String: Any]])
    #expect(vectors.map { $0["breadth"] as? String } == ["exhaustive"])
    #expect(vectors.first?["recall_10"] as? Double == 1)
  }

  @Test func recallIsMeasuredAtEveryBreadthAndDrawn() throws {
    let lens = try LensCommand()
    // 4,500 papers have sign codes in 33 lists; their words are drawn so that meanings differ.
    var state: UInt64 = 7
    func word() -> String {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return "topic\(["a", "e", "i", "o"][Int(state >> 40 & 3)])\(state >> 33 % 600)"
    }
    let lines = (0..<4500).map { number in
      let words = (0..<12).map { _ in word() }.joined(separator: " ")
      return #"{"id":"p\#(number)","abstract":"\#(words)"}"#
    }
    let papers = try lens.write(lines.joined(separator: "\n") + "\n", to: "papers.jsonl")
    #expect(try lens.run("index", papers).status == 0)
    let plot = lens.path("plot.svg")
    let result = try lens.run(
      "bench", "--queries", "20", "--format", "json", "--plot", plot)
    let vectors = try #require(try result.object()["vector_searches"] as? [[String: Any]])
    #expect(vectors.compactMap { $0["lists"] as? Int } == [8, 16, 32])
    #expect(
      vectors.map { $0["breadth"] as? String } == [
        "nearest", "nearest", "nearest", "every", "exhaustive",
      ])
    let recalls = vectors.compactMap { $0["recall_10"] as? Double }
    #expect(recalls.count == 5 && recalls == recalls.sorted())
    #expect(recalls[0] < 1 && recalls[4] == 1)

    let svg = try String(contentsOfFile: plot, encoding: .utf8)
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    #expect(svg.components(separatedBy: "<circle ").count == 6)
    for text in ["8 lists", "every list", "exhaustive", "recall@10", "1.00"] {
      #expect(svg.contains(">\(text)</text>"), "\(text)")
    }
  }

  @Test func theQueriesOfAFileAreAskedInPlaceOfTitles() throws {
    let lens = try LensCommand()
    #expect(try lens.run(["index"] + LensCommand.sampleFiles()).status == 0)
    let queries = try lens.write("a\tlong context\nb\t长上下文\nc\tzzzz\n", to: "queries.tsv")
    let report = try lens.run("bench", "--queries", queries, "--format", "json").object()
    #expect(report["queries"] as? Int == 3)
    // Of the last nothing is known.
    #expect(report["vector_queries"] as? Int == 2)
    let searches = try #require(report["searches"] as? [[String: Any]])
    for search in searches {
      for field in ["first_median_ms", "first_p99_ms", "processor_ms"] {
        #expect(search[field] as? Double ?? 0 > 0, "\(field)")
      }
    }
    let missing = try lens.run("bench", "--queries", lens.path("none.tsv"))
    #expect(missing.status == 2)
    #expect(missing.errors.contains("none.tsv: expected a readable file"))
  }

  @Test func withoutAnIndexItSaysHowToMakeOne() throws {
    let lens = try LensCommand()
    let result = try lens.run("bench")
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("lens index FILES"))
  }

  @Test func aPlotThatCannotBeWrittenIsNamedAndTheReportIsNotLost() throws {
    let lens = try LensCommand()
    #expect(try lens.run(["index"] + LensCommand.sampleFiles()).status == 0)
    let result = try lens.run("bench", "--queries", "2", "--plot", lens.path("nowhere/plot.svg"))
    #expect(result.status == 2)
    #expect(result.output.contains("exhaustive"))
    #expect(result.errors.contains("nowhere/plot.svg: expected a file that can be written"))
    #expect(try lens.run("bench", "--queries", "0").status == 2)
  }
}
