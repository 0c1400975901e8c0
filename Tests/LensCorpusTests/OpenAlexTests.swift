// OpenAlex and Semantic Scholar: each field in its place, abstracts put together again.

import Testing

@testable import LensCorpus

@Suite struct OpenAlexTests {
  private let reading: Reading

  init() throws { reading = try FixtureFiles.reading("openalex.json") }

  @Test func everyFieldFindsItsPlace() throws {
    let paper = try reading.paper("W4000")
    let expected = Paper(
      id: "W4000", idOrigin: .openAlex, title: "Counting Clouds over Narrow Valleys",
      abstract: "We count clouds over nine valleys with a camera that looks up once a minute. "
        + "Narrow valleys hide a third of them.",
      authors: ["Ada Noether", "Dora Silva"], year: 2001, date: "2001-02-01",
      venue: "Annals of Open Windows", keywords: ["Weather", "Libraries"],
      url: "https://doi.org/10.5555/oa.0", doi: "10.5555/oa.0",
      extra: [
        ExtraField(name: "language", json: "\"en\""), ExtraField(name: "type", json: "\"article\""),
        ExtraField(name: "cited_by_count", json: "0"),
      ], source: SourcePlace(file: "openalex.json", line: 1))
    #expect(paper == expected)
  }

  @Test func jsonlAndThePagesOfTheInterfaceReadTheSame() throws {
    let lines = try FixtureFiles.reading("openalex.jsonl")
    func withoutPlace(_ papers: [Paper]) -> [Paper] {
      papers.map {
        var paper = $0
        paper.source = SourcePlace(file: "", line: 0)
        return paper
      }
    }
    #expect(withoutPlace(lines.papers) == withoutPlace(reading.papers))
    #expect(lines.papers.map(\.source.line) == Array(1...15) + Array(17...22))
  }

  @Test func anInvertedAbstractIsPutTogetherByPlaceHoweverFar() throws {
    #expect(try reading.paper("W4010").abstract == "first twice second twice")
    #expect(try reading.paper("W4014").abstract == "A quoted \\\"word\\\"")
    #expect(try reading.paper("W4001").abstract == nil)
  }

  @Test func aChineseWorkGoesToTheChineseFields() throws {
    let paper = try reading.paper("W4002")
    #expect(paper.titleZH == "把风筝当作气象站" && paper.title == nil)
    #expect(paper.abstractZH?.hasPrefix("风筝能把传感器") == true && paper.abstract == nil)
  }

  @Test func aPlaceOnArXivIsTheAddress() throws {
    let paper = try reading.paper("W4003")
    #expect(paper.url == "https://arxiv.org/abs/2305.00013" && paper.doi == "10.5555/oa.3")
  }

  @Test func missingFieldsFallBack() throws {
    #expect(try reading.paper("W4004").doi == nil)
    #expect(try reading.paper("W4004").extra("pmid") == "\"31000004\"")
    #expect(try reading.paper("W4005").title == "Slow Cameras See Fast Bees")
    #expect(try reading.paper("W4006").authors == ["D. Silva", "王芳"])
    let old = try reading.paper("W4007")
    #expect(old.venue == "Old Bakery Letters" && old.url == "http://example.org/bread")
    #expect(try reading.paper("W4008").keywords == ["Geography"])
    #expect(try reading.paper("W4009").title == "The Cost of One More Question & Answer")
    let undated = try reading.paper("W4011")
    #expect(undated.year == 2012 && undated.date == nil)
    #expect(try reading.paper("W4012").title == "Hedgehog Crossings and Where to Put Them")
  }

  @Test func aWorkWithoutTextIsSkipped() {
    #expect(
      reading.messages == [
        "openalex.json:1 (record 16): expected a title or an abstract, found neither. "
          + "Add one; the record was skipped."
      ])
  }
}

@Suite struct SemanticScholarTests {
  private let reading: Reading

  init() throws { reading = try FixtureFiles.reading("semanticscholar.json") }

  private func paper(_ number: Int) throws -> Paper {
    let hex = String(number, radix: 16)
    return try reading.paper(String(repeating: "0", count: 40 - hex.count) + hex)
  }

