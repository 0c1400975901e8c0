// JSONL: what each field becomes, and what is said about lines that cannot be read.

import Foundation
import Testing

@testable import LensCorpus

@Suite struct JSONLTests {
  private func one(_ line: String) throws -> Paper {
    let reading = Reading(line, from: .jsonl)
    #expect(reading.messages.isEmpty)
    return try #require(reading.papers.first)
  }

  @Test func everyKnownFieldFindsItsPlaceAndUnknownOnesAreKept() throws {
    let paper = try one(
      """
      {"id":"a1","title":"Sheep","title_zh":"羊","abstract":"We count.","abstract_zh":"我们数羊。",\
      "authors":["Ada Noether","Bo Li"],"year":2020,"date":"2020-05-06","venue":"Farm",\
      "keywords":["wool"],"categories":"cs.CL cs.LG","url":"https://example.org/1",\
      "doi":"https://doi.org/10.1234/ab.C","pages": [1, 2],"note":{"x": "\\u00e9"}}
      """)
    let expected = Paper(
      id: "a1", title: "Sheep", titleZH: "羊", abstract: "We count.", abstractZH: "我们数羊。",
      authors: ["Ada Noether", "Bo Li"], year: 2020, date: "2020-05-06", venue: "Farm",
      keywords: ["wool", "cs.CL", "cs.LG"], url: "https://example.org/1", doi: "10.1234/ab.C",
      extra: [
        ExtraField(name: "pages", json: "[1, 2]"),
        ExtraField(name: "note", json: "{\"x\": \"\\u00e9\"}"),
      ], source: SourcePlace(file: "in", line: 1))
    #expect(paper == expected)
  }

