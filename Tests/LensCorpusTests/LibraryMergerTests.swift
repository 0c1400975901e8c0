// The merger beside an index: the rules are the same as within one input, and sources are kept.

import Testing

@testable import LensCorpus

/// A merger over papers that are there already.
@Suite struct LibraryMergerTests {
  /// Papers by row, found by their hashes as an index finds them: by half of each.
  private struct Shelf: PaperLibrary {
    let papers: [Int: Paper]

    func rows(under hash: UInt64) -> [Int] {
      papers.filter { $0.value.identityHashes.contains { $0 >> 32 == hash >> 32 } }.keys.sorted()
    }
    func paper(at row: Int) -> Paper? { papers[row] }
    func stoodBefore(_ row: Int) -> Bool { true }
  }

  private func paper(
    _ id: String, _ title: String?, zh: String? = nil, abstract: String? = nil, date: String? = nil,
    doi: String? = nil, origin: IDOrigin = .given, file: String = "f"
  ) -> Paper {
    Paper(
      id: id, idOrigin: origin, title: title, titleZH: zh, abstract: abstract, date: date, doi: doi,
      source: SourcePlace(file: file, line: 1))
  }

  @Test func addingToALibraryIsMergingWithItsPapers() throws {
    var state: UInt64 = 11
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for round in 0..<400 {
      // Each record from a file of its own, so that none is another's newer version.
      let records = (0..<12).map { place in
        let isNamed = draw(3) > 0
        return paper(
          isNamed ? "id\(draw(6))" : "slug-\(round)-\(place)",
          draw(4) > 0 ? "A title of some length \(draw(5))" : nil,
          zh: draw(3) == 0 ? "一个很长的标题\(draw(3))号" : nil,
          abstract: draw(2) == 0 ? "Words \(draw(4))" : nil,
          doi: draw(3) == 0 ? "10.1234/x\(draw(5))" : nil,
          origin: isNamed ? .given : .title, file: "f\(place)")
      }
      var whole = PaperMerger()
      _ = whole.add(records)
      var first = PaperMerger()
      _ = first.add(Array(records[..<7]))
      let shelf = Shelf(
        papers: Dictionary(uniqueKeysWithValues: first.papers.enumerated().map { ($0 * 3, $1) }))
      var second = PaperMerger(into: shelf)
      _ = second.add(Array(records[7...]))
      var united = shelf.papers
      for met in second.metPapers { united[met.row] = second.papers[met.number] }
      let met = Set(second.metPapers.map(\.number))
      let new = second.papers.indices.filter { !met.contains($0) }.map { second.papers[$0] }
      #expect(
        united.sorted { $0.key < $1.key }.map(\.value) + new == whole.papers, "round \(round)")
    }
  }

  @Test func aNewerVersionComesFromTheFileAPaperWasFirstReadFrom() {
    let shelf = Shelf(papers: [4: paper("a", "Counting sheep at night", abstract: "We count.")])
    var merger = PaperMerger(into: shelf)
    let newer = paper("a", "Counting goats at night", abstract: "We count on.")
    #expect(merger.add([newer]).isEmpty)
    #expect(merger.papers.map(\.title) == ["Counting goats at night"])
    #expect(merger.counts.renewed == 1 && merger.metPapers.first?.wasRead == true)
    // Once a file: what it says of the paper again is a repeat.
    #expect(merger.add([paper("a", "Counting cows at night")]).count == 1)
    #expect(merger.papers.map(\.id) == ["a", "a-2"])
    // Another file, and standard input, which is never the same file, only complete it.
    for file in ["g", "standard input"] {
      var other = PaperMerger(into: Shelf(papers: [4: paper("a", "Sheep counting", file: file)]))
      _ = other.add([paper("a", "Sheep counting", abstract: "We.", file: "standard input")])
      #expect(other.papers.map(\.abstract) == ["We."] && other.counts.completingRepeats == 1)
    }
  }

  @Test func theFullerOfTwoTextsAndTheNearerDateAreKept() {
    let start = "We count sheep by night and report how many of them there were"
    for (one, two) in [(0, 1), (1, 0)] {
      let records = [
        paper("a", "Counting sheep", abstract: start + "…", date: "2024", file: "f"),
        paper(
          "a", "Counting sheep", abstract: start + ", namely seven.", date: "2024-03", file: "g"),
      ]
      var merger = PaperMerger()
      #expect(merger.add([records[one], records[two]]).isEmpty)
      #expect(merger.papers.first?.abstract == records[1].abstract)
      #expect(merger.papers.first?.date == "2024-03")
    }
  }

  @Test func whatASourceSaysOtherwiseIsKeptWithIt() throws {
    var merger = PaperMerger()
    _ = merger.add([
      paper("a", "Counting sheep", abstract: "We count."),
      paper("a", "Counting Sheep", abstract: "They count otherwise.", file: "g"),
      paper("a", "Counting sheep", abstract: "We count.", file: "h"),
    ])
    let united = try #require(merger.papers.first)
    #expect(united.otherSources.map(\.place.file) == ["g", "h"])
    #expect(united.otherSources[0].differing.map(\.name) == ["title", "abstract"])
    #expect(united.otherSources[0].differing[1].texts == ["They count otherwise."])
    #expect(united.otherSources[1].differing.isEmpty)
    #expect(united.contradictions(of: united.otherSources[0]).map(\.name) == ["abstract"])
  }
}
