// EndNote's tagged format, which has its letters from refer(1): `%0 Journal Article` opens a record,
// `%T` is the title. CNKI and 万方 export it, too, with `%W` for the database and all keywords in
// one `%K`; EndNote writes one keyword a line under a single `%K`.

enum EndNoteTagged: TagDialect {
  static let format = Format.endnote
  static let start = "%0"

  /// `%T A title`: a percent sign, one character, a space.
  static func split(_ line: Substring, isIndented: Bool) -> (tag: String, value: Substring)? {
    let bytes = line.utf8
    guard bytes.first == 0x25, bytes.count >= 2 else { return nil }
    let letter = bytes[bytes.index(after: bytes.startIndex)]
    guard (0x21...0x7E).contains(letter) else { return nil }
    let rest = line.dropFirst(2)
    guard rest.isEmpty || rest.first == " " || rest.first == "\t" else { return nil }
    return (String(line.prefix(2)), rest)
  }

  /// Records without `%0` are told by three tags among the first lines.
  static func recognises(_ opening: Opening) -> Bool {
    opening.lines.prefix(8).count { split($0, isIndented: false) != nil }
      >= min(3, max(2, opening.lines.count))
  }

  static let fields: [String: RecordField] = [
    "%T": .title, "%Q": .title, "%X": .abstract, "%A": .author, "%H": .kept("translated_authors"),
    "%D": .year, "%8": .date, "%7": .kept("epub_date"),
    "%J": .venue(rank: 0), "%B": .venue(rank: 1), "%O": .venue(rank: 5), "%S": .kept("series"),
    "%R": .doi, "%U": .url, "%K": .keyword,
    "%G": .kept("language"), "%@": .kept("issn"), "%I": .kept("publisher"), "%C": .kept("place"),
    "%V": .kept("volume"), "%N": .kept("issue"), "%P": .kept("pages"), "%E": .kept("editors"),
    "%Y": .kept("series_editors"), "%0": .kept("type"), "%9": .kept("type_of_work"),
    "%F": .kept("citation_key"), "%M": .kept("accession_number"), "%Z": .kept("note"),
    "%+": .kept("address"), "%W": .kept("provider"), "%~": .kept("database"),
    "%!": .kept("short_title"), "%[": .ignored, "%>": .kept("files"),
  ]

  static func meanings(of tag: String, _ value: String) -> [(RecordField, String)] {
    switch tag {
    case "%M" where value.lowercased().hasPrefix("arxiv:"): [(.arXiv, value)]
    case "%Y" where Language.isHan(value.unicodeScalars.first?.value ?? 0):
      // 知网 puts the supervisor of a thesis there.
      [(.kept("supervisors"), value)]
    default: [(fields[tag] ?? .kept(tag), value)]
    }
  }
}
