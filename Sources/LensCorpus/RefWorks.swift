// RefWorks tagged format: `RT Journal Article` opens a record, then two characters, a space and the
// value. As little tells a tag from a wrapped line, only tags of the format count. CNKI exports it
// with `A1 张三;李四`, `K1` in one line and a lower-case `vo`.

enum RefWorks: TagDialect {
  static let format = Format.refworks
  static let start = "RT"

  static func split(_ line: Substring, isIndented: Bool) -> (tag: String, value: Substring)? {
    guard !isIndented else { return nil }
    let tag = line.prefix(2)
    let rest = line.dropFirst(2)
    guard tag.utf8.count == 2, rest.isEmpty || rest.first == " " || rest.first == "\t" else {
      return nil
    }
    let name = tag == "vo" ? "VO" : String(tag)
    return fields[name] == nil ? nil : (name, rest)
  }

  static let fields: [String: RecordField] = [
    "RT": .kept("type"), "T1": .title, "OT": .title, "AB": .abstract, "A1": .author,
    "A2": .kept("editors"), "A3": .kept("series_editors"), "A4": .kept("translators"),
    "A5": .kept("compilers"), "A6": .kept("a6"), "ED": .kept("edition"),
    "YR": .year, "FD": .kept("day_of_publication"), "RD": .ignored, "JF": .venue(rank: 0),
    "JO": .venue(rank: 1), "T2": .venue(rank: 2), "T3": .kept("series"), "ST": .kept("short_title"),
    "K1": .keyword, "DO": .doi, "UL": .url, "LK": .url, "LA": .kept("language"), "OL": .ignored,
    "SN": .kept("issn"), "VO": .kept("volume"), "IS": .kept("issue"), "SP": .kept("first_page"),
    "OP": .kept("last_page"), "PB": .kept("publisher"), "PP": .kept("place"),
    "AD": .kept("address"), "AN": .kept("accession_number"), "CN": .kept("call_number"),
    "DB": .kept("database"), "DS": .kept("provider"), "NO": .kept("note"),
    "ID": .kept("citation_key"),
    "SR": .ignored, "CL": .ignored, "SF": .ignored, "AV": .ignored, "WT": .ignored, "WV": .ignored,
    "WP": .ignored, "IP": .ignored, "CR": .ignored, "SL": .ignored, "LL": .ignored,
    "U1": .kept("u1"),
    "U2": .kept("u2"), "U3": .kept("u3"), "U4": .kept("u4"), "U5": .kept("u5"),
  ]

  static func meanings(of tag: String, _ value: String) -> [(RecordField, String)] {
    // 知网 writes "Journal Article" pages as "OP 12-34".
    if tag == "OP", value.contains("-") { return [(.kept("pages"), value)] }
    return [(fields[tag] ?? .ignored, value)]
  }
}
