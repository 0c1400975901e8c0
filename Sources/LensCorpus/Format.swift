// The formats that lens reads, and how it tells them: by content first, because standard input has no
// name and what people save from a browser is called anything; by the file's suffix where the content
// leaves it open.

/// A format of paper records.
public enum Format: String, Sendable, Equatable, CaseIterable {
  /// A weekly digest as a person saves it from the web page: title line, then English title, Chinese
  /// title, Chinese abstract of each paper.
  case digest
  /// A weekly digest as Markdown: headings, `[Chinese title](address)`, abstract.
  case markdown
  /// Objects with lens's own field names or arXiv's, one a line, one after another or in a list.
  case jsonl
  /// BibTeX or BibLaTeX.
  case bibtex
  /// RIS, as publishers and databases export it.
  case ris
  /// EndNote's tagged format, `%T`.
  case endnote
  /// PubMed's MEDLINE format.
  case nbib
  /// NoteExpress, `{Title}:`.
  case noteexpress
  /// RefWorks tagged format.
  case refworks
  /// CNKI's own form, `Title-题名:`.
  case cnki
  /// Comma-separated values with a header.
  case csv
  /// Tab-separated values with a header.
  case tsv
  /// CSL-JSON, as Zotero and Pandoc write it.
  case csl
  /// Works of OpenAlex.
  case openAlex = "openalex"
  /// Papers of Semantic Scholar.
  case semanticScholar = "semanticscholar"
  /// An OAI-PMH harvest: arXiv's metadata or Dublin Core.
  case oai
  /// The Atom feed of arXiv's search.
  case atom
  /// PubMed's XML.
  case pubMed = "pubmed"
  /// The ACL Anthology's XML.
  case acl
  /// The first page of a PDF, through poppler's pdftotext.
  case pdf

  /// What a person calls it.
  public var displayName: String {
    switch self {
    case .digest: "weekly digest"
    case .markdown: "Markdown digest"
    case .jsonl: "JSONL"
    case .bibtex: "BibTeX"
    case .ris: "RIS"
    case .endnote: "EndNote tagged format"
    case .nbib: "MEDLINE format"
    case .noteexpress: "NoteExpress format"
    case .refworks: "RefWorks tagged format"
    case .cnki: "CNKI's format"
    case .csv: "CSV"
    case .tsv: "TSV"
    case .csl: "CSL-JSON"
    case .openAlex: "OpenAlex JSON"
    case .semanticScholar: "Semantic Scholar JSON"
    case .oai: "OAI-PMH XML"
    case .atom: "Atom XML"
    case .pubMed: "PubMed XML"
    case .acl: "ACL Anthology XML"
    case .pdf: "PDF"
    }
  }

  /// What names of such files end in, where that says more than "text".
  private var suffixes: [String] {
    switch self {
    case .digest: []
    case .markdown: ["md", "markdown"]
    case .jsonl: ["jsonl", "ndjson"]
    case .bibtex: ["bib", "bibtex"]
    case .ris: ["ris"]
    case .endnote: ["enw"]
    case .nbib: ["nbib", "medline"]
    case .noteexpress: ["net", "ne"]
    case .refworks: ["refworks"]
    case .cnki: ["eln", "cnki"]
    case .csv: ["csv"]
    case .tsv: ["tsv", "tab"]
    // Told by their content alone.
    case .csl, .openAlex, .semanticScholar, .oai, .atom, .pubMed, .acl, .pdf: []
    }
  }

  /// The format that a file's name ends in, a suffix of compression aside.
  static func named(by file: String) -> Format? {
    var parts = DigestTitle.fileName(file).lowercased().split(separator: ".").dropFirst()
    if let last = parts.last, ["gz", "zst", "zstd"].contains(last) { parts.removeLast() }
    guard let last = parts.last else { return nil }
    return allCases.first { $0.suffixes.contains(String(last)) }
  }
}

extension Format {
  /// What reads it line by line; nil for JSON, which is parsed in blocks, and for documents.
  func parser(file: String, limits: Limits, columns: ColumnMapping) -> (any LineParser)? {
    switch self {
    case .jsonl, .csl, .openAlex, .semanticScholar: nil
    case .oai, .atom, .pubMed, .acl, .pdf: nil
    case .digest: DigestTextParser(file: file, limits: limits)
    case .markdown: DigestMarkdownParser(file: file, limits: limits)
    case .bibtex: BibTeXParser(file: file, limits: limits)
    case .ris: TaggedParser<RIS>(file: file, limits: limits)
    case .endnote: TaggedParser<EndNoteTagged>(file: file, limits: limits)
    case .nbib: TaggedParser<MEDLINE>(file: file, limits: limits)
    case .noteexpress: TaggedParser<NoteExpress>(file: file, limits: limits)
    case .refworks: TaggedParser<RefWorks>(file: file, limits: limits)
    case .cnki: TaggedParser<CNKIRecords>(file: file, limits: limits)
    case .csv: TableParser(file: file, limits: limits, delimiter: nil, columns: columns)
    case .tsv: TableParser(file: file, limits: limits, delimiter: 0x09, columns: columns)
    }
  }

  /// The format of a text that starts with `opening` (up to 64 KiB of UTF-8 is looked at).
  static func detect(
    _ opening: UnsafeBufferPointer<UInt8>, file: String, claimed: Format?
  ) throws(CorpusError) -> Format {
    let look = Look(UnsafeBufferPointer(rebasing: opening.prefix(64 << 10)))
    if let claimed { return claimed }
    let lines = Opening(opening)
    // First, because a table may hold lines of any format in quotation marks.
    if let table = TableHeader.format(of: lines) { return table }
    // Before JSON: NoteExpress's lines begin with braces, too.
    if let found = recognisers.first(where: { $0.recognises(lines) }) { return found.format }
    if look.objects * 2 >= look.lines { return JSONShape.dialect(opening) }
    // A Markdown digest may start with a title line, too; one stray `# …` makes no Markdown of it.
    if look.headings > (look.startsWithDigestTitle ? 1 : 0) { return .markdown }
    if look.startsWithDigestTitle { return .digest }
    if let named = named(by: file) { return named }
    throw .unknownFormat(file: file, found: look.firstLine)
  }

  /// The formats that are told by their tags, the plainest signs first.
  private static let recognisers: [(format: Format, recognises: @Sendable (Opening) -> Bool)] = [
    (.bibtex, BibTeXParser.recognises), (.ris, RIS.recognises), (.nbib, MEDLINE.recognises),
    (.noteexpress, NoteExpress.recognises), (.endnote, EndNoteTagged.recognises),
    (.cnki, CNKIRecords.recognises), (.refworks, RefWorks.recognises),
  ]

  /// What the lines of an opening look like.
  private struct Look {
    var lines = 0
    var objects = 0
    var headings = 0
    var firstLine = ""
    var startsWithDigestTitle = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
      for slice in bytes.split(separator: 0x0A) {
        let line = UnsafeBufferPointer(rebasing: slice).trimmedASCII
        guard let first = line.first else { continue }
        lines += 1
        if lines == 1 { lookAtFirst(line) }
        if first == 0x7B { objects += 1 }
        if first == 0x23, MarkdownLine.heading(String(decoding: line, as: UTF8.self)) != nil {
          headings += 1
        }
      }
    }

    private mutating func lookAtFirst(_ line: UnsafeBufferPointer<UInt8>) {
      firstLine = Excerpt.of(line)
      let text = String(decoding: line.prefix(400), as: UTF8.self)
      startsWithDigestTitle = DigestTitle.isTitle(text)
    }
  }
}
