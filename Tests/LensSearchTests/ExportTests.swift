// Papers written as BibTeX, RIS and CSV come back through the readers as the same papers.

import Foundation
import LensCorpus
import LensSearch
import Testing

@Suite struct ExportTests {
  private static func read(_ text: String, as suffix: String) throws -> (
    papers: [Paper], messages: [String]
  ) {
    let file =
      FileManager.default.temporaryDirectory.path + "/export-\(UUID().uuidString).\(suffix)"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return try read(file)
  }

  private static func read(_ file: String) throws -> (papers: [Paper], messages: [String]) {
    var source = try PaperSource(path: file)
    var papers: [Paper] = []
    var messages: [String] = []
    while let batch = try source.nextBatch() {
      let parsed = batch.parse()
      papers += parsed.papers
      messages += parsed.diagnostics.map(\.description)
    }
    return (papers, messages)
  }

  /// The twenty papers of the readers' tests, and some whose characters mean something to a format.
  private static func library() throws -> [Paper] {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../LensCorpusTests/Fixtures/twenty.jsonl").standardized.path
    let nasty = [
      (
        "50% of R&D_costs #1 {or} ~5^2 $3",
        "A \"quoted\", comma'd; line -- with --- dashes ''x''\nTwo"
      ),
      ("Unbalanced } brace { and } back", "One { open"),
      ("Cost: $5 or $x^{2}$?", "$a_{i}$ and $\\beta$ and 100$ left"),
      ("and and And", "`ticks` \\textbf & C:\\temp"),
      ("TY  - JOUR", "ER  - \nTY  - JOUR\n@article{x,\n%0 Book\n"),
      ("iPhone and BERT: LaTeX for DNA", "é ß ł 汉字 Ω"),
      (String(repeating: "long ", count: 300) + "title", "x"),
    ]
    let place = SourcePlace(file: "nasty", line: 1)
    let made = nasty.enumerated().map { number, texts in
      Paper(
        id: "nasty-\(number)", title: texts.0, abstract: texts.1,
        authors: ["{Odd} Name, A & B", "Procter and Gamble, Inc."], year: 2000 + number,
        venue: "Odds & Ends", keywords: ["a, b", "c_d"], url: "https://e.org/a_b~c%20d?x={1}&y=#z",
        source: place)
    }
    return try read(fixtures).papers + made
  }

