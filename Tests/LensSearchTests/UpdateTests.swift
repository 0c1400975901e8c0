// Adding, changing and removing papers, one matter at a time; GrowingTests mixes them.
import Foundation
import LensCorpus
import LensStore
import Testing

@testable import LensSearch

@Suite struct UpdateTests {
  private static let topics = [
    "sparse attention kernel", "protein folding structure", "market price option",
    "climate ocean warming", "robot grasp policy", "speech phoneme recognition",
  ]

  private static func paper(_ number: Int, _ more: String = "") -> String {
    let words = topics[number % topics.count].split(separator: " ")
    let text = (0..<12).map { "\(words[($0 * (number + 3)) % 3]) w\(($0 * 7 + number) % 40)" }
    return
      #"{"id":"p\#(number)","title":"Paper \#(number) on \#(words[number % 3])","abstract":"\#(text.joined(separator: " ")) \#(more)"}"#
  }

  /// A library in a directory of its own.
  fileprivate struct Library {
    let directory: TemporaryDirectory
    var path: String { directory.path + "/index" }
    var updater: IndexUpdater {
      var options = IndexBuilder.Options()
      options.rank = 12
      return IndexUpdater(directory: path, options: options)
    }

    init(_ lines: [String]) throws {
      directory = try TemporaryDirectory(inMemory: true)
      #expect(try add(lines).madeIndex)
    }

    @discardableResult
    func add(_ lines: [String], file: String = "a.jsonl") throws -> UpdateSummary {
      try updater.add([try directory.write(lines.joined(separator: "\n") + "\n", to: file)])
    }

    func engine() throws -> SearchEngine { try SearchEngine(opening: path) }

    func ids(_ query: String, _ mode: SearchMode = .hybrid) throws -> [String] {
      try engine().search(query, options: SearchOptions(limit: 10, mode: mode)).hits
        .map(\.paper.id)
    }

    /// A new index of the same papers.
    func fresh() throws -> SearchEngine {
      let file = try directory.write(
        PaperList.jsonl.text(try engine().papers()), to: "fresh.jsonl")
      _ = try IndexBuilder(directory: directory.path + "/fresh", options: updater.options)
        .build(from: [file])
      return try SearchEngine(opening: directory.path + "/fresh")
    }
  }

  @Test func whatIsThereAlreadyIsLeftAsItIs() throws {
    let library = try Library((0..<20).map { Self.paper($0) })
    let before = try library.engine().snapshot.catalogue.state
    let summary = try library.add((5..<15).map { Self.paper($0) })
    #expect(summary.same == 10 && summary.added == 0 && summary.changed == 0)
    #expect(try library.engine().snapshot.catalogue.state == before)
  }

  @Test func aNewerVersionInTheSameFileTakesTheOldersPlace() throws {
    let library = try Library((0..<20).map { Self.paper($0) })
    let summary = try library.add([Self.paper(3, "zymurgy"), Self.paper(4)])
    #expect(summary.changed == 1 && summary.same == 1 && summary.papers == 20)
    #expect(try library.ids("zymurgy") == ["p3"])
    try library.add([Self.paper(3, "oenology")])
    #expect(try library.ids("zymurgy").isEmpty && library.ids("oenology") == ["p3"])
    #expect(try library.engine().onePaper(named: "p3").paper.otherSources.isEmpty)
  }

  @Test func everySourceOfAPaperFindsIt() throws {
    let library = try Library((0..<8).map { Self.paper($0) })
    func check(_ file: String, _ ids: [String], _ counts: [Int]) throws {
      let engine = try library.engine()
      #expect(try engine.ids(where: Filter(parsing: "source = \(file)")) == ids)
      #expect(try engine.ids(where: Filter(parsing: "source ~ a.json")).count == 8)
      let facet = try engine.facets([FacetRequest(.source)]).facets[0]
      #expect(facet.values.map(\.papers) == counts)
      let among = SearchOptions(filter: try Filter(parsing: "source = \(file)"))
      let few = try engine.facets([FacetRequest(.source)], options: among).facets[0]
      #expect(few.values.map(\.papers).max() == ids.count)
    }
    // That p1 stands there too changes none of its words: no segment is written for it.
    try library.add([Self.paper(1), Self.paper(8)], file: "b.jsonl")
    #expect(try library.engine().segments.count == 2)
    try check("b.jsonl", ["p1", "p8"], [8, 2])
    try library.add([Self.paper(8), Self.paper(2), Self.paper(1)], file: "c.jsonl")
    #expect(try library.engine().segments.count == 2)
    try check("c.jsonl", ["p1", "p2", "p8"], [8, 3, 2])
    // What changes or goes is not found by what it was.
    try library.add([Self.paper(1, "zymurgy")])
    try library.updater.remove(["p2"])
    try library.add([Self.paper(2)])
    try check("c.jsonl", ["p8", "p1"], [8, 2, 2])
    try library.updater.refit()
    try check("c.jsonl", ["p8", "p1"], [8, 2, 2])
    #expect(try library.engine().furtherSources == nil)
  }

