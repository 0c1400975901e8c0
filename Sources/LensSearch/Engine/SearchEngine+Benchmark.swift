// Measuring the user's own index: its size, whole searches, and the vector search by its breadth.
//
// The queries are the user's own, or titles of papers in the index. They are asked one after another, and
// each once before it is timed, so that the figures are those of a process that has met its files.
import CKernels
import Glibc
import LensCorpus
import LensStore
import LensVectors

extension SearchEngine {
  /// Papers asked for, and the depth of the recall.
  private static let depth = 10
  /// Passes over the queries of the vector search, of which the fastest counts.
  private static let passes = 3
  /// The fewest lists a search is tried with; then twice as many, and so on.
  private static let fewestLists = 8

  /// Measures the index on this machine.
  ///
  /// - Parameters:
  ///   - queries: how many papers give a query, evenly spread over the index; all if it has fewer.
  ///   - filter: the papers that may be found.
  ///   - onProgress: called with what is measured and the part of it that is done, 0 to 1.
  /// - Complexity: O(queries) searches in each mode and at each breadth.
  public func benchmark(
    queries: Int, filter: Filter = Filter(), onProgress: (String, Double) -> Void = { _, _ in }
  ) throws(SearchError) -> IndexBenchmark {
    try benchmark(
      asking: searching { try sampleQueries(queries) }, filter: filter, onProgress: onProgress)
  }

  /// Measures the index on this machine by some queries, in their order.
  public func benchmark(
    asking texts: [String], filter: Filter = Filter(),
    onProgress: (String, Double) -> Void = { _, _ in }
  ) throws(SearchError) -> IndexBenchmark {
    try searching {
      var latencies: [IndexBenchmark.Latency] = []
      for mode in SearchMode.allCases where !texts.isEmpty {
        let options = SearchOptions(limit: Self.depth, mode: mode, filter: filter)
        latencies.append(try latency(of: texts, options) { onProgress(mode.rawValue, $0) })
      }
      let vectors = try queryVectors(of: texts)
      let condition = try filter.isEmpty ? nil : measured(filter)
      return IndexBenchmark(
        directory: snapshot.directory.path, papers: paperCount,
        kernels: String(cString: lens_isa_name()), queries: texts.count,
        vectorQueries: vectors.count, parts: try parts(), condition: condition,
        latencies: latencies,
        vectorSearches: try vectorSearches(vectors, allowed: try allowedRows(filter)) {
          onProgress("vectors", $0)
        })
    }
  }

  /// Titles of papers at even distances, those in Chinese in turn with the others where a paper has
  /// both; the first words of the abstract where it has none.
  private func sampleQueries(_ count: Int) throws -> [String] {
    let count = min(count, paperCount)
    let places = (0..<rowCount).filter { live?.contains($0) ?? true }
    let rows = try snapshot.catalogue.rows(
      (0..<count).map { Int64(places[$0 * paperCount / count]) })
    return rows.enumerated().compactMap { number, row in
      let titles = [row.title, row.titleZH].compactMap(\.self)
      if !titles.isEmpty { return titles[number % titles.count] }
      return (row.abstract ?? row.abstractZH).map(Self.firstWords)
    }
  }

  /// As much of a text as a title has: twelve words, or 60 characters where words are not spaced.
  private static func firstWords(_ text: String) -> String {
    String(
      text.split(maxSplits: 12, whereSeparator: \.isWhitespace).prefix(12)
        .joined(separator: " ").prefix(60))
  }

  /// Searches as `lens query` does, with ten hits and their passages.
  private func latency(
    of texts: [String], _ options: SearchOptions, onProgress: (Double) -> Void
  ) throws -> IndexBenchmark.Latency {
    var first: [Double] = []
    for text in texts {
      first.append(try Self.seconds { _ = try search(text, options: options) })
      onProgress(Double(first.count) / Double(2 * texts.count))
    }
    var times: [Double] = []
    let processor = clock()
    for text in texts {
      times.append(try Self.seconds { _ = try search(text, options: options) })
      onProgress(0.5 + Double(times.count) / Double(2 * texts.count))
    }
    return IndexBenchmark.Latency(
      mode: options.mode, seconds: times, firstSeconds: first,
      processorSeconds: Double(clock() - processor) / Double(CLOCKS_PER_SEC))
  }

