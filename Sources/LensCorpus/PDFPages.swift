// Title and abstract of a PDF's first page, by how the page looks: the title is what is set largest in
// its upper half, the abstract what stands between its heading and the next one. Best effort: a scanned
// page has no text, and a journal's name may be larger than the title.

/// Pages of pdftotext's layout: page, flow, block, line, word, each with its corners in points.
struct PDFPages: XMLDialect {
  static let records: Set<String> = ["page"]
  static let ignored: Set<String> = []

  private let file: String
  private let limits: Limits

  init(file: String, limits: Limits) {
    self.file = file
    self.limits = limits
  }

  mutating func take(
    _ page: XMLElement, in ancestors: [XMLAncestor], into batch: inout ParsedBatch
  ) {
    let lines = page.children("flow").flatMap { $0.children("block") }
      .flatMap { $0.children("line") }.compactMap(PrintedLine.init)
    let height = page.attributes["height"].flatMap { Double($0) } ?? 0
    var assembly = PaperAssembly(
      place: SourcePlace(file: file, line: 1), limits: limits, hasMarkup: false)
    assembly.add(title: Self.title(lines.filter { $0.isLevel && $0.top < height / 2 }))
    for abstract in Self.abstracts(lines.filter(\.isLevel)) { assembly.add(abstract: abstract) }
    let words = lines.flatMap { $0.text.split(separator: " ").map(String.init) }
    assembly.set(arXiv: words.first { $0.lowercased().hasPrefix("arxiv:") })
    assembly.set(doi: words.lazy.compactMap(Identifiers.doi).first)
    batch.take(&assembly)
  }

  /// The first run of lines set as large as the largest.
  private static func title(_ lines: [PrintedLine]) -> String? {
    let candidates = lines.filter { $0.text.count > 3 }
    guard let largest = candidates.map(\.size).max() else { return nil }
    let run = candidates.sorted { $0.top < $1.top }.drop { $0.size < largest * 0.95 }
      .prefix { $0.size >= largest * 0.95 }
    return joined(run.map(\.text))
  }

  /// What stands under each heading "Abstract" or 摘要.
  private static func abstracts(_ lines: [PrintedLine]) -> [String] {
    var found: [String] = []
    var open: [String]?
    for line in lines {
      if let rest = behindHeading(line.text) {
        if let open { found.append(joined(open)) }
        open = rest.isEmpty ? [] : [rest]
      } else if open != nil, endsAbstract(line.text) {
        if let open { found.append(joined(open)) }
        open = nil
      } else {
        open?.append(line.text)
      }
    }
    if let open { found.append(joined(open)) }
    return found
  }

  /// What follows "Abstract", "Abstract—", "摘 要：" on its line; nil for another line.
  private static func behindHeading(_ line: String) -> String? {
    for heading in ["abstract", "摘要", "摘 要"] where line.lowercased().hasPrefix(heading) {
      let rest = line.dropFirst(heading.count)
      guard let next = rest.first else { return "" }
      // "Abstraction is …" is no heading, nor is "Abstract interpretation of …".
      let isMark = ".:：—–-】".contains(next)
      let isHan = heading != "abstract"
      guard isMark || isHan else { return nil }
      return String(rest.drop { ".:：—–-】 ".contains($0) })
    }
    return nil
  }

  private static let endings = [
    "introduction", "keywords", "key words", "index terms", "ccs concepts",
    "categories and subject",
    "关键词", "关键字", "引言", "acm reference", "general terms",
  ]

  private static func endsAbstract(_ line: String) -> Bool {
    // A number or numeral may stand before the heading: "1 Introduction", "I. INTRODUCTION".
    let words = line.lowercased().drop { !$0.isLetter }
    let numeral = words.prefix { "ivx".contains($0) }
    let text =
      words.dropFirst(numeral.count).first == "." ? words.dropFirst(numeral.count + 1) : words
    return endings.contains { text.drop { $0 == " " }.hasPrefix($0) }
  }

  /// Lines made one text: words parted at a line's end put together, no spaces between Han.
  private static func joined(_ lines: some Sequence<String>) -> String {
    var text = ""
    for line in lines {
      if text.hasSuffix("-"), line.first?.isLowercase == true {
        text.removeLast()
      } else if let last = text.unicodeScalars.last, let first = line.unicodeScalars.first,
        last.value < 0x2E80 || first.value < 0x2E80
      {
        text += " "
      }
      text += line
    }
    return text
  }
}

/// A line as it is set.
private struct PrintedLine {
  let text: String
  /// Height of its letters, points.
  let size: Double
  /// Its distance from the page's upper edge, points.
  let top: Double
  /// Whether it runs from left to right, and not up the margin as arXiv's stamp does.
  let isLevel: Bool

  init?(_ line: XMLElement) {
    let words = line.children("word")
    func corner(_ element: XMLElement, _ name: String) -> Double {
      element.attributes[name].flatMap { Double($0) } ?? 0
    }
    let heights = words.map { corner($0, "yMax") - corner($0, "yMin") }.sorted()
    guard !heights.isEmpty else { return nil }
    text = words.compactMap { $0.text() }.joined(separator: " ")
    size = heights[heights.count / 2]
    top = corner(line, "yMin")
    let width = corner(line, "xMax") - corner(line, "xMin")
    isLevel = width > size || text.count < 3
  }
}
