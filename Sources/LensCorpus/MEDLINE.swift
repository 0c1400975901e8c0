// The MEDLINE format of PubMed (`.nbib`): tags of up to four letters, padded, then a hyphen; wrapped
// lines are indented. A paper in another language has its English title in brackets and its own
// under TT, and may have a second abstract under OAB.

enum MEDLINE: TagDialect {
  static let format = Format.nbib
  static let start = "PMID"

  /// `PMID- 12345678`, `TI  - A title`: four columns and a hyphen.
  static func split(_ line: Substring, isIndented: Bool) -> (tag: String, value: Substring)? {
    guard !isIndented else { return nil }
    let tag = line.prefix { ("A"..."Z").contains($0) }
    guard (2...4).contains(tag.utf8.count) else { return nil }
    let rest = line[tag.endIndex...]
    let padding = rest.prefix { $0 == " " }
    guard tag.utf8.count + padding.utf8.count == 4 else { return nil }
    let value = rest[padding.endIndex...]
    guard value.first == "-", value.dropFirst().first.map({ $0 == " " }) ?? true else { return nil }
    return (String(tag), value.dropFirst())
  }

  static let fields: [String: RecordField] = [
    "PMID": .pubMed, "PMC": .kept("pmcid"), "TI": .title, "TT": .title, "BTI": .bookTitle,
    "AB": .abstract, "OAB": .abstract, "FAU": .author, "AU": .shortAuthor, "CN": .author,
    "FED": .kept("editors"), "DP": .date, "DEP": .kept("published_online"),
    "JT": .venue(rank: 0), "TA": .venue(rank: 1), "MH": .keyword, "OT": .keyword,
    "LA": .kept("language"), "IS": .kept("issn"), "ISBN": .kept("isbn"), "VI": .kept("volume"),
    "IP": .kept("issue"), "PG": .kept("pages"), "PT": .kept("type"), "PB": .kept("publisher"),
    "OABL": .ignored, "OTO": .ignored, "OWN": .ignored, "STAT": .ignored, "DCOM": .ignored,
    "LR": .ignored, "SB": .ignored, "EDAT": .ignored, "MHDA": .ignored, "CRDT": .ignored,
    "PHST": .ignored, "PST": .ignored, "JID": .ignored, "AUID": .ignored, "AD": .ignored,
    "SO": .ignored, "PL": .ignored, "RN": .ignored, "CI": .ignored, "DA": .ignored,
    "COIS": .ignored, "PMCR": .ignored, "ED": .ignored, "GR": .ignored, "IRAD": .ignored,
  ]

  static func meanings(of tag: String, _ value: String) -> [(RecordField, String)] {
    switch tag {
    case "TI", "TT", "BTI": [(fields[tag] ?? .title, withoutBrackets(value))]
    case "AID", "LID": identifiers(value)
    // "Sheep/*growth & development": the asterisk marks the paper's main subjects.
    case "MH", "OT": [(.keyword, String(value.filter { $0 != "*" }))]
    case "OAB" where value.contains("vailable from the publisher"): []
    default: [(fields[tag] ?? .kept(tag.lowercased()), value)]
    }
  }

  /// `[A title in translation].` without brackets, and any title without its closing full stop.
  private static func withoutBrackets(_ title: String) -> String {
    var text = Substring(title)
    if text.hasSuffix("."), !text.hasSuffix("..") { text.removeLast() }
    if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
    return String(text)
  }

  /// `10.1000/182 [doi]`; other kinds say nothing beyond the publisher's house.
  private static func identifiers(_ value: String) -> [(RecordField, String)] {
    guard value.hasSuffix("[doi]") else { return [] }
    return [(.doi, String(value.dropLast(5).trimmedASCII))]
  }
}
