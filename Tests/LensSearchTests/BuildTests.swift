// Building an index from input that comes in pieces: papers that grow after they were analysed, and
// bytes that depend on neither threads nor pieces.
import Foundation
import LensSearch
import Testing

@Suite struct BuildTests {
  /// Enough papers for several blocks of the analysis.
  private static func lines(_ count: Int) -> [String] {
    (0..<count).map { number in
      let words = (0..<12).map { "w\((number * 7 + $0 * $0) % 400)" }.joined(separator: " ")
      return #"{"id":"p\#(number)","title":"Paper \#(number) on \#(words)"}"#
    }
  }

  @Test func aPaperThatALaterRecordCompletesIsFoundByWhatWasAdded() throws {
    let directory = try TemporaryDirectory()
    var lines = Self.lines(1300)
    lines.append(
      #"{"id":"p3","abstract":"It concerns zymurgy.","abstract_zh":"关于酿酒学的研究。"}"#)
    let engine = try directory.engine(lines)
    #expect(try engine.status().papers == 1300)
    #expect(try engine.search("zymurgy").hits.first?.paper.id == "p3")
    #expect(try engine.search("酿酒").hits.first?.paper.id == "p3")
    #expect(try engine.search("Paper 3 on").hits.contains { $0.paper.id == "p3" })
    #expect(try engine.search("Paper 1299").hits.first?.paper.id == "p1299")
  }

  @Test func theBytesOfAnIndexDoNotDependOnTheNumberOfThreads() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(
      (Self.lines(4500) + [#"{"id":"p9","abstract":"more"}"#]).joined(separator: "\n"),
      to: "papers.jsonl")
    var contents: [[String: Data]] = []
    for threads in [1, 2, 5] {
      var options = IndexBuilder.Options()
      options.threads = threads
      let path = directory.path + "/index\(threads)"
      let summary = try IndexBuilder(directory: path, options: options).build(from: [file])
      #expect(summary.papers == 4500 && summary.merged == 1)
      #expect(summary.stages.count >= 4)
      var files: [String: Data] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: path)
      where name.hasPrefix("model-") || name.hasPrefix("segment-") {
        files[name] = try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
      }
      #expect(files.count == 2)
      contents.append(files)
    }
    #expect(contents[0] == contents[1] && contents[0] == contents[2])
  }

  @Test func anInputThatFailsMidwayIsIndexedUpToThere() throws {
    let directory = try TemporaryDirectory()
    var bytes = Data(Self.lines(700).joined(separator: "\n").utf8)
    bytes.append(contentsOf: Array("\n{\"id\":\"cut\",\"title\":\"Cut sh".utf8))
    let file = directory.path + "/cut.jsonl"
    try bytes.write(to: URL(fileURLWithPath: file))
    var remarks = 0
    let summary = try IndexBuilder(directory: directory.path + "/index")
      .build(from: [file, directory.path + "/absent.jsonl"], onRemark: { _ in remarks += 1 })
    #expect(summary.papers == 700 && summary.skipped == 2 && remarks == 2)
  }
}
