// The option every verb shares: which index.
import ArgumentParser
import LensSearch

/// Which index a verb works on.
struct IndexOption: ParsableArguments {
  @Option(
    name: .customLong("index"),
    help: ArgumentHelp(
      "The index directory (default: $LENS_INDEX, ./index, $XDG_DATA_HOME/lens).", valueName: "dir")
  )
  var directory: String?

  /// Opens the index for reading.
  func open() throws -> SearchEngine {
    try SearchEngine(opening: try IndexPlace.existing(explicit: directory))
  }
}

/// The forms of a verb that prints one thing.
enum PlainFormat: String, CaseIterable, ExpressibleByArgument {
  case table, json
}

/// The forms of a verb that prints papers.
enum PaperFormat: String, CaseIterable, ExpressibleByArgument {
  case table, json, csv, bibtex, ris, csl
}

/// The forms of a verb that prints hits.
enum HitFormat: String, CaseIterable, ExpressibleByArgument {
  case table, json, jsonl, csv, md, trec, bibtex, ris, csl
}

extension SearchMode: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}

extension PaperDate: ExpressibleByArgument {
  /// Reads a date given on the command line.
  public init?(argument: String) {
    self.init(argument)
  }
}
