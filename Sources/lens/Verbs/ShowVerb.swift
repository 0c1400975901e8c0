// `lens show`: one paper, whole.
import ArgumentParser
import LensSearch

struct ShowVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a paper.",
    discussion: """
      The paper is named by its id, or by its title or the beginning of it.

      Example:
        lens show 2403.19887
        lens show "Jamba" --format json
      """)

  @Argument(help: "The paper's id or title.")
  var paper: [String]

  @OptionGroup var index: IndexOption

  @Option(help: "Form: table or json.")
  var format = PlainFormat.table

  func run() throws {
    let found = try index.open().onePaper(named: paper.joined(separator: " ")).paper
    if format == .json { return Terminal.write(found.json.text(indent: 2) + "\n") }
    let facts: [(String, String?)] = [
      ("id", found.id),
      ("authors", found.authors.isEmpty ? nil : found.authors.joined(separator: "; ")),
      ("date", found.date ?? found.year.map(String.init)),
      ("venue", found.venue),
      ("keywords", found.keywords.isEmpty ? nil : found.keywords.joined(separator: "; ")),
      ("doi", found.doi),
      ("url", found.url),
    ]
    for title in [found.title, found.titleZH].compactMap(\.self) {
      Terminal.write(Style.title(title.shown) + "\n")
    }
    for (name, value) in facts {
      if let value { Terminal.write("\(Style.faint(name.padded(to: 9))) \(value.shown)\n") }
    }
    for abstract in [found.abstract, found.abstractZH].compactMap(\.self) {
      Terminal.write("\n" + abstract.shown.wrapped(to: min(Terminal.width, 100)) + "\n")
    }
  }
}
