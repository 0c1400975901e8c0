// `lens check`: read every byte of the index against its checksums.
import ArgumentParser
import LensSearch

struct CheckVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verify every byte of the index.",
    discussion: """
      Names the file and the section of each damage. Exit code 0 when the index is whole, 1 when it is \
      damaged.

      Example:
        lens check
        lens check --index ~/papers --format json
      """)

  @OptionGroup var index: IndexOption

  @Option(help: "Form: table or json.")
  var format = PlainFormat.table

  func run() throws {
    let bar = ProgressBar()
    let report = try IndexCheck.run(in: try index.existing()) {
      bar.draw("checking", fraction: $0, detail: "")
    }
    bar.clear()
    switch format {
    case .json: Terminal.write(report.json.text(indent: 2) + "\n")
    case .table:
      for note in report.notes { Terminal.note("note: \(note.shown)") }
      for finding in report.damage { Terminal.write("damaged: \(finding.shown)\n") }
      if report.isWhole {
        Terminal.write(
          "whole: \(report.files) files, \(report.byteCount.asBytes), every byte verified\n")
      }
    }
    if !report.isWhole {
      throw Failure.running("the index is damaged. Make it again with lens index FILES…")
    }
  }
}
