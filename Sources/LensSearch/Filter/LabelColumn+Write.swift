// Making a column: labels are met paper by paper, then put in the order of their keys, so that the bytes
// depend on the papers and their order alone.
import LensCorpus
import LensStore

/// A column under construction.
struct LabelColumnWriter {
  private let kind: LabelKind
  private var labels: [PaperLabel] = []
  private var numbers: [String: Int] = [:]
  /// (label, paper) in the order of the papers.
  private var pairs: [(label: Int32, paper: UInt32)] = []

  init(_ kind: LabelKind) { self.kind = kind }

  /// Takes in the next paper.
  ///
  /// O(its labels).
  mutating func add(_ paper: Paper, number: Int) {
    let first = pairs.count
    for label in kind.labels(of: paper) where !label.key.isEmpty {
      let known = numbers[label.text] ?? labels.count
      if known == labels.count {
        labels.append(label)
        numbers[label.text] = known
      }
      if pairs[first...].contains(where: { $0.label == known }) { continue }
      pairs.append((Int32(known), UInt32(number)))
    }
  }

  /// Writes the column.
  ///
  /// O(labels · log labels + pairs).
  func write(to writer: SectionedFileWriter) throws(StoreError) {
    let sections = kind.sections
    let order = labels.indices.sorted { Self.precedes(labels[$0], labels[$1]) }
    var places = [Int](repeating: 0, count: labels.count)
    for (place, label) in order.enumerated() { places[label] = place }

    try StringTable.write(
      order.map { labels[$0].text }, sorted: false, sections: sections.texts, to: writer)

    var spelled: [(spelling: [UInt8], label: UInt32)] = []
    for (place, label) in order.enumerated() {
      for spelling in Set([labels[label].key] + labels[label].aliases) {
        spelled.append((spelling, UInt32(place)))
      }
    }
    spelled.sort {
      $0.spelling != $1.spelling
        ? $0.spelling.lexicographicallyPrecedes($1.spelling) : $0.label < $1.label
    }
    var spellings: [[UInt8]] = []
    var starts: [UInt32] = []
    for (place, entry) in spelled.enumerated() where entry.spelling != spellings.last {
      spellings.append(entry.spelling)
      starts.append(UInt32(place))
    }
    starts.append(UInt32(spelled.count))
    try StringTable.write(spellings, sorted: true, sections: sections.spellings, to: writer)
    try writer.add(sections.spellingStarts, starts)
    try writer.add(sections.spellingLabels, spelled.map(\.label))

    // Labels stand in the order of their keys, so the keys are met one after the other.
    var keys: [UInt32] = []
    var key = 0
    for label in order {
      while spellings[key] != labels[label].key { key += 1 }
      keys.append(UInt32(key))
    }
    try writer.add(sections.keys, keys)

    var rowStarts = [UInt32](repeating: 0, count: labels.count + 1)
    for pair in pairs { rowStarts[places[Int(pair.label)] + 1] += 1 }
    for place in labels.indices { rowStarts[place + 1] += rowStarts[place] }
    var next = rowStarts
    var rows = [UInt32](repeating: 0, count: pairs.count)
    for pair in pairs {
      let place = places[Int(pair.label)]
      rows[Int(next[place])] = pair.paper
      next[place] += 1
    }
    try writer.add(sections.rowStarts, rowStarts)
    try writer.add(sections.rows, rows)
  }

  /// By key, then by spelling.
  private static func precedes(_ a: PaperLabel, _ b: PaperLabel) -> Bool {
    if a.key != b.key { return a.key.lexicographicallyPrecedes(b.key) }
    return a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }
}
