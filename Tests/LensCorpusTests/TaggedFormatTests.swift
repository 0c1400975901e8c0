// RIS, EndNote, MEDLINE, NoteExpress, RefWorks and CNKI's own form: the ugly cases that the twenty
// papers do not have, and what is said of damage.

import Testing

@testable import LensCorpus

@Suite struct TaggedFormatTests {
  private func texts(_ paper: Paper?, _ name: String) -> String? {
    paper?.extra.first { $0.name == name }?.json
  }

  // MARK: Recognition

  @Test(arguments: [
    ("TY  - JOUR\nTI  - A\nER  - \n", Format.ris), ("\n\nTY - JOUR\nTI - A\nER -\n", .ris),
    ("Provider: Somebody\nContent: text\n\nTY  - JOUR\nTI  - A\nER  - ", .ris),
    ("%0 Journal Article\n%T A\n", .endnote), ("%A B\n%T A\n%D 2000\n", .endnote),
    ("\nPMID- 1\nTI  - A\n", .nbib),
    ("{Reference Type}: Journal Article\n{Title}: A\n", .noteexpress),
    ("RT Journal Article\nT1 A\n", .refworks), ("RT Journal Article\nSR 1\nT1 A\n", .refworks),
    ("DataType: 1\nTitle-题名: 羊\nYear-年: 2000\n", .cnki),
    ("SrcDatabase-来源库: 期刊\nTitle-题名: 羊\nAuthor-作者: 张三\n", .cnki),
    ("Title,Year\nA,2000\n", .csv), ("title;authors;year\nA;B;2000\n", .csv),
    ("Title\tYear\nA\t2000\n", .tsv), ("\"Key\",\"Title\",\"Author\"\n", .csv),
    ("标题,作者,年份\n羊,张三,2000\n", .csv), ("@comment{x}\n\n@article{a,\n", .bibtex),
    ("% a comment\n@Book {key,\ntitle = 1}", .bibtex),
    ("{\"id\":\"TY  - \",\"title\":\"%T\"}\n", .jsonl),
  ])
  func formatsAreToldByTheirContent(text: String, format: Format) {
    #expect(Reading(text).format == format)
  }

  @Test(arguments: [
    ("a.ris", Format.ris), ("A.B.RIS", .ris), ("x/lib.bib.gz", .bibtex), ("a.enw", .endnote),
    ("b.nbib", .nbib), ("b.net", .noteexpress), ("c.csv", .csv), ("c.tsv.zst", .tsv),
  ])
  func theSuffixDecidesWhereTheContentDoesNot(name: String, format: Format) {
    #expect(Reading("Nothing that says what it is\n", name: name).format == format)
    // Content goes first.
    #expect(Reading("@article{a,title={T}}\n", name: name).format == .bibtex)
  }

  // MARK: RIS

  @Test func risOldAndNewTagsWrappedLinesAndCarelessSpacing() {
    let reading = Reading(
      """
      TY  - JOUR
      TI  - A title that
        goes on over
      two lines
      A1  - Noether, Emmy;Li, Bo
      AU  - Sand, George
      PY  - 1999/12/31/Winter
      JO  - J. Abbrev.
      JF  - Journal Unabridged
      T2  - Another name
      N2  - First part.

      Second part, after an empty line.
      KW  - one; two
      KW  - three
      UR  - https://doi.org/10.1000/1 https://example.org/b
      C7  - 42
      ER  -
      TY  - BOOK
      BT  - A Book by Its Own Name
      Y1  - 2001///
      ER  -
      TY  - CHAP
      TI  - A Chapter
      BT  - The Book Around It
      DA  - 2003/4//
      ER  -
      """)
    #expect(reading.messages.isEmpty)
    let paper = reading.papers.first
    #expect(paper?.title == "A title that goes on over two lines")
    #expect(paper?.authors == ["Noether, Emmy", "Li, Bo", "Sand, George"])
    #expect(paper?.date == "1999-12-31" && paper?.year == 1999)
    #expect(paper?.venue == "Journal Unabridged")
    #expect(paper?.abstract == "First part.\nSecond part, after an empty line.")
    #expect(paper?.keywords == ["one", "two", "three"])
    #expect(paper?.url == "https://doi.org/10.1000/1" && paper?.id == "10.1000/1")
    #expect(texts(paper, "urls") == "\"https://example.org/b\"" && texts(paper, "c7") == "\"42\"")
    #expect(reading.titles.dropFirst() == ["A Book by Its Own Name", "A Chapter"])
    #expect(reading.papers.map(\.venue).dropFirst() == [nil, "The Book Around It"])
    #expect(reading.papers.map(\.date) == ["1999-12-31", nil, "2003-04"])
    #expect(reading.papers.map(\.source.line) == [1, 19, 23])
  }

