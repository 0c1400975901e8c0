// One kind of label over a segment's papers: the distinct labels, the folded spellings that find them,
// and for each label the papers that carry it. Filters and facets both read it from the label's side:
// what a condition costs is the papers it names, not all papers.
import LensStore

/// The labels of one kind in a segment, read through its mapping.
struct LabelColumn: Sendable {
  /// The labels as papers have them; ordered by key, then by bytes.
  let texts: StringTable
  /// Folded spellings: keys and other names, ascending.
  private let spellings: StringTable
  private let spellingStarts: MappedArray<UInt32>
  private let spellingLabels: MappedArray<UInt32>
  private let keys: MappedArray<UInt32>
  private let rowStarts: MappedArray<UInt32>
  private let rows: MappedArray<UInt32>
  private let paperCount: Int

  /// Distinct labels.
  var count: Int { texts.count }

  /// Whether the segment was made with labels.
  static func isThere(_ kind: LabelKind, in file: SectionedFile) -> Bool {
    file.hasSection(kind.sections.rows)
  }

  /// Opens a column.
  ///
  /// O(1).
  init(_ kind: LabelKind, reading file: SectionedFile, paperCount: Int) throws(StoreError) {
    let sections = kind.sections
    texts = try StringTable(reading: file, sections: sections.texts)
    spellings = try StringTable(reading: file, sections: sections.spellings)
    spellingStarts = try file.section(sections.spellingStarts).array()
    spellingLabels = try file.section(sections.spellingLabels).array()
    keys = try file.section(sections.keys).array()
    rowStarts = try file.section(sections.rowStarts).array()
    rows = try file.section(sections.rows).array()
    self.paperCount = paperCount
    for (array, expected) in [
      (spellingStarts, spellings.count + 1), (keys, texts.count), (rowStarts, texts.count + 1),
    ] where array.count != expected {
      throw array.section.damaged(expected: "\(expected) numbers", found: "\(array.count)")
    }
  }

  /// The labels that answer to a folded spelling, ascending.
  ///
  /// O(log spellings).
  func labels(spelled key: [UInt8]) throws(StoreError) -> [UInt32] {
    guard let spelling = try spellings.find(key) else { return [] }
    return Array(try labels(ofSpelling: spelling))
  }

  /// The labels whose spelling holds a text, each once, ascending.
  ///
  /// O(bytes of the spellings).
  func labels(containing key: [UInt8]) throws(StoreError) -> [UInt32] {
    var found: Set<UInt32> = []
    for spelling in try spellings.numbers(containing: key) {
      found.formUnion(try labels(ofSpelling: spelling))
    }
    return found.sorted()
  }

  /// The papers with a label that matches a folded spelling.
  ///
  /// O(papers of those labels + log spellings), or + bytes of the spellings for a part of one.
  func papers(_ match: FilterNode.Match, _ key: [UInt8]) throws(StoreError) -> Bitmap {
    let labels = match == .equals ? try labels(spelled: key) : try labels(containing: key)
    var found = Bitmap(count: paperCount)
    for label in labels { found.insert(try papers(of: Int(label))) }
    return found
  }

  /// The papers of a label, ascending.
  ///
  /// O(papers of the label); the pointer is good as long as the column lives.
  func papers(of label: Int) throws(StoreError) -> UnsafeBufferPointer<UInt32> {
    let bounds = try rowStarts.slice(label..<label + 2)
    guard bounds[0] <= bounds[1], Int(bounds[1]) <= rows.count else {
      throw rowStarts.section.damaged(
        expected: "ascending starts up to \(rows.count)", found: "\(bounds[0]), \(bounds[1])")
    }
    let papers = try rows.slice(Int(bounds[0])..<Int(bounds[1]))
    if let last = papers.last, Int(last) >= paperCount {
      throw rows.section.damaged(expected: "papers below \(paperCount)", found: "\(last)")
    }
    return papers
  }

  /// The number of a label's key: labels that are one but for case and the like share it.
  func key(of label: Int) throws(StoreError) -> UInt32 { try keys.at(label) }

  /// A folded spelling by its number.
  func spelling(_ number: UInt32) throws(StoreError) -> [UInt8] {
    Array(try spellings.bytes(at: Int(number)))
  }

  /// The number of a folded spelling; nil where no label has it.
  ///
  /// O(log spellings).
  func number(ofSpelling key: [UInt8]) throws(StoreError) -> UInt32? {
    try spellings.find(key).map { UInt32($0) }
  }

  private func labels(ofSpelling spelling: Int) throws(StoreError) -> UnsafeBufferPointer<UInt32> {
    let bounds = try spellingStarts.slice(spelling..<spelling + 2)
    guard bounds[0] <= bounds[1], Int(bounds[1]) <= spellingLabels.count else {
      throw spellingStarts.section.damaged(
        expected: "ascending starts up to \(spellingLabels.count)",
        found: "\(bounds[0]), \(bounds[1])")
    }
    let labels = try spellingLabels.slice(Int(bounds[0])..<Int(bounds[1]))
    for label in labels where Int(label) >= count {
      throw spellingLabels.section.damaged(expected: "labels below \(count)", found: "\(label)")
    }
    return labels
  }
}

extension LabelKind {
  /// The names of a column's sections.
  struct Sections {
    let texts: StringTable.Sections
    let spellings: StringTable.Sections
    let spellingStarts: SectionID
    let spellingLabels: SectionID
    let keys: SectionID
    let rowStarts: SectionID
    let rows: SectionID
  }

  /// Named `P`, a letter of the kind's own, and two that tell the parts apart.
  var sections: Sections {
    let letter: Character =
      switch self {
      case .venue: "V"
      case .author: "A"
      case .category: "C"
      case .source: "S"
      }
    func part(_ name: String) -> SectionID { SectionID("P\(letter)\(name)") }
    return Sections(
      texts: .init(offsets: part("TO"), bytes: part("TB")),
      spellings: .init(offsets: part("SO"), bytes: part("SB")),
      spellingStarts: part("SS"), spellingLabels: part("SL"), keys: part("KY"),
      rowStarts: part("RS"), rows: part("RW"))
  }
}
