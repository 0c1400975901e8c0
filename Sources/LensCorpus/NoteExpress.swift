// NoteExpress, the reference manager most used in China: `{Reference Type}: Journal Article` opens a
// record, `{Title}: …`. CNKI and 万方 export it, usually as `.net` or `.txt`.

enum NoteExpress: TagDialect {
  static let format = Format.noteexpress
  static let start = "reference type"

  /// `{Title}: A title`, the colon of either language.
  static func split(_ line: Substring, isIndented: Bool) -> (tag: String, value: Substring)? {
    guard line.first == "{", let close = line.firstIndex(of: "}") else { return nil }
    let name = line[line.index(after: line.startIndex)..<close]
    let rest = line[line.index(after: close)...]
    guard (1...40).contains(name.utf8.count), rest.first == ":" || rest.first == "：" else {
      return nil
    }
    return (name.lowercased(), rest.dropFirst())
  }

  static let fields: [String: RecordField] = [
    "title": .title, "translated title": .title, "abstract": .abstract,
    "translated abstract": .abstract, "author": .author,
    "translated author": .kept("translated_authors"), "year": .year, "date": .date,
    "journal": .venue(rank: 0), "secondary title": .venue(rank: 1), "publication": .venue(rank: 1),
    "conference name": .venue(rank: 2), "media": .venue(rank: 2), "keywords": .keyword,
    "keyword": .keyword, "url": .url, "link": .url, "doi": .doi, "language": .kept("language"),
    "isbn/issn": .kept("issn"), "issn": .kept("issn"), "isbn": .kept("isbn"),
    "volume": .kept("volume"), "issue": .kept("issue"), "pages": .kept("pages"),
    "publisher": .kept("publisher"), "place published": .kept("place"),
    "author address": .kept("address"), "reference type": .kept("type"),
    "type of work": .kept("type_of_work"), "secondary author": .kept("editors"),
    "tertiary author": .kept("supervisors"), "database provider": .kept("provider"),
    "notes": .kept("note"), "subject": .kept("subject"), "call number": .kept("call_number"),
    "accession number": .kept("accession_number"), "short title": .kept("short_title"),
  ]
}
