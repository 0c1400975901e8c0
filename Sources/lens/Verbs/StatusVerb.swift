// `lens status`: what the index holds and where.
import ArgumentParser
import LensSearch

struct StatusVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Describe the index.",
    discussion: """
      Example:
        lens status
        lens status --format json --index ~/papers
      """)

  @OptionGroup var index: IndexOption

  @Option(help: "Form: table or json.")
  var format = PlainFormat.table

  func run() throws {
    let status = try index.open().status()
    if format == .json { return Terminal.write(status.json.text(indent: 2) + "\n") }
    let energy = (status.capturedEnergy * 100).fixed(1)
    let years = [status.firstYear, status.lastYear].compactMap { $0.map(String.init) }
    let rows: [(String, String)] = [
      ("index", status.directory),
      ("made", status.created ?? "unknown"),
      ("papers", "\(status.papers)"),
      (
        "languages",
        "\(status.englishOnly) English, \(status.chineseOnly) Chinese, \(status.bilingual) both"
      ),
      ("years", years.isEmpty ? "unknown" : Set(years).sorted().joined(separator: " to ")),
      ("terms", "\(status.terms) (\(status.vocabulary) in the LSA space)"),
      ("k", "\(status.rank), \(energy) % of the energy"),
      ("segments", "\(status.segments)"),
      ("size", status.byteCount.asBytes),
      ("kernels", status.kernels),
    ]
    var facts = Facts()
    for (name, value) in rows { facts.add(name, value) }
    for file in status.files { facts.add("file", "\(file.name), \(file.byteCount.asBytes)") }
    Terminal.write(facts.text)
  }
}
