// Papers of Semantic Scholar (https://api.semanticscholar.org): its interface writes `paperId` and
// `{"data": […]}`, its data sets JSONL in lower case (`corpusid`, `externalids`).

/// Makes papers of Semantic Scholar's records.
enum SemanticScholarRecord {
  static func paper(_ record: JSONRecord, _ assembly: inout PaperAssembly) -> Paper? {
    assembly.add(title: record.text("title"))
    assembly.add(abstract: record.text("abstract", "paperAbstract"))
    readSummary(record, &assembly)
    assembly.paper.authors = record.with("authors", names) ?? []
    assembly.set(date: record.text("publicationDate", "publicationdate"))
    assembly.set(year: record.integer("year"))
    assembly.paper.venue = venue(record)
    assembly.paper.keywords = fields(record)
    readNames(record, &assembly)
    assembly.paper.extra += record.extra(except: known, shorterThan: 256)
    return assembly.finish()
  }

  private static let known: Set<String> = [
    "paperId", "corpusId", "corpusid", "title", "abstract", "paperAbstract", "year", "venue",
    "publicationDate", "publicationdate", "url", "s2Url", "doi", "id",
  ]

  /// The sentence a model made of the paper: its abstract where it has none, kept in any case.
  private static func readSummary(_ record: JSONRecord, _ assembly: inout PaperAssembly) {
    guard let summary = record.with("tldr", { $0["text"]?.text ?? $0.text }) else { return }
    if assembly.paper.abstract == nil, assembly.paper.abstractZH == nil {
      assembly.add(abstract: summary)
    }
    assembly.keep("tldr", summary)
  }

  private static func names(_ list: JSONNode) -> [String]? {
    list.children.compactMap { $0["name"]?.text ?? $0.text }
  }

  private static func venue(_ record: JSONRecord) -> String? {
    record.text("venue") ?? record.with("publicationVenue") { $0["name"]?.text }
      ?? record.with("journal") { $0["name"]?.text }
  }

  /// Fields of study, each once.
  private static func fields(_ record: JSONRecord) -> [String] {
    var found = record.with("fieldsOfStudy") { $0.children.compactMap(\.text) } ?? []
    for list in ["s2FieldsOfStudy", "s2fieldsofstudy"] as [StaticString] {
      let more = record.with(list) { $0.children.compactMap { $0["category"]?.text } } ?? []
      for field in more where !found.contains(field) { found.append(field) }
    }
    return found
  }

  private static func readNames(_ record: JSONRecord, _ assembly: inout PaperAssembly) {
    let given: (arXiv: String?, doi: String?, pmid: String?)
    let read: (JSONNode) -> (arXiv: String?, doi: String?, pmid: String?)? = { ids in
      guard ids.isObject else { return nil }
      return (ids["ArXiv"]?.text, ids["DOI"]?.text, ids["PubMed"]?.text)
    }
    given =
      record.with("externalIds", read) ?? record.with("externalids", read) ?? (nil, nil, nil)
    assembly.paper.url = record.text("url", "s2Url")
    assembly.set(arXiv: given.arXiv)
    assembly.set(doi: given.doi ?? record.text("doi"))
    assembly.set(pmid: given.pmid)
    let corpus = record.text("corpusId", "corpusid").map { "CorpusId:\($0)" }
    assembly.set(id: record.text("paperId") ?? record.text("id") ?? corpus, from: .semanticScholar)
  }
}
