// BibTeX and BibLaTeX: the ugly cases of real libraries, and what is said of broken entries.

import Testing

@testable import LensCorpus

@Suite struct BibTeXTests {
  private func one(_ fields: String, type: String = "article") throws -> Paper {
    let reading = Reading("@\(type){k,\n\(fields)\n}", from: .bibtex)
    #expect(reading.messages.isEmpty)
    return try #require(reading.papers.first)
  }

  private func extra(_ paper: Paper, _ name: String) -> String? {
    paper.extra.first { $0.name == name }?.json
  }

  @Test(arguments: [
    (#"\'e\`e\^e\"e\~n\=a\.z\u{g}\v{s}\H{o}\c{c}\k{a}\r{a}\d{h}\b{d}"#, "éèêëñāżğšőçąåḥḏ"),
    (#"{\'e}{\'{e}}\'{e}\' e{\"{\i}}\'\i"#, "éééé\u{EF}í"), (#"\ss\ae\O\L\o\aa{} x"#, "ßæØŁøå x"),
    (#"{\ss}{\AE}\oe uvre \L{}\'od\'z"#, "ßÆœuvre Łódź"),
    (#"Ho\`ang Nguy\~{\^e}n"#, "Hoàng Nguyễn"),
    (#"a -- b --- c - d"#, "a – b — c - d"), ("``a'' `b' c's", "“a” ‘b' c's"),
    (##"R\&D, 5\%, \#1, a\_b, \$5"##, "R&D, 5%, #1, a_b, $5"), ("a~b\\ c\\,d", "a b c d"),
    (#"\textbf{b} {\em c} \emph{d} \mbox{e}"#, "b c d e"),
    (#"\textit{{N}ested {\bf b}}"#, "Nested b"),
    (#"$x^{2}$ and $\alpha_{i}$"#, #"$x^{2}$ and $\alpha_{i}$"#),
    (#"only 5$ left"#, "only 5$ left"),
    (#"\alpha-decay \textbeta"#, "α-decay β"), (#"\LaTeX{} and \TeX"#, "LaTeX and TeX"),
    (#"\href{https://x.org}{here} \cite{a}."#, "here ."), (#"\unknown{kept}"#, #"\unknownkept"#),
    (#"\textendash\textquotedblleft x\textquotedblright"#, "–“x”"), (#"\'{}x \'"#, "x"),
    ("a\n\n  b\n c", "a\nb c"), (#"{T}he {DNA}"#, "The DNA"), (#"\c"#, #"\c"#), (#"\"#, #"\"#),
    (#"汉字\'e汉"#, "汉字é汉"), (#"\v{汉}"#, "汉\u{30C}"), (#"2$^{nd}$"#, "2$^{nd}$"),
  ])
  func latexBecomesText(latex: String, text: String) {
    #expect(LaTeXText.plain(Array(latex.utf8)) == text)
  }

  @Test(arguments: [
    ("Noether, Emmy and Li, Bo", ["Noether, Emmy", "Li, Bo"]),
    ("Emmy Noether AND Bo Li and others", ["Emmy Noether", "Bo Li"]),
    ("{Barnes and Noble} and Li, Bo", ["Barnes and Noble", "Li, Bo"]),
    ("{The {ABC} Collaboration}", ["The ABC Collaboration"]),
    ("Andersen, H. and\n\tSand, G.", ["Andersen, H.", "Sand, G."]),
    (#"G{\"o}del, Kurt and Erd\H{o}s, P{\'a}l"#, ["Gödel, Kurt", "Erdős, Pál"]),
    (
      "de la Vall{\\'e}e Poussin, Charles Louis Xavier Joseph",
      ["de la Vallée Poussin, Charles Louis Xavier Joseph"]
    ),
    ("King, Jr, Martin Luther", ["King, Jr, Martin Luther"]),
    ("family=Noether, given=Emmy, prefix=von", ["Emmy von Noether"]),
    ("张三 and 李四", ["张三", "李四"]), ("张三、李四；王五六", ["张三", "李四", "王五六"]),
    ("张三; 李四", ["张三", "李四"]), ("", []),
  ])
  func names(author: String, expected: [String]) throws {
    #expect(try one("title={T}, author={\(author)}").authors == expected)
  }

  @Test func everyFieldFindsItsPlace() throws {
    let paper = try one(
      """
      title = {Sheep}, subtitle = {A Count}, author = {Noether, Emmy}, journaltitle = {Flocks},
      date = {2020-05-06/2020-06-01}, doi = {https://doi.org/10.1234/A_b}, keywords = {wool, milk},
      url = {http://x.org/a\\_b{\\%}20~c}, abstract = {We count.}, langid = {english},
      volume = 3, number = {4}, pages = {1--2}, note = {In press}, file = {:/home/me/sheep.pdf:PDF},
      my-own = {kept}, title_zh = {羊}, abstract_zh = {我们数羊。}
      """)
    #expect(paper.title == "Sheep: A Count" && paper.titleZH == "羊")
    #expect(paper.abstract == "We count." && paper.abstractZH == "我们数羊。")
    #expect(paper.venue == "Flocks" && paper.date == "2020-05-06" && paper.year == 2020)
    #expect(paper.doi == "10.1234/A_b" && paper.id == "10.1234/A_b" && paper.idOrigin == .doi)
    #expect(paper.url == "http://x.org/a_b%20~c" && paper.keywords == ["wool", "milk"])
    #expect(
      paper.extra.map(\.name) == [
        "citation_key", "type", "language", "volume", "issue", "pages", "note", "my-own",
      ])
    #expect(extra(paper, "my-own") == "\"kept\"" && extra(paper, "citation_key") == "\"k\"")
  }

  @Test func aChineseTitleInThePlainFieldIsTheChineseTitle() throws {
    let paper = try one("title = {数羊}, abstract = {我们在黑暗中数羊。}, keywords = {数羊；耐心}")
    #expect(paper.title == nil && paper.titleZH == "数羊" && paper.abstractZH == "我们在黑暗中数羊。")
    #expect(paper.keywords == ["数羊", "耐心"])
  }

  @Test(arguments: [
    ("eprint={2403.19887v2}, archiveprefix={arXiv}", "2403.19887"),
    ("eprint={hep-th/9901001}, eprinttype=arxiv", "hep-th/9901001"),
    ("eprint={arXiv:2403.19887}", "2403.19887"),
    ("url={https://arxiv.org/pdf/2403.19887v1}", "2403.19887"),
    ("journal={arXiv preprint arXiv:2403.19887}", "2403.19887"),
    ("journal={CoRR}, volume={abs/2403.19887}", "2403.19887"),
    ("doi={10.48550/arXiv.2403.19887}", "2403.19887"),
  ])
  func theArXivNumberIsFound(fields: String, number: String) throws {
    let reading = Reading("@misc{k, title={A Title Here}, \(fields)}", from: .bibtex)
    #expect(reading.papers.map(\.id) == [number])
    #expect(reading.papers.first?.idOrigin == .arXiv)
    #expect(reading.papers.first?.url?.hasPrefix("https://arxiv.org/") == true)
  }

  @Test(arguments: [
    ("year=2020, month=feb", "2020-02", 2020),
    ("year={2020}, month={February}, day={7}", "2020-02-07", 2020),
    ("year=2020, month=02", "2020-02", 2020), ("year={1986}", nil, 1986),
    ("date={2020-02}", "2020-02", 2020), ("date={2020/2021}", nil, 2020),
    ("date={2020-02-01T10:00:00}", "2020-02-01", 2020), ("date={2020~}", nil, 2020),
    ("year={c. 1850}", nil, 1850), ("year=2020, date={2020-03-01}", "2020-03-01", 2020),
    ("month = 5 # \"~\" # may, year = 1999", nil, 1999), ("", nil, nil),
  ])
  func dates(fields: String, date: String?, year: Int?) throws {
    let paper = try one("title = {T}, \(fields)")
    #expect(paper.date == date && paper.year == year)
  }

  @Test func macrosConcatenationsParenthesesAndCase() {
    let reading = Reading(
      """
      @STRING( j = "Journal of " # {Sheep} )
      @string{both = j # { and } # "Goats"}
      @Article ( a, Title = "A {"}quoted{"} " # 1 # 2, JOURNAL = both )
      @ARTICLE
      {
        b ,
        title
          =
            {Late}
      , journal = J }
      @article{c,title={C}} @article{d,title={D}}@article{e,title={E}}
      """, from: .bibtex)
    #expect(reading.messages.isEmpty)
    #expect(reading.titles == ["A \"quoted\" 12", "Late", "C", "D", "E"])
    #expect(reading.papers[0].venue == "Journal of Sheep and Goats")
    #expect(reading.papers[1].venue == "Journal of Sheep")
    #expect(reading.papers.map(\.source.line) == [3, 4, 11, 11, 11])
  }

  @Test func childrenInheritFromCrossreferencesBeforeAndAfterThem() {
    let reading = Reading(
      """
      @inproceedings{one, title={First Child}, crossref={Proc}}
      @inproceedings{two, title={Second Child}, crossref={gone}, year=2001}
      @proceedings{proc, title={Proceedings of Things}, year=2011, month=may}
      @inproceedings{three, title={Third Child}, crossref={PROC}, year=2012}
      """, from: .bibtex)
    #expect(
      reading.titles == ["Proceedings of Things", "First Child", "Third Child", "Second Child"])
    #expect(
      reading.papers.map(\.venue) == [nil, "Proceedings of Things", "Proceedings of Things", nil])
    #expect(reading.papers.map(\.year) == [2011, 2011, 2012, 2001])
    #expect(
      reading.messages == [
        "in:2: expected the entry \"gone\" that crossref names, found none. "
          + "Add it; the record was read without what it would inherit."
      ])
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    var entry: String
    var message: String
    var severity = Diagnostic.Severity.error
    var testDescription: String { entry }
  }

  static let broken: [Broken] = [
    Broken(
      entry: "@article{x, title = {Never closed,\n  year = 2000",
      message: "in:2: expected the closing \"}\" of the entry, found an entry at line 4. "
        + "Correct the entry; it was skipped."),
    Broken(
      entry: "@article(x, title = {Never closed},\n  year = 2000",
      message: "in:2: expected the closing \")\" of the entry, found an entry at line 4. "
        + "Correct the entry; it was skipped."),
    Broken(
      entry: "@article{x, title = \"No end, year = 2000\n}",
      message: "in:2: expected a closing quotation mark after \"No end, year = 2000\", "
        + "found the end of the entry. Correct the entry; it was skipped."),
    Broken(
      entry: "@article{x,\n title {No equal sign}}",
      message: "in:3: expected \"=\" after \"title\", found \"{No equal sign}\". "
        + "Correct the entry; it was skipped."),
    Broken(
      entry: "@article{x,\n title = , year = 2000}",
      message: "in:3: expected a value of \"title\", found \", year = 2000\". "
        + "Correct the entry; it was skipped."),
    Broken(
      entry: "@article{x, title = {A} #}",
      message: "in:2: expected a value of \"title\", found the end of the entry. "
        + "Correct the entry; it was skipped."),
    Broken(
      entry: "@article{x, year = 2000}",
      message: "in:2: expected a title or an abstract, found neither. "
        + "Add one; the record was skipped."),
    Broken(
      entry: "@article{x,\n title = \(String(repeating: "{", count: 100_000))",
      message: "in:2: expected braces nested at most 64 deep, found deeper nesting at line 3. "
        + "Correct the entry; it was skipped."),
    Broken(
      entry: "@article{x, title = {\(String(repeating: "{", count: 100_000))"
        + "\(String(repeating: "}", count: 100_000))}}",
      message: "in:2: expected braces nested at most 64 deep, found deeper nesting at line 2. "
        + "Correct the entry; it was skipped."),
    Broken(
      entry: "@article{x, title = {A}\((0..<2000).map { ", f\($0) = 1" }.joined())}",
      message: "in:2: expected an entry of at most 1000 fields, found more, from \"f999\" on. "
        + "Correct the entry; it was skipped."),
    Broken(
      entry: "@string{x = {Never closed}",
      message: "in:2: expected the closing \"}\" of the entry, found an entry at line 3. "
        + "Correct the entry; it was skipped."),
  ]

  @Test(arguments: broken)
  func aBrokenEntryIsReportedAndItsNeighboursAreRead(_ bad: Broken) {
    let reading = Reading(
      "@article{a, title={Before}}\n\(bad.entry)\n@article{b, title={After}}\n", from: .bibtex)
    #expect(reading.titles == ["Before", "After"])
    #expect(reading.messages == [bad.message])
    #expect(reading.diagnostics.map(\.severity) == [.error])
  }

  static let mended: [Broken] = [
    Broken(
      entry: "@article{x,\n title = {A}\n year = 2000}",
      message: "in:3: expected a comma after \"title\", found \"year = 2000\". "
        + "Add it; the field was read."),
    Broken(
      entry: "@article{x, title = {A}, journal = jacm}",
      message: "in:1: expected a macro that @string defines, found \"jacm\". "
        + "Define it or put the text in braces; the name itself was read."),
    Broken(
      entry: "@article{x, title = {A}, year = {soon}}",
      message: "in:1: expected a year or date in \"year\", found \"soon\". "
        + "Correct the field; it was ignored."),
    Broken(
      entry: "@article{x, abstract = {Nothing but.}}",
      message: "in:1: expected a title, found none. "
        + "Add one; the record was read with its abstract alone."),
  ]

  @Test(arguments: mended)
  func aFaultyFieldCostsNoMoreThanItself(_ bad: Broken) {
    let reading = Reading(bad.entry, from: .bibtex)
    #expect(reading.papers.count == 1)
    #expect(reading.messages == [bad.message])
    #expect(reading.diagnostics.map(\.severity) == [.warning])
  }

  @Test func anEntryMayHaveNoKeyEmptyFieldsAndTrailingCommas() throws {
    let reading = Reading(
      "@article{title={Keyless}, year=2000,,}\n@misc{,title={Empty key},url={},}")
    #expect(reading.format == .bibtex)
    #expect(reading.messages.isEmpty)
    #expect(reading.titles == ["Keyless", "Empty key"])
    #expect(reading.papers.map(\.url) == [nil, nil])
  }

  @Test func whatStandsOutsideEntriesOrInCommentsIsNoEntry() {
    let reading = Reading(
      """
      Write to librarian@example.org, or @ home. @nobody
      @comment{ {braces} @article{no, title={Commented Out}}
      @article{neither, title={Commented Out, Too}} }
      @preamble{ "\\newcommand{\\x}[1]{}" # {y} }
      % @article{yes, title={A Percent Sign Means Nothing}}
      @set{s, entryset={a,b}} @xdata{d, publisher={P}}
      @comment no braces
      @article{a, title={An Entry}} trailing junk } here
      """, from: .bibtex)
    #expect(reading.messages.isEmpty)
    #expect(reading.titles == ["A Percent Sign Means Nothing", "An Entry"])
  }

  @Test func macrosThatDoubleThemselvesStopAtTheLimit() {
    var text = "@string{a0 = {sheep}}\n"
    for i in 1..<60 { text += "@string{a\(i) = a\(i - 1) # a\(i - 1) # a\(i - 1)}\n" }
    text += "@article{k, title = a59, note = {n}}\n@article{l, title = {After}}\n"
    let reading = Reading(text, from: .bibtex, limits: Limits(recordBytes: 100_000))
    #expect(reading.titles.last == "After")
    #expect(
      reading.messages.contains {
        $0.contains("expected macros of at most 100000 bytes, found more in \"a")
          || $0.contains("expected a value of at most 100000 bytes")
      })
  }

  @Test func aLongEntryIsSkippedInBoundedMemory() {
    let filler = String(repeating: "sheep ", count: 1000)
    let lines = Array(repeating: filler, count: 100).joined(separator: "\n")
    let reading = Reading(
      "@article{a,title={A}}\n@article{long,abstract={\(lines)}}\n@article{b,title={B}}",
      from: .bibtex, limits: Limits(recordBytes: 100_000))
    #expect(reading.titles == ["A", "B"])
    #expect(
      reading.messages == [
        "in:2: expected an entry of at most 100000 bytes, found a longer one. "
          + "Correct the entry; it was skipped."
      ])
  }

  @Test func aFileWithoutEntriesSaysSo() {
    let reading = Reading("nothing here\n", from: .bibtex)
    #expect(
      reading.messages == [
        "in: expected records in BibTeX, found none. "
          + "Name the file's format with --from, or fetch it again."
      ])
  }
}
