// What the fields of a BibTeX or BibLaTeX entry mean. LaTeX becomes plain text here, except in fields
// that are addresses, where a tilde is a tilde.

enum BibTeXFields {
  /// The record of an entry.
  static func draft(of entry: BibTeXEntry, limits: Limits) -> RecordDraft {
    var draft = RecordDraft(line: entry.line, limits: limits)
    if !entry.key.isEmpty {
      draft.add(entry.key, to: .kept("citation_key"), name: "citation_key")
    }
    draft.add(entry.type, to: .kept("type"), name: "type")
    var seen: Set<String> = []
    for (name, value) in entry.fields where seen.insert(name).inserted {
      add(value, of: name, in: entry, to: &draft)
    }
    return draft
  }

  private static func add(
    _ value: [UInt8], of name: String, in entry: BibTeXEntry, to draft: inout RecordDraft
  ) {
    switch name {
    case "author":
      for author in BibTeXNames.split(value) { draft.add(author, to: .author, name: name) }
    case "editor", "translator":
      for person in BibTeXNames.split(value) {
        draft.add(person, to: .kept(name + "s"), name: name)
      }
    case "eprint":
      let text = LaTeXText.verbatim(value)
      draft.add(text, to: archive(of: text, in: entry), name: name)
    case "url", "doi", "pmid":
      draft.add(LaTeXText.verbatim(value), to: fields[name] ?? .url, name: name)
    case "journal", "journaltitle", "howpublished", "note", "volume":
      // "arXiv preprint arXiv:2403.19887", and "abs/2403.19887" of the volume CoRR.
      let text = LaTeXText.plain(value)
      if let number = arXivNumber(in: text) { draft.add(number, to: .arXiv, name: name) }
      draft.add(text, to: fields[name] ?? .kept(name), name: name)
    default:
      guard let field = fields[name] else {
        guard !isBookkeeping(name) else { return }
        draft.add(LaTeXText.plain(value), to: .kept(name), name: name)
        return
      }
      guard field != .ignored else { return }
      draft.add(LaTeXText.plain(value), to: field, name: name)
    }
  }

  /// What an eprint is: the entry says so, or it looks like nothing else.
  private static func archive(of text: String, in entry: BibTeXEntry) -> RecordField {
    let archive = (entry["eprinttype"] ?? entry["archiveprefix"]).map(LaTeXText.plain)
    switch archive?.lowercased() {
    case "arxiv": return .arXiv
    case "pubmed", "pmid": return .pubMed
    case nil: return Identifiers.arXivNumber(text) == nil ? .kept("eprint") : .arXiv
    default: return .kept("eprint")
    }
  }

  private static func arXivNumber(in text: String) -> String? {
    guard text.utf8.count <= 1000 else { return nil }
    let lower = text.lowercased()
    for sign in ["arxiv:", "abs/"] {
      guard let found = lower.firstRange(ofASCII: sign) else { continue }
      let number = lower[found.upperBound...].prefix { !" ,;)]".contains($0) }
      if let number = Identifiers.arXivNumber("arxiv:" + number) { return number }
    }
    return nil
  }

  /// What reference managers note for themselves.
  private static func isBookkeeping(_ name: String) -> Bool {
    name.hasPrefix("bdsk-") || name.hasPrefix("date-") || name.hasPrefix("jabref")
      || name.hasPrefix("x-")
  }

  private static let fields: [String: RecordField] = [
    "title": .title, "subtitle": .subtitle, "title_zh": .title, "title-zh": .title,
    "titlezh": .title, "title_en": .title, "title-en": .title, "titleen": .title,
    "translatedtitle": .title, "titletranslation": .title, "origtitle": .title,
    "abstract": .abstract, "abstract_zh": .abstract, "abstract-zh": .abstract,
    "abstractzh": .abstract, "abstract_en": .abstract, "abstract-en": .abstract,
    "abstracten": .abstract,
    "year": .year, "date": .date, "month": .month, "day": .day,
    "journaltitle": .venue(rank: 0), "journal": .venue(rank: 0), "booktitle": .venue(rank: 1),
    "eventtitle": .venue(rank: 3), "maintitle": .venue(rank: 4), "school": .venue(rank: 6),
    "institution": .venue(rank: 7), "organization": .kept("organization"),
    "keywords": .keywords, "keyword": .keywords, "primaryclass": .keyword, "eprintclass": .keyword,
    "url": .url, "doi": .doi, "pmid": .pubMed, "pmcid": .kept("pmcid"),
    "language": .kept("language"), "langid": .kept("language"), "number": .kept("issue"),
    "issue": .kept("issue"), "annote": .kept("note"), "annotation": .kept("note"),
    "location": .kept("place"), "address": .kept("place"), "eprinttype": .ignored,
    "archiveprefix": .ignored, "crossref": .ignored, "xref": .ignored, "file": .ignored,
    "timestamp": .ignored, "owner": .ignored, "groups": .ignored, "biburl": .ignored,
    "bibsource": .ignored, "urldate": .ignored, "options": .ignored,
    "key": .ignored, "sortkey": .ignored,
  ]
}

/// Names of people in BibTeX.
enum BibTeXNames {
  /// The names between `and`, as they are spelled; "others" is nobody.
  ///
  /// A name in braces is one name, whatever it holds. Chinese names are also split where BibTeX does
  /// not: 张三、李四; 王五.
  static func split(_ value: [UInt8]) -> [String] {
    let parts = splitAtAnd(value)
    return parts.flatMap { part -> [String] in
      let name = LaTeXText.plain(part)
      if name.isEmpty || name == "others" { return [] }
      if part.first == 0x7B { return [name] }
      if name.contains("=") { return [byParts(name)] }
      return parts.count == 1 && Language.counts(name).han > 0 ? AuthorNames.split(name) : [name]
    }
  }

  private static func splitAtAnd(_ value: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = 0
    var depth = 0
    func isAnd(_ i: Int) -> Bool {
      i + 4 < value.count && value[i].isASCIISpace && value[i + 1] | 0x20 == 0x61
        && value[i + 2] | 0x20 == 0x6E && value[i + 3] | 0x20 == 0x64 && value[i + 4].isASCIISpace
    }
    var i = 0
    while i < value.count {
      if value[i] == 0x7B { depth += 1 }
      if value[i] == 0x7D { depth -= 1 }
      if depth == 0, isAnd(i) {
        parts.append(value[start..<i])
        start = i + 4
        i = start
      } else {
        i += 1
      }
    }
    parts.append(value[start...])
    return parts.map(\.trimmedASCII).filter { !$0.isEmpty }
  }

  /// BibLaTeX's `family=Noether, given=Emmy, prefix=von`.
  private static func byParts(_ name: String) -> String {
    var parts: [String: String] = [:]
    for part in name.split(separator: ",") {
      guard let equal = part.firstIndex(of: "=") else { return name }
      let key = part[..<equal].trimmedASCII.lowercased()
      parts[key] = String(part[part.index(after: equal)...].trimmedASCII)
    }
    let order = ["given", "prefix", "family", "suffix"].compactMap { parts[$0] }
    return order.isEmpty ? name : order.joined(separator: " ")
  }
}

extension ArraySlice<UInt8> {
  /// Without ASCII white space at both ends.
  fileprivate var trimmedASCII: ArraySlice<UInt8> {
    var slice = self
    while let first = slice.first, first.isASCIISpace { slice.removeFirst() }
    while let last = slice.last, last.isASCIISpace { slice.removeLast() }
    return slice
  }
}
