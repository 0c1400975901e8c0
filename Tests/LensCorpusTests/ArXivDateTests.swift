// Dates from arXiv numbers: only where a record has none, and only from what is such a number.

import Testing

@testable import LensCorpus

@Suite struct ArXivDateTests {
  @Test(arguments: [
    ("1706.03762", "2017-06"), ("2404.02060v2", "2024-04"), ("0704.0001", "2007-04"),
    ("astro-ph/0312176", "2003-12"), ("hep-th/9108001", "1991-08"),
    ("https://arxiv.org/abs/2103.00020", "2021-03"),
  ])
  func aNumberTellsItsMonth(id: String, date: String) {
    var paper = Paper(id: id, source: SourcePlace(file: "x", line: 1))
    paper.fillDateFromArXivNumber()
    #expect(paper.date == date)
    #expect(paper.year == Int(date.prefix(4)))
  }

  @Test(arguments: [
    "1713.03762", "a-title", "12345", "csl-dev-0", "", "v2",
  ])
  func whatIsNoNumberTellsNothing(id: String) {
    var paper = Paper(id: id, source: SourcePlace(file: "x", line: 1))
    paper.fillDateFromArXivNumber()
    #expect(paper.date == nil && paper.year == nil)
  }

  @Test func aRecordsOwnDateStays() {
    var paper = Paper(id: "1706.03762", year: 2018, source: SourcePlace(file: "x", line: 1))
    paper.fillDateFromArXivNumber()
    #expect(paper.year == 2018 && paper.date == nil)
  }
}
