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
        lens query "long context" --more 2404.02060 --less 2403.19887
        lens query --format json -- "-log likelihood"
        lens query --queries topics.jsonl --format trec > run.txt

      --format json prints one array of {rank, id, title, title_zh, year, score, lexical, semantic, \
      snippet, matches, date, url}; fields a paper lacks are left out.
      """)

  @Argument(help: "What to look for; several words are one question.")
  var text: [String] = []

  @OptionGroup var index: IndexOption

  @OptionGroup var answer: AnswerOptions

  @Option(
    help: ArgumentHelp(
      "A paper of the kind you look for, by id or title; may be given several times.",
      valueName: "id"))
  var more: [String] = []

  @Option(
    help: ArgumentHelp(
      "A paper of the kind you do not look for; may be given several times.", valueName: "id"))
  var less: [String] = []

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
    if queries != nil, !more.isEmpty || !less.isEmpty {
      throw ValidationError("--more and --less belong to one query, not to --queries.")
    }
  }

  func run() throws {
    let engine = try index.open()
    if let queries {
      let batch = BatchAnswers(
        queries: try QueryList(reading: queries), options: try answer.searchOptions(isBatch: true),
        format: answer.format)
      return try batch.write(from: engine)
    }
    let question = text.joined(separator: " ")
    var options = try answer.searchOptions()
    options.more = more
    options.less = less
    let found = try engine.search(question, options: options)
    if !found.hasKnownTerm {
      Terminal.note(
        "No paper has a word of '\(question.shown)'. Try other words, or lens terms WORD.")
    } else if !found.unknownTerms.isEmpty, answer.format == .table {
      Terminal.note("Not in any paper: \(found.unknownTerms.joined(separator: ", ").shown)")
    }
    HitPrinter(format: answer.format, queryID: "1").print(found.hits)
  }
}
