// `lens add`: read papers into an index that is there.
import ArgumentParser
import LensCorpus
import LensSearch

struct AddVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add papers to the index.",
    discussion: """
      Reads what lens index reads. Papers that are there already cost a look; a record that knows more \
      of one completes it; a record of the file that a paper came from is its newer version. Papers of \
      other sources that say something else are kept as they are, and lens status --duplicates lists \
      the difference. The space is left as it was learnt: lens status says when lens refit is due. \
      Where there is no index, one is made.

      Example:
        lens add digests/2024-04-*.md
        lens add library.bib --index ~/papers
        zcat new.jsonl.gz | lens add -
      """)

  @Argument(help: "Files to read; - is standard input.", completion: .file())
  var files: [String]

  @OptionGroup var index: IndexOption

  @OptionGroup var input: InputOptions

  @Flag(help: "Stop at the first bad record, exit 2, and leave the index as it is.")
  var strict = false

  @OptionGroup var memory: MemoryOption

  @OptionGroup var work: WorkOptions

  func validate() throws {
    if files.isEmpty { throw ValidationError("Name at least one file, or - for standard input.") }
    try input.check()
  }

  func run() throws {
    var options = try input.options()
    options.threads = work.threads
    options.memory = memory.limit
    options.isStrict = strict
    let updater = IndexUpdater(directory: try index.making(), options: options)
    try work.run { try updater.add(files, onRemark: $0, onProgress: $1) }
  }
}

extension UpdateSummary {
  /// The summary as a sentence, and what was skipped.
  var table: String {
    var parts = [
      ("new", added), ("changed", changed), ("as they were", same), ("removed", removed),
    ]
    .filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
    if parts.isEmpty { parts = ["nothing to do"] }
    var lines =
      "\(parts.joined(separator: ", ")); \(papers) papers in \(directory), \(seconds.fixed(2)) s\n"
    if madeIndex { lines += "There was no index: it was made.\n" }
    if skipped > 0 { lines += "\(skipped) \(skipped == 1 ? "record" : "records") skipped\n" }
    for (reason, count) in skipReasons { lines += "  \(count) × not \(reason)\n" }
    return lines
  }
}