  /// The queries as the vector search gets them; those of which the space knows nothing are left out.
  private func queryVectors(of texts: [String]) throws -> [[Float]] {
    try texts.compactMap { text in
      let terms = try queryTerms(for: [(text, 1)], usesGlossary: true, cutsWords: false)
      let projection = try prepare(terms, mode: .semantic).projection
      return projection.norm > 0 ? projection.vector : nil
    }
  }

  private func vectorSearches(
    _ queries: [[Float]], allowed: Bitmap?, onProgress: (Double) -> Void
  ) throws -> [IndexBenchmark.VectorSearch] {
    guard !queries.isEmpty else { return [] }
    let lists = segments.map(\.vectors.listCount).max() ?? 0
    var settings: [(SearchBreadth, IndexBenchmark.Breadth, lists: Int?)] = []
    for count in sequence(first: Self.fewestLists, next: { $0 * 2 }).prefix(while: { $0 < lists }) {
      settings.append((.nearestLists(count), .nearest, count))
    }
    // Without sign codes every search is exhaustive.
    if lists > 0 { settings.append((.everyList, .every, nil)) }
    settings.append((.exhaustive, .exhaustive, nil))

    var measured: [(rows: [[Int]], rate: Double)] = []
    for setting in settings {
      measured.append(try self.measured(queries, allowed: allowed, breadth: setting.0))
      onProgress(Double(measured.count) / Double(settings.count))
    }
    let exact = measured[measured.count - 1].rows.map { Set($0) }
    let wanted = exact.reduce(0) { $0 + $1.count }
    return zip(settings, measured).map { setting, measured in
      let found = zip(measured.rows, exact).reduce(0) { sum, pair in
        sum + pair.0.count { pair.1.contains($0) }
      }
      return IndexBenchmark.VectorSearch(
        breadth: setting.1, lists: setting.lists,
        recall: wanted > 0 ? Double(found) / Double(wanted) : 1, queriesPerSecond: measured.rate)
    }
  }

  /// The papers that meet a condition, and the least time that finding them took.
  private func measured(_ filter: Filter) throws -> IndexBenchmark.Condition {
    var rows = 0
    var fastest = Double.infinity
    for _ in 0..<Self.passes {
      fastest = min(fastest, try Self.seconds { rows = try evaluate(filter.node).rowCount })
    }
    return IndexBenchmark.Condition(text: "\(filter)", papers: rows, seconds: fastest)
  }

  /// The rows found for each query, and how many queries a second.
  private func measured(_ queries: [[Float]], allowed: Bitmap?, breadth: SearchBreadth) throws
    -> (rows: [[Int]], rate: Double)
  {
    var found = try queries.map {
      try nearest(quantised($0), count: Self.depth, allowed: allowed, breadth: breadth)
    }
    var fastest = Double.infinity
    for _ in 0..<Self.passes {
      let time = try Self.seconds {
        for (number, query) in queries.enumerated() {
          found[number] = try nearest(
            quantised(query), count: Self.depth, allowed: allowed, breadth: breadth)
        }
      }
      fastest = min(fastest, time)
    }
    return (found.map { $0.map(\.row) }, Double(queries.count) / fastest)
  }

  private static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let time = try ContinuousClock().measure(body)
    // A clock that stood still would make rates infinite.
    return max(time / .seconds(1), 1e-9)
  }

  /// The files of the index, segments taken apart by what their sections hold.
  private func parts() throws -> [IndexBenchmark.Part] {
    let kinds = [
      ("LX", "postings"), ("FW", "words of papers"), ("V", "vectors"), ("S", "sign codes"),
      ("P", "filters"), ("ID", "names"),
    ]
    var sizes: [String: Int64] = [:]
    for file in try snapshot.directory.files(of: snapshot.catalogue.state) {
      if file.name.hasPrefix("papers") { sizes["papers", default: 0] += file.byteCount }
    }
    for record in snapshot.files {
      var rest = record.byteCount
      if record.kind == .segment {
        let file = try SectionedFile(opening: record, in: snapshot.directory)
        for id in file.sectionIDs {
          guard let kind = kinds.first(where: { id.description.hasPrefix($0.0) }) else { continue }
          let length = Int64(try file.section(id).byteCount)
          sizes[kind.1, default: 0] += length
          rest -= length
        }
      }
      sizes[record.kind == .segment ? "checksums" : record.kind.name, default: 0] += rest
    }
    let names =
      ["papers", "model", "lexicon"] + kinds.map(\.1) + ["removals", "sources", "checksums"]
    return names.compactMap { name in
      sizes[name].map { IndexBenchmark.Part(name: name, byteCount: $0) }
    }
  }
}
