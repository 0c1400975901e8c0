// Snippets and JSON: what a reader of an answer relies on.
import LensSearch
import Testing

@Suite struct WordingTests {
  @Test func marksStandOnTheMatchedWordsOfEitherLanguage() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine([
      #"{"id":"a","title":"One","abstract":"First sentence. We study graph neural networks here."}"#,
      #"{"id":"b","title_zh":"二","abstract_zh":"第一句话。我们研究图神经网络的表达能力。"}"#,
    ])
    let hits = try engine.search("graph neural network").hits
    let snippets = Dictionary(
      hits.map { ($0.paper.id, $0.snippet) }, uniquingKeysWith: { a, _ in a })
    #expect(snippets["a"]??.text == "We study graph neural networks here.")
    #expect(snippets["a"]??.matches == ["graph", "neural", "networks"])
    #expect(snippets["b"]??.text == "我们研究图神经网络的表达能力。")
    #expect(snippets["b"]??.matches == ["图神经网络"])
    #expect(snippets["b"]??.marked("[", "]") == "我们研究[图神经网络]的表达能力。")
  }

  @Test func jsonKeepsItsOrderAndEscapesWhatItMust() {
    let value = JSONValue.object([
      "b": .string("quote \" back \\ line\nbell\u{7} 中文"), "a": .number(0.1 + 0.2, decimals: 6),
      "gone": nil, "list": .array([.integer(1), .bool(true), .null, .number(.nan)]),
    ])
    #expect(
      value.text()
        == #"{"b":"quote \" back \\ line\nbell\u0007 中文","a":0.3,"list":[1,true,null,null]}"#)
    #expect(JSONValue.array([]).text(indent: 2) == "[]")
  }

  @Test(arguments: [
    (0.0, "0"), (1.0, "1"), (-0.25, "-0.25"), (0.1 + 0.2, "0.3"), (123.4567894, "123.456789"),
    (1e-9, "0"), (1e20, "1e+20"), (0.9999999, "1"),
  ])
  func numbersAreRoundedToTheDecimalsTheyAreWorth(value: Double, text: String) {
    #expect(value.rounded(6) == text)
  }

  @Test func unknownFieldsOfARecordComeBackAsTheyWere() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine([
      #"{"id":"a","title":"T","extra_list":[1,{"x":"\u4e2d"}],"doi":"10.1/x","flag":true}"#
    ])
    let paper = try engine.onePaper(named: "a").paper
    #expect(
      paper.json.text()
        == #"{"id":"a","title":"T","doi":"10.1/x","extra_list":[1,{"x":"\u4e2d"}],"flag":true}"#)
  }
}
