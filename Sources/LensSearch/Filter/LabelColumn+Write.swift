// Making a column: labels are met paper by paper, then put in the order of their keys, so that the bytes
// depend on the papers and their order alone. Labels and spellings are bytes in two tables and go by number;
// only a label that was not met before is taken apart.
import LensCorpus
import LensStore
import LensText

/// A column under construction.
struct LabelColumnWriter {
  private let kind: LabelKind
  /// Distinct labels as they stand in papers; a label's id is its number.
  private var labels = TermTable()
  /// Labels that are shown otherwise than they stand.
  private var shown: [UInt32: String] = [:]
  /// Distinct folded spellings.
  private var spellings = TermTable()
  /// The spellings of each label, its key first, and where each label's end; shapes (spelled), (labels).
  private var spelled: [UInt32] = []
  private var spelledEnds: [Int] = []
  /// (label, paper) in the order of the papers.
  private var pairs: [(label: UInt32, paper: UInt32)] = []

  /// Whether there is more than a table holds; then no label is taken in any more.
  private var isFull = false
  /// A label and its spellings beyond it still fit into a table of 4 GiB.
  private static let byteLimit = 3 << 30

  init(_ kind: LabelKind) { self.kind = kind }

  /// Takes in the next of the papers.
  ///
  /// O(its labels).
  mutating func add(_ papers: [Paper], at place: Int) {
    let first = pairs.count
    kind.forEachText(in: papers, at: place) { add($0, of: UInt32(place), from: first) }
  }

  /// Takes in the next paper by its labels.
  ///
  /// O(labels).
  mutating func add(_ texts: [String], of paper: Int) {
    let first = pairs.count
    for var text in texts { text.withUTF8 { add($0, of: UInt32(paper), from: first) } }
  }

  /// Takes in a label of a paper whose pairs begin at `first`.
  private mutating func add(
    _ text: UnsafeBufferPointer<UInt8>, of paper: UInt32, from first: Int
  ) {
    guard !text.isEmpty, !isFull else { return }
    let known = labels.count
    let number = labels.intern(text)
    if number == known { spell(String(decoding: text, as: UTF8.self), number) }
    if spellings.isEmptyTerm(key(of: number)) { return }
    if pairs[first...].contains(where: { $0.label == number }) { return }
    pairs.append((number, paper))
  }

  /// Notes the spellings of a label that is new.
  private mutating func spell(_ text: String, _ number: UInt32) {
    let label = kind.label(text)
    let bytes =
      labels.byteCount + spellings.byteCount
      + label.aliases.reduce(label.key.count) {
        $0 + $1.count
      }
    isFull = bytes > Self.byteLimit
    if label.text != text { shown[number] = label.text }
    let first = spelled.count
    for spelling in [label.key] + label.aliases where spelled.count == first || !spelling.isEmpty {
      let id = spelling.withUnsafeBufferPointer { spellings.intern($0) }
      if !spelled[first...].contains(id) { spelled.append(id) }
    }
    spelledEnds.append(spelled.count)
  }

  private func spellings(of label: UInt32) -> ArraySlice<UInt32> {
    spelled[(label == 0 ? 0 : spelledEnds[Int(label) - 1])..<spelledEnds[Int(label)]]
  }

  private func key(of label: UInt32) -> UInt32 {
    spelled[label == 0 ? 0 : spelledEnds[Int(label) - 1]]
  }

  /// Writes the column.
  ///
  /// O(labels + pairs), and O(n log n) in labels of one key.
  func write(to writer: SectionedFileWriter) throws(StoreError) {
    let sections = kind.sections
    guard !isFull else {
      throw .tooLarge(
        file: writer.name, section: sections.texts.bytes.description,
        limit: Int64(Self.byteLimit), found: Int64(labels.byteCount + spellings.byteCount))
    }
    let spellingOrder = spellings.idsInByteOrder()
    let ranks = Self.places(spellingOrder)
    let order = self.order(ranks)
    let places = Self.places(order)
    try writeTexts(order, to: writer)

    try spellings.withTerms { (spelling) throws(StoreError) in
      try StringTable.write(
        count: spellings.count, sorted: true, sections: sections.spellings, to: writer
      ) { spelling(spellingOrder[$0]) }
    }
    var names: [(spelling: UInt32, label: UInt32)] = []
    names.reserveCapacity(spelled.count)
    for (place, label) in order.enumerated() {
      for spelling in spellings(of: label) {
        names.append((ranks[Int(spelling)], UInt32(place)))
      }
    }
    let named = Grouping(names.lazy.map(\.spelling), of: spellings.count)
    try writer.add(sections.spellingStarts, named.starts)
    try writer.add(sections.spellingLabels, named.members.map { names[Int($0)].label })
    try writer.add(sections.keys, order.map { ranks[Int(key(of: $0))] })

    let carried = Grouping(pairs.lazy.map { places[Int($0.label)] }, of: labels.count)
    try writer.add(sections.rowStarts, carried.starts)
    try writer.add(sections.rows, carried.members.map { pairs[Int($0)].paper })
  }

  /// The labels by their keys, those of one key by what they are shown as.
  private func order(_ ranks: [UInt32]) -> [UInt32] {
    let byKey = Grouping(
      (0..<UInt32(labels.count)).lazy.map { ranks[Int(key(of: $0))] }, of: spellings.count)
    var order = byKey.members
    for key in 0..<spellings.count {
      let range = Int(byKey.starts[key])..<Int(byKey.starts[key + 1])
      if range.count < 2 { continue }
      // Labels that are shown alike keep their order.
      order[range].sort { a, b in
        let (x, y) = (text(of: a), text(of: b))
        return x == y ? a < b : x.lexicographicallyPrecedes(y)
      }
    }
    return order
  }

  private func text(of label: UInt32) -> [UInt8] {
    shown[label].map { Array($0.utf8) } ?? labels.term(label)
  }

  private func writeTexts(_ order: [UInt32], to writer: SectionedFileWriter) throws(StoreError) {
    let sections = kind.sections.texts
    guard shown.isEmpty else {
      return try StringTable.write(order.map(text), sorted: false, sections: sections, to: writer)
    }
    try labels.withTerms { (label) throws(StoreError) in
      try StringTable.write(count: order.count, sorted: false, sections: sections, to: writer) {
        label(order[$0])
      }
    }
  }

  /// The place of each number in an order of all.
  private static func places(_ order: [UInt32]) -> [UInt32] {
    var places = [UInt32](repeating: 0, count: order.count)
    for (place, number) in order.enumerated() { places[Int(number)] = UInt32(place) }
    return places
  }
}

/// Things in the order of the groups they belong to, those of one group as they came.
private struct Grouping {
  /// Where each group begins, and the number of things; shape (groups + 1).
  private(set) var starts: [UInt32]
  /// The numbers of the things; shape (things).
  private(set) var members: [UInt32]

  /// Groups things by the number of their group, below `count`.
  ///
  /// O(things + groups).
  init(_ groups: some Collection<UInt32>, of count: Int) {
    starts = [UInt32](repeating: 0, count: count + 1)
    for group in groups { starts[Int(group) + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    var next = starts
    members = [UInt32](repeating: 0, count: groups.count)
    for (number, group) in groups.enumerated() {
      members[Int(next[Int(group)])] = UInt32(number)
      next[Int(group)] += 1
    }
  }
}