  @Test func bibTeXComesBackAsItWas() throws {
    let papers = try Self.library()
    let (back, messages) = try Self.read(BibTeXWriter.text(papers), as: "bib")
    #expect(messages.isEmpty)
    try #require(back.count == papers.count)
    for (found, paper) in zip(back, papers) {
      // BibTeX knows no runs of spaces, and what looks like a command is one.
      #expect(found.title == paper.title?.withoutRuns && found.titleZH == paper.titleZH)
      if paper.abstract?.contains("\\textbf") != true {
        #expect(found.abstract == paper.abstract?.withoutRuns)
      }
      #expect(found.abstractZH == paper.abstractZH)
      #expect(found.authors == paper.authors && found.keywords == paper.keywords)
      #expect(found.year == paper.year && found.date == paper.date && found.venue == paper.venue)
      #expect(found.doi == paper.doi)
      #expect(
        found.url
          == paper.url?.replacingOccurrences(of: "{", with: "%7B")
          .replacingOccurrences(of: "}", with: "%7D"))
    }
  }

  @Test func risComesBackAsItWas() throws {
    let papers = try Self.library()
    let (back, messages) = try Self.read(RISWriter.text(papers), as: "ris")
    #expect(messages.isEmpty)
    try #require(back.count == papers.count)
    for (found, paper) in zip(back, papers) {
      let abstract = paper.abstract?.split(separator: "\n").joined(separator: " ")
      #expect(found.title == paper.title && found.titleZH == paper.titleZH)
      #expect(found.abstract == abstract && found.abstractZH == paper.abstractZH)
      #expect(found.authors == paper.authors && found.keywords == paper.keywords)
      #expect(found.year == paper.year && found.date == paper.date && found.venue == paper.venue)
      #expect(found.doi == paper.doi && found.url == paper.url)
    }
  }

  @Test func csvComesBackAsItWas() throws {
    let papers = try Self.library()
    let (back, messages) = try Self.read(PaperTable.csv(papers), as: "csv")
    #expect(messages.isEmpty)
    try #require(back.count == papers.count)
    for (found, paper) in zip(back, papers) {
      #expect(found.id == paper.id)
      #expect(found.title == paper.title && found.titleZH == paper.titleZH)
      #expect(found.abstract?.trimmed == paper.abstract?.trimmed)
      #expect(found.abstractZH == paper.abstractZH)
      #expect(found.authors == paper.authors && found.keywords == paper.keywords)
      #expect(found.year == paper.year && found.date == paper.date && found.venue == paper.venue)
      #expect(found.doi == paper.doi && found.url == paper.url)
    }
  }

  @Test func keysAreStableReadableAndUnique() {
    func paper(_ title: String?, _ author: String?, _ year: Int?, key: String? = nil) -> Paper {
      Paper(
        id: "some id", title: title, titleZH: title == nil ? "羊" : nil,
        authors: author.map { [$0] } ?? [], year: year,
        extra: key.map { [ExtraField(name: "citation_key", json: "\"\($0)\"")] } ?? [],
        source: SourcePlace(file: "f", line: 1))
    }
    #expect(
      CitationKey.of(paper("On the Œuvre of Sheep", "Brontë, Zoë", 2021)) == "bronte2021oeuvre")
    #expect(CitationKey.of(paper("A Tale", "Łukasz Nguyễn", nil)) == "nguyentale")
    #expect(CitationKey.of(paper("A Tale", "x", 1, key: "own:Key_1")) == "own:Key_1")
    #expect(CitationKey.of(paper("A Tale", "x", 1, key: "not ok{")) == "x1tale")
    #expect(CitationKey.of(paper(nil, "张三", 2000)) == "some-id")
    let same = Array(repeating: paper("Sheep Again", "Li, Bo", 2000), count: 30)
    let keys = BibTeXWriter.text(same).split(separator: "\n").filter { $0.hasPrefix("@") }
    #expect(keys[0] == "@misc{li2000sheep," && keys[1] == "@misc{li2000sheepa,")
    #expect(keys[29] == "@misc{li2000sheepac,")
  }

  @Test func anEntryReadsAsPeopleWriteThem() {
    let paper = Paper(
      id: "2403.19887", idOrigin: .arXiv, title: "Jolt: a BERT for R&D", titleZH: "跳",
      authors: ["Noether, Emmy", "Li, Bo"], year: 2024, date: "2024-03-05", venue: "Proc. of Jolts",
      keywords: ["sheep"], url: "https://arxiv.org/abs/2403.19887", doi: "10.1000/a_b",
      extra: [
        ExtraField(name: "type", json: "\"conferencePaper\""),
        ExtraField(name: "first_page", json: "\"1\""), ExtraField(name: "last_page", json: "\"9\""),
      ], source: SourcePlace(file: "f", line: 1))
    #expect(
      BibTeXWriter.text([paper]) == """
        @inproceedings{noether2024jolt,
          author = {Noether, Emmy and Li, Bo},
          title = {Jolt: a {BERT} for {R\\&D}},
          title_zh = {跳},
          booktitle = {Proc. of Jolts},
          year = {2024},
          month = mar,
          day = {5},
          pages = {1--9},
          doi = {10.1000/a_b},
          eprint = {2403.19887},
          archiveprefix = {arXiv},
          url = {https://arxiv.org/abs/2403.19887},
          keywords = {sheep},
        }

        """)
    #expect(
      RISWriter.text([paper])
        == [
          "TY  - CPAPER", "ID  - noether2024jolt", "AU  - Noether, Emmy", "AU  - Li, Bo",
          "TI  - Jolt: a BERT for R&D", "TT  - 跳", "T2  - Proc. of Jolts", "PY  - 2024",
          "DA  - 2024/03/05/", "KW  - sheep", "SP  - 1", "EP  - 9", "DO  - 10.1000/a_b",
          "AN  - arXiv:2403.19887", "UR  - https://arxiv.org/abs/2403.19887", "ER  - ", "",
        ].joined(separator: "\r\n"))
  }
}

extension String {
  fileprivate var withoutRuns: String {
    trimmed.replacingOccurrences(of: " +", with: " ", options: .regularExpression)
      .replacingOccurrences(of: " \n", with: "\n")
  }

  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
