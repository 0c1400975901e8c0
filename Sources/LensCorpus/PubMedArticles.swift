// PubMed's XML (https://dtd.nlm.nih.gov/ncbi/pubmed): articles and book chapters, as its search saves
// them and its yearly files hold them.

/// Articles of a PubmedArticleSet.
struct PubMedArticles: XMLDialect {
  static let records: Set<String> = ["PubmedArticle", "PubmedBookArticle", "DeleteCitation"]
  static let ignored: Set<String> = [
    "ReferenceList", "ChemicalList", "GrantList", "CommentsCorrectionsList", "GeneSymbolList",
    "DataBankList", "AffiliationInfo", "History", "InvestigatorList", "PersonalNameSubjectList",
  ]

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
    if record.name == "DeleteCitation" {
      let numbers = record.texts("PMID").joined(separator: ", ")
      batch.diagnostics.append(.deleted(place, "PubMed \(numbers.prefix(120))"))
      return
    }
    let isBook = record.name == "PubmedBookArticle"
    guard let citation = record.first(isBook ? "BookDocument" : "MedlineCitation") else {
      batch.diagnostics.append(
        Diagnostic(
          file: file, line: record.line, severity: .error, kind: .noText,
          expected: isBook ? "a <BookDocument>" : "a <MedlineCitation>", found: "none",
          cure: "Fetch the record again; it was skipped."))
      return
    }
    var assembly = PaperAssembly(place: place, limits: limits, hasMarkup: false)
    let article = isBook ? citation : citation.first("Article") ?? citation
    Self.readTexts(article, citation, &assembly)
    assembly.paper.authors = article.children("AuthorList")
      .filter { $0.attributes["Type"] != "editors" }
      .flatMap { $0.children("Author").compactMap(Self.name) }
    Self.readPublication(article, isBook: isBook, &assembly)
    Self.readKeywords(citation, &assembly)
    Self.readNames(record, citation, isBook: isBook, &assembly)
    batch.take(&assembly)
  }

  // MARK: Texts

  private static func readTexts(
    _ article: XMLElement, _ citation: XMLElement, _ assembly: inout PaperAssembly
  ) {
    let title = article.text("ArticleTitle") ?? article.text("Book", "BookTitle")
    assembly.add(title: title.map(withoutBrackets))
    assembly.add(title: article.text("VernacularTitle"), orKeepAs: "vernacular_title")
    assembly.add(abstract: article.first("Abstract").map(text))
    for other in citation.children("OtherAbstract") {
      let language = other.attributes["Language"].map { "_" + $0 } ?? ""
      assembly.add(abstract: text(other), orKeepAs: "abstract" + language)
    }
  }

  /// Takes off the brackets that PubMed sets around titles it has translated.
  private static func withoutBrackets(_ title: String) -> String {
    guard title.hasPrefix("[") else { return title }
    for ending in ["].", "]"] where title.hasSuffix(ending) {
      return String(title.dropFirst().dropLast(ending.count))
    }
    return title
  }

  /// The parts of a structured abstract, each with its label on a line of its own.
  private static func text(_ abstract: XMLElement) -> String {
    abstract.children("AbstractText").compactMap { part in
      guard let text = part.text() else { return nil }
      let label = part.attributes["Label"] ?? ""
      return label.isEmpty || label.uppercased() == "UNLABELLED" ? text : "\(label): \(text)"
    }.joined(separator: "\n")
  }

  private static func name(_ author: XMLElement) -> String? {
    if let group = author.text("CollectiveName") { return group }
    return PersonName.joined(
      given: author.text("ForeName") ?? author.text("Initials"), family: author.text("LastName"),
      suffix: author.text("Suffix"))
  }

  // MARK: Where and when

  private static func readPublication(
    _ article: XMLElement, isBook: Bool, _ assembly: inout PaperAssembly
  ) {
    if isBook {
      assembly.paper.venue = article.text("Book", "BookTitle")
      read(article.first("ContributionDate") ?? article.first("Book", "PubDate"), &assembly)
      return
    }
    assembly.paper.venue =
      article.text("Journal", "Title") ?? article.text("Journal", "ISOAbbreviation")
    read(article.first("Journal", "JournalIssue", "PubDate"), &assembly)
    if assembly.paper.date == nil {
      let year = assembly.paper.year
      read(article.first("ArticleDate"), &assembly)
      // The journal's year counts where the two differ.
      if let year, assembly.paper.year != year { assembly.paper.year = year }
    }
  }

  /// `<Year>2019</Year><Month>Oct</Month>` or `<MedlineDate>2019 Oct-Dec</MedlineDate>`.
  private static func read(_ date: XMLElement?, _ assembly: inout PaperAssembly) {
    guard let date else { return }
    if let year = date.text("Year").flatMap({ Int($0) }) {
      assembly.set(
        year: year, month: date.text("Month").flatMap { MonthName.number($0) },
        day: date.text("Day").flatMap { Int($0) })
      return
    }
    let words = date.text("MedlineDate")?.split { $0 == " " || $0 == "-" } ?? []
    guard let year = words.first.flatMap({ Int($0) }) else { return }
    assembly.set(year: year, month: words.dropFirst().first.flatMap { MonthName.number($0) })
  }

  // MARK: Keywords and names

  private static func readKeywords(_ citation: XMLElement, _ assembly: inout PaperAssembly) {
    var keywords = citation.children("KeywordList").flatMap { $0.texts("Keyword") }
    let headings = citation.first("MeshHeadingList")?.children("MeshHeading") ?? []
    for heading in headings.compactMap({ $0.text("DescriptorName") })
    where !keywords.contains(heading) {
      keywords.append(heading)
    }
    assembly.paper.keywords = keywords
  }

  private static func readNames(
    _ record: XMLElement, _ citation: XMLElement, isBook: Bool, _ assembly: inout PaperAssembly
  ) {
    let data = record.first(isBook ? "PubmedBookData" : "PubmedData", "ArticleIdList")
    let ids =
      (data?.children("ArticleId") ?? [])
      + (citation.first("ArticleIdList")?.children("ArticleId") ?? [])
    func id(_ kind: String) -> String? {
      ids.lazy.filter { $0.attributes["IdType"] == kind }.compactMap { $0.text() }.first
    }
    let locations = citation.first("Article")?.children("ELocationID") ?? []
    assembly.set(
      doi: id("doi") ?? locations.first { $0.attributes["EIdType"] == "doi" }?.text())
    let number = citation.text("PMID") ?? id("pubmed")
    assembly.set(id: number, from: .pubMed)
    if let number { assembly.paper.url = "https://pubmed.ncbi.nlm.nih.gov/\(number)/" }
    assembly.keep("pmcid", id("pmc"))
    let types = citation.first("Article", "PublicationTypeList")?.texts("PublicationType") ?? []
    assembly.keep("type", types.first)
    assembly.keep("language", citation.text("Article", "Language"))
  }
}
