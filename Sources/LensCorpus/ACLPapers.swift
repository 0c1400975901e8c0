// The ACL Anthology's XML (https://github.com/acl-org/acl-anthology, data/xml): one file a venue and
// year, volumes in it, papers in those. Volumes name themselves once, before their papers.

/// Papers of the ACL Anthology.
struct ACLPapers: XMLDialect {
  static let records: Set<String> = ["paper", "meta", "frontmatter"]
  static let ignored: Set<String> = ["attachment", "video", "revision", "erratum"]

  private let file: String
  private let limits: Limits
  /// The volume whose papers come.
  private var venue: String?
  private var year: Int?
  private var month: Int?

  init(file: String, limits: Limits) {
    self.file = file
    self.limits = limits
  }

  mutating func take(
    _ record: XMLElement, in ancestors: [XMLAncestor], into batch: inout ParsedBatch
  ) {
    switch record.name {
    case "meta":
      venue = record.first("booktitle").map(Self.text)
      year = record.text("year").flatMap { Int($0) }
      month = record.text("month").flatMap(Self.month)
    case "paper": take(paper: record, in: ancestors, into: &batch)
    default: break  // front matter is a list of editors
    }
  }

  private func take(
    paper: XMLElement, in ancestors: [XMLAncestor], into batch: inout ParsedBatch
  ) {
    var assembly = PaperAssembly(
      place: SourcePlace(file: file, line: paper.line), limits: limits, hasMarkup: false)
    readTitle(paper, &assembly)
    for abstract in paper.children("abstract") { assembly.add(abstract: Self.text(abstract)) }
    assembly.paper.authors = paper.children("author").compactMap {
      PersonName.joined(given: $0.text("first"), family: $0.text("last"), suffix: $0.text("suffix"))
    }
    assembly.paper.venue = venue
    assembly.set(year: year, month: month)
    assembly.set(doi: paper.text("doi"))
    for name in ["pages", "bibkey", "award", "language"] { assembly.keep(name, paper.text(name)) }
    let id = Self.id(paper, in: ancestors)
    assembly.set(id: id, from: .aclAnthology)
    if let id { assembly.paper.url = "https://aclanthology.org/\(id)/" }
    batch.take(&assembly)
  }

  /// Chinese conferences give the English title in brackets behind the Chinese one.
  private func readTitle(_ paper: XMLElement, _ assembly: inout PaperAssembly) {
    guard let title = paper.first("title").map(Self.text) else { return }
    if let both = BilingualTitle.split(title) {
      assembly.add(title: both.chinese)
      assembly.add(title: both.english)
    } else {
      assembly.add(title: title)
    }
  }

  /// `2023.acl-long.1`, or `P19-1001` and `W19-5001` of the volumes before 2020.
  private static func id(_ paper: XMLElement, in ancestors: [XMLAncestor]) -> String? {
    if let url = paper.text("url"), !url.contains("/") { return url }
    func attribute(_ element: String) -> String? {
      ancestors.last { $0.name == element }?.attributes["id"]
    }
    guard let collection = attribute("collection"), let volume = attribute("volume"),
      let paper = paper.attributes["id"]
    else { return nil }
    if collection.contains(".") { return "\(collection)-\(volume).\(paper)" }
    guard let volumeNumber = Int(volume), let number = Int(paper) else { return nil }
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    // Workshops have two digits of volume and two of paper, conferences one and three.
    let isWorkshop =
      collection.hasPrefix("W") || collection == "C69" || collection == "D19" && volumeNumber >= 5
    return collection + "-"
      + (isWorkshop
        ? padded(volumeNumber, 2) + padded(number, 2) : "\(volumeNumber)" + padded(number, 3))
  }

  /// `June`, or the first of `July 28–August 2`.
  private static func month(_ text: String) -> Int? {
    text.split { !$0.isLetter }.lazy.compactMap { MonthName.number($0) }.first
  }

  /// Text with formulas between dollars; `<fixed-case>` and other markup leave their text.
  private static func text(_ element: XMLElement) -> String {
    element.content.map { piece -> String in
      switch piece {
      case .text(let text): text
      case .element(let child) where child.name == "tex-math": "$\(child.rawText)$"
      case .element(let child): text(child)
      }
    }.joined().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// Titles that hold both languages.
enum BilingualTitle {
  /// The parts of `中文题目(English Title)`, or of `English Title(中文题目)`; nil for any other title.
  ///
  /// One or two Latin words in brackets are an abbreviation, not a title.
  static func split(_ title: String) -> (chinese: String, english: String)? {
    guard let last = title.last, last == ")" || last == "）" else { return nil }
    var depth = 0
    var start: String.Index?
    for index in title.indices.reversed() {
      switch title[index] {
      case ")", "）": depth += 1
      case "(", "（": depth -= 1
      default: break
      }
      if depth == 0 {
        start = index
        break
      }
    }
    guard let start else { return nil }
    let outside = String(title[..<start].trimmedASCII)
    let inside = String(title[title.index(after: start)...].dropLast().trimmedASCII)
    let (outer, inner) = (Language.counts(outside), Language.counts(inside))
    if outer.isChinese, inner.han == 0, inner.latinWords >= 3 { return (outside, inside) }
    if outer.han == 0, outer.latinWords >= 3, inner.han >= 4, inner.isChinese {
      return (inside, outside)
    }
    return nil
  }
}
