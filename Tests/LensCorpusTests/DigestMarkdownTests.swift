// Digests as Markdown, the irregular ones above all: each case below was seen in a real digest.

import Testing

@testable import LensCorpus

@Suite struct DigestMarkdownTests {
  static let abstract = Fixture.abstracts[0]

  private func one(_ text: String, name: String = "dir/2024-0101-0105.md") throws -> Paper {
    let reading = Reading(text, name: name)
    #expect(reading.error == nil)
    #expect(reading.format == .markdown)
    #expect(reading.papers.count == 1, "\(reading.messages)")
    return try #require(reading.papers.first)
  }

  @Test(arguments: ["#", "##"])
  func headingLinkAndAbstractMakeAPaper(level: String) throws {
    let paper = try one(
      "\(level) A Title Here\n[这里有一个题目](https://arxiv.org/abs/2401.00001)\n\n\(Self.abstract)\n")
    #expect(paper.id == "2401.00001" && paper.idOrigin == .arXiv)
    #expect(paper.title == "A Title Here" && paper.titleZH == "这里有一个题目")
    #expect(paper.abstractZH == Self.abstract && paper.abstract == nil)
    #expect(paper.url == "https://arxiv.org/abs/2401.00001")
    #expect(paper.date == "2024-01-01" && paper.year == 2024)
  }

  @Test(arguments: [
    ("[题目在此](https://arxiv.org/abs/2404.08197 )", "https://arxiv.org/abs/2404.08197", true),
    ("  [题目在此](https://arxiv.org/abs/2404.08197)  ", "https://arxiv.org/abs/2404.08197", true),
    ("[题目在此](https://arxiv.org/pdf/2404.08197v2)", "https://arxiv.org/pdf/2404.08197v2", true),
    (
      "[题目在此](http://arxiv.org/pdf/2404.08197v12.pdf)", "http://arxiv.org/pdf/2404.08197v12.pdf",
      true
    ),
    (
      "[题目 [第二版] (上) 在此](https://arxiv.org/abs/2404.08197)", "https://arxiv.org/abs/2404.08197",
      true
    ),
    ("https://arxiv.org/abs/2404.08197", "https://arxiv.org/abs/2404.08197", false),
    ("<https://arxiv.org/abs/2404.08197>", "https://arxiv.org/abs/2404.08197", false),
    ("论文：https://arxiv.org/abs/2404.08197", "https://arxiv.org/abs/2404.08197", false),
    ("\n\n[题目在此](https://arxiv.org/abs/2404.08197)", "https://arxiv.org/abs/2404.08197", true),
  ])
  func linksOfEveryShape(line: String, url: String, hasTitle: Bool) throws {
    let paper = try one("# A Title Here\n\(line)\n\n\(Self.abstract)\n")
    #expect(paper.id == "2404.08197")
    #expect(paper.url == url)
    #expect((paper.titleZH != nil) == hasTitle)
    #expect(paper.abstractZH == Self.abstract)
  }

  @Test func aLinkInsideTheHeadingIsItsAddress() throws {
    let paper = try one("## [A Title Here](https://arxiv.org/abs/2401.00001)\n\n\(Self.abstract)")
    #expect(paper.title == "A Title Here" && paper.id == "2401.00001")
  }

  @Test func anAddressElsewhereMakesASlugAndNotAnArXivID() throws {
    let paper = try one(
      "## Sheep Technical Report\n[羊群技术报告](https://example.org/a/b.pdf)\n\n\(Self.abstract)")
    #expect(paper.id == "sheep-technical-report" && paper.idOrigin == .title)
    #expect(paper.url == "https://example.org/a/b.pdf")
  }

  @Test func aParagraphThatOpensWithABracketIsNoLink() throws {
    let text = "[Counting (C) 是一种重要的方法,通过额外的计算来提高模型的性能。"
    let paper = try one("## A Title Here\n[题目](https://arxiv.org/abs/2401.00001)\n\n\(text)\n")
    #expect(paper.abstractZH == text)
  }

