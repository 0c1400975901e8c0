// RIS, the format of Reference Manager that most publishers and databases export: `TY  - JOUR` opens
// a record, `ER  - ` ends it. Tags of the 2001 and the 2011 specification, which differ in where the
// title and the journal stand, are both read.

enum RIS: TagDialect {
  static let format = Format.ris
  static let start = "TY"
  static let end: String? = "ER"

  /// `AU  - Noether, Emmy`: two characters, two spaces, a hyphen, a space; one space less or more
  /// and a missing last one are common.
  static func split(_ line: Substring, isIndented: Bool) -> (tag: String, value: Substring)? {
    let bytes = line.utf8
    guard bytes.count >= 4, let first = bytes.first, (0x41...0x5A).contains(first) else {
      return nil
    }
    let second = bytes[bytes.index(after: bytes.startIndex)]
    guard (0x41...0x5A).contains(second) || (0x30...0x39).contains(second) else { return nil }
    let tag = line.prefix(2)
    let rest = line.dropFirst(2)
    let spaces = rest.prefix { $0 == " " }
    guard (1...3).contains(spaces.count), rest.dropFirst(spaces.count).first == "-" else {
      return nil
    }
    let value = rest.dropFirst(spaces.count + 1)
    // "AI - based" may begin a wrapped line; a tag has two spaces or none that one would write.
    if spaces.count == 1, fields[String(tag)] == nil, tag != start, tag != end ?? "" { return nil }
    return (String(tag), value)
  }

  static let fields: [String: RecordField] = [
    "TI": .title, "T1": .title, "CT": .title, "BT": .bookTitle, "TT": .title,
    "AB": .abstract, "N2": .abstract,
    "AU": .author, "A1": .author,
    "A2": .kept("editors"), "A3": .kept("series_editors"), "ED": .kept("editors"),
    "PY": .year, "Y1": .date, "DA": .date,
    "JF": .venue(rank: 0), "T2": .venue(rank: 1), "JO": .venue(rank: 2), "JA": .venue(rank: 3),
    "J1": .venue(rank: 5), "J2": .venue(rank: 6), "C3": .venue(rank: 7),
    "DO": .doi, "DI": .doi, "UR": .url, "KW": .keyword,
    "L1": .kept("files"), "L2": .kept("urls"), "L4": .ignored,
    "LA": .kept("language"), "SN": .kept("issn"), "PB": .kept("publisher"), "CY": .kept("place"),
    "VL": .kept("volume"), "IS": .kept("issue"), "SP": .kept("first_page"),
    "EP": .kept("last_page"), "T3": .kept("series"), "ST": .kept("short_title"),
    "TY": .kept("type"), "ID": .kept("citation_key"), "N1": .kept("note"), "AD": .kept("address"),
    "AN": .kept("accession_number"), "DB": .kept("database"), "DP": .kept("provider"),
    "Y2": .ignored, "RP": .ignored,
  ]

  static func meanings(of tag: String, _ value: String) -> [(RecordField, String)] {
    switch tag {
    // "Type of work" in the specification, the DOI in many an export of before DO.
    case "M3" where Identifiers.doi(value) != nil: [(.doi, value)]
    case "AN" where value.lowercased().hasPrefix("arxiv:"): [(.arXiv, value)]
    case "AN" where value.hasPrefix("PMID:"): [(.pubMed, String(value.dropFirst(5)))]
    default: [(fields[tag] ?? .kept(tag.lowercased()), value)]
    }
  }
}
