// CSL-JSON: each field in its place, and the forms that exports give them.

import Testing

@testable import LensCorpus

@Suite struct CSLTests {
  private let reading: Reading

  init() throws { reading = try FixtureFiles.reading("zotero.csl.json") }

  @Test func everyFieldFindsItsPlace() throws {
    let paper = try reading.paper("noether2000")
    let expected = Paper(
      id: "noether2000", title: "Counting Clouds over Narrow Valleys",
      abstract: "We count clouds over nine valleys with a camera that looks up once a minute. "
        + "Narrow valleys hide a third of them.",
      authors: ["Ada Noether", "Dora Silva"], year: 2000, date: "2000-01-01",
      venue: "Journal of Small Wonders", doi: "10.5555/csl.0",
      extra: [
        ExtraField(name: "type", json: "\"article-journal\""),
        ExtraField(name: "volume", json: "\"1\""), ExtraField(name: "page", json: "\"1-9\""),
      ], source: SourcePlace(file: "zotero.csl.json", line: 2))
    #expect(paper == expected)
  }

  @Test func jatsIsTakenOffTheAbstract() throws {
    #expect(
      try reading.paper("noether2001").abstract
        == "Readers in quiet libraries ask short questions & wait.\n"
        + "Our ladder of tests grows where x < y.")
  }

  @Test func htmlIsTakenOffTheTitleAndMathematicsIsNot() throws {
    #expect(
      try reading.paper("okafor").title == "The Cost of One More Question H2O where p < q and r > s"
    )
  }

  @Test func aChineseRecordGoesToTheChineseFieldsAndItsOriginalTitleToTheEnglish() throws {
    let paper = try reading.paper("noether2002")
    #expect(paper.titleZH == "把风筝当作气象站" && paper.title == "Kites as Weather Stations")
    #expect(paper.abstractZH?.hasPrefix("风筝能把传感器") == true && paper.abstract == nil)
    #expect(paper.authors == ["王小芳", "云山气象研究所"])
    #expect(paper.extra("language") == "\"zh-CN\"")
  }

  static let dates: [(id: String, year: Int, date: String?)] = [
    ("noether2003", 2003, "2003-04"), ("noether2004", 2004, "2004-05-06"),
    ("noether2012", 2012, "2012-07"), ("noether2020", 2020, "2020-11-03"),
    ("noether2021", 2021, nil),
  ]

  @Test(arguments: dates)
  func datesInEveryFormAreRead(id: String, year: Int, date: String?) throws {
    let paper = try reading.paper(id)
    #expect(paper.year == year && paper.date == date)
  }

  @Test func aDateThatIsNoneIsReported() throws {
    #expect(try reading.paper("noether2005").year == nil)
    #expect(
      reading.messages.contains(
        "zotero.csl.json:141 (record 6): expected a date in \"issued\", found "
          + "\"spring of that year\". Correct the field; it was ignored."))
  }

  @Test func namesArePutTogetherFromTheirParts() throws {
    #expect(
      try reading.paper("noether2006").authors
        == ["Anna van den Berg", "Carl Stone Jr.", "Plato", "Voltaire"])
    #expect(try reading.paper("noether2016").authors == ["Bo Li"])
    #expect(try reading.paper("noether2017").authors == ["Ada Noether", "Bo Li"])
  }

  @Test func zoterosAddressesAreNoIdsAndCiteKeysAre() throws {
    #expect(!reading.papers.contains { $0.id.contains("zotero.org") })
    #expect(try reading.paper("10.5555/csl.7").idOrigin == .doi)
    #expect(try reading.paper("silvaPebbles").idOrigin == .given)
    #expect(try reading.paper("14").title == "Small Errors in Large Tables")
    #expect(try reading.paper("10.5555/csl.14").title == "Tuning Bells with Sand")
  }

  @Test func arXivNumbersAreFoundWhereZoteroPutsThem() throws {
    let named = try reading.paper("okafor")
    #expect(named.url == "https://arxiv.org/abs/2401.00009")
    #expect(named.extra("other_url") == "\"http://example.org/q\"")
    #expect(try reading.paper("noether2010").url == "https://arxiv.org/abs/2305.00010")
  }

  @Test func identifiersLoseTheirResolvers() throws {
    let paper = try reading.paper("noether2011")
    #expect(paper.doi == "10.5555/CSL.11" && paper.extra("pmid") == "\"31000011\"")
  }

  @Test func crossrefsListsAreReadAsTheirFirstElement() throws {
    let paper = try reading.paper("noether2012")
    #expect(paper.title == "Hedgehog Crossings: And Where to Put Them")
    #expect(paper.venue == "Proceedings of Gardens")
  }

  @Test func escapesLineEndsAndKeywordsAreRead() throws {
    #expect(
      try reading.paper("noether2015").abstract
        == "Lost property 🌂 offices\tkeep \"ledgers\" \\ books.")
    #expect(try reading.paper("noether2019").title == "Frost Flowers and Their Symmetries")
    #expect(try reading.paper("noether2018").keywords == ["greenhouse", "parsing"])
  }

  @Test func aRecordWithoutTextIsSkippedAndOneWithoutTitleIsNot() throws {
    #expect(!reading.papers.contains { $0.id == "nothing" })
    #expect(try reading.paper("abstractonly").abstract == "A text without a name.")
    let errors = reading.diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.kind) == [.noText])
    #expect(errors.first?.record == 23)
  }

  @Test(arguments: [
    #"{"items":[{"id":"a","type":"book","title":"T","issued":{"date-parts":[[2001]]}}]}"#,
    #"{"status":"ok","message":{"n":1,"items":[{"id":"a","title":["T"],"issued":{"date-parts":[[2001]]}}]}}"#,
    #"[{"id":"a","title":"T","issued":{"year":"2001"}}]"#,
    "{\n\"id\":\"a\",\n\"title\":\"T\",\n\"issued\":{\n\"date-parts\":[[\n2001]]}}",
  ])
  func theListMayStandInsideAnObjectOrBeNone(text: String) throws {
    let reading = Reading(text)
    #expect(reading.format == .csl && reading.messages.isEmpty && reading.papers.count == 1)
    #expect(try reading.paper("a").year == 2001)
  }
}
