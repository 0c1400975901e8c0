// Measures the parts of lens one after another: what a change of one of them is worth shows here in
// seconds, and where the time of a whole index goes. Each file *Parts.swift holds the parts of one
// module or two; Part.swift says what a part is.
import ArgumentParser
import Benchmark
import Foundation

@main
struct PartsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "PartsBench", abstract: "Measure the parts of lens one by one.",
    discussion: """
      Reads the papers of LENS_PAPERS, a file or a folder in any format that lens reads, and without it \
      the sample library of the repository. A row is the median of seven runs after one that is not \
      counted; its rate is in the unit that stands in brackets behind its name. What files an index \
      would have stay in memory, so that no disk is measured, except for the catalogue.

        LENS_PAPERS=papers.jsonl PartsBench
        PartsBench --filter 'search|SVD' --iterations 20
        PartsBench --format json --columns name,rate,min,max > parts.json

      Columns: name, rate, time (the median), min, max, avg, std, iterations, p0 to p100. Parts:

      \(suites(of: Shared { try Library(reading: papers) }).map(\.outline).joined(separator: "\n"))
      """)

  @OptionGroup var arguments: BenchmarkArguments

  static func main() {
    // Before the arguments are read, which may name it.
    BenchmarkColumn.register(rateColumn)
    main(nil)
  }

  func run() throws {
    let library = try Library(reading: Self.papers)
    var runner = BenchmarkRunner(
      suites: Self.suites(of: Shared { library }), settings: arguments.settings,
      customDefaults: [
        Iterations(7), WarmupIterations(1), TimeUnit(.ms),
        Columns(["name", "rate", "time", "std", "iterations"]),
      ])
    try runner.run()
  }

  /// What is read unless LENS_PAPERS says otherwise: index/sample, found from this file.
  private static var papers: String {
    ProcessInfo.processInfo.environment["LENS_PAPERS"]
      ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../index/sample").standardized.path
  }

  private static func suites(of library: Shared<Library>) -> [BenchmarkSuite] {
    let terms = Shared { try library().counted(threads: nil) }
    return [
      textParts(library), storeParts(library), lexicalParts(library, terms), linearParts(terms),
      vectorParts(),
    ]
  }
}

extension BenchmarkSuite {
  /// The names of its parts, for people.
  fileprivate var outline: String {
    benchmarks.map { "  \(name).\($0.name)" }.joined(separator: "\n")
  }
}
