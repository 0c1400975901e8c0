// Conditions over an index let in what a plain reading of the papers does, and a filtered search is an
// unfiltered one without the rest.
import LensCorpus
import Testing

@testable import LensSearch

@Suite struct FilterEvaluationTests {
  private static let venues = ["ACL", "acl", "NeurIPS 2023", "Nature", "計算語言學", "计算语言学"]
  private static let authors = [
    "Ada Noether", "Noether, Ada", "Bo Li", "王伟", "欧阳修文", "Jan van der Berg", "José Núñez",
    "Hong, June, Li, Bo",
  ]
  private static let keywords = ["cs.CL", "cs.LG", "math.CO", "Mathematics - Topology", "大模型"]

  /// Random papers, some without this or that.
  private static func papers(_ count: Int, _ random: inout SeededGenerator) -> [Paper] {
    (0..<count).map { number in
      func maybe<T>(_ values: [T]) -> T? {
        Bool.random(using: &random) ? values.randomElement(using: &random) : nil
      }
      let year = maybe([1999, 2020, 2023, 2024])
      let suffix = maybe(["", "-01", "-12", "-12-31"])
      return Paper(
        id: "p\(number)", title: maybe(["attention of things"]),
        titleZH: maybe(["注意力机制综述"]), abstract: "the topic\(number % 37) of word\(number % 11)",
        authors: (0..<Int.random(in: 0...2, using: &random)).compactMap { _ in maybe(authors) },
        year: year, date: year.flatMap { year in suffix.map { "\(year)\($0)" } },
        venue: maybe(venues),
        keywords: (0..<Int.random(in: 0...2, using: &random)).compactMap { _ in maybe(keywords) },
        url: maybe(["https://example.org/x"]), doi: maybe(["10.1000/\(number)"]),
        source: SourcePlace(file: "x", line: 1))
    }
  }

