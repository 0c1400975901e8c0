// Filters by date and language, applied before the top k.
import LensSearch
import Testing

@Suite struct FilterTests {
  static let lines = (0..<40).map { number in
    let language =
      number % 4 == 0 ? #""abstract_zh":"中文摘要讨论注意力机制与模型""# : #""abstract":"English text about it""#
    return
      #"{"id":"p\#(number)","title":"Attention paper \#(number)","year":\#(2000 + number),\#(language)}"#
  }

  @Test func datesBoundTheAnswer() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(Self.lines)
    let options = SearchOptions(
      limit: 3, filter: Filter(since: PaperDate("2030"), before: PaperDate("2032")))
    let hits = try engine.search("attention", options: options).hits
    #expect(Set(hits.compactMap(\.paper.year)) == [2030, 2031])
  }

  @Test func aLanguageBoundsTheAnswer() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(Self.lines)
    let options = SearchOptions(limit: 100, filter: Filter(language: .chinese))
    let hits = try engine.search("attention", options: options).hits
    #expect(hits.count == 10)
    #expect(hits.allSatisfy { $0.paper.abstractZH != nil })
  }

  @Test func aFilteredSearchIsTheUnfilteredOneWithoutTheRest() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(Self.lines)
    for mode in SearchMode.allCases {
      let all = try engine.search("attention text", options: SearchOptions(limit: 100, mode: mode))
        .hits
      let filter = Filter(since: PaperDate("2010"), language: .chinese)
      let some = try engine.search(
        "attention text", options: SearchOptions(limit: 100, mode: mode, filter: filter)
      ).hits
      let expected = all.filter { ($0.paper.year ?? 0) >= 2010 && $0.paper.abstractZH != nil }
      #expect(!expected.isEmpty)
      // What hybrid adds, the company of the other papers found, is that of those let in.
      #expect(
        mode == .hybrid
          ? Set(some.map(\.paper.id)) == Set(expected.map(\.paper.id))
          : some.map(\.paper.id) == expected.map(\.paper.id), "\(mode)")
    }
  }

  @Test func aLeastScoreCutsTheListAndNothingElse() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(Self.lines)
    let all = try engine.search("attention 12", options: SearchOptions(limit: 100)).hits
    let bound = try #require(all.dropFirst(2).first?.score)
    let options = SearchOptions(limit: 100, minimumScore: bound)
    let some = try engine.search("attention 12", options: options).hits
    #expect(some.map(\.paper.id) == all.filter { $0.score >= bound }.map(\.paper.id))
    #expect(some.count < all.count)
  }

  @Test(arguments: [("2024", 20_240_000), ("2024-05", 20_240_500), ("2024-05-31", 20_240_531)])
  func datesAreReadAsFarAsTheyAreKnown(text: String, packed: Int) {
    #expect(PaperDate(text)?.packed == Int32(packed))
  }

  @Test(arguments: ["", "24", "2024-", "2024-13", "2024-5", "2024-05-32", "May 2024", "20240501"])
  func whatIsNoDateIsRefused(text: String) {
    #expect(PaperDate(text) == nil)
  }
}
