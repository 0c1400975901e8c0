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
        lens query moe --where 'year >= 2023 and (venue = ACL or author = "Noam Shazeer")'
        lens query moe --facets author=20,year
        lens query --save moe --min-score 0.4 "mixture of experts"

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

  @OptionGroup var saving: SavingOptions

  @Option(
    name: .customLong("facets"), defaultAsFlag: FacetList.standard,
    help: ArgumentHelp(
      "Count papers instead of listing them, by the fields named. Counted are the papers with "
        + "most of the question's words, or all without one.",
      valueName: "field=count,…"))
  var facets: FacetList?

  func validate() throws {
    let questions = [!text.isEmpty, queries != nil, saving.saved != nil, saving.forget != nil]
    let count = questions.count { $0 }
    if count > 1 || count == 0 && facets == nil {
      throw ValidationError(
        count == 0
          ? "Say what to look for, as in: lens query \"long context\"."
            + (answer.hasCondition
              ? " For all papers of a condition: lens export --where." : "")
          : "Give one of: a query, --queries FILE, --saved NAME, --forget NAME.")
    }
    if saving.save != nil, text.isEmpty {
      throw ValidationError("Say what to save: lens query --save NAME \"long context\".")
    }
    if facets != nil, queries != nil || ![.table, .json].contains(answer.format) {
      throw ValidationError("--facets counts for one query, as table or json.")
    }
    if queries != nil, !more.isEmpty || !less.isEmpty {
      throw ValidationError("--more and --less belong to one query, not to --queries.")
    }
  }

  func run() throws {
    Pager.begin(answer.pager)
    let engine = try index.open()
    if let queries {
      let batch = BatchAnswers(
        queries: try QueryList(reading: queries), options: try answer.searchOptions(isBatch: true),
        format: answer.format)
      return try batch.write(from: engine)
    }
    if let name = saving.forget { return try engine.library.removeQuery(named: name) }
    var question = text.joined(separator: " ")
    var options = try answer.searchOptions()
    options.more = more
    options.less = less
    if let name = saving.saved {
      let saved = try engine.library.savedQuery(named: name)
      question = saved.text
      options.take(saved)
    }
    if let name = saving.save {
      try engine.library.save(
        SavedQuery(name: name, text: question, options: options), for: engine)
      Terminal.note("Saved. lens news \(name.shown) lists what comes in from now on.")
    }
    if let facets {
      let counts = try engine.facets(
        facets.requests, of: question.isEmpty ? nil : question, options: options)
      return FacetPrinter.print(counts, format: answer.format)
    }
    let found = try engine.search(question, options: options)
    if found.hasKnownTerm, !found.unknownTerms.isEmpty, answer.format == .table {
      Terminal.note("Not in any paper: \(found.unknownTerms.joined(separator: ", ").shown)")
    }
    try EmptyAnswer(found, to: "'\(question)'", options: options)?.explain(from: engine)
    HitPrinter(format: answer.format, queryID: "1").print(found.hits)
  }
}
