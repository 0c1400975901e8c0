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
  mutating func add(_ paper: Paper, number paperNumber: Int) {
    let first = pairs.count
    for text in kind.texts(of: paper) where !text.isEmpty {
      let number = numbers[text] ?? labels.count
      if number == labels.count {
        labels.append(kind.label(text))
        numbers[text] = number
      }
      if labels[number].key.isEmpty || pairs[first...].contains(where: { $0.label == number }) {
        continue
      }
      pairs.append((Int32(number), UInt32(paperNumber)))
    }
  }

  /// Writes the column.
  ///
  /// O(labels · log labels + pairs).
  func write(to writer: SectionedFileWriter) throws(StoreError) {
    let sections = kind.sections
    let order = Self.sorted(labels.map(\.key)) {
      labels[$0].text.utf8.lexicographicallyPrecedes(labels[$1].text.utf8)
    }
    var places = [Int](repeating: 0, count: labels.count)
    for (place, label) in order.enumerated() { places[label] = place }

    try StringTable.write(
      order.map { labels[$0].text }, sorted: false, sections: sections.texts, to: writer)

    var spelled: [[UInt8]] = []
    var spelledLabels: [UInt32] = []
    for (place, label) in order.enumerated() {
      let key = labels[label].key
      spelled.append(key)
      spelledLabels.append(UInt32(place))
      for alias in Set(labels[label].aliases) where alias != key && !alias.isEmpty {
        spelled.append(alias)
        spelledLabels.append(UInt32(place))
      }
    }
    let spelledOrder = Self.sorted(spelled) { spelledLabels[$0] < spelledLabels[$1] }
    var spellings: [[UInt8]] = []
    var starts: [UInt32] = []
    for (place, entry) in spelledOrder.enumerated() where spelled[entry] != spellings.last {
      spellings.append(spelled[entry])
      starts.append(UInt32(place))
    }
    starts.append(UInt32(spelled.count))
    try StringTable.write(spellings, sorted: true, sections: sections.spellings, to: writer)
    try writer.add(sections.spellingStarts, starts)
    try writer.add(sections.spellingLabels, spelledOrder.map { spelledLabels[$0] })

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

  /// The places of keys in ascending order; of equal ones in that of `precedes`.
  ///
  /// Nearly all comparisons are of the first eight bytes as one number.
  private static func sorted(
    _ keys: [[UInt8]], equal precedes: (Int, Int) -> Bool
  ) -> [Int] {
    let entries = keys.enumerated().map { place, key in
      (prefix: (0..<8).reduce(0) { $0 << 8 | UInt64($1 < key.count ? key[$1] : 0) }, place: place)
    }
    return entries.sorted { a, b in
      if a.prefix != b.prefix { return a.prefix < b.prefix }
      let (x, y) = (keys[a.place], keys[b.place])
      return x == y ? precedes(a.place, b.place) : x.lexicographicallyPrecedes(y)
    }
    .map(\.place)
  }
}
