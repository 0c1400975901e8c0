// CNKI's own export (知网研学, E-Study and the "自定义" form): `Title-题名: …`, each tag in English and
// Chinese. Records open with `DataType: 1`, or with no tag that is sure to be there, so a tag that
// comes again opens the next one.

enum CNKIRecords: TagDialect {
  static let format = Format.cnki
  static let start = "DataType"

  /// `Title-题名: 一个题目`: the English half names the field, as the Chinese half varies.
  static func split(_ line: Substring, isIndented: Bool) -> (tag: String, value: Substring)? {
    let tag = line.prefix { $0.isASCII && $0.isLetter }
    guard (2...24).contains(tag.utf8.count) else { return nil }
    let rest = line[tag.endIndex...]
    if tag == start {
      return rest.first == ":" ? (start, rest.dropFirst()) : nil
    }
    guard rest.first == "-" else { return nil }
    let name = rest.dropFirst().prefix { $0 != ":" && $0 != "：" }
    let value = rest.dropFirst().dropFirst(name.count)
    let isKnown = fields[String(tag)] != nil
    guard !value.isEmpty, (1...8).contains(name.count),
      isKnown || name.unicodeScalars.allSatisfy({ Language.isHan($0.value) })
    else { return nil }
    return (String(tag), value.dropFirst())
  }

  static func restarts(_ tag: String, isAfterBlank: Bool) -> Bool { true }

  static func recognises(_ opening: Opening) -> Bool {
    let tags = opening.lines.prefix(24).compactMap { split($0, isIndented: false)?.tag }
    return tags.contains("Title") && tags.count >= 3
  }

  static let fields: [String: RecordField] = [
    "Title": .title, "Summary": .abstract, "Author": .author, "Keyword": .keyword, "Year": .year,
    "PubTime": .date, "Source": .venue(rank: 0), "URL": .url, "Link": .url, "DOI": .doi,
    "Volume": .kept("volume"), "Period": .kept("issue"), "Page": .kept("pages"),
    "PageCount": .kept("page_count"), "Organ": .kept("address"), "Fund": .kept("funding"),
    "CLC": .kept("subject"), "SrcDatabase": .kept("type"), "DataType": .ignored,
    "FirstDuty": .kept("first_author"),
  ]
}
