// Papers as CSL-JSON, for Pandoc, Zotero and other citation processors. What CSL has a field for is
// written there, whatever format it was read from, so that CSL in gives the same CSL out; the Chinese
// title beside an English one goes to `original-title`, the Chinese abstract to `custom`, where the
// reader finds them again.
import LensCorpus

extension Paper {
  /// The paper as an item of CSL-JSON 1.0.2.
  public var csl: JSONValue {
    var members: [JSONValue.Member] = []
    func add(_ name: String, _ value: JSONValue?) {
      if let value { members.append(JSONValue.Member(name, value)) }
    }
    add("id", .string(id))
    add("type", cslType)
    add("title", .text(title ?? titleZH))
    if title != nil { add("original-title", .text(titleZH)) }
    add("author", authors.isEmpty ? nil : .array(authors.map { CSLName.parts(of: $0) }))
    add("issued", cslDate)
    add("container-title", .text(venue))
    add("abstract", .text(abstract ?? abstractZH))
    add("keyword", keywords.isEmpty ? nil : .string(keywords.joined(separator: "; ")))
    add("URL", .text(url))
    add("DOI", .text(doi))
    add("PMID", extra.first { $0.name == "pmid" }.map { .raw($0.json) })
    if title == nil, titleZH != nil, !extra.contains(where: { $0.name == "language" }) {
      add("language", .string("zh"))
    }
    for field in extra where Self.cslVariables.contains(field.name) {
      add(field.name, .raw(field.json))
    }
    if abstract != nil, abstractZH != nil {
      add("custom", .object(["abstract_zh": .text(abstractZH)]))
    }
    return .object(members)
  }

  /// The record's own type if CSL knows it, else what venue and address suggest.
  private var cslType: JSONValue {
    if let own = extra.first(where: { $0.name == "type" })?.json,
      Self.cslTypes.contains(where: { own == "\"\($0)\"" })
    {
      return .raw(own)
    }
    guard let venue else { return .string(url == nil && doi == nil ? "document" : "article") }
    let isConference = ["Proceedings", "Conference", "Workshop", "Symposium", "会议"]
      .contains { venue.contains($0) }
    return .string(isConference ? "paper-conference" : "article-journal")
  }

  private var cslDate: JSONValue? {
    let parts = date?.split(separator: "-").compactMap { Int($0) } ?? year.map { [$0] } ?? []
    guard !parts.isEmpty else { return nil }
    return .object(["date-parts": .array([.array(parts.map { .integer($0) })])])
  }

  /// Variables of CSL that lens has no field for and keeps as it read them.
  private static let cslVariables: Set<String> = [
    "archive", "archive_location", "call-number", "citation-key", "collection-title", "edition",
    "editor", "event-place", "event-title", "genre", "ISBN", "ISSN", "issue", "journalAbbreviation",
    "language", "note", "number", "number-of-pages", "page", "PMCID", "publisher",
    "publisher-place", "shortTitle", "source", "title-short", "translator", "version", "volume",
  ]

  private static let cslTypes: Set<String> = [
    "article", "article-journal", "article-magazine", "article-newspaper", "book", "chapter",
    "dataset", "document", "entry", "manuscript", "paper-conference", "patent", "post",
    "post-weblog",
    "report", "review", "software", "speech", "standard", "thesis", "webpage",
  ]
}

/// A name taken apart for sorting.
enum CSLName {
  /// Family and given name where they can be told apart, else the name as it is.
  ///
  /// Chinese names, single words and groups stay whole.
  static func parts(of name: String) -> JSONValue {
    let halves = name.split(separator: ",").map { $0.split(separator: " ").joined(separator: " ") }
    if halves.count == 2 {
      let (family, suffix) = PersonName.withoutSuffix(halves[0])
      return .object([
        "family": .string(family), "given": .string(halves[1]),
        "suffix": suffix.isEmpty ? nil : .string(suffix),
      ])
    }
    let (bare, suffix) = PersonName.withoutSuffix(name)
    var words = bare.split(separator: " ").map(String.init)
    guard halves.count == 1, words.count > 1, !isGroup(name), name.utf8.allSatisfy({ $0 < 0xE3 })
    else {
      return .object(["literal": .string(name)])
    }
    var family = [words.removeLast()]
    while words.count > 1, let last = words.last, last.first?.isLowercase == true {
      family.insert(words.removeLast(), at: 0)
    }
    return .object([
      "family": .string(family.joined(separator: " ")),
      "given": .string(words.joined(separator: " ")),
      "suffix": suffix.isEmpty ? nil : .string(suffix),
    ])
  }

  /// Whether a name is that of a group, by its words.
  static func isGroup(_ name: String) -> Bool {
    name.split(separator: " ").contains { groupWords.contains($0.lowercased()) }
  }

  private static let groupWords: Set<String> = [
    "group", "collaboration", "consortium", "team", "university", "institute", "committee",
    "society",
    "network", "association", "project", "initiative",
  ]
}
