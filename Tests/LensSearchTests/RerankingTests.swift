// The second look at the best papers, examples, and papers that are nearly the same.
import LensSearch
import Testing

@Suite struct RerankingTests {
  /// Papers that share no word with the others but a common few, so that the space has company.
  private static let fillers = (0..<40).map { i in
    #"{"id":"f\#(i)","title":"Filler \#(i)","abstract":"river\#(i) stone\#(i) forest\#(i % 7) cloud\#(i % 5) model search"}"#
  }

  @Test func wordsThatStandTogetherComeFirst() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(
      [
        #"{"id":"apart","title":"Notes","abstract":"graph of things and search for a neural path"}"#,
        #"{"id":"together","title":"Notes","abstract":"path of things and a neural search for graph"}"#,
      ] + Self.fillers)
    var options = SearchOptions(limit: 2, explains: true)
    options.showsDuplicates = true
    let hits = try engine.search("neural search", options: options).hits
    #expect(hits.map(\.paper.id) == ["together", "apart"])
    #expect(hits.map { ($0.explanation?.adjacency ?? .nan) > 0 } == [true, false])
  }

  @Test func wordsOfDifferentFieldsDoNotStandTogether() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(
      [
        #"{"id":"across","title":"Something neural","abstract":"Search in a graph"}"#,
        #"{"id":"inside","title":"Something in a graph","abstract":"Neural search"}"#,
      ] + Self.fillers)
    var options = SearchOptions(explains: true)
    options.showsDuplicates = true
    let hits = try engine.search("neural search", options: options).hits
    let across = try #require(hits.first { $0.paper.id == "across" }?.explanation)
    let inside = try #require(hits.first { $0.paper.id == "inside" }?.explanation)
    #expect(across.adjacency == 0 && inside.adjacency > 0)
  }

  @Test func aPaperThatIsTheQueryScoresOneAndAnUnrelatedOneNearNothing() throws {
    let directory = try TemporaryDirectory()
    let text = "a study of wing flutter in supersonic wind tunnels with thin plates"
    let engine = try directory.engine(
      [#"{"id":"itself","abstract":"\#(text)"}"#, #"{"id":"other","abstract":"wing of a bird"}"#]
        + Self.fillers)
    let hits = try engine.search(text).hits
    #expect(hits.first?.paper.id == "itself")
    #expect(abs((hits.first?.score ?? .nan) - 1) < 0.02)
    #expect(hits.dropFirst().allSatisfy { $0.score < 0.3 })
  }

  @Test func theFirstPapersDoNotDependOnHowManyAreAskedFor() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(Self.fillers)
    let all = try engine.search("model search forest1", options: SearchOptions(limit: 40)).hits
    #expect(all.count == 40)
    for limit in [1, 3, 10] {
      let hits = try engine.search("model search forest1", options: SearchOptions(limit: limit))
        .hits
      #expect(hits.map(\.paper.id) == all.prefix(limit).map(\.paper.id))
      #expect(hits.map(\.score) == all.prefix(limit).map(\.score))
    }
    #expect(zip(all, all.dropFirst()).allSatisfy { $0.score >= $1.score })
  }

  @Test func examplesLeadTowardsTheirKindAndAway() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(
      [
        #"{"id":"bank-a","title":"Bank","abstract":"bank money loan interest credit"}"#,
        #"{"id":"bank-b","title":"Bank","abstract":"bank loan credit finance market"}"#,
        #"{"id":"river-a","title":"Bank","abstract":"bank river water erosion sediment"}"#,
        #"{"id":"river-b","title":"Bank","abstract":"bank water sediment flood stream"}"#,
      ] + Self.fillers)
    var options = SearchOptions(limit: 4)
    func firstTwo() throws -> [String] {
      Array(try engine.search("bank", options: options).hits.prefix(2).map(\.paper.id))
    }
    options.more = ["river-a"]
    let first1 = try firstTwo()
    #expect(first1 == ["river-a", "river-b"])
    options.more = ["bank-a"]
    let first2 = try firstTwo()
    #expect(first2 == ["bank-a", "bank-b"])
    options.more = []
    options.less = ["river-a"]
    let hits = try engine.search("bank", options: options).hits.map(\.paper.id)
    #expect(!hits.contains("river-a"))
    #expect(hits.prefix(2).sorted() == ["bank-a", "bank-b"])
    options.less = ["nowhere"]
    #expect(throws: SearchError.self) { try engine.search("bank", options: options) }
  }

  @Test func papersThatAreNearlyTheSameAreOneResult() throws {
    let directory = try TemporaryDirectory()
    let abstract = "we measure the drag of thin delta wings at high angles of attack in a tunnel"
    let engine = try directory.engine(
      [
        #"{"id":"v1","title":"Drag of wings","abstract":"\#(abstract)"}"#,
        #"{"id":"v2","title":"Drag of wings, revised","abstract":"\#(abstract) again"}"#,
        #"{"id":"kin","title":"Lift of wings","abstract":"lift and drag of wings of birds"}"#,
      ] + Self.fillers)
    let hits = try engine.search("drag of wings").hits
    let first = try #require(hits.first)
    #expect(Set([first.paper.id] + first.duplicates) == ["v1", "v2"])
    #expect(hits.contains { $0.paper.id == "kin" && $0.duplicates.isEmpty })
    #expect(hits.map(\.rank) == Array(1...hits.count))
    var options = SearchOptions()
    options.showsDuplicates = true
    let all = try engine.search("drag of wings", options: options).hits
    #expect(all.prefix(3).map(\.paper.id).sorted() == ["kin", "v1", "v2"])
    #expect(!all.contains { !$0.duplicates.isEmpty })
  }

  @Test func titlesTeachWhereTheirPapersLie() throws {
    // Titles say "study a" of papers whose texts say "alpha …" and never "study".
    let lines = (0..<120).map { i in
      let kind = i % 2 == 0 ? ("ant", "leaf soil nest queen") : ("bee", "hive wax honey flower")
      return
        #"{"id":"\#(kind.0)\#(i)","title":"Report on \#(kind.0) w\#(i % 30)","abstract":"\#(kind.1) x\#(i % 12) y\#(i % 9)"}"#
    }
    let directory = try TemporaryDirectory()
    var options = IndexBuilder.Options()
    options.rank = 16
    let engine = try directory.engine(lines, options: options)
    let search = SearchOptions(limit: 20, mode: .semantic, explains: true)
    let hits = try engine.search("ant report", options: search).hits
    #expect(hits.allSatisfy { $0.paper.id.hasPrefix("ant") })
    for hit in hits {
      let explanation = try #require(hit.explanation)
      let sum = explanation.queryTerms.reduce(0) { $0 + $1.total }
      #expect(abs(min(1, sum) - hit.score) < 1e-3)
      let met = explanation.paperTerms.reduce(explanation.otherPaperTerms) { $0 + $1.semantic }
      #expect(abs(met - hit.semantic) < 1e-3)
    }
  }
}
