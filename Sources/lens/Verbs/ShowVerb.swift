// `lens show`: one paper, whole.
import ArgumentParser
import LensCorpus
import LensSearch

struct ShowVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a paper.",
    discussion: """
      The paper is named by its id, or by its title or the beginning of it. --sources shows where it \
      was read, and what a source says otherwise than is kept.

      Example:
        lens show 2403.19887
        lens show "Jamba" --format bibtex
        lens show 2403.19887 --sources
      """)

  @Argument(help: "The paper's id or title.")
  var paper: [String]

  @OptionGroup var index: IndexOption

  @Option(
    help: "Form: \(PaperFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = PaperFormat.table

  @OptionGroup var pager: PagerOption

  @Flag(help: "Show the sources of the paper, not the paper.")
  var sources = false

  func validate() throws {
    if sources, format != .table, format != .json {
      throw ValidationError("--sources is written as table or json.")
    }
  }

  func run() throws {
    Pager.begin(pager)
    let engine = try index.open()
    let found = try engine.onePaper(named: paper.joined(separator: " ")).paper
    if sources {
      guard format == .json else { return printSources(of: found) }
      return Terminal.write(found.sourcesJSON.text(indent: 2) + "\n")
    }
    switch format {
    case .json: Terminal.write(found.json.text(indent: 2) + "\n")
    case .csv: Terminal.write(PaperList.csv.text([found]))
    case .md: Terminal.write(PaperList.md.text([found]))
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
      for line in title.shown.folded(to: min(Terminal.width, 100)) {
        Terminal.write(Link.text(Style.title(line), to: found.address) + "\n")
      }
    }
    var lines = Facts(nameColumns: 10)
    for (name, value) in facts {
      if let value { lines.add(name, value) }
    }
    Terminal.write(lines.text)
    for abstract in [found.abstract, found.abstractZH].compactMap(\.self) {
      Terminal.write("\n" + abstract.shown.wrapped(to: min(Terminal.width, 100)) + "\n")
    }
  }

  /// Each source on a line, what it says otherwise below.
  private func printSources(of found: Paper) {
    for source in [OtherSource(place: found.source)] + found.otherSources {
      let facts = [source.place.format?.rawValue, source.place.added].compactMap(\.self)
      let place = "\(source.place)".shown
      Terminal.write(([place] + facts).joined(separator: "  ") + "\n")
      var lines = Facts(nameColumns: 15)
      for field in source.differing { lines.add("  \(field.name.shown)", field.json) }
      Terminal.write(lines.text)
    }
  }
}
