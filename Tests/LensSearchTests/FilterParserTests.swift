// The grammar of conditions, and messages that point at the place.
import Testing

@testable import LensSearch

@Suite struct FilterParserTests {
  private func parse(_ text: String) throws -> FilterNode { try FilterParser.parse(text) }

  @Test func andBindsTighterThanOrAndNotTightest() throws {
    #expect(
      try parse("has doi or not has url and has title")
        == .or([.has(.doi), .and([.not(.has(.url)), .has(.title)])]))
    #expect(
      try parse("(has doi or has url) and has title")
        == .and([.or([.has(.doi), .has(.url)]), .has(.title)]))
  }

  @Test(
    arguments: [
      (#"venue = "ACL""#, FilterNode.label(.venue, .equals, "ACL")),
      ("VENUE == acl", .label(.venue, .equals, "acl")),
      ("authors != O'Brien", .not(.label(.author, .equals, "O'Brien"))),
      (#"keyword ~ 'a \'b\''"#, .label(.category, .contains, "a 'b'")),
      ("category !~ “大 模型”", .not(.label(.category, .contains, "大 模型"))),
      ("lang=zh", .language(.chinese)), ("language = English", .language(.english)),
      ("tag = reading", .tag(.equals, "reading")), ("has date", .has(.date)),
      ("has year", .has(.date)), ("has authors", .has(.author)),
    ])
  func conditionsAreRead(text: String, node: FilterNode) throws {
    #expect(try parse(text) == node)
  }

  @Test func datesAndLists() throws {
    let (year, month) = (PaperDate(packed: 20_230_000), PaperDate(packed: 20_240_300))
    #expect(try parse("year >= 2023") == .date(.greaterOrEqual, year))
    #expect(try parse("date<2024-03") == .date(.less, month))
    #expect(
      try parse("date in (2023, 2024-03)") == .or([.date(.equal, year), .date(.equal, month)]))
    #expect(
      try parse("venue not in (ACL，EMNLP)")
        == .not(.or([.label(.venue, .equals, "ACL"), .label(.venue, .equals, "EMNLP")])))
  }

  /// What is wrong, the column it is shown at, and a part of the message.
  @Test(
    arguments: [
      ("", 1, "expected a field: year"), ("yaer > 2012", 1, "Did you mean year?"),
      ("year >= 2o23", 9, "expected a year such as 2024, found '2o23'"),
      ("year = 2023-04", 8, "expected a year"), ("date = 2023-13", 8, "expected a date"),
      ("year ~ 2023", 6, "expected '=', '!=', '<', '<=', '>', '>=' or 'in', found '~'"),
      ("venue", 6, "behind venue, found the end"), ("venue < ACL", 7, "'=', '!=', '~', '!~'"),
      ("venue = ", 9, "expected a value, found the end"),
      ("venue = and", 9, "Put it into quotation marks"),
      ("venue = Computational Linguistics", 23, #""Computational Linguistics""#),
      (#"venue = "ACL"#, 9, "a closing quotation mark"),
      (#"venue = """#, 9, "a value that is not empty"),
      ("has doi has url", 9, "expected 'and', 'or' or the end, found 'has'"),
      ("has abstrct", 5, "Did you mean abstract?"), ("(has doi", 1, "a closing ')'"),
      ("(has doi]", 6, "what a paper has"), ("has doi and", 12, "found the end"),
      ("venue in ACL", 10, "'(' and the values"), ("venue in (ACL EMNLP)", 15, "quotation marks"),
      ("language = fr", 12, "expected en or zh"), ("venue =! ACL", 7, "found '=!'"),
      ("标题 = 甲", 1, "found '标题'"),
    ])
  func errorsPointAtThePlace(text: String, column: Int, message: String) throws {
    let error = try #require(throws: FilterSyntaxError.self) { try parse(text) }
    #expect(error.column == column)
    #expect(error.description.contains(message), "\(error)")
  }

  @Test func theMarkStandsUnderTheWordAlsoBehindWideCharacters() throws {
    let error = try #require(throws: FilterSyntaxError.self) {
      try parse("author = 王伟 und has doi")
    }
    let lines = error.description.split(separator: "\n")
    #expect(lines[1] == "  author = 王伟 und has doi")
    // 14 columns before it: Han takes two each.
    #expect(lines[2] == "  " + String(repeating: " ", count: 14) + "^^^")
  }

  @Test func endlessNestingIsRefusedAndNotFollowed() throws {
    for text in [
      String(repeating: "(", count: 9_000) + "has doi", String(repeating: "not ", count: 4_000),
      String(repeating: "has doi or ", count: 5_000) + "has doi",
    ] {
      #expect(throws: FilterSyntaxError.self) { try parse(text) }
    }
  }

  @Test func anyTextIsReadOrRefused() {
    var random = SeededGenerator(state: 11)
    let parts = [
      "year", "venue", "=", "~", "!", "<", "(", ")", ",", "\"", "'", "\\", "and", "or", "not", "in",
      "has", "doi", "2024", "王", " ", " ", "\n",
    ]
    for _ in 0..<5_000 {
      let text = (0..<Int.random(in: 0...14, using: &random))
        .map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      if let node = try? parse(text) {
        #expect((try? parse(node.description)) == node, "\(text)")
      }
    }
  }
}
