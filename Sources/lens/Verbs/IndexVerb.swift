// `lens index`: read papers, learn the space, write the index.
import ArgumentParser
import LensSearch
import LensText

struct IndexVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Make an index of papers, or replace the one that is there.",
    discussion: """
      Reads weekly digests (text or Markdown), JSONL, BibTeX, RIS, EndNote, PubMed, NoteExpress, RefWorks, \
      CNKI records, tables, the JSON of Zotero, OpenAlex and Semantic Scholar, the XML of arXiv, PubMed and \
      the ACL Anthology, PDF, and folders of these, plain, .gz or .zst; - is standard input. The format is \
      found by content. \
      A bad record is reported with its place and skipped, the rest is indexed. The old index answers \
      until the new one is complete.

      Example:
        lens index papers.jsonl.zst
        lens index digests/*.md weekly-digest.txt --index ~/papers
        zcat snapshot.jsonl.gz | lens index -
        lens index library.bib pubmed.nbib
        lens index papers.csv --map title=Headline,abstract=Text
      """)

  @Argument(help: "Files to read; - is standard input.", completion: .file())
  var files: [String]

  @OptionGroup var index: IndexOption

  @OptionGroup var input: InputOptions

  @Option(
    help: ArgumentHelp(
      "Paired terms of your own: english; abbreviation<TAB>中文; 另一种, one concept a line.",
      valueName: "file"))
  var glossary: String?

  @Flag(help: "Leave out the glossary that comes with lens.")
  var noGlossary = false

  @Flag(help: "Stop at the first bad record, exit 2, and leave the old index as it is.")
  var strict = false

  @Option(help: "Dimensions of the LSA space, at most.")
  var rank = IndexBuilder.Options.defaultRank

  @OptionGroup var memory: MemoryOption

  @OptionGroup var work: WorkOptions

  func validate() throws {
    if files.isEmpty { throw ValidationError("Name at least one file, or - for standard input.") }
    if rank < 1 { throw ValidationError("--rank must be at least 1.") }
    try input.check()
  }

  /// The built-in glossary unless it is left out, and the user's own.
  private func chosenGlossary() throws -> Glossary {
    var chosen = noGlossary ? Glossary() : Glossary.builtIn
    guard let glossary else { return chosen }
    let text = try readFile(glossary)
    do throws(Glossary.BadLine) {
      chosen.append(try Glossary(parsing: text))
    } catch {
      throw Failure.unusable("\(glossary), \(error)")
    }
    return chosen
  }

  func run() throws {
    var options = try input.options()
    options.rank = rank
    options.threads = work.threads
    options.memory = memory.limit
    options.isStrict = strict
    options.glossary = try chosenGlossary()
    let builder = IndexBuilder(directory: try index.making(), options: options)
    try work.run { try builder.build(from: files, onRemark: $0, onProgress: $1) }
  }
}

extension BuildSummary {
  /// The summary as lines of name and value.
  var table: String {
    var rows: [(String, String)] = [
      ("papers", "\(papers)"),
      ("languages", "\(englishOnly) English, \(chineseOnly) Chinese, \(bilingual) both"),
      ("terms", "\(terms) (\(vocabulary) in the LSA space)"),
      ("k", "\(rank)"),
      ("energy", "\((capturedEnergy * 100).fixed(1)) % captured"),
      ("parts", "\(segments), in the space of an even sample of \(sample) papers"),
      ("time", "\(seconds.fixed(2)) s"),
      ("size", byteCount.asBytes),
      ("index", directory),
    ]
    if segments == 1 { rows.removeAll { $0.0 == "parts" } }
    if merged > 0 { rows.append(("merged", "\(merged) repeated records")) }
    if skipped > 0 {
      rows.append(("skipped", "\(skipped) \(skipped == 1 ? "record" : "records")"))
      for (reason, count) in skipReasons { rows.append(("", "\(count) × not \(reason)")) }
    }
    if repairedBytes > 0 { rows.append(("repaired", "\(repairedBytes) broken bytes")) }
    var facts = Facts()
    for (name, value) in rows { facts.add(name, value) }
    return facts.text
  }
}
