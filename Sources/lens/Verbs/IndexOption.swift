// The option every verb shares: which index.
import ArgumentParser
import LensSearch

/// Which index a verb works on.
struct IndexOption: ParsableArguments {
  @Option(
    name: .customLong("index"),
    help: ArgumentHelp(
      "The index: a directory, or a name (default: $LENS_INDEX, ./index, then as set).",
      valueName: "dir-or-name"),
    completion: .custom { _, _, prefix in NamedIndex.completions(of: prefix) })
  var place: String?

  /// The directory that was named; nil where none was.
  var directory: String? {
    get throws { try NamedIndex.directory(place ?? Terminal.environment("LENS_INDEX")) }
  }

  /// The directory of the index to read.
  func existing() throws -> IndexPlace.Directory {
    try IndexPlace.existing(explicit: directory, usual: NamedIndex.usual())
  }

  /// The directory to make the index in; a name that is new is a directory here.
  func making() throws -> IndexPlace.Directory {
    let named = place ?? Terminal.environment("LENS_INDEX")
    return try IndexPlace.making(
      explicit: NamedIndex.directory(named, mayBeNew: true), usual: NamedIndex.usual())
  }

  /// Opens the index for reading.
  func open() throws -> SearchEngine {
    try SearchEngine(opening: existing())
  }
}

/// The forms of a verb that prints one thing.
enum PlainFormat: String, CaseIterable, ExpressibleByArgument {
  case table, json
}

/// The forms of a verb that prints papers.
enum PaperFormat: String, CaseIterable, ExpressibleByArgument {
  case table, json, csv, md, bibtex, ris, csl
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
