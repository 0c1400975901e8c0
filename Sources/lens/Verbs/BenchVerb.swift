// `lens bench`: how large and how fast the user's own index is, and what its vector search misses.
import ArgumentParser
import LensSearch

struct BenchVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the size and speed of the index.",
    discussion: """
      Asks the queries of a file, or titles of papers in the index (always the same ones), one after \
      another in this process. Each is asked twice: the first time touches new parts of the index, the \
      second is measured (first: the median of the first times; cpu: processor time of a query, all \
      threads together). A search is what lens query does after it has started, passages and all. A \
      paper's own title finds that paper; titles of papers that are not in the index are harder and \
      more like questions. The vector search is measured by itself too: recall@10 is the share of the ten best rows by \
      their full codes that it finds when it looks at the nearest 8, 16, 32, … lists, or at every list \
      (which is how lens searches).

      Example:
        lens bench
        lens bench --queries titles.tsv
        lens bench --queries 1000 --plot recall.svg --format json
      """)

  @OptionGroup var index: IndexOption

  @OptionGroup var condition: WhereOption

  @Option(
    help: ArgumentHelp(
      "A file of queries, JSONL {\"id\",\"text\"} or TSV id<TAB>text, or how many papers give one.",
      valueName: "file|count"))
  var queries = "200"

  @Option(
    help: ArgumentHelp("Draw recall@10 against queries per second, as SVG.", valueName: "file"))
  var plot: String?

  @Option(help: "Form: table or json.")
  var format = PlainFormat.table

  func validate() throws {
    if let count = Int(queries), count < 1 {
      throw ValidationError("--queries must be a file or at least 1, found \(count).")
    }
  }

  func run() throws {
    let bar = ProgressBar()
    let filter = try condition.filter()
    let engine = try index.open()
    let draw = { (stage: String, fraction: Double) in
      bar.draw(stage, fraction: fraction, detail: "")
    }
    let benchmark =
      if let count = Int(queries) {
        try engine.benchmark(queries: count, filter: filter, onProgress: draw)
      } else {
        try engine.benchmark(
          asking: QueryList(reading: queries).entries.map(\.text), filter: filter, onProgress: draw)
      }
    bar.clear()
    switch format {
    case .json: Terminal.write(benchmark.json.text(indent: 2) + "\n")
    case .table: write(benchmark)
    }
    if let plot {
      try OutputFile.write(RecallPlot(benchmark).svg, to: plot)
      if format == .table { Terminal.note("wrote \(plot.shown)") }
    }
  }

  private func write(_ benchmark: IndexBenchmark) {
    var facts = Facts()
    facts.add("index", benchmark.directory)
    facts.add("papers", "\(benchmark.papers)")
    facts.add("kernels", benchmark.kernels)
    let perPaper = Double(benchmark.byteCount) / Double(max(benchmark.papers, 1))
    facts.add("size", "\(benchmark.byteCount.asBytes), \(perPaper.fixed(0)) bytes a paper")
    for part in benchmark.parts { facts.add("", part.name.padded(to: 18) + part.byteCount.asBytes) }

    if let condition = benchmark.condition {
      let time = (condition.seconds * 1000).fixed(2)
      facts.add("condition", condition.text)
      facts.add(
        "", "\(condition.papers) papers meet it, found in \(time) ms, once for all searches")
    }
    Terminal.write(facts.text)

    if !benchmark.latencies.isEmpty {
      writeHeading("\(benchmark.queries) queries, one after another, in milliseconds")
    }
    var times = Self.table(["median", "p90", "p99", "max", "first", "cpu", "queries/s"])
    for latency in benchmark.latencies {
      let seconds =
        [0.5, 0.9, 0.99, 1].map { latency.percentile($0) }
        + [latency.firstPercentile(0.5), latency.processorTime]
      times.rows.append(
        [latency.mode.rawValue] + seconds.map { ($0 * 1000).fixed(2) }
          + [latency.queriesPerSecond.fixed(0)])
    }
    if !times.rows.isEmpty { Terminal.write(times.text()) }
    if !benchmark.vectorSearches.isEmpty {
      writeHeading("vector search alone, \(benchmark.vectorQueries) queries, one thread")
    }
    var recalls = Self.table(["recall@10", "queries/s"])
    for search in benchmark.vectorSearches {
      recalls.rows.append(
        [search.label, search.recall.fixed(4), search.queriesPerSecond.fixed(0)])
    }
    if !recalls.rows.isEmpty { Terminal.write(recalls.text()) }
  }

  private static func table(_ numbers: [String]) -> Table {
    Table([Table.Column(name: "")] + numbers.map { Table.Column(name: $0, isNumber: true) })
  }

  private func writeHeading(_ text: String) {
    Terminal.write("\n" + text.wrapped(to: Terminal.room) + "\n")
  }
}

extension IndexBenchmark.VectorSearch {
  /// What was looked at, in a word or two.
  var label: String {
    switch breadth {
    case .nearest: "\(lists ?? 0) lists"
    case .every: "every list"
    case .exhaustive: "exhaustive"
    }
  }
}
