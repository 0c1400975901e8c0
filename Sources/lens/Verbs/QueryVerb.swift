// `lens query`: the ranked papers for a text, or a TREC run for a file of texts.
import ArgumentParser
import LensSearch

struct QueryVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Rank papers for a question, in either language.",
    discussion: """
      Words and meaning are both scored and fused; --mode takes one of them alone. The words that \
      matched are marked in the passage, in either language.

      Example:
        lens query "long context"
        lens query 长上下文 --since 2024 -n 5
        lens query "mixture of experts" --explain
        lens query --format json -- "-log likelihood"
        lens query --queries topics.jsonl --format trec > run.txt

      --format json prints one array of {rank, id, title, title_zh, year, score, lexical, semantic, \
      snippet, matches, date, url}; fields a paper lacks are left out.
      """)

  @Argument(help: "What to look for; several words are one question.")
  var text: [String] = []

  @OptionGroup var index: IndexOption

  @Option(name: [.customShort("n"), .customLong("limit")], help: "How many papers at most.")
  var limit: Int?

  @Option(help: "What ranks: hybrid, lexical or semantic.")
  var mode = SearchMode.hybrid

  @Option(help: "Form of the answer: table, json, jsonl, csv, md or trec.")
  var format = HitFormat.table

  @Flag(help: "Show what each term adds to each score.")
  var explain = false

  @Option(
    help: ArgumentHelp(
      "Only papers from this date on (YYYY, YYYY-MM or YYYY-MM-DD).", valueName: "date"))
  var since: PaperDate?

  @Option(help: ArgumentHelp("Only papers before this date.", valueName: "date"))
  var before: PaperDate?

  @Option(help: "Only papers with text in this language: en or zh.")
  var lang: Language?

  @Option(
    help: ArgumentHelp(
      "Answer every query of a file: JSONL {\"id\",\"text\"} or TSV id<TAB>text; - is standard input.",
      valueName: "file"))
  var queries: String?

  func validate() throws {
    if text.isEmpty == (queries == nil) {
      throw ValidationError(
        text.isEmpty
          ? "Say what to look for, as in: lens query \"long context\"."
          : "Give either a query or --queries FILE, not both.")
    }
    if let limit, limit < 0 { throw ValidationError("-n must not be negative, found \(limit).") }
    if let since, let before, !(since < before) {
      throw ValidationError("--since must be earlier than --before.")
    }
  }

  func run() throws {
    let engine = try index.open()
    var options = SearchOptions(
      limit: limit ?? 10, mode: mode, filter: Filter(since: since, before: before, language: lang),
      explains: explain, snippets: format != .trec && format != .csv)
    if let queries {
      options.limit = limit ?? (format == .trec ? 1000 : 10)
      return try BatchAnswers(
        queries: try QueryList(reading: queries), options: options, format: format
      )
      .write(from: engine)
    }
    let question = text.joined(separator: " ")
    let answer = try engine.search(question, options: options)
    if !answer.hasKnownTerm {
      Terminal.note(
        "No paper has a word of '\(question.shown)'. Try other words, or lens terms WORD.")
    } else if !answer.unknownTerms.isEmpty, format == .table {
      Terminal.note("Not in any paper: \(answer.unknownTerms.joined(separator: ", ").shown)")
    }
    HitPrinter(format: format, queryID: "1").print(answer.hits)
  }
}
