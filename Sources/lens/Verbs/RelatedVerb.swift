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

  @OptionGroup var answer: AnswerOptions

  func validate() throws {
    if paper.isEmpty == (text == nil) {
      throw ValidationError("Name a paper by id or title, or give --text TEXT (or --text -).")
    }
  }

  func run() throws {
    Pager.begin(answer.pager)
    let engine = try index.open()
    let options = try answer.searchOptions()
    let found: Answer
    let name: String
    if let text {
      found = try engine.related(
        toText: text == "-" ? try readStandardInput() : text, options: options)
      name = "text"
    } else {
      let start = try engine.onePaper(named: paper.joined(separator: " "))
      if answer.format == .table {
        Terminal.note("Related to: \(start.paper.displayTitle.shown) (\(start.paper.id.shown))")
      }
      found = try engine.related(to: start, options: options)
      name = start.paper.id
    }
    try EmptyAnswer(found, to: text == nil ? "the paper" : "the text", options: options)?.explain(
      from: engine)
    HitPrinter(format: answer.format, queryID: name).print(found.hits)
  }
}
