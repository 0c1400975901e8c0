// `lens tag`: the user's own words on papers.
import ArgumentParser
import LensSearch

struct TagVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Put tags on papers, take them off, list them.",
    discussion: """
      The last word is the tag, those before it name papers by id or title. Tags belong to you and not to \
      the index: they stay when it is made anew, and a paper that comes back has its tags again. \
      Conditions ask for them: lens query --where 'tag = reading'.

      Example:
        lens tag 2403.19887 2404.02060 reading
        lens tag --where 'author = Vaswani and year >= 2017' attention
        lens tag                          # all tags, with the number of their papers
        lens tag reading                  # the papers of one
        lens tag --remove 2403.19887 reading
        lens tag --remove --all reading
      """)

  @Argument(help: "Papers by id or title, then the tag; the tag alone lists its papers.")
  var words: [String] = []

  @OptionGroup var index: IndexOption

  @OptionGroup var condition: WhereOption

  @Flag(help: "Take the tag off the papers.")
  var remove = false

  @Flag(help: "With --remove: off all papers.")
  var all = false

  @Option(help: "Form: table or json.")
  var format = PlainFormat.table

  func validate() throws {
    if all, !remove { throw ValidationError("--all belongs to --remove.") }
    let hasPapers = words.count > 1 || condition.text != nil
    if remove, words.isEmpty { throw ValidationError("Say which tag to remove, as the last word.") }
    if remove, hasPapers == all {
      throw ValidationError(
        all
          ? "--all takes the tag off all papers: name none."
          : "Say which papers lose the tag: lens tag --remove ID TAG, or --all for all of them.")
    }
    if condition.text != nil, words.count != 1 {
      throw ValidationError("With --where give the tag and nothing else.")
    }
  }

  func run() throws {
    let engine = try index.open()
    guard let tag = words.last else { return list(try engine.library.tags()) }
    let isChange = remove || words.count > 1 || condition.text != nil
    guard isChange else { return try show(tag, in: engine) }
    let papers = all ? nil : try named(in: engine)
    let changed =
      remove
      ? try engine.library.untag(papers, as: tag)
      : try engine.library.tag(papers ?? [], as: tag)
    let count = try engine.library.ids(tagged: tag)?.count ?? 0
    switch format {
    case .json:
      Terminal.write(
        JSONValue.object([
          "tag": .string(tag), "changed": .integer(changed), "papers": .integer(count),
        ]).text(indent: 2) + "\n")
    case .table:
      let verb = remove ? "lost" : "got"
      Terminal.note(
        "\(changed) \(changed == 1 ? "paper" : "papers") \(verb) it; \(count) have it now.")
    }
  }

  /// The ids of the papers that are meant.
  private func named(in engine: SearchEngine) throws -> [String] {
    if condition.text != nil { return try engine.ids(where: try condition.filter()) }
    // A paper that has left the index still has its tags, and can lose them.
    let tagged = remove ? Set(try taggedIDs(in: engine)) : []
    return try words.dropLast().map {
      tagged.contains($0) ? $0 : try engine.onePaper(named: $0).paper.id
    }
  }

  /// The ids of the tag; without such a tag the library says so.
  private func taggedIDs(in engine: SearchEngine) throws -> [String] {
    let tag = words.last ?? ""
    guard let ids = try engine.library.ids(tagged: tag) else {
      try engine.library.untag([], as: tag)
      return []
    }
    return ids
  }

  private func list(_ tags: [TagCount]) {
    switch format {
    case .json:
      Terminal.write(
        JSONValue.array(
          tags.map { .object(["tag": .string($0.name), "papers": .integer($0.papers)]) }
        ).text(indent: 2) + "\n")
    case .table:
      if tags.isEmpty { Terminal.note("No paper has a tag. Put one on: lens tag ID reading") }
      for tag in tags {
        Terminal.write(
          "\(Style.number("\(tag.papers)".padded(to: 7, right: true)))  \(tag.name.shown)\n")
      }
    }
  }

  /// The papers of a tag; those that the index does not hold at present by their ids alone.
  private func show(_ tag: String, in engine: SearchEngine) throws {
    let ids = try taggedIDs(in: engine)
    let papers = try engine.papers(where: Filter(tag: tag))
    let titles = Dictionary(papers.map { ($0.id, $0.displayTitle) }) { first, _ in first }
    switch format {
    case .json:
      Terminal.write(
        JSONValue.array(
          ids.map { .object(["id": .string($0), "title": .text(titles[$0])]) }
        ).text(indent: 2) + "\n")
    case .table:
      for id in ids {
        let title = titles[id]?.shown ?? Style.faint("(not in the index)")
        Terminal.write("\(Style.faint(id.shown.padded(to: 16)))  \(title)\n")
      }
    }
  }
}
