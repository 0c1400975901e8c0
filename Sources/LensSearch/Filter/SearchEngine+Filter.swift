// From a condition to the rows that may be ranked.
import LensCorpus
import LensStore

/// A condition and the rows that met it.
struct EvaluatedCondition: Sendable {
  let node: FilterNode
  /// That of the notes it was evaluated with; nothing where it asks for no tags.
  let stamp: [UInt8]
  let rows: Bitmap
}

extension SearchEngine {
  /// The rows of papers that a filter lets in; `nil` when that is every row.
  ///
  /// O(papers / 64) for each part of the condition, and the papers that its labels name; nothing but a
  /// copy for the condition of the last search.
  func allowedRows(_ filter: Filter, excluding excluded: [Int] = []) throws -> Bitmap? {
    if filter.isEmpty, excluded.isEmpty { return live }
    var bitmap = try rows(passing: filter.node)
    if let live { bitmap.formIntersection(live) }
    for row in excluded { bitmap.remove(row) }
    return bitmap
  }

  /// The rows that meet a condition, remembered for the next search with the same one.
  private func rows(passing node: FilterNode) throws -> Bitmap {
    // The index does not change under an engine, the user's tags may.
    let stamp = node.asksForTags ? try snapshot.directory.notesStamp() : []
    if let known = lastCondition.withLock({ $0 }), known.node == node, known.stamp == stamp {
      return known.rows
    }
    let rows = try evaluate(node)
    lastCondition.withLock { $0 = EvaluatedCondition(node: node, stamp: stamp, rows: rows) }
    return rows
  }

  /// The rows that meet a condition.
  func evaluate(_ node: FilterNode) throws -> Bitmap {
    var rows = Bitmap(count: rowCount)
    let notes = node.asksForTags ? try snapshot.directory.readNotes() : Notes()
    for segment in segments {
      let evaluation = SegmentFilter(
        segment: segment, furtherSources: furtherSources, notes: notes)
      rows.insert(try evaluation.papers(passing: node), at: segment.base)
    }
    return rows
  }

  /// The rows that options let in; `nil` when they let every row in.
  func allowedRows(_ options: SearchOptions, excluding excluded: [Int]) throws -> Bitmap? {
    let passing = try allowedRows(options.filter, excluding: excluded)
    guard let arrivals = options.arrivals else { return passing }
    var bitmap = Bitmap(count: rowCount)
    for segment in segments {
      bitmap.insert(try SegmentFilter.papers(withIDs: arrivals, of: segment), at: segment.base)
    }
    if let passing { bitmap.formIntersection(passing) }
    return bitmap
  }

  /// The rows of the papers that pass a filter, ascending.
  public func rows(where filter: Filter) throws(SearchError) -> [Int] {
    try searching {
      try allowedRows(filter).map(\.rows) ?? Array(0..<rowCount)
    }
  }

  /// The ids of the papers that pass a filter, in the index's order.
  ///
  /// O(papers that pass).
  public func ids(where filter: Filter) throws(SearchError) -> [String] {
    try papers(where: filter).map(\.id)
  }

  /// The papers that pass a filter, in the index's order.
  ///
  /// O(bytes of the papers that pass), all in memory.
  public func papers(where filter: Filter) throws(SearchError) -> [Paper] {
    if filter.isEmpty { return try papers() }
    let rows = try rows(where: filter).map { Int64($0) }
    return try searching { try snapshot.catalogue.rows(rows).map { Paper(row: $0) } }
  }
}