  @Test func facetsAreThoseOfOneSegment() throws {
    func papers(_ numbers: Range<Int>, _ spelling: String) -> [String] {
      numbers.map {
        #"{"id":"p\#($0)","title":"Sheep \#($0)","authors":["\#(spelling) \#($0 % 7)","A \#($0)"],"#
          + #""keywords":["cs.C\#($0 % 3)"],"venue":"V\#($0 % 4)"}"#
      }
    }
    let library = try Library(papers(0..<20, "Ada"))
    try library.add(papers(20..<33, "ada"), file: "b.jsonl")
    try library.add(papers(33..<35, "Bo"), file: "c.jsonl")
    let grown = try library.engine()
    #expect(try grown.status().segments == 3)
    let fresh = try library.fresh()
    for count in [1, 3, 5, 100] {
      let requests = [FacetField.author, .category, .venue].map { FacetRequest($0, count: count) }
      #expect(try grown.facets(requests) == fresh.facets(requests))
    }
    let filter = try Filter(parsing: "category = cs.C1")
    let options = SearchOptions(filter: filter)
    let requests = [FacetRequest(.author, count: 4)]
    #expect(
      try grown.facets(requests, options: options) == fresh.facets(requests, options: options))
  }

  @Test func anotherSourceCompletesAndItsContradictionsAreKept() throws {
    let library = try Library((0..<8).map { Self.paper($0) })
    let summary = try library.add(
      [
        #"{"id":"p2","title_zh":"关于酿酒学","year":2020,"venue":"B"}"#,
        #"{"id":"p3","abstract":"Something else altogether, said at some length by another source."}"#,
      ], file: "b.jsonl")
    #expect(summary.changed == 2 && summary.papers == 8)
    #expect(try library.ids("酿酒") == ["p2"])
    let united = try library.engine().unitedPapers()
    #expect(united.map(\.paper.id).sorted() == ["p2", "p3"])
    let contradicted = united.filter { !$0.contradictions.isEmpty }
    #expect(contradicted.map(\.paper.id) == ["p3"])
    #expect(contradicted.first?.contradictions.map(\.field) == ["abstract"])
    let source = try #require(united.first { $0.paper.id == "p2" }?.paper.otherSources.first)
    #expect(source.place.file.hasSuffix("/b.jsonl") && source.place.line == 1)
    #expect(source.place.format == .jsonl && source.place.added?.count == 10)
    // Sources outlive a refit, and the same file again says nothing new.
    try library.updater.refit()
    #expect(try library.engine().unitedPapers().map(\.json) == united.map(\.json))
    let again = try library.add(
      [#"{"id":"p2","title_zh":"关于酿酒学","year":2020,"venue":"B"}"#], file: "b.jsonl")
    #expect(again.same == 1 && again.changed == 0)
  }

  @Test func papersAreFoundByTitleInEverySegment() throws {
    func paper(_ id: String, _ title: String) -> String { #"{"id":"\#(id)","title":"\#(title)"}"# }
    let library = try Library([
      paper("a", "The Fermentation of Barley."), paper("b", "On Yeast and its many relatives"),
    ])
    try library.add([
      paper("c", "the fermentation of  barley"), paper("d", "The fermentation of barley in oak"),
    ])
    func found(_ name: String) throws -> String {
      try library.engine().onePaper(named: name).paper.id
    }
    #expect(try found("ON YEAST and its many relatives") == "b")
    #expect(try found("The Fermentation of Barley.") == "a")
    #expect(try found("The fermentation of barley in oak") == "d")
    #expect(try found("fermentation of barley in") == "d")
    #expect(try found("c") == "c")
    // Of two that are alike but for case, neither is the one.
    let ambiguous = #expect(throws: SearchError.self) { try found("THE FERMENTATION OF BARLEY") }
    guard case .paperAmbiguous(_, ["a", "c"]) = ambiguous else {
      Issue.record("expected a and c, found \(ambiguous as Any)")
      return
    }
    try library.updater.remove(["a"])
    #expect(try found("THE FERMENTATION OF BARLEY") == "c")
    #expect(throws: SearchError.self) { try found("nothing of the kind") }
  }

  @Test func removingIsAllOrNothing() throws {
    let library = try Library((0..<10).map { Self.paper($0) })
    #expect(throws: SearchError.self) { try library.updater.remove(["p1", "nobody"]) }
    #expect(try library.engine().status().papers == 10)
    #expect(try library.updater.remove(["p1", "p2", "p1"]).removed == 2)
    let engine = try library.engine()
    #expect(try engine.status().papers == 8 && engine.papers().count == 8)
    #expect(throws: SearchError.self) { try engine.onePaper(named: "p1") }
    for mode in SearchMode.allCases {
      let found = try library.ids(Self.topics[1], mode)
      #expect(!found.contains("p1") && !found.isEmpty)
    }
    let filtered = SearchOptions(limit: 10, filter: Filter(language: .english))
    #expect(try !engine.search("Paper 1", options: filtered).hits.contains { $0.paper.id == "p1" })
    #expect(try engine.status().fit.removed == 2)
  }

  @Test func aLibraryMayBecomeEmptyAndGrowAgain() throws {
    let library = try Library((0..<4).map { Self.paper($0) })
    try library.updater.remove((0..<4).map { "p\($0)" })
    #expect(try library.ids("paper").isEmpty && library.engine().status().papers == 0)
    try library.updater.refit()
    #expect(try library.ids("paper").isEmpty)
    try library.add([Self.paper(1), Self.paper(2)])
    #expect(try library.ids("paper on", .lexical).sorted() == ["p1", "p2"])
    try library.updater.refit()
    #expect(try library.ids("protein folding").first == "p1")
  }

  @Test func anOpenEngineKeepsWhatItHasWhileTheIndexChanges() throws {
    let library = try Library((0..<30).map { Self.paper($0) })
    let engine = try library.engine()
    let before = try engine.search("protein folding").hits.map(\.paper.id)
    for step in 0..<3 {
      switch step {
      case 0: try library.add((30..<40).map { Self.paper($0) }, file: "b.jsonl")
      case 1: try library.updater.remove(["p1", "p7"])
      default: try library.updater.refit()
      }
      #expect(try engine.search("protein folding").hits.map(\.paper.id) == before)
      #expect(try engine.papers().count == 30)
    }
    #expect(try library.engine().status().papers == 38)
    #expect(try IndexCheck.run(in: IndexDirectory(path: library.path)).isWhole)
  }

  @Test func pairsOfTwoLanguagesAreThoseOfAFreshIndex() throws {
    let words = [("tokamak", "装置"), ("zymurgy", "酿酒"), ("isogloss", "方言"), ("katabatic", "下坡")]
    func bilingual(_ number: Int) -> String {
      let (english, chinese) = words[number % 4]
      return
        #"{"id":"z\#(number)","title":"\#(english) study \#(number)","title_zh":"\#(chinese)研究 \#(number)"}"#
    }
    let library = try Library((0..<30).map { Self.paper($0) } + (0..<45).map(bilingual))
    #expect(try library.engine().terms(near: "tokamak", count: 5).learnt.isEmpty)
    try library.add((45..<80).map(bilingual), file: "b.jsonl")
    func compare() throws {
      let fresh = try library.fresh()
      for query in ["tokamak", "酿酒", "isogloss study", "下坡"] {
        let options = SearchOptions(limit: 30, mode: .lexical)
        let grown = try library.engine().search(query, options: options).hits
        let expected = try fresh.search(query, options: options).hits
        #expect(grown.map(\.paper.id) == expected.map(\.paper.id))
        #expect(grown.map(\.score) == expected.map(\.score))
      }
    }
    #expect(try !library.engine().terms(near: "tokamak", count: 5).learnt.isEmpty)
    try compare()
    try library.updater.remove((0..<10).map { "z\($0 * 3)" })
    try compare()
    try library.updater.remove(["p1", "p2"])
    try compare()
  }

  @Test func papersFoldedInAreFoundByTheirMeaning() throws {
    func onItsTopic(_ number: Int) -> String {
      let topic = Self.topics[number % Self.topics.count]
      return Self.paper(number, "\(topic) \(topic) \(topic) \(topic)")
    }
    let library = try Library((0..<120).map(onItsTopic))
    try library.add((120..<150).map(onItsTopic), file: "b.jsonl")
    var (onTopic, folded, found) = (0, 0, 0)
    for (topic, words) in Self.topics.enumerated() {
      var options = SearchOptions(limit: 25, mode: .semantic)
      options.showsDuplicates = true
      for hit in try library.engine().search(words, options: options).hits {
        let number = try #require(Int(hit.paper.id.dropFirst()))
        found += 1
        if number % Self.topics.count == topic { onTopic += 1 }
        if number >= 120 { folded += 1 }
      }
    }
    // A fifth of the papers came later: they are found as the others are, and where they belong.
    let context = Comment(rawValue: "\(found) found, \(onTopic) on their topic, \(folded) folded")
    #expect(found >= 100 && onTopic * 10 >= found * 9 && folded * 10 >= found, context)
    let fit = try library.engine().status().fit
    #expect(fit.folded == 30 && fit.reasons.isEmpty)
    #expect(fit.foldedOutside > 0 && fit.foldedOutside < 1)
  }

  @Test func aRefitIsDueAndSaysWhy() throws {
    let library = try Library((0..<20).map { Self.paper($0) })
    try library.add((20..<40).map { Self.paper($0) }, file: "b.jsonl")
    #expect(
      try library.engine().status().fit.reasons.contains { $0.hasPrefix("50 % of the papers") })
    try library.updater.refit()
    #expect(try library.engine().status().fit.reasons.isEmpty)
    try library.updater.remove((0..<15).map { "p\($0)" })
    #expect(
      try library.engine().status().fit.reasons == ["38 % of the papers in the files are removed"])
  }

  @Test func anIndexOfAnEarlierVersionIsRefittedFirst() throws {
    let library = try Library((0..<20).map { Self.paper($0) })
    try library.stripNames()
    #expect(try library.ids("protein folding").first != nil)
    #expect(throws: SearchError.self) { try library.add([Self.paper(21)]) }
    #expect(throws: SearchError.self) { try library.updater.remove(["p1"]) }
    try library.updater.refit()
    #expect(try library.add([Self.paper(21)]).papers == 21)
  }

  @Test func smallSegmentsAreUnitedAndLargeOnesLeft() {
    let tiers = SegmentTiers()
    #expect(tiers.united([], adding: 5) == 0)
    #expect(tiers.united([Int](repeating: 3, count: 6), adding: 3) == 0)
    #expect(tiers.united([Int](repeating: 3, count: 7), adding: 3) == 7)
    #expect(tiers.united([9000] + [Int](repeating: 3, count: 7), adding: 3) == 7)
    #expect(
      tiers.united([Int](repeating: 60, count: 7) + [Int](repeating: 3, count: 7), adding: 3) == 14)
    #expect(tiers.united([Int](repeating: 2000, count: 7), adding: 2000) == 1)
    // However many additions, few segments are left, and none grows beyond the limit.
    var sizes: [Int] = []
    for count in 1...3000 {
      let united = tiers.united(sizes, adding: 1 + count % 3)
      sizes = sizes.dropLast(united) + [sizes.suffix(united).reduce(0, +) + 1 + count % 3]
      #expect(sizes.count <= 40 && (sizes.max() ?? 0) <= tiers.limit)
    }
  }
}

extension UpdateTests.Library {
  /// Makes of the index what a version without names of papers had written.
  fileprivate func stripNames() throws {
    let session = try IndexDirectory(path: path).beginWriting()
    let state = try #require(session.previous)
    try session.begin(replacing: false)
    var files: [FileRecord] = []
    for record in state.files {
      guard record.kind == .segment else {
        files.append(record)
        continue
      }
      let file = try SectionedFile(opening: record, in: session.directory)
      let writer = try session.makeFile(.segment)
      for id in file.sectionIDs where id != SectionID("IDKY") {
        let section = try file.section(id)
        try writer.add(id, bytes: try section.bytes())
        withExtendedLifetime(section) {}
      }
      files.append(try writer.finish())
    }
    _ = try session.commit(files: files, meta: state.meta)
  }
}
