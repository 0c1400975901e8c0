// The answers to many queries, on all cores, written in the queries' order.
import LensSearch

/// A batch of queries against one index.
struct BatchAnswers {
  var queries: QueryList
  var options: SearchOptions
  var format: HitFormat

  /// Answers every query and writes the answers in order.
  func write(from engine: SearchEngine) throws {
    if format == .trec {
      let texts = queries.entries.map(\.text)
      let rankings = try engine.rankings(for: texts, options: options)
      for (entry, ranking) in zip(queries.entries, rankings) {
        for (offset, ranked) in ranking.enumerated() {
          Terminal.write(
            HitList.trecLine(
              query: entry.id, paper: ranked.id, rank: offset + 1, score: ranked.score) + "\n")
        }
      }
      return
    }
    var answers: [JSONValue] = []
    for entry in queries.entries {
      let hits = try engine.search(entry.text, options: options).hits
      switch format {
      case .json:
        answers.append(.object(["query": .string(entry.id), "hits": .array(hits.map(\.json))]))
      case .jsonl:
        let line = JSONValue.object(["query": .string(entry.id), "hits": .array(hits.map(\.json))])
        Terminal.write(line.text() + "\n")
      case .table, .md:
        Terminal.write("\(format == .md ? "## " : "")\(entry.id): \(entry.text.shown)\n\n")
        HitPrinter(format: format, queryID: entry.id).print(hits)
      case .csv, .trec, .bibtex, .ris, .csl:
        HitPrinter(format: format, queryID: entry.id).print(hits)
      }
    }
    if format == .json { Terminal.write(JSONValue.array(answers).text(indent: 2) + "\n") }
  }
}
