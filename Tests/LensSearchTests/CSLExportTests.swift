// CSL-JSON out and in again.

import Foundation
import LensCorpus
import Testing

@testable import LensSearch

@Suite struct CSLExportTests {
  private func read(_ text: String) throws -> [Paper] {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("csl-\(UUID().uuidString).json")
    try text.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    var source = try PaperSource(path: file.path)
    var papers: [Paper] = []
    while let batch = try source.nextBatch() { papers += batch.parse().papers }
    return papers
  }

  private func withoutPlace(_ papers: [Paper]) -> [Paper] {
    papers.map {
      var paper = $0
      paper.source = SourcePlace(file: "", line: 0)
      paper.extra.sort { $0.name < $1.name }
      return paper
    }
  }

  private let papers = [
    Paper(
      id: "a1", title: "Sheep \"in\" <Rain> & 雨", titleZH: "雨中的羊", abstract: "We count.\nTwice.",
      abstractZH: "我们数羊。",
      authors: ["Ada Noether", "Anna van den Berg", "Carl Stone Jr.", "王小芳"],
      year: 2020, date: "2020-05-06", venue: "Proceedings of the Farm",
      keywords: ["wool", "rain"],
      url: "https://example.org/1", doi: "10.1234/ab.C",
      extra: [
        ExtraField(name: "pmid", json: "\"31000001\""), ExtraField(name: "page", json: "\"1-9\""),
        ExtraField(name: "type", json: "\"paper-conference\""),
      ], source: SourcePlace(file: "f", line: 1)),
    Paper(
      id: "b", titleZH: "数羊", abstractZH: "我们数羊。", authors: ["Plato", "The Wool Group"],
      year: 2021,
      extra: [
        ExtraField(name: "language", json: "\"zh\""),
        ExtraField(name: "type", json: "\"document\""),
      ], source: SourcePlace(file: "f", line: 2)),
  ]

  @Test func whatIsWrittenReadsTheSame() throws {
    let text = JSONValue.array(papers.map(\.csl)).text(indent: 2)
    let again = withoutPlace(try read(text))
    #expect(again.count == papers.count)
    for (one, other) in zip(again, withoutPlace(papers)) { #expect(one == other) }
    // What is written once is written the same again.
    #expect(JSONValue.array(try read(text).map(\.csl)).text(indent: 2) == text)
  }

  static let pandoc = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { $0 + "/pandoc" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: pandoc != nil, "pandoc is not installed"))
  func pandocReadsWhatIsWritten() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.pandoc))
    process.arguments = ["-f", "csljson", "-t", "csljson"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    input.fileHandleForWriting.write(Data(JSONValue.array(papers.map(\.csl)).text().utf8))
    input.fileHandleForWriting.closeFile()
    let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let again = try read(answer)
    #expect(again.map(\.id) == papers.map(\.id) && again.map(\.authors) == papers.map(\.authors))
    #expect(again.map(\.year) == papers.map(\.year) && again.map(\.doi) == papers.map(\.doi))
    #expect(again.map(\.venue) == papers.map(\.venue) && again.map(\.url) == papers.map(\.url))
    #expect(again[1].titleZH == papers[1].titleZH)
  }

  @Test func namesAreTakenApartForSorting() {
    let cases = [
      ("Ada Noether", #"{"family":"Noether","given":"Ada"}"#),
      ("Noether, Ada", #"{"family":"Noether","given":"Ada"}"#),
      ("Anna van den Berg", #"{"family":"van den Berg","given":"Anna"}"#),
      ("Carl Stone Jr.", #"{"family":"Stone","given":"Carl","suffix":"Jr."}"#),
      ("Plato", #"{"literal":"Plato"}"#), ("王小芳", #"{"literal":"王小芳"}"#),
      ("Cloud Watch Collaboration", #"{"literal":"Cloud Watch Collaboration"}"#),
      ("Rippon, P. J., Stallard, G. M.", #"{"literal":"Rippon, P. J., Stallard, G. M."}"#),
    ]
    for (name, json) in cases { #expect(CSLName.parts(of: name).text() == json) }
  }

  @Test func typeAndDateFollowFromWhatIsKnown() {
    var paper = Paper(id: "x", title: "T", source: SourcePlace(file: "f", line: 1))
    #expect(paper.csl.text() == #"{"id":"x","type":"document","title":"T"}"#)
    paper.venue = "Nature"
    paper.year = 1999
    #expect(
      paper.csl.text()
        == #"{"id":"x","type":"article-journal","title":"T","issued":{"date-parts":[[1999]]},"#
        + #""container-title":"Nature"}"#)
  }
}
