// The real digests, counted by hand: see the comment at the number.

import Foundation
import Testing

@testable import LensCorpus

@Suite(.enabled(if: RealData.isPresent, RealData.absence))
struct RealDigestTests {
  /// How the papers were counted, without this code: a Python script listed every line of the 96
  /// Markdown files that starts with `#` (1,421, no other kind of heading) and checked of each that
  /// the next line that is not blank is a link, and that text follows.
  ///
  /// Five were not of the plain form and were read by eye: a space before the closing bracket
  /// (2404.08197), two bare addresses (2404.19296, 2406.02539) and two links to GitHub
  /// (DeepSeek-V3, Kimi K2). All five are papers, so 1,421 papers, 1,419 of them with an arXiv
  /// number. No number and no normalised title stands twice. 2024-0506-0510.md is empty. The 15
  /// papers of the text file are, title by title, those of 2024-0401-0405.md, so they add none.
  static let uniquePapers = 1421
  static let withArXivNumber = 1419

  /// The Markdown digests merged, once for all tests.
  private static let markdown = Result { merged(try RealData.digests()).merger.papers }

  private static func merged(_ paths: [String]) -> (merger: PaperMerger, remarks: [Diagnostic]) {
    var merger = PaperMerger()
    var remarks: [Diagnostic] = []
    for path in paths {
      let reading = Reading(path: path)
      if let error = reading.error {
        #expect(error == .empty(file: path) && path.hasSuffix("/2024-0506-0510.md"))
      }
      remarks += reading.diagnostics + merger.add(reading.papers)
    }
    return (merger, remarks)
  }

  @Test func theTextDigestHasFifteenPapersAndOneNote() throws {
    let reading = Reading(path: RealData.path("weekly-digest-240401-240405.txt"))
    #expect(reading.format == .digest)
    #expect(reading.papers.count == 15)
    #expect(reading.diagnostics.map(\.kind) == [.furniture])
    #expect(reading.diagnostics.map(\.line) == [93])
    for paper in reading.papers {
      #expect(paper.title != nil && paper.titleZH != nil)
      #expect((paper.abstractZH?.count ?? 0) > 200, "\(paper.displayTitle)")
      #expect(paper.date == "2024-04-01" && paper.year == 2024)
      #expect(paper.idOrigin == .title && !paper.id.isEmpty)
    }
    #expect(reading.papers.first?.titleZH?.hasPrefix("Jamba:") == true)
    #expect(reading.papers.last?.title == "Training LLMs over Neurally Compressed Text")
  }

  @Test func allDigestsHaveExactlyThePapersThatWereCounted() throws {
    let text = RealData.path("weekly-digest-240401-240405.txt")
    for paths in [try [text] + RealData.digests(), try RealData.digests() + [text]] {
      #expect(paths.count == 97)
      let (merger, remarks) = Self.merged(paths)
      #expect(merger.papers.count == Self.uniquePapers)
      #expect(merger.counts.records == Self.uniquePapers + 15)
      #expect(merger.counts.repeats == 15 && merger.counts.conflictingRepeats == 0)
      #expect(Set(merger.papers.map(\.id)).count == Self.uniquePapers)
      #expect(merger.papers.filter { $0.idOrigin == .arXiv }.count == Self.withArXivNumber)
      #expect(remarks.allSatisfy { $0.kind == .furniture })
      #expect(remarks.allSatisfy { $0.severity == .note })
    }
  }

  @Test func everyPaperHasTitleAbstractAndDate() throws {
    let papers = try Self.markdown.get()
    var chineseOnly = 0
    for paper in papers {
      #expect((paper.abstractZH?.count ?? 0) > 60, "\(paper.source): \(paper.displayTitle)")
      #expect(paper.abstract == nil, "\(paper.source)")
      #expect(paper.url != nil)
      let name = paper.source.file.suffix("2024-0401-0405.md".count)
      let date = "\(name.prefix(4))-\(name.dropFirst(5).prefix(2))-\(name.dropFirst(7).prefix(2))"
      #expect(paper.date == date, "\(paper.source)")
      #expect(paper.year == Int(name.prefix(4)))
      if paper.title == nil {
        chineseOnly += 1
        #expect(paper.titleZH != nil)
      }
    }
    // 39 headings hold Han (listed by the script): one of them is "English: 中文" and keeps its
    // English half, the others have no English title.
    #expect(chineseOnly == 38)
  }

  @Test func theIrregularOnesAreReadRight() throws {
    let papers = try Self.markdown.get()
    func paper(_ id: String) throws -> Paper {
      try #require(papers.first { $0.id == id }, "\(id)")
    }
    #expect(try paper("2404.08197").url == "https://arxiv.org/abs/2404.08197")
    #expect(try paper("2404.19296").title == "Octopus v4: Graph of language models")
    #expect(try paper("2404.19296").titleZH == nil)
    #expect(try paper("2404.16873").url == "https://arxiv.org/pdf/2404.16873")
    #expect(try paper("deepseek-v3-technical-report").titleZH == "DeepSeek-V3 技术报告")
    #expect(try paper("2402.08093").titleZH?.hasPrefix("BASE TTS: ") == true)
    #expect(try paper("2509.19803").title?.hasSuffix("for Large Language Models") == true)
    #expect(try paper("2502.09604").extra.map(\.name) == ["heading"])
    #expect(try paper("2406.09414").titleZH == nil)
    #expect(try paper("2502.06703").abstractZH?.hasPrefix("[Test-Time Scaling") == true)
  }

  @Test func theWeekInBothFormsFillsTheArXivNumbers() throws {
    let text = RealData.path("weekly-digest-240401-240405.txt")
    let (merger, remarks) = Self.merged([text, RealData.path("digests/2024-0401-0405.md")])
    #expect(merger.papers.count == 15)
    #expect(merger.papers.allSatisfy { $0.idOrigin == .arXiv && $0.url != nil })
    #expect(merger.papers.first?.id == "2403.19887")
    #expect(merger.papers.allSatisfy { $0.source.file == text })
    #expect(merger.counts.completingRepeats == 15)
    #expect(remarks.map(\.kind) == [.furniture])
  }
}
