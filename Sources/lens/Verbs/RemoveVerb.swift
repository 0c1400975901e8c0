// `lens remove`: take papers out of the index, by id, by what a query finds, or by a condition.
import ArgumentParser
import LensCorpus
import LensSearch

struct RemoveVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove papers from the index.",
    discussion: """
      By id all or none are removed. What --query or --where finds is only listed, unless --yes is \
      given: look at the list first. Both together: what the query finds among the papers that meet \
      the condition. The files the papers came from are left alone; lens add of such a file \
      brings them back.

      Example:
        lens remove 2403.19887 2404.02060
        lens query "quantum annealing" --format json | jq -r '.[].id' | lens remove -
        lens remove --query "quantum annealing" -n 20 --min-score 0.5
        lens remove --query "quantum annealing" -n 20 --min-score 0.5 --yes
        lens remove --where 'source = "old.bib" and not tag = keep' --yes
      """)

  @Argument(help: "Ids of papers; - reads them from standard input, one a line.")
  var ids: [String] = []

  @OptionGroup var index: IndexOption

  @Option(help: ArgumentHelp("Papers that a query finds.", valueName: "text"))
  var query: String?

  @OptionGroup var condition: WhereOption

  @Option(
    name: [.customShort("n"), .customLong("limit")], help: "How many --query finds, at most.")
  var limit = 10

  @Option(help: "The least score of a paper that --query finds, 0 to 1.")
  var minScore = 0.0

  @Flag(help: "Remove what --query or --where finds, not only list it.")
  var yes = false

  @Option(help: "Form of the summary: table or json.")
  var format = PlainFormat.table

  func validate() throws {
    let finds = query != nil || condition.text != nil
    if ids.isEmpty, !finds {
      throw ValidationError("Name papers by their ids, or --query, or --where.")
    }
    if !ids.isEmpty, finds { throw ValidationError("Name either ids or --query and --where.") }
    if limit < 1 { throw ValidationError("-n must be at least 1.") }
  }

  func run() throws {
    let directory = try index.existing()
    var removed = ids.flatMap { $0 == "-" ? Self.linesOfInput() : [$0] }
    if ids.isEmpty {
      let found = try foundPapers()
      if !yes {
        for paper in found { Terminal.write("\(paper.id.shown)\t\(paper.displayTitle.shown)\n") }
        Terminal.note(
          found.isEmpty
            ? "No paper was found; there is nothing to remove."
            : "\(found.count) papers, none removed. Add --yes to remove them.")
        return
      }
      removed = found.map(\.id)
    }
    format.write(try IndexUpdater(directory: directory).remove(removed))
  }

  /// What the query finds, repeats of a paper each for itself, or all that meet the condition.
  private func foundPapers() throws -> [Paper] {
    let engine = try index.open()
    let filter = try condition.filter()
    guard let query else { return try engine.papers(where: filter) }
    var options = SearchOptions(
      limit: limit, filter: filter, snippets: false, minimumScore: minScore)
    options.showsDuplicates = true
    return try engine.search(query, options: options).hits.map(\.paper)
  }

  private static func linesOfInput() -> [String] {
    var lines: [String] = []
    while let line = readLine() {
      if !line.isEmpty { lines.append(line) }
    }
    return lines
  }
}
