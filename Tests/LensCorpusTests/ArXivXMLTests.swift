// arXiv's harvest and feed: each field in its place, deleted records and refusals told.

import Testing

@testable import LensCorpus

@Suite struct OAITests {
  private let reading: Reading

  init() throws { reading = try FixtureFiles.reading("oai.xml") }

  @Test func everyFieldFindsItsPlace() throws {
    let paper = try reading.paper("1002.0001")
    let expected = Paper(
      id: "1002.0001", title: "A Ladder of Retrieval Tests for Quiet Libraries",
      abstract: "Readers in quiet libraries ask short questions. "
        + "Our ladder of tests grows from one word to a paragraph.",
      authors: ["Bo Li", "Elin Eriksson"], year: 2010, date: "2010-01-02",
      venue: "Hill Letters 3 (2010)", keywords: ["cs.IR", "math.CO"],
      url: "https://arxiv.org/abs/1002.0001", doi: "10.5555/oai.1",
      extra: [
        ExtraField(name: "comments", json: "\"9 pages\""),
        ExtraField(name: "license", json: "\"http://example.org/licence\""),
      ], source: SourcePlace(file: "oai.xml", line: 19))
    #expect(paper == expected)
  }

  @Test func deletedRecordsAreNotedAndSkipped() {
    let notes = reading.diagnostics.filter { $0.kind == .deleted }
    #expect(notes.count == 2 && notes.allSatisfy { $0.severity == .note })
    #expect(
      notes.first?.description
        == "oai.xml:71: expected a paper, found oai:arXiv.org:1006.0005, "
        + "which its source has deleted. It was skipped; there is nothing to do.")
    #expect(!reading.papers.contains { $0.id == "1006.0005" })
  }

  @Test func namesEntitiesAndCharacterDataAreRead() throws {
    #expect(
      try reading.paper("1008.0007").authors == ["Carl Stone Jr.", "Cloud Watch Collaboration"])
    #expect(try reading.paper("1009.0008").abstract == "Sorting where a < b & c; raw <b> text.")
    #expect(try reading.paper("hep-th/0401002").url == "https://arxiv.org/abs/hep-th/0401002")
  }

  @Test func theRawFormatIsRead() throws {
    let paper = try reading.paper("1010.0009")
    #expect(paper.date == "2023-09-01" && paper.keywords == ["cs.IR"])
    #expect(paper.authors == ["Ada Noether", "Bo Li", "Chidi Okafor"])
  }

  @Test func aSecondDocumentBehindTheFirstIsReadDublinCoreAsWell() throws {
    let paper = try reading.paper("2401.00001")
    #expect(paper.title == "Tides of Ink" && paper.abstract == "Ink rises and falls with the moon.")
    #expect(paper.authors == ["Noether, Ada", "Li, Bo"] && paper.date == "2024-01-01")
    #expect(paper.doi == "10.5555/ink.1" && paper.extra("comments") == "\"3 figures\"")
    #expect(paper.url == "https://arxiv.org/abs/2401.00001")
    let text = String(decoding: try FixtureFiles.bytes("oai.xml"), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[paper.source.line - 1].contains("2401.00001"))
  }

  @Test func bothLanguagesOfARepositoryFindTheirFields() throws {
    let paper = try reading.paper("oai:repo.example.cn:77")
    #expect(paper.title == "Learning the Grain of Wood from Sound")
    #expect(paper.titleZH == "从声音学习木材纹理")
    #expect(paper.abstract?.hasPrefix("Tapping a board") == true)
    #expect(paper.abstractZH?.hasPrefix("敲击木板") == true)
    #expect(paper.year == 2019 && paper.venue == "云山学报" && paper.url == "http://repo.example.cn/77")
  }

  @Test func recordsWithoutTextAreReported() {
    let errors = reading.diagnostics.filter { $0.severity == .error }.map(\.found)
    #expect(errors == ["neither", "none"])
  }

  @Test func aServersRefusalIsReported() {
    let reading = Reading(
      "<OAI-PMH><request/>\n<error code=\"noRecordsMatch\">No &amp; none.</error></OAI-PMH>")
    #expect(
      reading.messages == [
        "in:2: expected papers, found the server's answer \"noRecordsMatch: No & none.\". "
          + "Correct the query and fetch the file again."
      ])
  }
}

@Suite struct AtomTests {
  private let reading: Reading

  init() throws { reading = try FixtureFiles.reading("arxiv-atom.xml") }

  @Test func everyFieldFindsItsPlace() throws {
    let paper = try reading.paper("2406.00005")
    let expected = Paper(
      id: "2406.00005", title: "Slow Cameras See Fast Bees",
      abstract: "Motion blur is a measurement.\n"
        + "From long exposures we recover the speed of bees at the hive door.",
      authors: ["Fang Wang", "Bo Li"], year: 2024, date: "2024-01-06",
      venue: "Bee Letters 5", keywords: ["cs.IR", "stat.ML"],
      url: "https://arxiv.org/abs/2406.00005", doi: "10.5555/atom.5",
      extra: [ExtraField(name: "comment", json: "\"5 pages\"")],
      source: SourcePlace(file: "arxiv-atom.xml", line: paper.source.line))
    #expect(paper == expected)
  }

  @Test func versionsAffiliationsAndLanguagesAreSorted() throws {
    #expect(try reading.paper("hep-th/0401002").title == "Kites as Weather Stations")
    #expect(try reading.paper("2405.00004").authors == ["Ada Noether"])
    let chinese = try reading.paper("2404.00003")
    #expect(chinese.titleZH == "从声音学习木材纹理" && chinese.title == nil)
    #expect(chinese.abstractZH?.hasPrefix("敲击木板") == true)
  }

  @Test func anErrorFeedIsNoPaper() throws {
    let text = String(decoding: try FixtureFiles.bytes("arxiv-atom.xml"), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains("api/errors") }) + 1
    #expect(
      reading.messages == [
        "arxiv-atom.xml:\(line): expected papers, found the server's answer "
          + "\"incorrect id format for 1234\". Correct the query and fetch the file again."
      ])
  }
}
