// CSV and TSV: quoting as RFC 4180 has it, headers of many programs, `--map`, and broken rows.

import Testing

@testable import LensCorpus

@Suite struct TableTests {
  private func read(_ text: String, map: String? = nil, limits: Limits = .standard) throws -> (
    papers: [Paper], messages: [String]
  ) {
    let columns = try map.map(ColumnMapping.init(parsing:)) ?? ColumnMapping()
    var source = try PaperSource(
      bytes: Array(text.utf8), name: "in", from: .csv, columns: columns, limits: limits)
    var papers: [Paper] = []
    var messages: [String] = []
    while let batch = try source.nextBatch() {
      let parsed = batch.parse()
      papers += parsed.papers
      messages += parsed.diagnostics.map(\.description)
    }
    return (papers, messages)
  }

  @Test func quotedFieldsHoldDelimitersMarksAndLineEnds() throws {
    let (papers, messages) = try read(
      "title,abstract,year\r\n\"A, \"\"B\"\" and C\",\"one\r\n\r\ntwo\n\",2000\r\n"
        + " \"spaces\" , \" kept? \",1999\r\n\"\",\"only an abstract\",\"\"\r\nbare \"quotes\" stay,x,2001\r\n"
    )
    #expect(papers.map(\.title) == ["A, \"B\" and C", "spaces", nil, "bare \"quotes\" stay"])
    #expect(papers.map(\.abstract) == ["one\n\ntwo", "kept?", "only an abstract", "x"])
    #expect(papers.map(\.year) == [2000, 1999, nil, 2001])
    #expect(papers.map(\.source.line) == [2, 6, 7, 8])
    #expect(
      messages == [
        "in:7: expected a title, found none. Add one; the record was read with its abstract alone."
      ])
  }

  @Test(arguments: [
    "Title;Authors;Year\nA Title;Noether, Emmy;2000\n",
    "Document Title,Authors,Publication Year\nA Title,\"Noether, Emmy\",2000\n",
    "TITLE\tAUTHOR\tpublication_year\nA Title\tNoether, Emmy\t2000\n",
    "\u{FEFF}Title,Author,Year\nA Title,\"Noether, Emmy;\",2000.0\n",
    "\n\nno,Title,Author,Year,,\n1,A Title,\"Noether, Emmy\",2000,,\n",
  ])
  func headersAreKnownByManyNames(text: String) throws {
    let papers = try read(text).papers
    #expect(papers.map(\.title) == ["A Title"])
    #expect(papers.first?.authors == ["Noether, Emmy"] && papers.first?.year == 2000)
  }

  @Test func columnsWithoutMeaningAreKept() throws {
    let paper = try #require(try read("id,title,Shelf mark\n7,A,B 12\n").papers.first)
    #expect(paper.id == "7" && paper.idOrigin == .given)
    #expect(paper.extra == [ExtraField(name: "Shelf mark", json: "\"B 12\"")])
  }

  @Test func theUserNamesColumns() throws {
    let (papers, messages) = try read(
      "Headline,Title,Text,When\nA Head,A Series,An abstract,2000\n",
      map: "title=Headline, abstract=Text,year=When,doi=Missing")
    #expect(papers.first?.title == "A Head" && papers.first?.abstract == "An abstract")
    #expect(papers.first?.year == 2000)
    #expect(papers.first?.extra == [ExtraField(name: "Title", json: "\"A Series\"")])
    #expect(
      messages == [
        "in:1: expected a column \"Missing\" that --map names, found none. "
          + "Name one of the header; the field was left empty."
      ])
  }

  @Test(arguments: [
    ("headline", "expected field=column, found \"headline\"."),
    ("title=", "expected a column after \"title=\", found \"\"."),
    (
      "name=X",
      "expected one of abstract, abstract_zh, arxiv, authors, date, doi, id, keywords, pmid, title, "
        + "title_zh, url, venue, year, found \"name\"."
    ),
  ])
  func aBadMappingSaysWhatItTakes(text: String, message: String) {
    #expect {
      try ColumnMapping(parsing: text)
    } throws: { error in
      (error as? BadColumnMapping)?.description == message
    }
  }

  @Test func brokenRowsAreReportedAndTheirNeighboursRead() throws {
    let (papers, messages) = try read(
      "title,year\nA,2000\n\"B\" and more,2001\nC,2002\n\"D never closed,2003\nE,2004\n"
        + "F, with a comma,2005\nG,2006,\nH\n\"I\",2007\n")
    #expect(papers.map(\.title) == ["A", "C", "E", "G", "H", "I"])
    #expect(papers.map(\.source.line) == [2, 4, 6, 8, 9, 10])
    #expect(
      messages == [
        "in:3: expected a closing quotation mark before a delimiter or a line end, "
          + "found \"and more,2001\" behind one. "
          + "Close it or double the marks inside; the line was skipped.",
        "in:5: expected a closing quotation mark before a delimiter or a line end, "
          + "found \"I\",2007\" behind one. "
          + "Close it or double the marks inside; the line was skipped.",
        "in:7: expected 2 fields, found 3. "
          + "Put fields with delimiters in quotation marks; the record was skipped.",
      ])
  }

  @Test func aMarkThatIsNeverClosedCostsOneLine() throws {
    let rows = (0..<1000).map { "Paper \($0),2000\n" }.joined()
    for limit in [1000, 1 << 20] {
      let (papers, messages) = try read(
        "title,year\n\"Open,1999\n" + rows, limits: Limits(recordBytes: limit))
      #expect(papers.count == 1000)
      #expect(papers.last?.source.line == 1002)
      #expect(messages.count == 1)
    }
  }

  @Test func aHeaderAloneHasNoRecords() throws {
    #expect(
      try read("title,year\n").messages == [
        "in: expected records in CSV, found none. "
          + "Name the file's format with --from, or fetch it again."
      ])
  }
}