  @Test func risWithoutEndIsReadAndReported() {
    let reading = Reading("TY  - JOUR\nTI  - First One\n\nTY  - JOUR\nTI  - Second One\nAB  - We")
    #expect(reading.titles == ["First One", "Second One"])
    #expect(
      reading.messages == [
        "in:1: expected \"ER\" at the end of the record, found the next record at line 4. "
          + "Add it; the record was read up to there.",
        "in:4: expected \"ER\" at the end of the record, found the end of the file. "
          + "Add it; the record was read up to there.",
      ])
  }

  @Test func aRecordWithoutTextIsSkippedAndItsNeighboursAreRead() {
    let reading = Reading(
      "TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nAU  - Nobody\nER  - \nTY  - JOUR\nTI  - B\nPY  - soon\nER  - "
    )
    #expect(reading.titles == ["A", "B"])
    #expect(
      reading.messages == [
        "in:4: expected a title or an abstract, found neither. Add one; the record was skipped.",
        "in:7: expected a year or date in \"py\", found \"soon\". "
          + "Correct the field; it was ignored.",
      ])
  }

  @Test func chineseInAnyTitleAndAbstractGoesToTheChineseFields() {
    let reading = Reading(
      "TY  - JOUR\nT1  - 数羊\nTT  - Counting Sheep\nAB  - 我们数羊。\nN2  - We count sheep.\nER  - \n"
        + "TY  - JOUR\nTI  - 数山羊\nTT  - 数绵羊\nER  - ")
    #expect(reading.papers.map(\.title) == ["Counting Sheep", nil])
    #expect(reading.papers.map(\.titleZH) == ["数羊", "数山羊"])
    #expect(reading.papers.first?.abstract == "We count sheep.")
    #expect(reading.papers.first?.abstractZH == "我们数羊。")
    #expect(texts(reading.papers.last, "tt") == "\"数绵羊\"")
  }

  @Test func textThatLooksLikeATagIsNotOne() {
    let reading = Reading(
      "TY  - JOUR\nTI  - Methods of\nAI - a survey\nAB  - x\nAB-initio methods\nER  - ")
    #expect(reading.titles == ["Methods of AI - a survey"])
    #expect(reading.papers.first?.abstract == "x AB-initio methods")
  }

  // MARK: EndNote

  @Test func endNoteOfChineseDatabases() {
    let reading = Reading(
      """
      %0 Thesis
      %A 张三
      %Y 李四;
      %+ 某大学
      %T 论数羊
      %D 2019-05-01
      %K 数羊;耐心
      %X 第一段。

      第二段紧接着第一段
      没有空格。
      %W CNKI

      %0 Journal Article
      %A 王五;赵六;
      %T 第二篇
      %D 2020
      """)
    #expect(reading.format == .endnote && reading.messages.isEmpty)
    #expect(reading.papers.map(\.titleZH) == ["论数羊", "第二篇"])
    #expect(reading.papers.map(\.authors) == [["张三"], ["王五", "赵六"]])
    #expect(reading.papers.first?.date == "2019-05-01")
    #expect(reading.papers.first?.abstractZH == "第一段。\n第二段紧接着第一段没有空格。")
    #expect(reading.papers.first?.keywords == ["数羊", "耐心"])
    #expect(texts(reading.papers.first, "supervisors") == "\"李四;\"")
  }

  @Test func referRecordsWithoutTypeAreToldByEmptyLines() {
    let reading = Reading("%T First Paper\n%A B\n%D 1980\n\n%T Second Paper\n%A C\n%D Fall 1981\n")
    #expect(reading.titles == ["First Paper", "Second Paper"])
    #expect(reading.papers.map(\.year) == [1980, 1981])
  }

  // MARK: MEDLINE

  @Test func medlineVernacularTitlesSecondAbstractsAndHeadings() {
    let reading = Reading(
      """

      PMID- 12345678
      OWN - NLM
      IS  - 0000-0000 (Electronic)
      DP  - 2020 Jan-Feb
      TI  - [Counting sheep in the
            dark].
      PG  - 1-9
      LID - S0000-0000(20)00000-1 [pii]
      LID - 10.1000/xyz [doi]
      AB  - BACKGROUND: AB  - is no tag here. METHODS: We
            count.
      OAB - Publisher; Abstract available from the publisher.
      OAB - 我们在黑暗中
            数羊。
      OABL- chi
      FAU - Noether, Emmy
      AU  - Noether E
      AD  - Göttingen.
      CN  - Sheep Study Group
      LA  - chi
      TT  - 在黑暗中数羊。
      JT  - Journal of sheep
      MH  - *Sheep/growth & development
      MH  - Humans
      OT  - patience
      XYZ - kept

      PMID- 9
      TI  - No full names.
      AU  - Li B
      AU  - Sand G
      DP  - 1999
      """)
    #expect(reading.format == .nbib && reading.messages.isEmpty)
    let paper = reading.papers.first
    #expect(paper?.title == "Counting sheep in the dark" && paper?.titleZH == "在黑暗中数羊。")
    #expect(paper?.abstract == "BACKGROUND: AB  - is no tag here. METHODS: We count.")
    #expect(paper?.abstractZH == "我们在黑暗中数羊。")
    #expect(paper?.authors == ["Noether, Emmy", "Sheep Study Group"])
    #expect(paper?.doi == "10.1000/xyz" && paper?.date == "2020-01" && paper?.year == 2020)
    #expect(paper?.keywords == ["Sheep/growth & development", "Humans", "patience"])
    #expect(paper?.venue == "Journal of sheep")
    #expect(paper?.url == "https://pubmed.ncbi.nlm.nih.gov/12345678/")
    #expect(texts(paper, "pmid") == "\"12345678\"" && texts(paper, "xyz") == "\"kept\"")
    #expect(reading.papers.last?.authors == ["Li B", "Sand G"])
    #expect(reading.papers.last?.title == "No full names")
  }

  // MARK: The others

  @Test func noteExpressWithWideColonsAndEmptyFields() {
    let reading = Reading(
      "{Reference Type}：Journal Article\n{Title}：论数羊\n{Translated Title}: On Counting\n"
        + "{Author}：张三；李四\n{Year}: 2001\n{DOI}: \n{Abstract}: 第一行\n第二行\n{Subject}: 羊\n")
    #expect(reading.messages.isEmpty)
    let paper = reading.papers.first
    #expect(paper?.titleZH == "论数羊" && paper?.title == "On Counting" && paper?.doi == nil)
    #expect(paper?.authors == ["张三", "李四"] && paper?.abstractZH == "第一行第二行")
    #expect(texts(paper, "subject") == "\"羊\"")
  }

  @Test func refWorksWordsAtLineStartsAreNoTags() {
    let reading = Reading(
      "RT Journal Article\nT1 A Study\nAB We ask\nIn what follows\nAI is meant\nYR 2000\nvo 7\n\n"
        + "RT Book, Whole\nT1 Another\nA1 Li, Bo\n")
    #expect(reading.titles == ["A Study", "Another"])
    #expect(reading.papers.first?.abstract == "We ask In what follows AI is meant")
    #expect(texts(reading.papers.first, "volume") == "\"7\"")
  }

  @Test func cnkiRecordsWithoutOpeningTagAreToldByRepeats() {
    let reading = Reading(
      "Title-题名: 甲\nAuthor-作者: 张三;李四;\nYear-年: 2000\nSummary-摘要: 第一段\n\n第二段\n"
        + "Title-题名: 乙\nAuthor-作者: 王五\nPubTime-发表时间: 2001-02-03 08:00\nFund-基金: 无;\n")
    #expect(reading.format == .cnki)
    #expect(reading.papers.map(\.titleZH) == ["甲", "乙"])
    #expect(reading.papers.map(\.authors) == [["张三", "李四"], ["王五"]])
    #expect(reading.papers.first?.abstractZH == "第一段\n第二段")
    #expect(reading.papers.map(\.date) == [nil, "2001-02-03"])
  }

  // MARK: Damage and limits

  @Test(arguments: [Format.ris, .endnote, .nbib, .noteexpress, .refworks, .cnki, .csv, .tsv])
  func aFileWithoutRecordsSaysSo(format: Format) {
    let reading = Reading("one line\n", from: format)
    #expect(reading.papers.isEmpty)
    #expect(
      reading.diagnostics.filter { $0.kind == .noRecords }.map(\.description) == [
        "in: expected records in \(format.displayName), found none. "
          + "Name the file's format with --from, or fetch it again."
      ])
  }

  @Test func aRecordBeyondTheLimitKeepsWhatFits() {
    let long = String(repeating: "sheep ", count: 100)
    let lines = Array(repeating: long, count: 100).joined(separator: "\n")
    let reading = Reading(
      "TY  - JOUR\nTI  - A\nAB  - \(lines)\nER  - \nTY  - JOUR\nTI  - B\nER  - \n", from: .ris,
      limits: Limits(recordBytes: 10_000))
    #expect(reading.titles == ["A", "B"])
    #expect((reading.papers.first?.abstract?.utf8.count ?? 0) <= 10_000)
    #expect(
      reading.messages == [
        "in:1: expected a record of at most 10000 bytes, found a longer one. "
          + "Shorten it; fields beyond the limit were left out."
      ])
  }

  @Test(arguments: [
    (Format.ris, "TY  - JOUR\nTI  - A\n", "\nER  - \nTY  - JOUR\nTI  - B\nER  - \n"),
    (.endnote, "%0 A\n%T A\n", "\n\n%0 A\n%T B\n"),
    (.nbib, "PMID- 1\nTI  - A\n", "\n\nPMID- 2\nTI  - B\n"),
    (.bibtex, "@a{a,title={A}}\n", "\n@a{b,title={B}}\n"),
    (.bibtex, "@a{a,title={A},\n", "\n}\n@a{b,title={B}}\n"), (.csv, "title,x\nA,\n", "\nB,\n"),
  ])
  func aLineOfAnyLengthCostsItsNeighboursNothing(format: Format, before: String, after: String) {
    let long = String(repeating: "x", count: 300_000)
    let reading = Reading(
      Array((before + long + after).utf8), from: format, limits: Limits(lineBytes: 100_000),
      blockBytes: 1 << 16)
    #expect(reading.titles == ["A", "B"])
    #expect(
      reading.messages == [
        "in:\(before.split(separator: "\n").count + 1): expected a line of at most 100000 bytes, "
          + "found 300000 bytes. Shorten the record; the line was skipped."
      ])
  }

  @Test func noInputOfAnyFormatTraps() {
    var random = SeededGenerator(seed: 20)
    let pieces = [
      "@", "{", "}", "\"", "(", ")", ",", "=", "#", "article", "\n", "\n\n", "title", "TY  - JOUR",
      "ER  - ", "%0 ", "%T x", "PMID- 1", "      ", "{Title}: ", "RT A", "T1 ", "Title-题名: ", "\\",
      "\\'", "\\c", "$", "\t", ";", "数羊", "é", " and ", "crossref={a}", "@string{a=a#a}", "10.1/x",
    ]
    for round in 0..<3000 {
      let count = Int.random(in: 1...40, using: &random)
      let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let format = Format.allCases[round % Format.allCases.count]
      _ = Reading(Array(text.utf8), from: format, limits: Limits(recordBytes: 200))
    }
  }

  // MARK: Dates

  @Test(arguments: [
    ("2020 Jan 5", "2020-01-05"), ("5 January 2020", "2020-01-05"),
    ("January 5, 2020", "2020-01-05"),
    ("2020 Spring", "2020"), ("2020 Jan-Feb", "2020-01"), ("2020/05/06/", "2020-05-06"),
    ("2020///", "2020"), ("2020/5//", "2020-05"), ("2020-05-06T10:00:00Z", "2020-05-06"),
    ("2020年5月6日", "2020-05-06"), ("20200506", "2020-05-06"), ("2020-02-30", "2020"),
    ("1999/2000", "1999"), ("2020-05/2021-01", "2020-05"), ("May 2020", "2020-05"),
    ("2020a", "2020"), ("May", nil), ("12", nil), ("", nil), ("in press", nil), ("0000", nil),
  ])
  func looseDates(text: String, iso: String?) {
    #expect(LooseDate.parse(text)?.iso == iso)
  }
}
