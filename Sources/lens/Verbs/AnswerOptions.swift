// The options of every verb that answers with ranked papers.
import ArgumentParser
import LensSearch

/// What to rank by, which papers, how many, in which form.
struct AnswerOptions: ParsableArguments {
  @Option(
    name: [.customShort("n"), .customLong("limit")],
    help:
      "How many papers at most (default: \(Settings.current.limit ?? 10); 1000 for a TREC run of many queries)."
  )
  var limit: Int?

  @Option(help: "What ranks: hybrid, lexical or semantic.")
  var mode = Settings.current.mode

  @Option(help: "Form of the answer: table, json, jsonl, csv, md, trec, bibtex, ris or csl.")
  var format = Settings.current.format

  @Option(help: ArgumentHelp("Only papers that score at least this, 0 to 1.", valueName: "score"))
  var minScore = 0.0

  @Flag(
    help: "Do not say the question in other words: no synonyms, no translations of the glossary.")
  var noGlossary = false

  @Flag(help: "Show every paper for itself, those that are nearly the same too.")
  var all = false

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

  @OptionGroup var pager: PagerOption
  @OptionGroup var condition: WhereOption

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("-n must not be negative, found \(limit).") }
    if let since, let before, !(since < before) {
      throw ValidationError("--since must be earlier than --before.")
    }
  }

  /// Whether only some of the papers may be found.
  var hasCondition: Bool {
    condition.text != nil || since != nil || before != nil || lang != nil
  }

  /// The options as the engine takes them.
  ///
  /// - Parameter isBatch: whether many queries are answered.
  func searchOptions(isBatch: Bool = false) throws -> SearchOptions {
    var options = SearchOptions(
      limit: limit ?? (isBatch && format == .trec ? 1000 : Settings.current.limit ?? 10),
      mode: mode,
      filter: Filter(since: since, before: before, language: lang).and(try condition.filter()),
      explains: explain,
      snippets: ![.trec, .csv, .bibtex, .ris, .csl].contains(format), usesGlossary: !noGlossary,
      minimumScore: minScore)
    options.showsDuplicates = all
    return options
  }
}
