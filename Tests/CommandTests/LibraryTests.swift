// Conditions, facets, tags and saved queries through the real command.
import Foundation
import Testing

@Suite struct LibraryTests {
  private static let papers = [
    #"{"id":"a","title":"Mixture of experts","abstract":"sparse experts","authors":["Noam Shazeer"],"year":2017,"venue":"ICLR","doi":"10.1/a"}"#,
    #"{"id":"b","title":"Experts at scale","abstract":"a mixture of many experts","authors":["William Fedus","Noam Shazeer"],"year":2021,"venue":"JMLR"}"#,
    #"{"id":"c","title":"混合专家模型","abstract_zh":"稀疏的混合专家模型综述","authors":["王伟"],"year":2024,"keywords":["cs.CL"]}"#,
    #"{"id":"d","title":"Attention","abstract":"all you need is attention","year":2017,"venue":"iclr"}"#,
  ]

  private func library() throws -> LensCommand {
    let lens = try LensCommand()
    try index(Self.papers, in: lens)
    return lens
  }

  private func index(_ papers: [String], in lens: LensCommand) throws {
    let file = try lens.write(papers.joined(separator: "\n") + "\n", to: "papers.jsonl")
    #expect(try lens.run("index", file).status == 0)
  }

  private func ids(_ result: CommandResult) throws -> Set<String> {
    #expect(result.status == 0, "\(result.errors)")
    return Set(try result.objects().compactMap { $0["id"] as? String })
  }

