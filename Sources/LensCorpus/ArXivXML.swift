// arXiv's two XML interfaces: the Atom feed of its search (https://info.arxiv.org/help/api) and the
// OAI-PMH harvest (https://info.arxiv.org/help/oa), the latter with its own metadata (`arXiv`,
// `arXivRaw`) or Dublin Core, which every other OAI-PMH repository writes, too.

/// Entries of an Atom feed.
struct AtomEntries: XMLDialect {
  static let records: Set<String> = ["entry"]
  static let ignored: Set<String> = []

  private let file: String
  private let limits: Limits

  init(file: String, limits: Limits) {
    self.file = file
    self.limits = limits
  }

  mutating func take(
    _ entry: XMLElement, in ancestors: [XMLAncestor], into batch: inout ParsedBatch
  ) {
    let place = SourcePlace(file: file, line: entry.line)
    let id = entry.text("id")
    // arXiv answers a bad query with a feed of one entry that is no paper.
    if let id, id.contains("/api/errors") {
      batch.diagnostics.append(
        .refusal(place, entry.text("summary") ?? entry.text("title") ?? id))
      return
    }
    var assembly = PaperAssembly(place: place, limits: limits, hasMarkup: false)
    assembly.add(title: entry.text("title"))
    assembly.add(abstract: entry.first("summary")?.rawText ?? entry.first("content")?.rawText)
    assembly.paper.authors = entry.children("author").compactMap { $0.text("name") }
    assembly.set(date: entry.text("published"))
    assembly.set(date: entry.text("updated"))
    assembly.paper.venue = entry.text("journal_ref")
    for category in entry.children("category") {
      if let term = category.attributes["term"], !assembly.paper.keywords.contains(term) {
        assembly.paper.keywords.append(term)
      }
    }
    assembly.set(doi: entry.text("doi"))
    assembly.keep("comment", entry.text("comment"))
    let links = entry.children("link")
    let page = links.first { $0.attributes["rel"] == "alternate" } ?? links.first
    assembly.paper.url = page?.attributes["href"]
    let number = id.flatMap(Identifiers.arXivNumber)
    assembly.set(arXiv: number)
    assembly.set(id: number ?? id, from: .given)
    batch.take(&assembly)
  }
}

/// Records of an OAI-PMH harvest.
struct OAIRecords: XMLDialect {
  static let records: Set<String> = ["record", "error"]
  static let ignored: Set<String> = ["about"]

  private let file: String
  private let limits: Limits

  init(file: String, limits: Limits) {
    self.file = file
    self.limits = limits
  }

  mutating func take(
    _ record: XMLElement, in ancestors: [XMLAncestor], into batch: inout ParsedBatch
  ) {
    let place = SourcePlace(file: file, line: record.line)
    if record.name == "error" {
      let code = record.attributes["code"] ?? "error"
      let said = record.text().map { ": " + $0 } ?? ""
      batch.diagnostics.append(.refusal(place, code + said))
      return
    }
    let identifier = record.text("header", "identifier")
    if record.first("header")?.attributes["status"] == "deleted" {
      batch.diagnostics.append(.deleted(place, identifier ?? "a record"))
      return
    }
    guard let metadata = record.first("metadata")?.children().first else {
      batch.diagnostics.append(
        Diagnostic(
          file: file, line: record.line, severity: .error, kind: .noText,
          expected: "<metadata> in the record", found: "none",
          cure: "Harvest it with metadataPrefix=arXiv or oai_dc; it was skipped."))
      return
    }
    let isArXiv = metadata.name.hasPrefix("arXiv")
    let isArXivs = isArXiv || identifier?.hasPrefix("oai:arXiv.org:") == true
    var assembly = PaperAssembly(place: place, limits: limits, hasMarkup: !isArXivs)
    if isArXiv {
      Self.readArXiv(metadata, &assembly)
    } else {
      Self.readDublinCore(metadata, identifier, &assembly)
    }
    batch.take(&assembly)
  }

