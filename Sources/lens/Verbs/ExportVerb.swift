// `lens export`: the whole library in a form that other programs read.
import ArgumentParser
import LensSearch

struct ExportVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the papers of the index, all or those that meet a condition.",
    discussion: """
      What lens has no field for is written too, as it was read. jsonl can be indexed again; \
      md is for reading. To write the answer to a question, see lens query --format.

      Example:
        lens export > papers.jsonl
        lens export --format bibtex > library.bib
        lens export --where 'tag = reading' --format ris > reading.ris
        lens export --format csl --index ~/papers > library.json
      """)

  @OptionGroup var index: IndexOption

  @OptionGroup var condition: WhereOption

  @Option(help: "Form: \(PaperList.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = PaperList.jsonl

  /// Bytes that are written at a time.
  private static let pieceSize = 1 << 16

  func run() throws {
    let filter = try condition.filter()
    let engine = try index.open()
    var pending = ""
    var writer = PaperListWriter(format) { piece in
      pending += piece
      guard pending.utf8.count >= Self.pieceSize else { return }
      Terminal.write(pending)
      pending = ""
    }
    var isEmpty = true
    try engine.forEachPaper(where: filter) {
      writer.add($0)
      isEmpty = false
    }
    writer.finish()
    Terminal.write(pending)
    if isEmpty, !filter.isEmpty { Terminal.note("No paper meets the condition.") }
  }
}

extension PaperList: ExpressibleByArgument {}
