// `lens eval`: the quality of the index on judged queries, mode by mode, and whether a difference is
// more than chance.
import ArgumentParser
import LensEval
import LensSearch

struct EvalVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measure retrieval quality on judged queries.",
    discussion: """
      Prints nDCG@10, MRR@10, MAP and recall@100 of each mode, and a paired comparison of hybrid with \
      each leg by nDCG@10 (Student's t, Fisher's randomisation). --run scores a TREC run instead; two \
      runs are compared with each other. Judgements are query<TAB>paper<TAB>grade or TREC qrels.

      Example:
        lens eval --queries queries.jsonl --qrels qrels.tsv
        lens eval --qrels qrels.tsv --run mine.run --run theirs.run --format json
      """)

  @OptionGroup var index: IndexOption

  @Option(
    help: ArgumentHelp("Queries: JSONL {\"id\",\"text\"} or TSV id<TAB>text.", valueName: "file"))
  var queries: String?

  @Option(
    help: ArgumentHelp("Judgements: query<TAB>paper<TAB>grade, or TREC qrels.", valueName: "file"))
  var qrels: String

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("A TREC run to score; give two to compare them.", valueName: "file"))
  var runs: [String] = []

  @Option(help: "Measure this mode alone.")
  var mode: SearchMode?

  @Option(help: "Papers ranked for each query.")
  var depth = 1000

  @Option(help: "Form: table or json.")
  var format = PlainFormat.table

  func validate() throws {
    if (queries == nil) == runs.isEmpty {
      throw ValidationError("Give --queries FILE to search with, or --run FILE to score.")
    }
    if runs.count > 2 { throw ValidationError("Two runs are compared, found \(runs.count).") }
    if depth < 1 { throw ValidationError("--depth must be at least 1, found \(depth).") }
  }

  func run() throws {
    do {
      let judgements = try Qrels(reading: qrels)
      let scored = try runs.isEmpty ? searchedRuns(judgements) : runs.map { try Run(reading: $0) }
      let names = runs.isEmpty ? scored.map(\.tag) : runs
      try report(scored.map { Evaluation(of: $0, against: judgements) }, names: names)
    } catch let error as EvalError {
      throw Failure.unusable("\(error)")
    }
  }

  /// One run for each mode, over the queries that were judged.
  private func searchedRuns(_ judgements: Qrels) throws -> [Run] {
    let engine = try index.open()
    let list = try QueryList(reading: queries ?? "-").entries.filter { judgements[$0.id] != nil }
    return try (mode.map { [$0] } ?? SearchMode.allCases).map { mode in
      let options = SearchOptions(limit: depth, mode: mode, snippets: false)
      let rankings = try engine.rankings(for: list.map(\.text), options: options)
      var run = Run(tag: mode.rawValue)
      for (entry, ranking) in zip(list, rankings) {
        // Ties count in the order lens shows them: a run's own order is by score, then by name.
        let papers = ranking.enumerated().map { offset, ranked in
          RankedPaper(paper: ranked.id, score: Double(ranking.count - offset))
        }
        run.add(query: entry.id, papers: papers)
      }
      return run
    }
  }

  private func report(_ evaluations: [Evaluation], names: [String]) throws {
    let comparisons = try evaluations.dropFirst().enumerated().map { offset, other in
      (
        other: names[offset + 1],
        result: try Comparison(of: evaluations[0], with: other, by: .nDCG(10))
      )
    }
    switch format {
    case .json:
      let value = JSONValue.object([
        "queries": .integer(evaluations[0].queries.count),
        "runs": .array(
          zip(names, evaluations).map { name, evaluation in
            .object([
              "name": .string(name),
              "ndcg_10": .number(evaluation.mean(of: .nDCG(10)) ?? 0),
              "mrr_10": .number(evaluation.mean(of: .reciprocalRank(10)) ?? 0),
              "map": .number(evaluation.mean(of: .averagePrecision) ?? 0),
              "recall_100": .number(evaluation.mean(of: .recall(100)) ?? 0),
              "missing_queries": .integer(evaluation.missingFromRun),
            ])
          }),
        "comparisons": .array(
          comparisons.map { other, result in
            .object([
              "name": .string(names[0]),
              "with": .string(other),
              "metric": .string("ndcg_10"),
              "difference": .number(result.meanDifference),
              "p_t": result.studentT.map { .number($0.p) },
              "p_randomisation": .number(result.randomisation.p),
              "better": .integer(result.better),
              "worse": .integer(result.worse),
              "equal": .integer(result.equal),
            ])
          }),
      ])
      Terminal.write(value.text(indent: 2) + "\n")
    case .table:
      Terminal.write("\(evaluations[0].queries.count) judged queries\n")
      let means = [
        ("nDCG@10", Metric.nDCG(10)), ("MRR@10", .reciprocalRank(10)),
        ("MAP", .averagePrecision), ("recall@100", .recall(100)),
      ]
      var table = Table(
        [Table.Column(name: "", mayBeCut: true)]
          + means.map { Table.Column(name: $0.0, isNumber: true) })
      for (name, evaluation) in zip(names, evaluations) {
        table.rows.append([name] + means.map { (evaluation.mean(of: $0.1) ?? 0).fixed(4) })
      }
      Terminal.write(table.text())
      for (other, result) in comparisons {
        let t = result.studentT.map { "t test p \($0.p.fixed(4)), " } ?? ""
        let difference = (result.meanDifference >= 0 ? "+" : "") + result.meanDifference.fixed(4)
        let line =
          "\(names[0]) against \(other): \(difference) nDCG@10, "
          + "\(t)randomisation p \(result.randomisation.p.fixed(4)), "
          + "\(result.better) better, \(result.worse) worse, \(result.equal) equal"
        Terminal.write(line.folded(to: Terminal.room).joined(separator: "\n") + "\n")
      }
    }
  }
}
