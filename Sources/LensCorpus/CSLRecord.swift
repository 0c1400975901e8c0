// CSL-JSON, the records of citation processors, as Zotero, Pandoc and Crossref write them. The
// schema lies at https://github.com/citation-style-language/schema; exports stray from it, and what
// they stray into is read too (years as strings, dates as text, one author that is no list).

/// Makes papers of CSL-JSON items.
enum CSLRecord {
  static func paper(_ record: JSONRecord, _ assembly: inout PaperAssembly) -> Paper? {
    readTitles(record, &assembly)
    assembly.add(abstract: record.text("abstract"))
    // CSL has one abstract; lens writes the second where CSL leaves room for what it does not know.
    assembly.add(abstract: record.with("custom") { $0["abstract_zh"]?.string })
    assembly.paper.authors = record.with("author", names) ?? []
    if assembly.paper.authors.isEmpty {
      assembly.paper.authors = record.with("editor", names) ?? []
    }
    readDate(record, &assembly)
    assembly.paper.venue =
      first(record, "container-title")
      ?? record.text("event-title", "event", "publisher").map(Markup.plainLine)
    assembly.paper.keywords = record.with("keyword", keywords) ?? []
    assembly.paper.url = record.text("URL", "url")
    assembly.set(doi: record.text("DOI", "doi"))
    assembly.set(pmid: record.text("PMID", "pmid"))
    readArXivNumber(record, &assembly)
    // Zotero's addresses of its own items mean nothing outside of it; a cite key does.
    let id = record.text("id", "citation-key")
    let isAddress = id?.contains("://") ?? false
    assembly.set(id: isAddress ? record.text("citation-key") : id, from: .given)
    assembly.paper.extra += record.extra(except: known)
    return assembly.finish()
  }

  private static let known: Set<String> = [
    "id", "citation-key", "title", "original-title", "abstract", "author", "issued",
    "container-title", "keyword", "URL", "url", "DOI", "doi", "PMID", "pmid", "accessed", "custom",
  ]

  private static func readTitles(_ record: JSONRecord, _ assembly: inout PaperAssembly) {
    var title = first(record, "title")
    // Crossref keeps the part behind the colon apart.
    if let main = title, let subtitle = first(record, "subtitle"), !main.contains(subtitle) {
      title = main + ": " + subtitle
    }
    assembly.add(title: title)
    assembly.add(title: first(record, "original-title"), orKeepAs: "original-title")
  }

  /// A string, or the first string of a list.
  private static func first(_ record: JSONRecord, _ name: StaticString) -> String? {
    record.with(name) { node in
      (node.text ?? node.children.lazy.compactMap(\.text).first).map(Markup.plainLine)
    }
  }

  private static func names(_ node: JSONNode) -> [String]? {
    if let text = node.text { return AuthorNames.split(text) }
    if node.isObject { return name(node).map { [$0] } }
    return node.children.compactMap { $0.text ?? name($0) }
  }

  private static func name(_ node: JSONNode) -> String? {
    if let whole = node["literal"]?.text ?? node["name"]?.text { return whole }
    let particles = [node["dropping-particle"]?.text, node["non-dropping-particle"]?.text]
      .compactMap { $0 }
    return PersonName.joined(
      given: node["given"]?.text,
      particle: particles.isEmpty ? nil : particles.joined(separator: " "),
      family: node["family"]?.text, suffix: node["suffix"]?.text)
  }

  private static func keywords(_ node: JSONNode) -> [String]? {
    if let text = node.text { return KeywordList.split(text) }
    return node.children.compactMap(\.text)
  }

  private static func readDate(_ record: JSONRecord, _ assembly: inout PaperAssembly) {
    let names: [StaticString] = ["issued", "published", "published-print", "published-online"]
    for name in names where assembly.paper.year == nil {
      let date = record.with(name, date)
      assembly.set(year: date?.year, month: date?.month, day: date?.day)
    }
    assembly.set(date: record.text("issued"))
    if assembly.paper.year == nil, record.has("issued") {
      let found = record.with("issued") { $0["literal"]?.text ?? $0["raw"]?.text ?? $0.text }
      assembly.warn(
        .wrongType, "a date in \"issued\"", found.map { "\"\($0.prefix(40))\"" } ?? "none",
        "Correct the field; it was ignored.")
    }
  }

  /// `{"date-parts": [[2020, 5, 17]]}` with numbers or strings, `{"raw": "2020-05"}`, `{"year": 2020}`.
  private static func date(_ node: JSONNode) -> (year: Int, month: Int?, day: Int?)? {
    if let parts = node["date-parts"] {
      let start = parts.children.lazy.filter(\.isArray).first { _ in true } ?? parts
      let numbers = start.children.map(\.integer)
      guard let year = numbers.first ?? nil else { return nil }
      return (year, numbers.dropFirst().first ?? nil, numbers.dropFirst(2).first ?? nil)
    }
    if let year = node["year"]?.integer {
      return (year, node["month"]?.integer, node["day"]?.integer)
    }
    guard let text = node["raw"]?.text ?? node["literal"]?.text,
      let found = CalendarDate.parse(text)
    else { return nil }
    let parts = found.iso.split(separator: "-").map { Int($0) }
    return (found.year, parts.dropFirst().first ?? nil, parts.dropFirst(2).first ?? nil)
  }

  /// From the number, the archive's location or the notes, where Zotero puts what CSL has no field for.
  private static func readArXivNumber(_ record: JSONRecord, _ assembly: inout PaperAssembly) {
    if let url = assembly.paper.url, Identifiers.arXivNumber(url) != nil { return }
    var candidates = [record.text("number"), record.text("archive_location")].compactMap { $0 }
    candidates += record.text("note")?.split(whereSeparator: \.isNewline).map(String.init) ?? []
    guard let named = candidates.first(where: { $0.lowercased().hasPrefix("arxiv:") }) else {
      return
    }
    // "arXiv:2403.19887 [cs]" names a category behind the number.
    let number = named.dropFirst(6).trimmedASCII.prefix { !$0.isWhitespace }
    if let url = assembly.paper.url, Identifiers.arXivNumber(String(number)) != nil {
      assembly.keep("other_url", url)
    }
    assembly.set(arXiv: String(number))
  }
}
