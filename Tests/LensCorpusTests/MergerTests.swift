// The merger: what is one paper and what is not, what a merge keeps, and ids that stay unique.

import Testing

@testable import LensCorpus

@Suite struct MergerTests {
  private func paper(
    _ id: String, _ title: String?, origin: IDOrigin = .given, zh: String? = nil,
    abstract: String? = nil, year: Int? = nil, url: String? = nil, doi: String? = nil, line: Int = 1
  ) -> Paper {
    Paper(
      id: id, idOrigin: origin, title: title, titleZH: zh, abstract: abstract, year: year, url: url,
      doi: doi, source: SourcePlace(file: "f", line: line))
  }

  private func merge(_ papers: [Paper]) -> (merger: PaperMerger, messages: [String]) {
    var merger = PaperMerger()
    let remarks = merger.add(papers)
    return (merger, remarks.map(\.description))
  }

  @Test func identicalRepeatsAreSilentAndCounted() {
    let one = paper("a", "Counting Sheep", abstract: "We count.")
    let (merger, messages) = merge([one, paper("b", "Other Things"), one, one])
    #expect(merger.papers.map(\.id) == ["a", "b"] && messages.isEmpty)
    #expect(merger.counts == .init(records: 4, identicalRepeats: 2))
  }

  @Test func anIDGivenToTwoPapersIsNamedAndBothAreKept() {
    let (merger, messages) = merge([
      paper("a", "Counting Sheep", abstract: "We count.", line: 3),
      paper("a", "Herding Goats", zh: "牧羊", abstract: "They run away.", line: 9),
      paper("a", "Herding Goats", zh: "牧羊", abstract: "They run away.", line: 12),
    ])
    #expect(merger.papers.map(\.id) == ["a", "a-2"])
    #expect(merger.papers[1].title == "Herding Goats" && merger.papers[1].titleZH == "牧羊")
    #expect(merger.papers[0].title == "Counting Sheep" && merger.papers[0].titleZH == nil)
    #expect(
      messages == [
        "f:9: expected the paper \"a\" as it stands at f:3, found another title, abstract. "
          + "Give it an id of its own; it was indexed as \"a-2\"."
      ])
    #expect(merger.counts == .init(records: 3, identicalRepeats: 1, renamed: 1))
  }

  @Test func anArXivNumberUnderANewTitleIsTheSamePaper() {
    let (merger, messages) = merge([
      paper("2401.00001", "Counting Sheep"), paper("2401.00001v2", "Counting All Sheep", line: 2),
    ])
    #expect(merger.papers.map(\.title) == ["Counting Sheep"])
    #expect(messages.count == 1)
  }

  @Test func recordsOfTwoCataloguesMergeByDOIAndThoseOfOneByTheirNumberOnly() {
    let (merger, messages) = merge([
      paper("31000001", "Reply to the Editor", origin: .pubMed, doi: "10.1000/1"),
      paper("31000002", "Reply to the Editor", origin: .pubMed),
      paper("W1", "Reply to the Editor", origin: .openAlex, doi: "10.1000/1"),
      paper("31000002", "Reply to the Editor, Corrected", origin: .pubMed),
    ])
    #expect(merger.papers.map(\.id) == ["31000001", "31000002"])
    #expect(messages.count == 1)
  }

  @Test func aPubMedNumberIdentifiesAPaper() {
    var library = paper("ada2001", "Sheep in the Rain: A Cohort Study")
    library.extra = [ExtraField(name: "pmid", json: "\"31000001\"")]
    let (merger, _) = merge([
      paper("31000001", "Sheep in the rain.", origin: .pubMed), library,
    ])
    #expect(merger.papers.count == 1)
  }

  @Test func differentIDsOfTheirOwnNeverMerge() {
    let (merger, _) = merge([
      paper("a", "Annual Report of the Farm", doi: "10.1000/1"),
      paper("b", "Annual Report of the Farm", doi: "10.1000/1"),
    ])
    #expect(merger.papers.map(\.id) == ["a", "b"])
  }

  @Test(arguments: [
    ("2401.00001", "2401.00001v2"), ("arXiv:2401.00001", "2401.00001"),
    ("https://arxiv.org/abs/2401.00001", "2401.00001v3"),
  ])
  func arXivNumbersCompareWithoutVersion(a: String, b: String) {
    let (merger, _) = merge([paper(a, "Counting Sheep"), paper(b, "Counting Sheep")])
    #expect(merger.papers.map(\.id) == [a])
  }

  @Test func aDOIOrAddressJoinsARecordWithoutID() {
    let (merger, messages) = merge([
      paper("a", "Counting Sheep", doi: "10.1000/AB"),
      paper("10.1000/ab", "Counting Sheep", origin: .doi, doi: "10.1000/ab"),
      paper("2401.00001", "Herding Goats"),
      paper(
        "2401.00001", "Herding Goats", origin: .arXiv, url: "https://arxiv.org/abs/2401.00001v2"),
    ])
    #expect(merger.papers.map(\.id) == ["a", "2401.00001"] && messages.isEmpty)
    #expect(merger.papers[1].url == "https://arxiv.org/abs/2401.00001v2")
  }

  @Test func titlesJoinWhenOneIDIsDerivedAndTheOwnIDWins() {
    let (merger, messages) = merge([
      paper("counting-sheep-2-0", "Counting Sheep 2.0!", origin: .title, zh: "数羊"),
      paper("x9", "COUNTING  sheep: ２.０", abstract: "We count."),
    ])
    #expect(merger.papers.count == 1 && messages.isEmpty)
    let paper = merger.papers[0]
    #expect(paper.id == "x9" && paper.idOrigin == .given)
    #expect(paper.title == "Counting Sheep 2.0!" && paper.titleZH == "数羊")
    #expect(paper.abstract == "We count.")
    #expect(merger.counts.completingRepeats == 1)
    #expect(merger.revised == [0])
  }

  @Test func aPaperFoundByItsTitleIsFoundByItsNewNamesToo() {
    let url = "https://arxiv.org/abs/2401.00001"
    let (merger, _) = merge([
      paper("counting-sheep", "Counting Sheep", origin: .title),
      paper("2401.00001", "Counting Sheep", origin: .arXiv, url: url),
      paper("2401.00001", "Counting Sheep (extended)", origin: .arXiv, url: url),
    ])
    #expect(merger.papers.map(\.id) == ["2401.00001"])
  }

  @Test func sameTitleButOtherArXivNumberOrDOIIsAnotherPaper() {
    let (merger, _) = merge([
      paper("2401.00001", "Technical Report", origin: .arXiv),
      paper("2401.00002", "Technical Report", origin: .arXiv),
      paper("10.1000/1", "Farm Report", origin: .doi, doi: "10.1000/1"),
      paper("10.1000/2", "Farm Report", origin: .doi, doi: "10.1000/2"),
    ])
    #expect(merger.papers.count == 4)
  }

  @Test(arguments: [
    ("https://www.Farm.org/sheep/", "http://farm.org/sheep#top", true),
    ("https://farm.org/sheep?p=1", "https://farm.org/sheep?p=2", false),
    ("https://farm.org/app#/sheep/1", "https://farm.org/app#/sheep/2", false),
    ("https://farm.org/", "https://farm.org", false),
  ])
  func anAddressIdentifiesAPaperInEitherLanguage(a: String, b: String, isOne: Bool) {
    let (merger, messages) = merge([
      paper("counting", "Counting Sheep at Night", origin: .title, url: a),
      paper("zh-1", nil, origin: .title, zh: "在夜里数羊的方法", url: b),
    ])
    #expect(merger.papers.count == (isOne ? 1 : 2) && messages.isEmpty)
    if isOne { #expect(merger.papers[0].titleZH == "在夜里数羊的方法") }
  }

  @Test func anAddressThatSeveralTitlesShareIdentifiesNone() {
    let url = "https://farm.org/list.html"
    let (merger, _) = merge([
      paper("counting", "Counting Sheep at Night", origin: .title, url: url),
      paper("herding", "Herding Goats at Noon", origin: .title, url: url),
    ])
    #expect(merger.papers.count == 2)
  }

  @Test(arguments: [
    (["Ada Noether", "Bo Li"], ["Noether, A."], 2001, 2009, true),
    (["Ada Noether"], ["Li, Bo", "Noether, A."], 2001, 2001, true),
    (["Ada Noether"], ["Cy Stone"], 2001, 2001, false),
    (["José Núñez"], ["Nunez, J."], 2001, 2001, true),
    (["王伟"], ["Wei Wang"], 2001, 2001, true), (["王伟"], ["李娜"], 2001, 2001, false),
    ([], ["Ada Noether"], 2001, 2002, true), ([], ["Ada Noether"], 2001, 2004, false),
  ])
  func aTitleIsNotEnoughWhereAuthorsOrYearsSayOtherwise(
    a: [String], b: [String], year: Int, other: Int, isOne: Bool
  ) {
    var one = paper("x", "Introduction to the Special Issue", origin: .title, year: year)
    one.authors = a
    var two = paper("x", "Introduction to the special issue.", origin: .title, year: other)
    two.authors = b
    #expect(merge([one, two]).merger.papers.count == (isOne ? 1 : 2))
  }

  @Test func shortTitlesIdentifyNothingUnlessTheWholeTextIsTheSame() {
    let (merger, _) = merge([
      paper("sheep", "Sheep", origin: .title, abstract: "One."),
      paper("sheep", "Sheep", origin: .title, abstract: "Two."),
      paper("sheep", "Sheep", origin: .title, abstract: "One."),
      paper("zh-1", nil, origin: .title, zh: "面向湖泊数据的本地训练"),
      paper("zh-1", nil, origin: .title, zh: "面向湖泊数据的 本地训练"),
    ])
    #expect(merger.papers.map(\.id) == ["sheep", "sheep-2", "zh-1"])
    #expect(merger.counts.identicalRepeats == 2)
  }

  @Test func aDerivedIDGivesWayToARecordsOwn() {
    let (merger, _) = merge([
      paper("sheep", "Sheep", origin: .title), paper("sheep", "Wool and Other Threads"),
      paper("sheep-2", "Grass and Other Greens"),
    ])
    #expect(Set(merger.papers.map(\.id)).count == 3)
    #expect(merger.papers[1].id == "sheep" && merger.papers[2].id == "sheep-2")
    #expect(merger.papers[0].id.hasPrefix("sheep-"))
  }

  @Test func typographyIsNoConflictButAnotherYearIs() {
    let long = String(repeating: "We count the sheep (c) that pass. ", count: 20)
    let web = long.replacingFirst("(c)", with: "©")
    let (same, quiet) = merge([
      paper("a", "Counting Sheep", abstract: long), paper("a", "Counting sheep", abstract: web),
    ])
    #expect(same.counts.identicalRepeats == 1 && quiet.isEmpty)
    let (other, loud) = merge([
      paper("a", "Counting Sheep", year: 2020), paper("a", "Counting Sheep", year: 2021, line: 2),
    ])
    #expect(other.counts.conflictingRepeats == 1)
    #expect(
      loud == [
        "f:2: expected the paper \"a\" as it stands at f:1, found another year. "
          + "Give one of them another id or remove one; the first was kept."
      ])
  }

  @Test func theIndexAgreesWithANaiveSearch() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    var index = HashIndex()
    var entries: [(hash: UInt64, number: Int)] = []
    for number in 0..<4000 {
      // Few hashes, many of them equal in their low bits: long chains that wrap round.
      let hash = generator.next() % 300 &* 0xFFFF_FFFF_FFFF_FFF1
      index.insert(hash, number)
      entries.append((hash, number))
    }
    for hash in Set(entries.map(\.hash)) {
      let numbers = entries.filter { $0.hash == hash }.map(\.number)
      #expect(index.first(hash, by: { $0 }) { _ in true } == numbers.min(), "seed \(seed)")
      #expect(index.first(hash, by: { -$0 }) { _ in true } == numbers.max(), "seed \(seed)")
      let late = numbers.first { $0 > 3000 }
      #expect(index.first(hash, by: { $0 }) { $0 > 3000 } == late, "seed \(seed)")
    }
    #expect(index.first(7, by: { $0 }) { _ in true } == nil && index.count == 4000)
  }

  @Test func mergingDoesNotDependOnHowRecordsAreBatched() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let records = (0..<400).map { line in
      let n = Int.random(in: 0..<80, using: &generator)
      let own = Bool.random(using: &generator)
      return paper(
        own ? "id\(n)" : "sheep-number-\(n)", "Sheep number \(n)", origin: own ? .given : .title,
        abstract: Bool.random(using: &generator) ? "Text \(n)" : nil, line: line)
    }
    let titles = Set(records.compactMap(\.title)).count
    let whole = merge(records)
    var single = PaperMerger()
    for record in records { _ = single.add(record) }
    #expect(single.papers == whole.merger.papers && single.counts == whole.merger.counts)
    #expect(whole.merger.papers.count == titles, "seed \(seed)")
    #expect(Set(whole.merger.papers.map(\.id)).count == whole.merger.papers.count)
  }
}

extension String {
  func replacingFirst(_ part: String, with other: String) -> String {
    guard let range = firstRange(ofASCII: part) else { return self }
    return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }
}
