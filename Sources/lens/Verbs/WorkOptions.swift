// What the verbs that make an index or change it share: threads, progress, the form of the summary.
import ArgumentParser
import LensSearch

/// How long work is done and told of.
struct WorkOptions: ParsableArguments {
  @Option(help: "Threads to use (default: all cores).")
  var threads: Int?

  @Option(help: "Form of the summary: table or json.")
  var format = PlainFormat.table

  @Flag(help: "Print every diagnostic, not the first few of each kind, and where the time went.")
  var verbose = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
  }

  /// Does work under a progress bar, tells what was remarked on, and prints the summary.
  func run<Summary: WorkSummary>(
    _ work: (
      _ onRemark: @escaping (InputRemark) -> Void, _ onProgress: @escaping (BuildProgress) -> Void
    ) throws -> Summary
  ) throws {
    let bar = ProgressBar()
    defer { bar.clear() }
    let log = RemarkLog(isVerbose: verbose, bar: bar)
    let summary = try work(
      { log.report($0) },
      { bar.draw($0.stage.rawValue, fraction: $0.fraction, detail: $0.detail) })
    bar.clear()
    log.finish()
    if verbose { Terminal.note(summary.stages.table) }
    format.write(summary)
  }
}

/// What long work has to say in the end.
protocol WorkSummary {
  var stages: [BuildStage] { get }
  var table: String { get }
  var json: JSONValue { get }
}

extension BuildSummary: WorkSummary {}
extension UpdateSummary: WorkSummary {}

extension PlainFormat {
  /// Prints a summary.
  func write(_ summary: some WorkSummary) {
    switch self {
    case .table: Terminal.write(summary.table)
    case .json: Terminal.write(summary.json.text(indent: 2) + "\n")
    }
  }
}
