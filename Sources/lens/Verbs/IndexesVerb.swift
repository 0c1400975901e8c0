// `lens indexes`: the indexes that have a name.
import ArgumentParser
import LensSearch

struct IndexesVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "indexes",
    abstract: "List the indexes that have a name.",
    discussion: """
      An index has a name if the settings give it one ([indexes], see lens config), or if it lies in \
      $XDG_DATA_HOME/lens/NAME. Every verb takes the name for --index. A star stands before the index \
      that is used here when none is named.

      Example:
        lens indexes
        lens query "long context" --index work

      --format json prints one array of {name, directory, papers, default, source}; papers is left out \
      where there is no index yet.
      """)

  @Option(help: "Form: table or json.")
  var format = PlainFormat.table

  func run() throws {
    let usual = try? IndexOption.parse([]).existing().path
    let found = NamedIndex.all().map { index in
      let place = try? IndexPlace.existing(explicit: index.directory)
      let papers = place.flatMap { try? SearchEngine(opening: $0).status().papers }
      return (index: index, papers: papers, isUsual: place?.path == usual)
    }
    if format == .json {
      let values = found.map { entry in
        JSONValue.object([
          "name": .string(entry.index.name), "directory": .string(entry.index.directory),
          "papers": entry.papers.map { .integer($0) },
          "default": .bool(entry.isUsual), "source": .string(entry.index.source),
        ])
      }
      return Terminal.write(JSONValue.array(values).text(indent: 2) + "\n")
    }
    if found.isEmpty {
      return Terminal.note("No index has a name yet: lens config --help shows how to give one.")
    }
    var table = Table([
      Table.Column(name: ""), Table.Column(name: "name"),
      Table.Column(name: "papers", isNumber: true),
      Table.Column(name: "directory", mayBeCut: true),
    ])
    for entry in found {
      table.rows.append([
        entry.isUsual ? "*" : "", entry.index.name, entry.papers.map { "\($0)" } ?? "none",
        Settings.abbreviated(entry.index.directory),
      ])
    }
    Terminal.write(table.text())
  }
}
