// The digest as a person saves it from a web page: papers found by their shape, furniture left out.

import Testing

@testable import LensCorpus

@Suite struct DigestTextTests {
  @Test func papersWithBothTitlesAbstractAndTheFirstDayOfTheWeek() throws {
    let reading = Reading(Fixture.digest)
    #expect(reading.error == nil)
    #expect(reading.format == .digest)
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.papers.map(\.title) == Fixture.english)
    #expect(reading.papers.map(\.titleZH) == Fixture.chinese)
    #expect(reading.papers.map(\.abstractZH) == Fixture.abstracts)
    #expect(reading.papers.allSatisfy { $0.abstract == nil })
    #expect(reading.papers.allSatisfy { $0.date == "2024-01-01" && $0.year == 2024 })
    #expect(reading.papers.map(\.source.line) == [3, 9, 15])
    #expect(
      reading.papers[2].id == "rivernet-following-water-through-maps"
        && reading.papers[2].idOrigin == .title)
  }

  @Test func furnitureIsOneNoteAndNoPaper() {
    let page =
      Fixture.digest
        + """

        暂无评论

        发送评论 编辑评论

        (´▽`)
        →_→
        😂
        Source: example.org/emoji
        颜文字
        本站文章采用知识共享许可协议,转载时请保留出处与作者姓名,并以相同方式共享。如有任何问题,请通过页面下方的邮箱与我们联系,我们会尽快答复您的来信。
        上一篇
        下一篇
        """
    let reading = Reading(page)
    #expect(reading.papers.map(\.title) == Fixture.english)
    #expect(
      reading.messages == [
        "in:21: expected a paper, found the first of 10 lines that belong to none. "
          + "They were left out; there is nothing to do."
      ])
    #expect(reading.diagnostics.first?.severity == .note)
  }

  @Test func emojiAloneAfterTheLastPaperIsFurnitureToo() {
    let reading = Reading(Fixture.digest + "\n😀\n(ฅ´ω`ฅ)\n>﹏<\n花!\n")
    #expect(reading.papers.count == 3)
    #expect(reading.diagnostics.map(\.kind) == [.furniture])
  }

  @Test func carriageReturnsTrailingSpacesAndMissingBlankLinesChangeNothing() {
    let plain = Reading(Fixture.digest).papers.map { [$0.title, $0.titleZH, $0.abstractZH] }
    let windows = Fixture.digest.replacingLineEnds(by: "  \r\n")
    #expect(Reading(windows).papers.map { [$0.title, $0.titleZH, $0.abstractZH] } == plain)
    let dense = Fixture.digest.split(separator: "\n").joined(separator: "\n")
    #expect(Reading(dense).papers.map { [$0.title, $0.titleZH, $0.abstractZH] } == plain)
  }

  static let englishAbstract =
    "We count sheep. Models see one sheep at a time and must say at any moment how many have "
    + "passed. Most fail after three hundred; models with a counter outside themselves go on "
    + "until the morning, which is as long as we were able to stay awake for this experiment."

  @Test(arguments: [
    [Fixture.english[0], Fixture.chinese[0], englishAbstract, Fixture.abstracts[0]],
    [Fixture.english[0], Fixture.chinese[0], Fixture.abstracts[0], englishAbstract],
    [Fixture.english[0], englishAbstract, Fixture.chinese[0], Fixture.abstracts[0]],
    [Fixture.chinese[0], Fixture.abstracts[0], Fixture.english[0], englishAbstract],
  ])
  func anEnglishAbstractGoesToItsField(lines: [String]) {
    let more = [Fixture.english[1], Fixture.chinese[1], Fixture.abstracts[1]]
    let text = ([Fixture.digestTitle] + lines + more).joined(separator: "\n\n")
    let reading = Reading(text)
    #expect(reading.papers.count == 2)
    let paper = reading.papers.first
    #expect(paper?.title == Fixture.english[0])
    #expect(paper?.titleZH == Fixture.chinese[0])
    #expect(paper?.abstract == Self.englishAbstract)
    #expect(paper?.abstractZH == Fixture.abstracts[0])
    #expect(reading.papers.last?.title == Fixture.english[1])
  }

  @Test func aMissingChineseTitleIsNoObstacle() {
    let text = [
      Fixture.digestTitle, Fixture.english[0], Fixture.abstracts[0], Fixture.english[1],
      Fixture.chinese[1], Fixture.abstracts[1],
    ].joined(separator: "\n\n")
    let reading = Reading(text)
    #expect(reading.papers.map(\.title) == Array(Fixture.english[..<2]))
    #expect(reading.papers.map(\.titleZH) == [nil, Fixture.chinese[1]])
  }

  @Test func aDigestCutOffAfterATitleKeepsTheTitle() {
    let whole = Fixture.digest
    let end = whole.range(of: Fixture.abstracts[2])?.lowerBound ?? whole.endIndex
    let reading = Reading(String(whole[..<end]))
    #expect(reading.papers.map(\.title) == Fixture.english)
    #expect(
      reading.messages == [
        "in:15: expected an abstract under the title, found none. "
          + "Add one; the paper was read with its title alone."
      ])
  }

  @Test func aPaperWithoutAbstractInTheMiddleIsNotLost() {
    let text = [
      Fixture.digestTitle, Fixture.english[0], Fixture.chinese[0], Fixture.abstracts[0],
      Fixture.english[1], Fixture.chinese[1], Fixture.english[2], Fixture.chinese[2],
      Fixture.abstracts[2],
    ].joined(separator: "\n\n")
    let reading = Reading(text)
    #expect(reading.papers.map(\.title) == Fixture.english)
    #expect(reading.papers.map(\.abstractZH) == [Fixture.abstracts[0], nil, Fixture.abstracts[2]])
    #expect(reading.diagnostics.map(\.kind) == [.noAbstract])
  }

  @Test func severalParagraphsAndAddressesStayWithTheirPaper() {
    let text = [
      Fixture.digestTitle, Fixture.english[0], Fixture.chinese[0], Fixture.abstracts[0],
      "我们还公开了全部代码和数据。", "代码: https://example.org/sheep", Fixture.english[1],
      Fixture.chinese[1], "https://arxiv.org/abs/2401.00002v2", Fixture.abstracts[1],
    ].joined(separator: "\n\n")
    let reading = Reading(text)
    #expect(reading.papers.count == 2)
    #expect(
      reading.papers.first?.abstractZH == Fixture.abstracts[0]
        + "\n我们还公开了全部代码和数据。\n代码: https://example.org/sheep")
    #expect(reading.papers.last?.id == "2401.00002")
    #expect(reading.papers.last?.url == "https://arxiv.org/abs/2401.00002v2")
  }

  @Test func severalWeeksInOneFileEachGiveTheirDate() {
    let second = Fixture.digest.replacingOccurrences(of: "(240101-240105)", with: "（240108-240112）")
      .replacingOccurrences(of: "Sheep", with: "Goats")
    let reading = Reading(Fixture.digest + "\n" + second)
    #expect(reading.papers.count == 6)
    #expect(
      reading.papers.map(\.date)
        == Array(repeating: "2024-01-01", count: 3) + Array(repeating: "2024-01-08", count: 3))
  }
}

@Suite struct AddressTests {
  @Test(arguments: [
    ("see http://a.io", true), ("https://a.io", true), ("http:/a", false), ("ftp://a.io", false),
    ("://", false), ("http:", false), ("a: b: http://", true), ("", false), ("论文：https://x", true),
  ])
  func anAddressIsFoundAnywhereInALine(text: String, isThere: Bool) {
    #expect(MarkdownLine.holdsAddress(text) == isThere)
  }
}

extension String {
  func replacingLineEnds(by end: String) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end)
  }
}