  @Test func aMissingLinkIsANoteAndTheIDASlug() {
    let reading = Reading("# A Title Here\n\n\(Self.abstract)\n", name: "2024-0101-0105.md")
    #expect(reading.papers.map(\.id) == ["a-title-here"])
    #expect(
      reading.messages == [
        "2024-0101-0105.md:1: expected an address under the heading, found none. "
          + "Add one if there is one; the id was made from the title."
      ])
    #expect(reading.diagnostics.map(\.severity) == [.note])
  }

  struct Titles: Sendable {
    var heading: String
    var link: String
    var title: String?
    var titleZH: String?
    var extra: [String] = []
  }

  @Test(arguments: [
    Titles(heading: "数羊的模型", link: "数羊的模型", title: nil, titleZH: "数羊的模型"),
    Titles(
      heading: "Sheep: 数羊的模型", link: "Sheep: 会数羊的模型", title: nil, titleZH: "Sheep: 会数羊的模型",
      extra: ["heading"]),
    Titles(
      heading: "Sheep: Counting With Patient Models: 有耐心的数羊模型", link: "Sheep: 有耐心的数羊模型",
      title: "Sheep: Counting With Patient Models", titleZH: "Sheep: 有耐心的数羊模型"),
    Titles(
      heading: "数羊的模型", link: "Models That Count", title: "Models That Count", titleZH: "数羊的模型"),
    Titles(heading: "Sheep V2", link: "Sheep V2", title: "Sheep V2", titleZH: nil),
    Titles(heading: "Sheep V2", link: "sheep-v2", title: "Sheep V2", titleZH: nil),
    Titles(
      heading: "Sheep V2", link: "Sheep Two", title: "Sheep V2", titleZH: nil, extra: ["link_title"]
    ),
    Titles(
      heading: "Sheep 1.5 VL Report", link: "Sheep 1.5 VL Report 报告", title: "Sheep 1.5 VL Report",
      titleZH: "Sheep 1.5 VL Report 报告"),
  ])
  func titlesGoToTheirLanguage(_ titles: Titles) throws {
    let paper = try one(
      "## \(titles.heading)\n[\(titles.link)](https://arxiv.org/abs/2401.00001)\n\n\(Self.abstract)"
    )
    #expect(paper.title == titles.title)
    #expect(paper.titleZH == titles.titleZH)
    #expect(paper.extra.map(\.name) == titles.extra)
  }

  @Test func paragraphsListsAndDeeperHeadingsAreAllAbstract() throws {
    let paper = try one(
      """
      ## A Title Here
      [题目](https://arxiv.org/abs/2401.00001)

      \(Self.abstract)
        第二段**缩进**了两格,因为有人这样写。

      - **第一点**:数羊
      - ViT-B (86M)
      ### 小节
      结论在此。
      代码: https://example.org/x
      """)
    #expect(
      paper.abstractZH
        == [
          Self.abstract, "第二段缩进了两格,因为有人这样写。", "- 第一点:数羊", "- ViT-B (86M)", "### 小节", "结论在此。",
          "代码: https://example.org/x",
        ].joined(separator: "\n"))
  }

  @Test func anEnglishParagraphGoesToTheEnglishAbstract() throws {
    let paper = try one(
      "# A Title Here\n[题目](https://arxiv.org/abs/2401.00001)\n\n"
        + DigestTextTests.englishAbstract + "\n\n" + Self.abstract)
    #expect(paper.abstract == DigestTextTests.englishAbstract)
    #expect(paper.abstractZH == Self.abstract)
  }

  @Test func aTitleLineIsTheDateAndASectionIsNoPaper() {
    let reading = Reading(
      """
      # 每周AI论文速递(240205-240209)

      # 语言模型
      ## A Title Here
      [题目](https://arxiv.org/abs/2401.00001)

      \(Self.abstract)

      数据来源：https://example.org/papers
      """, name: "notes.md")
    #expect(reading.papers.map(\.title) == ["A Title Here"])
    #expect(reading.papers.map(\.date) == ["2024-02-05"])
    #expect(reading.papers.first?.abstractZH == Self.abstract)
    #expect(reading.diagnostics.map(\.kind) == [.furniture])
  }

  @Test func aPaperBeyondTheLimitIsCutAndReported() {
    let text =
      "# A Title Here\n[题目](https://arxiv.org/abs/2401.00001)\n\n一二三四五。\n\n一二三四五六七八九十。\n"
    let reading = Reading(text, limits: Limits(recordBytes: 20))
    #expect(reading.papers.map(\.abstractZH) == ["一二三四五。"])
    #expect(
      reading.messages == [
        "in:1: expected a paper of at most 20 bytes, found a longer one. "
          + "Shorten it; paragraphs beyond the limit were left out."
      ])
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["#", "# ", "*", "[", "]("])
  func aHeadingOfNothingButMarksIsReadInItsLength(mark: String) {
    let marks = String(repeating: mark, count: 300_000)
    let reading = Reading(
      "## \(marks)\n\n\(marks)\n\n## Ponds and Lakes\n\nQuiet water.\n", from: .markdown)
    #expect(reading.papers.last?.title == "Ponds and Lakes")
  }

  @Test(arguments: [
    ("## Title", "Title"), ("## Title ##", "Title"), ("## Title # #", "Title"), ("## C#", "C#"),
    ("## C##", "C#"), ("## A # B", "A # B"),
  ])
  func closingMarksOfAHeadingAreNoTitle(line: String, title: String) {
    #expect(MarkdownLine.heading(line)?.text == title)
  }
}
