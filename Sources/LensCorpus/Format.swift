// The formats that lens reads, and how it tells them by their content. File names are not looked at:
// standard input has none, and what people save from a browser is called anything.

/// A format of paper records.
public enum Format: String, Sendable, Equatable, CaseIterable {
  /// A weekly digest as a person saves it from the web page: title line, then English title, Chinese
  /// title, Chinese abstract of each paper.
  case digest
  /// A weekly digest as Markdown: headings, `[Chinese title](address)`, abstract.
  case markdown
  /// Objects with lens's own field names or arXiv's, one a line, one after another or in a list.
  case jsonl
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
}

extension Format {
  /// The format of a text that starts with `opening` (up to 64 KiB of UTF-8 is looked at).
  static func detect(
    _ opening: UnsafeBufferPointer<UInt8>, file: String, claimed: Format?
  ) throws(CorpusError) -> Format {
    let look = Look(UnsafeBufferPointer(rebasing: opening.prefix(64 << 10)))
    if let claimed { return claimed }
    if look.objects * 2 >= look.lines { return JSONShape.dialect(opening) }
    // A Markdown digest may start with a title line, too; one stray `# …` makes no Markdown of it.
    if look.headings > (look.startsWithDigestTitle ? 1 : 0) { return .markdown }
    if look.startsWithDigestTitle { return .digest }
    throw .unknownFormat(file: file, found: look.firstLine)
  }

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
