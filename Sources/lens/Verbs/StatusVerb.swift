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
        lens status --duplicates
      """)

  @OptionGroup var index: IndexOption

  @Option(help: "Form: table or json.")
  var format = PlainFormat.table

  @Flag(
    help: "List the papers that came from several sources, and where these contradict each other.")
  var duplicates = false

  func run() throws {
    let engine = try index.open()
    if duplicates { return printDuplicates(try engine.unitedPapers()) }
    let status = try engine.status()
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
      ("fit", fit(status)),
      ("size", status.byteCount.asBytes),
      ("kernels", status.kernels),
    ]
    var facts = Facts()
    for (name, value) in rows { facts.add(name, value) }
    for file in status.files { facts.add("file", "\(file.name), \(file.byteCount.asBytes)") }
    Terminal.write(facts.text)
  }

  /// What came and went since the fit, and whether a refit is due.
  private func fit(_ status: IndexStatus) -> String {
    let fit = status.fit
    var parts: [String] = []
    if fit.folded > 0 {
      let energy =
        "(\((fit.foldedOutside * 100).fixed(1)) % of their energy outside the space, "
        + "\((fit.outside * 100).fixed(1)) % of the others')"
      // Where it matters, the reasons say it.
      parts.append("\(fit.folded) papers added since" + (fit.reasons.isEmpty ? " " + energy : ""))
    }
    if fit.removed > 0 { parts.append("\(fit.removed) removed since") }
    let summary = parts.isEmpty ? "of all papers" : parts.joined(separator: ", ")
    if fit.reasons.isEmpty { return summary }
    return summary + "; lens refit is due: " + fit.reasons.joined(separator: "; ")
  }

  /// Contradictions are listed one by one, papers whose sources agree are counted.
  private func printDuplicates(_ papers: [UnitedPaper]) {
    if format == .json {
      return Terminal.write(JSONValue.array(papers.map(\.json)).text(indent: 2) + "\n")
    }
    let contradicted = papers.filter { !$0.contradictions.isEmpty }
    Terminal.write(
      "\(papers.count) papers came from several sources, \(contradicted.count) with contradictions\n"
    )
    for united in contradicted {
      Terminal.write("\(united.paper.id.shown)  \(Style.title(united.paper.displayTitle.shown))\n")
      for found in united.contradictions {
        Terminal.write(
          "  \(Style.faint(found.field)) \(found.kept.shortened), but \(found.other.shortened) in "
            + "\("\(found.place)".shown)\n")
      }
    }
  }
}

extension JSONValue {
  /// As much of the text as a line has room for.
  fileprivate var shortened: String {
    let text = text().shown
    return text.count > 60 ? text.prefix(59) + "…" : text
  }
}