  private static func node(_ depth: Int, _ random: inout SeededGenerator) -> FilterNode {
    if depth > 0, Int.random(in: 0..<3, using: &random) > 0 {
      func nodes() -> [FilterNode] {
        (0..<Int.random(in: 2...3, using: &random)).map { _ in node(depth - 1, &random) }
      }
      switch Int.random(in: 0..<3, using: &random) {
      case 0: return .not(node(depth - 1, &random))
      case 1: return .and(nodes())
      default: return .or(nodes())
      }
    }
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      let dates = ["1999", "2020-12", "2023", "2023-01", "2024-12-31", "2025"].compactMap {
        PaperDate($0)
      }
      let comparisons: [FilterNode.Comparison] = [
        .equal, .less, .lessOrEqual, .greater, .greaterOrEqual,
      ]
      return .date(
        comparisons.randomElement(using: &random) ?? .equal,
        dates.randomElement(using: &random) ?? PaperDate(packed: 20_000_000))
    case 1: return .language(Bool.random(using: &random) ? .english : .chinese)
    case 2:
      return .has(
        FilterProperty.allCases.filter { $0 != .tag }.randomElement(using: &random) ?? .doi)
    case 3:
      return .label(
        .venue, .equals, ["ACL", "nature", "计算语言学", "none"].randomElement(using: &random) ?? "")
    case 4:
      return .label(
        .author, .equals,
        ["noether", "Noether, Ada", "李", "王", "欧阳", "van der berg", "Berg", "nunez", "Hong"]
          .randomElement(using: &random) ?? "")
    default:
      return .label(
        .category, Bool.random(using: &random) ? .equals : .contains,
        ["cs", "cs.CL", "mathematics", "模型", "to"].randomElement(using: &random) ?? "")
    }
  }

  /// The plain reading: names and spellings are listed by hand, dates compared as texts.
  private static func passes(_ paper: Paper, _ node: FilterNode) -> Bool {
    switch node {
    case .not(let node): return !passes(paper, node)
    case .and(let nodes): return nodes.allSatisfy { passes(paper, $0) }
    case .or(let nodes): return nodes.contains { passes(paper, $0) }
    case .language(.english): return true
    case .language(.chinese): return paper.titleZH != nil || paper.keywords.contains("大模型")
    case .has(let property):
      switch property {
      case .title: return paper.title != nil || paper.titleZH != nil
      case .abstract: return paper.abstract != nil
      case .author: return !paper.authors.isEmpty
      case .venue: return paper.venue != nil
      case .category: return !paper.keywords.isEmpty
      case .date: return paper.year != nil
      case .doi: return paper.doi != nil
      case .url: return paper.url != nil
      case .tag: return false
      }
    case .date(let comparison, let date):
      guard let known = paper.date ?? paper.year.map(String.init) else { return false }
      let bound = date.description
      // What the bound stands for begins with it; a shorter date stands before all within it.
      let isWithin = known.hasPrefix(bound)
      switch comparison {
      case .equal: return isWithin
      case .less: return known < bound
      case .lessOrEqual: return isWithin || known < bound
      case .greater: return !isWithin && known > bound
      case .greaterOrEqual: return known >= bound
      }
    case .label(.venue, _, let text):
      let same = ["ACL": ["ACL", "acl"], "nature": ["Nature"], "计算语言学": ["計算語言學", "计算语言学"]]
      return paper.venue.map { same[text, default: []].contains($0) } ?? false
    case .label(.author, _, let text):
      let same = [
        "noether": ["Ada Noether", "Noether, Ada"],
        "Noether, Ada": ["Ada Noether", "Noether, Ada"],
        "王": ["王伟"], "欧阳": ["欧阳修文"], "van der berg": ["Jan van der Berg"],
        "Berg": ["Jan van der Berg"], "nunez": ["José Núñez"], "Hong": ["Hong, June, Li, Bo"],
      ]
      return paper.authors.contains { same[text, default: []].contains($0) }
    case .label(.category, let match, let text):
      let equal = [
        "cs": ["cs.CL", "cs.LG"], "cs.CL": ["cs.CL"], "mathematics": ["Mathematics - Topology"],
      ]
      let part = equal.merging([
        "模型": ["大模型"], "to": ["Mathematics - Topology"],
        // The last letters of mathematics, too.
        "cs": ["cs.CL", "cs.LG", "Mathematics - Topology"],
        "mathematics": ["Mathematics - Topology"],
      ]) { $1 }
      let found = match == .equals ? equal : part
      return paper.keywords.contains { found[text, default: []].contains($0) }
    case .label, .tag: return false
    }
  }

  private static func engine(_ papers: [Paper], in directory: TemporaryDirectory) throws
    -> SearchEngine
  {
    var options = IndexBuilder.Options()
    options.rank = 16
    return try directory.engine(papers.map { $0.json.text() }, options: options)
  }

  @Test func randomConditionsLetInWhatTheyShould() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(state: seed)
    let directory = try TemporaryDirectory()
    let papers = Self.papers(317, &random)
    let engine = try Self.engine(papers, in: directory)
    let read = try engine.papers()
    #expect(read.count == 317)
    for _ in 0..<1_000 {
      let node = Self.node(4, &random)
      let expected = read.indices.filter { Self.passes(read[$0], node) }
      #expect(try engine.rows(where: Filter(node)) == expected, "seed \(seed): \(node)")
      #expect(try Filter(parsing: "\(node)").node == node, "seed \(seed): \(node)")
    }
  }

  @Test func aFilteredSearchIsExactAtEverySelectivity() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(state: seed)
    let directory = try TemporaryDirectory()
    let engine = try Self.engine(Self.papers(1_500, &random), in: directory)
    for _ in 0..<24 {
      let filter = Filter(Self.node(3, &random))
      let allowed = Set(try engine.rows(where: filter))
      let query = "topic\(Int.random(in: 0..<37, using: &random)) of word3 attention"
      for mode in [SearchMode.lexical, .semantic] {
        var options = SearchOptions(limit: 1_500, mode: mode, snippets: false)
        options.showsDuplicates = true
        let all = try engine.search(query, options: options).hits
        options.filter = filter
        options.limit = 20
        let some = try engine.search(query, options: options).hits
        let expected = all.filter { allowed.contains($0.row) }.prefix(20)
        #expect(some.map(\.row) == expected.map(\.row), "seed \(seed): \(filter)")
        #expect(some.map(\.score) == expected.map(\.score), "seed \(seed): \(filter)")
      }
    }
  }

  @Test func facetsCountWhatFiltersLetIn() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(state: seed)
    let directory = try TemporaryDirectory()
    let engine = try Self.engine(Self.papers(300, &random), in: directory)
    let filter = Filter(Self.node(2, &random))
    var options = SearchOptions()
    options.filter = filter
    let facets = try engine.facets(
      FacetField.allCases.map { FacetRequest($0, count: 100) }, options: options)
    #expect(facets.papers == (try engine.rows(where: filter)).count)
    for facet in facets.facets where facet.field != .tag {
      for value in facet.values {
        let condition = try Filter(parsing: "\(facet.field.rawValue) = \"\(value.text)\"")
        // A family name may be another's whole name; all other values count exactly themselves.
        let count = try engine.rows(where: filter.and(condition)).count
        #expect(count == value.papers, "seed \(seed): \(facet.field) \(value.text) \(filter)")
      }
    }
  }

  @Test func facetsOfAQuestionCountPapersWithItsWords() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine([
      #"{"id":"a","abstract":"mixture of experts models","year":2020}"#,
      #"{"id":"b","abstract":"experts in a mixture","year":2021}"#,
      #"{"id":"c","abstract":"a mixture of gases","year":2021}"#,
      #"{"id":"d","abstract":"nothing of it","year":2022}"#,
    ])
    let facets = try engine.facets([FacetRequest(.year)], of: "mixture of experts")
    #expect(facets.papers == 2)
    #expect(
      facets.facets == [
        Facet(
          field: .year, values: [.init(text: "2021", papers: 1), .init(text: "2020", papers: 1)],
          further: 0)
      ])
  }
}