  @Test func conditionsBoundEveryVerb() throws {
    let lens = try library()
    let byAuthor = try lens.run(
      "query", "mixture of experts", "--where", "author = shazeer and year > 2017", "--format",
      "json")
    #expect(try ids(byAuthor) == ["b"])
    #expect(
      try ids(
        lens.run(
          "related", "a", "--where", "venue = JMLR or language = zh", "--format", "json")
      ).isSubset(of: ["b", "c"]))
    #expect(
      try ids(lens.run("export", "--where", "venue = ICLR", "--format", "json")) == ["a", "d"])
    #expect(
      try ids(lens.run("export", "--where", "not has doi and author = 王", "--format", "json"))
        == ["c"])
    // The older options are conditions too.
    let both = try lens.run(
      "query", "experts", "--since", "2018", "--where", "has venue", "--format", "json")
    #expect(try ids(both) == ["b"])
  }

  @Test func aBadConditionPointsAtItsPlace() throws {
    let lens = try library()
    let result = try lens.run("query", "experts", "--where", "yaer >= 2020")
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("Did you mean year?"))
    #expect(result.errors.contains("\n  yaer >= 2020\n  ^^^^\n"))
  }

  @Test func facetsAreCountedAsTableAndJSON() throws {
    let lens = try library()
    let counts = try lens.run("query", "--facets", "venue,author=1", "--format", "json").object()
    #expect(counts["papers"] as? Int == 4)
    let facets = try #require(counts["facets"] as? [[String: Any]])
    let venues = try #require(facets[0]["values"] as? [[String: Any]])
    #expect(venues.map { $0["papers"] as? Int } == [2, 1])
    #expect(facets[1]["further"] as? Int == 2)
    let standard = try lens.run("query", "--facets", "mixture of experts")
    #expect(standard.status == 0)
    #expect(standard.output.contains("year"))
    #expect(standard.output.contains("2021"))
    #expect(try lens.run("query", "experts", "--facets", "--format", "csv").status == 2)
  }

  /// Whoever gets nothing is told why.
  @Test(arguments: [
    (["query", "experts", "--where", "year = 1900"], "No paper meets the condition."),
    (["query", "experts", "--since", "1950", "--before", "1960"], "No paper meets the condition."),
    (["query", "experts", "--min-score", "1.5"], "No paper scores 1.5 or more."),
    (["query", "the"], "There is no word to look for in 'the'"),
    (["query", "qwxzvkjq"], "No paper has a word of 'qwxzvkjq'."),
    (["related", "a", "--where", "year = 1900"], "No paper meets the condition."),
    (["related", "--text", "qwxzvkjq"], "No paper has a word of the text."),
    (["export", "--where", "year = 1900"], "No paper meets the condition."),
    (["remove", "--where", "year = 1900"], "No paper was found; there is nothing to remove."),
    (["query", "--where", "year = 2017"], "lens export --where"),
  ]) func nothingFoundIsExplained(_ arguments: [String], _ reason: String) throws {
    let result = try library().run(arguments)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(reason), "\(result.errors)")
  }

  @Test func tagsOutliveTheIndex() throws {
    let lens = try library()
    #expect(try lens.run("tag", "a", "Attention", "reading").status == 0)
    #expect(try lens.run("tag", "c", "Reading").status == 0)
    let tags = try lens.run("tag", "--format", "json").objects()
    #expect(tags.map { $0["tag"] as? String } == ["reading"])
    #expect(tags.map { $0["papers"] as? Int } == [3])
    let tagged = ["query", "experts attention", "--where", "tag = READING", "--format", "json"]
    #expect(try ids(lens.run(tagged)) == ["a", "c", "d"])
    #expect(try lens.run("show", "a").output.contains("reading"))

    // Other order, one paper gone: tags follow the ids.
    try index([Self.papers[3], Self.papers[1], Self.papers[0]], in: lens)
    #expect(try ids(lens.run(tagged)) == ["a", "d"])
    #expect(try ids(lens.run("tag", "reading", "--format", "json")) == ["a", "c", "d"])
    #expect(try lens.run("check").status == 0)

    #expect(try lens.run("tag", "--remove", "c", "a", "reading").status == 0)
    #expect(try ids(lens.run(tagged)) == ["d"])
    #expect(try lens.run("tag", "--remove", "--all", "reading").status == 0)
    #expect(try lens.run("tag", "--format", "json").objects().isEmpty)
    #expect(try lens.run("tag", "--where", "year = 2017", "old").status == 0)
    #expect(try ids(lens.run("export", "--where", "has tag", "--format", "json")) == ["a", "d"])
  }

  @Test func papersThatMeetAConditionAreRemovedWhenToldTwice() throws {
    let lens = try library()
    let condition = ["remove", "--where", "year = 2017"]
    let listed = try lens.run(condition)
    #expect(listed.status == 0 && listed.errors.contains("none removed"))
    #expect(try ids(lens.run("export", "--format", "json")) == ["a", "b", "c", "d"])
    #expect(try lens.run(condition + ["--yes"]).status == 0)
    #expect(try ids(lens.run("export", "--format", "json")) == ["b", "c"])
    #expect(try lens.run("remove", "b", "--where", "year = 2017").status == 2)
    #expect(try lens.run("remove", "--where", "yeer = 2017", "--yes").status == 2)
  }

  @Test(
    arguments: [
      ["tag", "nosuch"], ["tag", "--remove", "a", "nosuch"], ["tag", "nosuchpaper", "reading"],
      ["tag", "--remove", "reading"], ["tag", "a", " "], ["tag", "--all", "a"],
      ["query", "--saved", "nosuch"], ["query", "--forget", "nosuch"], ["news", "nosuch"],
      ["query", "--save", "x"], ["query"], ["query", "--saved", "x", "text"],
      ["news", "--format", "csv"],
    ])
  func whatCannotBeDoneIsTold(arguments: [String]) throws {
    let result = try library().run(arguments)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  @Test func newsIsWhatCameInSinceItWasAskedFor() throws {
    let lens = try LensCommand()
    try index(Array(Self.papers[..<1]), in: lens)
    let saved = try lens.run(
      "query", "--save", "moe", "--where", "year >= 2000", "--min-score", "0.1",
      "mixture of experts", "--format", "json")
    #expect(try ids(saved) == ["a"])
    #expect(try ids(lens.run("news", "moe", "--format", "json")).isEmpty)

    try index(Array(Self.papers.reversed()), in: lens)
    func new() throws -> Int? {
      try lens.run("news", "--format", "json").objects().first?["new"] as? Int
    }
    #expect(try new() == 2)
    #expect(try ids(lens.run("news", "moe", "--peek", "--format", "json")) == ["b", "c"])
    #expect(try ids(lens.run("news", "moe", "--format", "json")) == ["b", "c"])
    #expect(try ids(lens.run("news", "moe", "--format", "json")).isEmpty)
    #expect(try new() == 0)

    #expect(try ids(lens.run("query", "--saved", "moe", "--format", "json")) == ["a", "b", "c"])
    #expect(try lens.run("query", "--forget", "moe").status == 0)
    #expect(try lens.run("news", "--format", "json").objects().isEmpty)
  }

  @Test func damagedNotesAreToldAndTheRestWorks() throws {
    let lens = try library()
    #expect(try lens.run("tag", "a", "reading").status == 0)
    let notes = URL(fileURLWithPath: lens.path("idx/notes"))
    var bytes = try Data(contentsOf: notes)
    bytes[bytes.count - 2] ^= 1
    try bytes.write(to: notes)
    let tagged = try lens.run("query", "experts", "--where", "tag = reading")
    #expect(tagged.status == 2)
    #expect(tagged.errors.contains("notes: expected checksum"))
    #expect(try lens.run("query", "experts").status == 0)
    let check = try lens.run("check")
    #expect(check.status == 1)
    #expect(check.output.contains("notes"))
  }
}
