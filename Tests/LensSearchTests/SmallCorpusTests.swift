// Corpora too small or too odd for statistics are ordinary input: one paper, equal papers, papers
// of stop words, no text in common.
import LensSearch
import LensText
import Testing

@Suite struct SmallCorpusTests {
  @Test func onePaperIsFound() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine([#"{"id":"only","title":"Graph neural networks"}"#])
    let hit = try #require(try engine.search("graph").hits.first)
    #expect(hit.paper.id == "only")
    #expect(hit.score.isFinite && hit.semantic.isFinite && hit.lexical > 0)
    #expect(try engine.related(to: engine.onePaper(named: "only")).hits.isEmpty)
  }

  @Test func equalPapersTieInTheOrderTheyWereRead() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(
      (1...5).map { #"{"id":"p\#($0)","title":"The same words in every paper"}"# })
    var options = SearchOptions()
    options.showsDuplicates = true
    let hits = try engine.search("same words", options: options).hits
    #expect(hits.map(\.paper.id) == ["p1", "p2", "p3", "p4", "p5"])
    #expect(Set(hits.map(\.score)).count == 1)
    #expect(try engine.status().rank <= 1)
  }

  @Test func papersOfStopWordsAreIndexedAndNothingIsFound() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine([
      #"{"id":"s","title":"of the and to"}"#, #"{"id":"t","title":"的"}"#,
    ])
    #expect(try engine.status().papers == 2)
    let answer = try engine.search("the")
    #expect(answer.hits.isEmpty && !answer.hasKnownTerm)
  }

  @Test func anEmptyQueryHasAnEmptyAnswer() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine([#"{"id":"x","title":"Something"}"#])
    for query in ["", "   ", "!!!", "\u{0}"] {
      let answer = try engine.search(query)
      #expect(answer.hits.isEmpty && !answer.hasKnownTerm, "'\(query)'")
    }
  }

  @Test(arguments: ["的了", "的和 model", "了的模型", "model 的了"])
  func aQueryOfStopCharactersIsAnsweredAndExplained(query: String) throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine([
      #"{"id":"x","title":"Model","abstract_zh":"模型的了不起之处，的了。"}"#
    ])
    let hits = try engine.search(query, options: SearchOptions(explains: true)).hits
    let hit = try #require(hits.first)
    let explanation = try #require(hit.explanation)
    let sum = explanation.queryTerms.reduce(explanation.adjacency + explanation.feedback) {
      $0 + $1.total
    }
    #expect(abs(min(1, sum) - hit.score) < 1e-4)
  }

  @Test func aPaperWithTheOneKnownWordOfAQuestionIsNoAnswer() throws {
    let directory = try TemporaryDirectory()
    let lines = (0..<30).map { #"{"id":"p\#($0)","title":"Sheep \#($0)","abstract":"一张图"}"# }
    var options = IndexBuilder.Options()
    options.glossary = Glossary()
    let engine = try directory.engine(lines, options: options)
    for mode in SearchMode.allCases {
      let search = SearchOptions(mode: mode, explains: true)
      let known = try engine.search("一张图", options: search).hits
      let hits = try engine.search("图书馆", options: search).hits
      let hit = try #require(hits.first)
      #expect(hit.score < 0.4 && hit.score > 0, "\(mode)")
      #expect(try #require(known.first).score > 2 * hit.score, "\(mode)")
      let explanation = try #require(hit.explanation)
      let parts = explanation.queryTerms.reduce(explanation.adjacency + explanation.feedback) {
        $0 + $1.total
      }
      #expect(abs(parts - hit.score) < 1e-4, "\(mode)")
    }
  }

  @Test func aConceptSaidInTheOtherLanguageIsBeforeACharacterOfIt() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(
      (0..<20).map { #"{"id":"s\#($0)","title":"Sheep number \#($0)"}"# } + [
        #"{"id":"character","title":"图","abstract":"一张图的说明"}"#,
        #"{"id":"concept","title":"A catalogue","abstract":"The digital library of a town."}"#,
      ])
    let hits = try engine.search("图书馆", options: SearchOptions(mode: .lexical)).hits
    #expect(hits.map(\.paper.id).prefix(2) == ["concept", "character"])
    #expect(hits.count > 1 && hits[1].score < 0.5)
  }

  @Test func noPapersIsAnErrorThatKeepsTheOldIndex() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine([#"{"id":"x","title":"Something"}"#])
    let empty = try directory.write("\n", to: "empty.jsonl")
    #expect(throws: SearchError.self) {
      try IndexBuilder(directory: directory.path + "/index").build(from: [empty])
    }
    #expect(try SearchEngine(opening: directory.path + "/index").status().papers == 1)
    #expect(try engine.search("something").hits.count == 1)
  }

  @Test func unknownWordsAreNamedAsTheyWereWritten() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine([#"{"id":"x","title":"Speech recognition"}"#])
    let answer = try engine.search("speech Zorblax-9 recognition")
    #expect(answer.unknownTerms == ["Zorblax-9"])
    #expect(answer.hasKnownTerm)
  }
}
