// PubMed and the ACL Anthology: each field in its place.

import Testing

@testable import LensCorpus

@Suite struct PubMedTests {
  private let reading: Reading

  init() throws { reading = try FixtureFiles.reading("pubmed.xml") }

  @Test func everyFieldFindsItsPlace() throws {
    let paper = try reading.paper("31000000")
    let expected = Paper(
      id: "31000000", idOrigin: .pubMed, title: "Counting Clouds over Narrow Valleys.",
      abstract: "We count clouds over nine valleys with a camera that looks up once a minute. "
        + "Narrow valleys hide a third of them.",
      authors: ["Ada Noether", "Dora Silva"], year: 2000, date: "2000-01-01",
      venue: "Journal of Careful Measurement", keywords: ["Weather"],
      url: "https://pubmed.ncbi.nlm.nih.gov/31000000/", doi: "10.5555/pm.0",
      extra: [
        ExtraField(name: "type", json: "\"Journal Article\""),
        ExtraField(name: "language", json: "\"eng\""),
      ], source: SourcePlace(file: "pubmed.xml", line: 4))
    #expect(paper == expected)
  }

  @Test func aStructuredAbstractKeepsItsLabels() throws {
    #expect(
      try reading.paper("31000001").abstract
        == "BACKGROUND: Readers ask short questions.\nMETHODS: A ladder of H2O tests.\nRegistered.")
  }

  @Test func theChineseTitleAndAbstractAreKeptBesideTheEnglish() throws {
    let paper = try reading.paper("31000002")
    #expect(paper.title == "Kites as Weather Stations" && paper.titleZH == "把风筝当作气象站")
    #expect(paper.abstract?.hasPrefix("A kite carries") == true)
    #expect(paper.abstractZH?.hasPrefix("风筝能把传感器") == true)
  }

  @Test func anotherForeignLanguageIsKeptAside() throws {
    let paper = try reading.paper("31000009")
    #expect(paper.title == "The Cost of One More Question" && paper.titleZH == nil)
    #expect(paper.extra("vernacular_title") == "\"Le prix d'une question de plus.\"")
    #expect(paper.extra("abstract_fre") == "\"Chaque question fait perdre des lecteurs.\"")
  }

  @Test(arguments: [
    ("31000001", 2001, "2001-02-02"), ("31000004", 2004, "2004-11"),
    ("31000005", 2005, "2005-06-07"),
    ("20000001", 2001, "2001-04-02"),
  ])
  func datesInEveryFormAreRead(id: String, year: Int, date: String) throws {
    let paper = try reading.paper(id)
    #expect(paper.year == year && paper.date == date)
  }

  @Test func groupsInitialsIdentifiersAndKeywordsAreRead() throws {
    #expect(try reading.paper("31000003").authors.last == "The Wood Sound Group")
    #expect(try reading.paper("31000011").authors == ["C Stone Jr"])
    let located = try reading.paper("31000006")
    #expect(located.doi == "10.5555/eloc.6" && located.extra("pmcid") == "\"PMC606\"")
    #expect(try reading.paper("31000007").keywords == ["bread", "crust", "Weather"])
    #expect(try reading.paper("31000008").abstract == nil)
    #expect(
      try reading.paper("31000010").title == "Night Trains & Sleeping Graphs: α-paths where a < b.")
  }

  @Test func aBookChapterIsAPaperOfItsAuthors() throws {
    let paper = try reading.paper("20000001")
    #expect(paper.title == "Why Hills Are Round" && paper.venue == "The Book of Hills")
    #expect(paper.authors == ["Ada Noether"] && paper.abstract == "Rain rounds them.")
  }

  @Test func deletedCitationsAreNoted() {
    #expect(reading.diagnostics.map(\.severity) == [.note])
    #expect(reading.diagnostics.first?.found == "PubMed 1, 2, which its source has deleted")
  }
}

@Suite struct ACLTests {
  private let reading: Reading

  init() throws { reading = try FixtureFiles.reading("acl.xml") }

  @Test func everyFieldFindsItsPlace() throws {
    let paper = try reading.paper("2023.ccl-1.8")
    let expected = Paper(
      id: "2023.ccl-1.8", idOrigin: .aclAnthology,
      title: #"Bread, Heat and $\alpha^2$: A Model of Crust"#,
      abstract: "Crust forms where heat and water trade places. "
        + "The model predicts colour within two shades.",
      authors: ["Ada Noether", "Dora Silva"], year: 2023, date: "2023-08",
      venue: "Proceedings of the Hill Conference on Chinese Clouds (Volume 1)",
      url: "https://aclanthology.org/2023.ccl-1.8/", doi: "10.5555/acl.7",
      extra: [
        ExtraField(name: "pages", json: "\"64–72\""),
        ExtraField(name: "bibkey", json: "\"noether-7\""),
      ], source: SourcePlace(file: "acl.xml", line: paper.source.line))
    #expect(paper == expected)
  }

  static let titles: [(id: String, english: String?, chinese: String?)] = [
    ("2023.ccl-1.1", "Counting Clouds over Narrow Valleys", "狭窄山谷上空的云量统计"),
    ("2023.ccl-1.2", "A Ladder of Retrieval Tests for Quiet Libraries", "面向安静图书馆的检索测试阶梯"),
    ("2023.ccl-1.3", nil, "把风筝当作气象站(KITE)"),
    ("2023.ccl-1.4", "Learning the Grain of Wood from Sound", "从声音学习木材纹理"),
    ("2023.ccl-1.9", "Sorting Pebbles (by Touch Alone)", nil),
  ]

  @Test(arguments: titles)
  func titlesInTwoLanguagesAreParted(id: String, english: String?, chinese: String?) throws {
    let paper = try reading.paper(id)
    #expect(paper.title == english && paper.titleZH == chinese)
  }

  @Test func abstractsFindTheFieldOfTheirLanguage() throws {
    let paper = try reading.paper("2023.ccl-1.4")
    #expect(
      paper.abstract?.hasPrefix("Tapping") == true && paper.abstractZH?.hasPrefix("敲击") == true)
  }

  @Test func authorsVariantsAndVolumesAreRead() throws {
    #expect(try reading.paper("2023.ccl-1.1").authors == ["王小芳", "Bo Li", "Plato"])
    let second = try reading.paper("2023.ccl-2.3")
    #expect(second.year == 2024 && second.date == nil)
    #expect(second.venue == "Proceedings of the Hill Conference (Volume 2)")
  }

  @Test func anIdIsMadeOfCollectionVolumeAndPaper() throws {
    #expect(try reading.paper("2023.ccl-1.10").title == "The Cost of One More Question")
    let old = try FixtureFiles.reading("acl-old.xml")
    #expect(old.papers.map(\.id) == ["P19-1007", "W19-5003"])
    #expect(old.papers.map(\.date) == ["2019-07", nil])
    #expect(old.papers.map(\.source.line) == [4, 9])
  }
}