  @Test func everyFieldFindsItsPlace() throws {
    let paper = try paper(0)
    #expect(paper.idOrigin == .semanticScholar)
    #expect(paper.title == "Counting Clouds over Narrow Valleys")
    #expect(paper.abstract?.hasPrefix("We count clouds") == true)
    #expect(paper.authors == ["Ada Noether", "Dora Silva"])
    #expect(paper.year == 2001 && paper.date == "2001-03-01")
    #expect(paper.venue == "Conference on Calm Computing" && paper.doi == "10.5555/s2.0")
    #expect(paper.keywords == ["Computer Science", "Geography"])
    #expect(paper.url?.hasPrefix("https://www.semanticscholar.org/paper/") == true)
    #expect(paper.extra("tldr") == "\"Short: Counting Clouds over Narrow Valleys.\"")
    #expect(paper.extra("citationCount") == "0" && paper.extra("embedding") == nil)
  }

  @Test func theSummaryStandsInForAnAbstractThatIsMissing() throws {
    #expect(try paper(1).abstract == "Short: A Ladder of Retrieval Tests for Quiet Libraries.")
    #expect(try paper(4).abstract?.hasPrefix("Timetables that follow") == true)
  }

  @Test func aChineseRecordGoesToTheChineseFields() throws {
    let paper = try paper(2)
    #expect(paper.titleZH == "把风筝当作气象站" && paper.title == nil)
    #expect(paper.abstractZH?.hasPrefix("风筝能把传感器") == true && paper.abstract == nil)
  }

  @Test func identifiersAreRead() throws {
    let paper = try paper(3)
    #expect(paper.url == "https://arxiv.org/abs/2305.00033" && paper.doi == nil)
    #expect(paper.extra("pmid") == "\"31000003\"")
    #expect(try reading.paper("CorpusId:9009").title == "The Cost of One More Question")
  }

  @Test func missingFieldsFallBack() throws {
    #expect(try paper(4).venue == "Harbour Notes" && paper(13).venue == "Tables Monthly")
    #expect(try paper(5).year == 2006 && paper(5).date == nil && paper(12).year == 2013)
    #expect(try paper(10).title == "Night Trains and Sleeping Graphs")
    #expect(reading.diagnostics.map(\.kind) == [.noText])
  }

  @Test func theLowerCaseNamesOfTheDataSetsAreRead() throws {
    let lines = try FixtureFiles.reading("semanticscholar.jsonl")
    let paper = try lines.paper("CorpusId:9002")
    #expect(paper.idOrigin == .semanticScholar && paper.doi == "10.5555/s2.2")
    #expect(paper.date == "2003-03-03" && paper.venue == "Harbour Notes")
    #expect(paper.keywords == ["Geology"] && paper.authors == ["Ada Noether"])
  }
}

@Suite struct ArXivSnapshotTests {
  private let reading: Reading

  init() throws { reading = try FixtureFiles.reading("arxiv-snapshot.jsonl") }

  @Test func wrappedTitlesAuthorsAndTheFirstVersionsDayAreRead() throws {
    let paper = try reading.paper("1011.00010")
    #expect(paper.title == "Night Trains and Sleeping Graphs")
    #expect(paper.authors == ["D. X. Silva", "H. X. Garcia"])
    #expect(paper.date == "2008-09-11" && paper.year == 2008)
    #expect(paper.keywords == ["cs.IR", "math.CO"] && paper.idOrigin == .given)
    #expect(paper.abstract?.hasPrefix("At night a railway") == true)
    #expect(try reading.paper("1010.00009").venue == "Ann. Small Things 9 (2010) 1-9")
  }

  @Test func whatTheListsDoNotSayThePlainFieldsDo() throws {
    #expect(try reading.paper("1006.00005").date == "2015-05-06")
    #expect(try reading.paper("1010.00009").date == "2015-05-06")
    #expect(try reading.paper("1007.00006").authors == ["Garcia, H. X.", "Okafor, C. X."])
    #expect(try reading.paper("1008.00007").authors == ["Carl Stone Jr.", "Collaboration"])
    #expect(try reading.paper("astro-ph/0312002").doi == nil)
    #expect(try reading.paper("astro-ph/0312003").doi == "10.5555/ax.3")
  }
}
