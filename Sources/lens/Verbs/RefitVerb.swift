// `lens refit`: learn the space anew from the papers of the index.
import ArgumentParser
import LensSearch

struct RefitVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refit",
    abstract: "Learn the space anew from the papers of the index.",
    discussion: """
      Needs no files: the index holds every paper whole. What was added counts in the space from then \
      on, what was removed leaves the disk, and papers keep their ids and sources. The old index \
      answers until the new one is complete. lens status says when it is due, and why.

      Example:
        lens refit
        lens refit --index ~/papers --rank 128
      """)

  @OptionGroup var index: IndexOption

  @Option(help: "Dimensions of the LSA space, at most (default: as the index was made).")
  var rank: Int?

  @Option(help: "Threads to use (default: all cores).")
  var threads: Int?

  @Option(help: "Form of the summary: table or json.")
  var format = PlainFormat.table

  @Flag(help: "Print where the time went.")
  var verbose = false

  func validate() throws {
    if let rank, rank < 1 { throw ValidationError("--rank must be at least 1.") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
  }

  func run() throws {
    let bar = ProgressBar()
    var options = IndexBuilder.Options()
    options.threads = threads
    let updater = IndexUpdater(
      directory: try IndexPlace.existing(explicit: index.directory), options: options)
    defer { bar.clear() }
    let summary = try updater.refit(
      rank: rank,
      onProgress: { bar.draw($0.stage.rawValue, fraction: $0.fraction, detail: $0.detail) })
    bar.clear()
    if verbose { Terminal.note(summary.stages.table) }
    switch format {
    case .table: Terminal.write(summary.table)
    case .json: Terminal.write(summary.json.text(indent: 2) + "\n")
    }
  }
}
