// The sample library, 107 papers in Markdown, told as the text that a person saves from a web page: both
// readers of digests give the same papers.

import Foundation
import Testing

@testable import LensCorpus

@Suite struct SampleDigestTests {
  private static func sample() throws -> [Paper] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../index/sample").standardized
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return names.filter { $0.hasSuffix(".md") }
      .flatMap { Reading(path: folder.appendingPathComponent($0).path).papers }
  }

  /// A line a title or paragraph, as pages are copied.
  private static func page(_ papers: [Paper], lineEnd: String) -> String {
    let lines = papers.flatMap { [$0.title, $0.titleZH, $0.abstract, $0.abstractZH] }
    let text = lines.compactMap(\.self).joined(separator: lineEnd + lineEnd)
    return ["每周AI论文速递(240101-240105)", "", text, "", "暂无评论", "(´▽`)", "→_→", ""]
      .joined(separator: lineEnd)
  }

  @Test(arguments: ["\n", "\r\n"])
  func aSavedPageHoldsThePapersOfTheMarkdown(lineEnd: String) throws {
    let papers = try Self.sample()
    #expect(papers.count == 107)
    let reading = Reading(Self.page(papers, lineEnd: lineEnd))
    #expect(reading.format == .digest)
    #expect(reading.diagnostics.map(\.kind) == [.furniture])
    try #require(reading.papers.count == papers.count)
    for (found, paper) in zip(reading.papers, papers) {
      #expect(found.title == paper.title && found.titleZH == paper.titleZH)
      #expect(found.abstract == paper.abstract && found.abstractZH == paper.abstractZH)
      #expect(found.date == "2024-01-01")
    }
  }
}
