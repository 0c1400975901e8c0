// `lens show`: one paper, whole.
import ArgumentParser
import LensCorpus
import LensSearch

struct ShowVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a paper.",
    discussion: """
      The paper is named by its id, or by its title or the beginning of it.

      Example:
        lens show 2403.19887
        lens show "Jamba" --format bibtex
      """)

  @Argument(help: "The paper's id or title.")
  var paper: [String]

  @OptionGroup var index: IndexOption

  @Option(
    help: "Form: \(PaperFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = PaperFormat.table

  func run() throws {
    let engine = try index.open()
    let found = try engine.onePaper(named: paper.joined(separator: " ")).paper
    switch format {
    case .json: Terminal.write(found.json.text(indent: 2) + "\n")
    case .csv: Terminal.write(PaperList.csv.text([found]))
    case .bibtex: Terminal.write(PaperList.bibtex.text([found]))
    case .ris: Terminal.write(PaperList.ris.text([found]))
    case .csl: Terminal.write(PaperList.csl.text([found]))
    case .table: print(found, tags: try engine.library.tags(of: found.id))
    }
  }

  /// Titles, facts and abstracts as a person reads them.
  private func print(_ found: Paper, tags: [String]) {
    let facts: [(String, String?)] = [
      ("id", found.id),
      ("authors", found.authors.isEmpty ? nil : found.authors.joined(separator: "; ")),
      ("date", found.date ?? found.year.map(String.init)),
      ("venue", found.venue),
      ("keywords", found.keywords.isEmpty ? nil : found.keywords.joined(separator: "; ")),
      ("tags", tags.isEmpty ? nil : tags.joined(separator: "; ")),
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