  @Test func chineseInPlainFieldsMovesToTheChineseOnes() throws {
    let paper = try one(
      #"{"id":1,"title":"Jolt:混合 Sheep-Goat 模型","abstract":"我们推出 Jolt,一种新的模型。"}"#)
    #expect(paper.title == nil && paper.titleZH == "Jolt:混合 Sheep-Goat 模型")
    #expect(paper.abstract == nil && paper.abstractZH == "我们推出 Jolt,一种新的模型。")
    #expect(paper.id == "1" && paper.idOrigin == .given)
  }

  @Test func englishFieldsFillThePlainOnes() throws {
    let paper = try one(#"{"id":"x","title":"数羊","title_en":"Counting","abstract_en":"We count."}"#)
    #expect(paper.title == "Counting" && paper.titleZH == "数羊" && paper.abstract == "We count.")
  }

  @Test func aTitleThatFindsNoFieldIsKeptAsItStands() throws {
    let paper = try one(#"{"id":"x","title":"数羊","title_zh":"数山羊","venue":"A","journal":"B"}"#)
    #expect(paper.titleZH == "数山羊" && paper.venue == "A")
    #expect(
      paper.extra == [
        ExtraField(name: "title", json: "\"数羊\""), ExtraField(name: "journal", json: "\"B\""),
      ])
  }

  @Test(arguments: [
    (#""Noether, A., Li, B.""#, ["Noether, A.", "Li, B."]),
    (#""Nunes, F. M., Deltuva, A., Hong, June""#, ["Nunes, F. M.", "Deltuva, A.", "Hong, June"]),
    (#""van der Berg, A. B., de Vries, C. D.""#, ["van der Berg, A. B.", "de Vries, C. D."]),
    (#""De Moor, Ada, Anto, Bo, Van Doors, Cy""#, ["De Moor, Ada", "Anto, Bo", "Van Doors, Cy"]),
    (#""Noether, A., Li, B. and Stone, C.""#, ["Noether, A.", "Li, B.", "Stone, C."]),
    (#""Noether, A.,\n  Li, B.""#, ["Noether, A.", "Li, B."]),
    (#""Gott, III, J. Richard, Li, Bo""#, ["Gott III, J. Richard", "Li, Bo"]),
    (#""York, Jr., James W.""#, ["York Jr., James W."]),
    (#""Ice Collaboration, Noether, A., Li, B.""#, ["Ice Collaboration", "Noether, A.", "Li, B."]),
    (#""Stone, C., Collaboration, for the ICE""#, ["Stone, C.", "Collaboration, for the ICE"]),
    // An author of one word, or a part too many: nobody knows who is who.
    (#""Ada Noether, Plato, Bo Li, Cy Stone""#, ["Ada Noether, Plato, Bo Li, Cy Stone"]),
    (#""Noether, A., Plato, Li, B.""#, ["Noether, A., Plato, Li, B."]),
    (#""Noether, A., Li, Ice Collaboration""#, ["Noether, A., Li, Ice Collaboration"]),
    (#""Noether, Ada and Li, Bo""#, ["Noether, Ada", "Li, Bo"]),
    (#""Ada Noether and Bo Li""#, ["Ada Noether", "Bo Li"]),
    (#""Ada Noether, Bo Li, and Cy Twombly""#, ["Ada Noether", "Bo Li", "Cy Twombly"]),
    (#""Ada Noether, Bo Li""#, ["Ada Noether", "Bo Li"]),
    (#""Noether, Ada; Li, Bo""#, ["Noether, Ada", "Li, Bo"]),
    (#""Anderson, Sandra""#, ["Anderson, Sandra"]),
    (#""张三，李四""#, ["张三", "李四"]),
    (#""张三、李四；王五六""#, ["张三", "李四", "王五六"]),
    (#"["Ada Noether", " Bo\n  Li ", "", null]"#, ["Ada Noether", "Bo Li"]),
    (#"[{"name":"Ada"},{"family":"Li","given":"Bo","x":[{"name":"no"}]}]"#, ["Ada", "Bo Li"]),
    (#"[]"#, []), (#"null"#, []), (#""""#, []),
  ])
  func authors(json: String, expected: [String]) throws {
    #expect(try one(#"{"id":"x","title":"T","authors":\#(json)}"#).authors == expected)
  }

  @Test(arguments: [
    (#"["a b", "c"]"#, ["a b", "c"]), (#""a, b; c""#, ["a, b", "c"]), (#""a b, c""#, ["a b", "c"]),
    (
      #""cs.CL math.CA hep-th physics.ins-det""#, ["cs.CL", "math.CA", "hep-th", "physics.ins-det"]
    ),
    (#""machine learning""#, ["machine learning"]), (#""机器学习、数羊""#, ["机器学习", "数羊"]),
    (
      #""Mathematics - Complex Variables; Nuclear Theory""#,
      ["Mathematics - Complex Variables", "Nuclear Theory"]
    ),
  ])
  func keywords(json: String, expected: [String]) throws {
    #expect(try one(#"{"id":"x","title":"T","keywords":\#(json)}"#).keywords == expected)
  }

  @Test(arguments: [
    (#""date":"2021-03-04T10:00:00Z""#, "2021-03-04", 2021),
    (#""published":"2021-3""#, "2021-03", 2021), (#""update_date":"2010""#, "2010", 2010),
    (#""update_date":2010"#, "2010", 2010), (#""date":"20210304""#, "2021-03-04", 2021),
    (#""date":"2021年3月4日""#, "2021-03-04", 2021), (#""date":"2021/03/04""#, "2021-03-04", 2021),
    (#""year":"1999","date":"2001""#, "2001", 1999), (#""year":2003.0"#, nil, 2003),
    (#""year":"2003-05""#, nil, 2003), (#""year":null"#, nil, nil), (#""year":"""#, nil, nil),
  ])
  func dates(json: String, date: String?, year: Int?) throws {
    let paper = try one(#"{"id":"x","title":"T",\#(json)}"#)
    #expect(paper.date == date && paper.year == year)
  }

  @Test(arguments: [
    (#""url":"https://arxiv.org/abs/2403.19887v3""#, "2403.19887", IDOrigin.arXiv),
    (#""url":"http://arxiv.org/pdf/hep-th/9901001""#, "hep-th/9901001", .arXiv),
    (#""doi":"doi:10.1000/182""#, "10.1000/182", .doi),
    (#""url":"https://doi.org/10.1000/182""#, "10.1000/182", .doi),
    (#""url":"https://example.org/2403.19887""#, "a-title-it-s-2nd", .title),
    (#""id":"""#, "a-title-it-s-2nd", .title), (#""id":null"#, "a-title-it-s-2nd", .title),
    (#""id":" 7 ""#, "7", .given), (#""id":-1.5e3"#, "-1.5e3", .given),
  ])
  func ids(json: String, id: String, origin: IDOrigin) throws {
    let paper = try one(#"{"title":"A Title: it\u2019s 2nd!",\#(json)}"#)
    #expect(paper.id == id && paper.idOrigin == origin)
  }

  @Test func slugsAreCutBetweenWordsAndStable() throws {
    let long = String(repeating: "sheep ", count: 40)
    let slug = try one(#"{"title":"\#(long)"}"#).id
    #expect(slug == Array(repeating: "sheep", count: 13).joined(separator: "-"))
    // Computed apart from this code, by a Python script of FNV-1a and MurmurHash3's finaliser.
    #expect(try one(#"{"title":"数羊"}"#).id == "zh-3c616df8f802")
    #expect(try one(#"{"title":"О логике"}"#).id.hasPrefix("title-"))
  }

  @Test func blankLinesByteOrderMarkAndCarriageReturnsAreFine() {
    let reading = Reading(
      "\u{FEFF}\r\n  \n{\"id\":\"a\",\"title\":\"T\"}\r\n\n{\"id\":\"b\",\"title\":\"U\"}")
    #expect(reading.papers.map(\.id) == ["a", "b"])
    #expect(reading.papers.map(\.source.line) == [3, 5])
    #expect(reading.diagnostics.isEmpty)
  }

  @Test func escapesAreTakenOutAndControlCharactersMadeSpaces() throws {
    let paper = try one(
      #"{"id":"x","title":"a\\b \"c\" \/ \u00e9\ud83d\ude00\u0000z","abstract":"x\ny\tz\r\u001b[0m"}"#
    )
    #expect(paper.title == "a\\b \"c\" / é😀 z")
    #expect(paper.abstract == "x\ny\tz  [0m")
  }

  @Test func aWrappedTitleIsOneLine() throws {
    #expect(try one(#"{"id":"x","title":" Counting\n  Sheep  "}"#).title == "Counting Sheep")
  }

  @Test func ofAFieldGivenTwiceTheLastCounts() throws {
    #expect(try one(#"{"id":"x","title":"A","title":"B"}"#).title == "B")
  }
}
