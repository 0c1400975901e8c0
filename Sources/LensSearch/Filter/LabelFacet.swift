// A facet of labels over any number of segments. The segment with the most labels is counted as it is, and
// what the others have is added there or, where it has no such label, kept beside it: strings are made
// of those labels and of the values that are listed, not of a large index's authors.

/// Counts of papers by label.
struct LabelFacet {
  /// The papers of one key, and its commonest label in one segment.
  private struct Tally {
    var column: Int
    var label: Int
    var spelled: Int
    var papers: Int

    mutating func add(_ other: Tally) {
      if other.spelled > spelled {
        (column, label, spelled) = (other.column, other.label, other.spelled)
      }
      papers += other.papers
    }
  }

  /// The columns of the segments, that with the most labels first.
  private let columns: [LabelColumn]
  /// The keys that the first column has, by its numbers, ascending.
  private let keys: [UInt32]
  /// One for each of `keys`.
  private var tallies: [Tally] = []
  /// Keys that it has not.
  private var others: [[UInt8]: Tally] = [:]

  /// Counts the labels of some columns, each on some of its papers.
  ///
  /// O(labels + papers of all labels), and O(log labels) for each label of a smaller column.
  init(_ parts: [(column: LabelColumn, papers: Bitmap)]) throws {
    let counted = try parts.map { part in
      (column: part.column, counts: try part.column.counts(of: part.papers))
    }
    .sorted { $0.counts.count > $1.counts.count }
    columns = counted.map(\.column)
    keys = counted.first?.counts.map(\.key) ?? []
    for (place, counted) in counted.enumerated() {
      for label in counted.counts {
        let tally = Tally(
          column: place, label: label.commonest, spelled: label.spelled, papers: label.papers)
        if place == 0 {
          tallies.append(tally)
        } else {
          try add(tally, under: try counted.column.spelling(label.key))
        }
      }
    }
  }

  private mutating func add(_ tally: Tally, under key: [UInt8]) throws {
    if let number = try columns[0].number(ofSpelling: key) {
      let place = keys.partitioningIndex { $0 >= number }
      if place < keys.count, keys[place] == number { return tallies[place].add(tally) }
    }
    if others[key]?.add(tally) == nil { others[key] = tally }
  }

  /// The most frequent values; of equals the first by key.
  func facet(_ request: FacetRequest) throws -> Facet {
    let papers = tallies.map(\.papers) + others.values.map(\.papers)
    let least = papers.sorted(by: >).prefix(request.count).last ?? 0
    var chosen = tallies.filter { $0.papers > least } + others.values.filter { $0.papers > least }
    let room = request.count - chosen.count
    var equals = others.filter { $0.value.papers == least }.map { (key: $0.key, tally: $0.value) }
    for place in tallies.indices.lazy.filter({ tallies[$0].papers == least }).prefix(room) {
      equals.append((try columns[0].spelling(keys[place]), tallies[place]))
    }
    equals.sort { $0.key.lexicographicallyPrecedes($1.key) }
    chosen += equals.prefix(room).map(\.tally)
    let values = try chosen.map {
      Facet.Value(text: try columns[$0.column].texts.string(at: $0.label), papers: $0.papers)
    }
    return Facet(
      field: request.field, values: values.sorted(by: Facet.Value.precedes),
      further: papers.count - values.count)
  }
}
