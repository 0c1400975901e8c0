// `lens related`: the papers nearest to a paper, or to an abstract on standard input.
import ArgumentParser
import LensSearch

struct RelatedVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "related",
    abstract: "Find the papers nearest to a paper or a text.",
    discussion: """
      The paper is named by its id, or by its title or the beginning of it. With --text the text itself \
      is compared; - reads it from standard input.

      Example:
        lens related 2403.19887
        lens related "Jamba"
        pbpaste | lens related --text -
      """)

  @Argument(help: "The paper's id or title.")
  var paper: [String] = []

  @OptionGroup var index: IndexOption

  @Option(help: ArgumentHelp("Compare this text; - is standard input.", valueName: "text"))
  var text: String?

  @Option(name: [.customShort("n"), .customLong("limit")], help: "How many papers at most.")
  var limit = 10

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

  func validate() throws {
    if paper.isEmpty == (text == nil) {
      throw ValidationError("Name a paper by id or title, or give --text TEXT (or --text -).")
    }
    if limit < 0 { throw ValidationError("-n must not be negative, found \(limit).") }
  }

  func run() throws {
    let engine = try index.open()
    let options = SearchOptions(
      limit: limit, mode: mode, filter: Filter(since: since, before: before, language: lang),
      explains: explain, snippets: format != .trec && format != .csv)
    let answer: Answer
    let name: String
    if let text {
      answer = try engine.related(
        toText: text == "-" ? try readStandardInput() : text, options: options)
      name = "text"
    } else {
      let found = try engine.onePaper(named: paper.joined(separator: " "))
      if format == .table {
        Terminal.note("Related to: \(found.paper.displayTitle.shown) (\(found.paper.id.shown))")
      }
      answer = try engine.related(to: found, options: options)
      name = found.paper.id
    }
    if !answer.hasKnownTerm {
      Terminal.note("The text shares no word with any paper of the index.")
    }
    HitPrinter(format: format, queryID: name).print(answer.hits)
  }
}
