// What both digest readers share: a trimmed line with its number, the tests for what a line looks
// like, and the draft of a paper whose text is still coming.

/// One line, white space off both ends, control characters made spaces.
struct TextLine {
  let text: String
  let number: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, number: Int) {
    let hasControl = bytes.contains { $0 < 0x20 || $0 == 0x7F }
    let whole =
      hasControl
      ? String(decoding: bytes.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
      : String(decoding: bytes, as: UTF8.self)
    text = String(Substring(whole).trimmedASCII)
    self.number = number
  }
}

/// Takes a digest line by line, trimmed.
protocol DigestParser: LineParser {
  mutating func take(line: TextLine)
}

extension DigestParser {
  mutating func take(line: UnsafeBufferPointer<UInt8>, number: Int) {
    take(line: TextLine(line, number: number))
  }
}

enum DigestTitle {
  /// `每周AI论文速递(240401-240405)` and its like: what a digest calls itself.
  static func isTitle(_ text: String) -> Bool {
    guard text.utf8.count <= 200 else { return false }
    if text.contains("论文速递") { return true }
    guard CalendarDate.weekStart(in: text) != nil else { return false }
    let lower = text.lowercased()
    return ["周报", "每周", "weekly", "digest"].contains { lower.contains($0) }
  }

  /// The last part of a path.
  static func fileName(_ path: String) -> Substring {
    path.split(separator: "/").last ?? ""
  }
}

/// A digest paper in the making.
struct DigestDraft {
  var title: String?
  var titleZH: String?
  var url: String?
  var line: Int
  var extra: [ExtraField] = []
  private(set) var english = ""
  private(set) var chinese = ""
  private var lastWasChinese: Bool?
  private(set) var isCut = false

  init(line: Int) { self.line = line }

  var hasText: Bool { !english.isEmpty || !chinese.isEmpty }

  /// Adds a paragraph to the abstract of its language.
  ///
  /// Short ones (an address, a list item) follow the paragraph before them; so does a Chinese
  /// paragraph full of English names.
  mutating func add(_ paragraph: String, limit: Int) {
    guard english.utf8.count + chinese.utf8.count + paragraph.utf8.count <= limit else {
      isCut = true
      return
    }
    let counts = Language.counts(paragraph)
    let isEnglish = counts.latinWords >= 20 && counts.han * 3 < counts.latinWords
    let goesChinese = !isEnglish && (counts.isChinese || (lastWasChinese ?? (counts.han > 0)))
    if goesChinese {
      chinese += chinese.isEmpty ? paragraph : "\n" + paragraph
    } else {
      english += english.isEmpty ? paragraph : "\n" + paragraph
    }
    lastWasChinese = goesChinese
  }

  /// The paper, with the best id there is.
  func paper(file: String, date: (iso: String, year: Int)?) -> Paper {
    var paper = Paper(
      id: "", title: title, titleZH: titleZH, abstract: english.isEmpty ? nil : english,
      abstractZH: chinese.isEmpty ? nil : chinese, year: date?.year, date: date?.iso, url: url,
      extra: extra, source: SourcePlace(file: file, line: line))
    paper.deriveID()
    return paper
  }
}

enum JSONText {
  /// The text as a JSON string, quotes included.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