  private static func readArXiv(_ paper: XMLElement, _ assembly: inout PaperAssembly) {
    assembly.add(title: paper.text("title"))
    assembly.add(abstract: paper.first("abstract")?.rawText)
    let authors = paper.first("authors")?.children("author") ?? []
    assembly.paper.authors = authors.compactMap {
      PersonName.joined(
        given: $0.text("forenames"), family: $0.text("keyname"), suffix: $0.text("suffix"))
    }
    if authors.isEmpty {
      assembly.paper.authors = paper.text("authors").map(AuthorNames.split) ?? []
    }
    assembly.set(date: paper.text("created"))
    // arXivRaw dates its versions as mail does: "Fri, 1 Sep 2023 17:59:59 GMT".
    let versions = paper.children("version")
    assembly.set(mailDate: versions.first?.text("date"))
    assembly.set(date: paper.text("updated"))
    assembly.paper.venue = paper.text("journal-ref")
    assembly.paper.keywords =
      paper.text("categories")?.split(separator: " ").map(String.init) ?? []
    assembly.set(doi: paper.text("doi"))
    for name in ["comments", "report-no", "msc-class", "acm-class", "license"] {
      assembly.keep(name, paper.text(name))
    }
    let id = paper.text("id")
    assembly.set(arXiv: id)
    assembly.set(id: id.map { Identifiers.arXivNumber($0) ?? $0 }, from: .given)
  }

  /// Dublin Core repeats its fields: titles and descriptions in several languages, dates of several
  /// versions, identifiers of several kinds.
  private static func readDublinCore(
    _ paper: XMLElement, _ identifier: String?, _ assembly: inout PaperAssembly
  ) {
    for title in paper.texts("title") { assembly.add(title: title) }
    for description in paper.children("description") {
      let text = description.rawText
      if Substring(text).trimmedASCII.hasPrefix("Comment:") {
        assembly.keep("comments", description.text().map { String($0.dropFirst(8).trimmedASCII) })
      } else {
        assembly.add(abstract: text)
      }
    }
    assembly.paper.authors = paper.texts("creator")
    assembly.paper.keywords = paper.texts("subject")
    // The first date is the first version's.
    for date in paper.texts("date").sorted() { assembly.set(date: date) }
    assembly.paper.venue = paper.texts("source").first ?? paper.texts("publisher").first
    var number = identifier.flatMap(arXivNumber)
    for name in paper.texts("identifier") + paper.texts("relation") {
      if let doi = Identifiers.doi(name) {
        assembly.set(doi: doi)
      } else if let found = Identifiers.arXivNumber(name) {
        number = number ?? found
      } else if name.hasPrefix("http"), assembly.paper.url == nil {
        assembly.paper.url = name
      }
    }
    assembly.set(arXiv: number)
    assembly.set(id: number ?? identifier, from: .given)
  }

  /// The number in `oai:arXiv.org:0704.0001`.
  private static func arXivNumber(_ identifier: String) -> String? {
    identifier.hasPrefix("oai:arXiv.org:")
      ? Identifiers.arXivNumber(String(identifier.dropFirst(14))) : nil
  }
}

extension ParsedBatch {
  /// Takes the paper of an assembly, if it makes one, and its remarks.
  mutating func take(_ assembly: inout PaperAssembly) {
    if let paper = assembly.finish() { papers.append(paper) }
    diagnostics += assembly.diagnostics
  }
}

extension Diagnostic {
  /// A server's answer that is no paper.
  static func refusal(_ place: SourcePlace, _ answer: String) -> Diagnostic {
    Diagnostic(
      file: place.file, line: place.line, severity: .error, kind: .noRecords, expected: "papers",
      found: "the server's answer \"\(answer.prefix(120))\"",
      cure: "Correct the query and fetch the file again.")
  }

  /// A record that its source has withdrawn.
  static func deleted(_ place: SourcePlace, _ name: String) -> Diagnostic {
    Diagnostic(
      file: place.file, line: place.line, severity: .note, kind: .deleted, expected: "a paper",
      found: "\(name), which its source has deleted",
      cure: "It was skipped; there is nothing to do."
    )
  }
}
