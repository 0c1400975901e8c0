// What a paper is labelled with, and how a person may spell it: authors by whole name or family name,
// subjects by name or archive, sources by path or file name.
import LensCorpus
import LensText

/// A label as it stands in a paper, with the folded spellings it is found by.
struct PaperLabel: Equatable {
  /// As the paper has it.
  var text: String
  /// What it is called, folded: labels with the same key are one.
  var key: [UInt8]
  /// Other names it answers to, folded.
  var aliases: [[UInt8]] = []
}

/// A kind of label that papers carry.
enum LabelKind: CaseIterable {
  case venue, author, category, source

  /// Calls `body` with the bytes of each of the labels of one of the papers; they are valid inside only.
  ///
  /// Cheap, for it is asked of every paper; `label(_:)` only of what is new. A paper that was handed
  /// over by itself would be a copy of all its fields.
  func forEachText(
    in papers: [Paper], at place: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    func lend(_ text: String) {
      var text = text
      text.withUTF8(body)
    }
    switch self {
    case .venue: if let venue = papers[place].venue { lend(venue) }
    case .author: for name in papers[place].authors { lend(name) }
    case .category: for keyword in papers[place].keywords { lend(keyword) }
    case .source:
      lend(papers[place].source.file)
      for other in papers[place].otherSources { lend(other.place.file) }
    }
  }

  /// The label that a text stands for.
  func label(_ text: String) -> PaperLabel {
    switch self {
    case .venue: Self.plain(text)
    case .author: AuthorLabels.label(text)
    case .category: Self.category(text)
    case .source: Self.source(text)
    }
  }

  /// The folded spelling of a label that a person asks for.
  func key(asked text: String) -> [UInt8] {
    self == .author ? AuthorLabels.key(of: text) : FoldedLabel.bytes(of: text)
  }

  private static func plain(_ text: String) -> PaperLabel {
    PaperLabel(text: text, key: FoldedLabel.bytes(of: text))
  }

  /// A subject; `cs` finds `cs.CL`, and `Mathematics` finds `Mathematics - Complex Variables`.
  private static func category(_ text: String) -> PaperLabel {
    var label = plain(text)
    var general: Substring?
    if let dash = text.firstRange(of: " - ") {
      general = text[..<dash.lowerBound]
    } else if let dot = text.firstIndex(of: "."), !text.contains(" ") {
      general = text[..<dot]
    }
    if let general { label.aliases = [FoldedLabel.bytes(of: String(general))] }
    return label
  }

  /// A file; its name finds it without its folders.
  private static func source(_ path: String) -> PaperLabel {
    var label = plain(path)
    if let slash = path.lastIndex(of: "/") {
      label.aliases = [FoldedLabel.bytes(of: String(path[path.index(after: slash)...]))]
    }
    return label
  }
}

/// Names of people as labels.
enum AuthorLabels {
  /// The label of a name, or of several that stay together.
  static func label(_ name: String) -> PaperLabel {
    let parts = name.utf8.contains(0x2C) ? parts(of: name) : []
    switch parts.count {
    case 0: return person(name)
    case 1: return person(parts[0])
    case 2:
      let families = [parts[0], PersonName.withoutSuffix(parts[0]).name]
      return PaperLabel(
        text: name, key: FoldedLabel.bytes(of: parts[1] + " " + parts[0]),
        aliases: families.map { FoldedLabel.bytes(of: $0) })
    default:
      return PaperLabel(
        text: name, key: FoldedLabel.bytes(of: name),
        aliases: parts.map { FoldedLabel.bytes(of: $0) })
    }
  }

  /// The key of a name: `Noether, Emmy` and `Emmy Noether` are one.
  static func key(of name: String) -> [UInt8] {
    let parts = parts(of: name)
    return FoldedLabel.bytes(of: parts.count == 2 ? parts[1] + " " + parts[0] : name)
  }

  private static func parts(of field: String) -> [String] {
    field.utf8.split(separator: 0x2C).compactMap { part in
      let start = part.drop { $0 == 0x20 }
      return start.isEmpty ? nil : String(Substring(start))
    }
  }

  private static func person(_ name: String) -> PaperLabel {
    let key = FoldedLabel.bytes(of: name)
    return PaperLabel(text: name, key: key, aliases: familyNames(name, key: key))
  }

  /// The family name in `Given van Family`, with and without its particles, or of a Chinese name.
  private static func familyNames(_ name: String, key: [UInt8]) -> [[UInt8]] {
    let words = PersonName.withoutSuffix(name).name.split {
      $0 == " " || $0 == "\u{3000}" || $0 == "·"
    }
    guard let first = words.first, let last = words.last else { return [] }
    if words.allSatisfy({ $0.unicodeScalars.allSatisfy { isHan($0) } }) {
      if words.count > 1 { return [FoldedLabel.bytes(of: String(first))] }
      let folded = String(decoding: key, as: UTF8.self)
      guard (2...4).contains(folded.count) else { return [] }
      let isCompound = folded.count > 2 && compoundFamilyNames.contains(String(folded.prefix(2)))
      return [Array(folded.prefix(isCompound ? 2 : 1).utf8)]
    }
    guard words.count > 1 else { return [] }
    var names = [FoldedLabel.bytes(of: String(last))]
    let particles = words.dropFirst().dropLast().reversed()
      .prefix { Self.particles.contains($0.lowercased()) }
    if !particles.isEmpty {
      let whole = words.suffix(particles.count + 1).joined(separator: " ")
      names.append(FoldedLabel.bytes(of: whole))
    }
    return names
  }

  private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
    (0x4E00...0x9FFF).contains(scalar.value) || (0x3400...0x4DBF).contains(scalar.value)
      || (0x20000...0x323AF).contains(scalar.value)
  }

  private static let particles: Set<String> = [
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "la",
    "le", "ten", "ter", "zu", "al", "el", "bin", "ibn", "ben", "st.",
  ]

  /// Chinese family names of two characters, Simplified.
  private static let compoundFamilyNames: Set<String> = [
    "欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "东方", "南宫", "独孤",
    "轩辕", "长孙", "宇文", "端木", "百里", "呼延", "拓跋", "西门", "申屠", "淳于", "单于", "钟离",
  ]
}
