// How the records of a JSON text lie in it, and whose field names they have: told from the opening.

/// How records lie in a JSON text.
enum JSONShape {
  /// One object a line.
  case lines
  /// Objects in a list, or one after another over several lines.
  case items
  /// A list of objects inside an object: `{"results": […]}`.
  case wrapped

  /// The shape of a text that starts with `opening`; nil for a text that is not JSON.
  static func of(_ opening: UnsafeBufferPointer<UInt8>) -> JSONShape? {
    var signs = opening.lazy.filter { !$0.isASCIISpace }.makeIterator()
    switch signs.next() {
    case 0x5B:
      // `[` and then an object, null or nothing is a list; `[题目](…)` is a link.
      guard let next = signs.next() else { return nil }
      return [0x7B, 0x5D].contains(next) || next == 0x6E && isNull(opening) ? .items : nil
    case 0x7B:
      var outline = JSONOutline(opening)
      if outline.holdsList() { return .wrapped }
      return isSpread(opening) ? .items : .lines
    default: return nil
    }
  }

  private static func isNull(_ opening: UnsafeBufferPointer<UInt8>) -> Bool {
    opening.lazy.filter { !$0.isASCIISpace }.prefix(5).elementsEqual("[null".utf8)
  }

  /// Whether the first object goes on behind its first line with another field.
  private static func isSpread(_ opening: UnsafeBufferPointer<UInt8>) -> Bool {
    let lines = opening.prefix(64 << 10).split(separator: 0x0A, maxSplits: 8)
      .map { UnsafeBufferPointer(rebasing: $0).trimmedASCII }.filter { !$0.isEmpty }
    guard lines.count > 1, let last = lines[0].last else { return false }
    return (last == 0x2C || last == 0x7B || last == 0x5B) && lines[1].first != 0x7B
  }

  /// Whose names the fields have, judged by names that nobody else uses.
  static func dialect(_ opening: UnsafeBufferPointer<UInt8>) -> Format {
    let bytes = UnsafeBufferPointer(rebasing: opening.prefix(64 << 10))
    var names: Set<String> = []
    var isOpenAlex = false
    // A closing quote is tried as an opening one, too: what stands between strings is no name.
    for start in bytes.indices where bytes[start] == 0x22 {
      let candidate = bytes[(start + 1)...].prefix(32)
      guard let end = candidate.firstIndex(of: 0x22) else { continue }
      let value = bytes[(end + 1)...].drop { $0.isASCIISpace }
      guard value.first == 0x3A else { continue }
      let name = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
      names.insert(name)
      if name == "id" {
        let id = value.dropFirst().drop { $0.isASCIISpace }
        isOpenAlex = isOpenAlex || id.starts(with: "\"https://openalex.org/W".utf8)
      }
    }
    if isOpenAlex || !names.isDisjoint(with: ["abstract_inverted_index", "authorships"]) {
      return .openAlex
    }
    if !names.isDisjoint(with: ["paperId", "corpusid", "paperAbstract"]) {
      return .semanticScholar
    }
    let isCSL = !names.isDisjoint(with: [
      "issued", "container-title", "date-parts", "citation-key", "title-short",
    ])
    return isCSL ? .csl : .jsonl
  }
}

/// The outermost levels of a JSON text.
private struct JSONOutline {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var i = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Whether the first object holds a list of objects under one of the names such lists have, and is
  /// no paper itself.
  mutating func holdsList() -> Bool {
    i = bytes.offset(of: 0x7B) + 1
    var depth = 1
    var name = ""
    var isName = true
    while i < bytes.count, depth > 0 {
      switch bytes[i] {
      case 0x22:
        let text = string()
        if depth == 1, isName { name = text }
        if depth == 1, isName, ["title", "abstract"].contains(text) { return false }
        continue
      case 0x3A: isName = false
      case 0x2C: isName = true
      case 0x7B:
        if depth == 1, name == "message" { isName = true } else { depth += 1 }
      case 0x5B:
        if depth == 1, ["results", "data", "items"].contains(name) {
          let next = bytes[(i + 1)...].first { !$0.isASCIISpace }
          return next == 0x7B || next == 0x5D
        }
        depth += 1
      case 0x7D, 0x5D: depth -= 1
      default: break
      }
      i += 1
    }
    return false
  }

  /// The string that opens here, its first bytes.
  private mutating func string() -> String {
    let start = i + 1
    i = start
    while i < bytes.count, bytes[i] != 0x22, bytes[i] != 0x0A { i += bytes[i] == 0x5C ? 2 : 1 }
    let end = min(i, bytes.count)
    i += 1
    return String(decoding: bytes[start..<min(end, start + 32)], as: UTF8.self)
  }
}
