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

  @OptionGroup var memory: MemoryOption

  @OptionGroup var work: WorkOptions

  func validate() throws {
    if let rank, rank < 1 { throw ValidationError("--rank must be at least 1.") }
  }

  func run() throws {
    var options = IndexBuilder.Options()
    options.threads = work.threads
    options.memory = memory.limit
    let updater = IndexUpdater(directory: try index.existing(), options: options)
    try work.run { _, onProgress in try updater.refit(rank: rank, onProgress: onProgress) }
  }
}
