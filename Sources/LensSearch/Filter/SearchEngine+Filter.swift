// From a condition to the rows that may be ranked.
import LensCorpus
import LensStore

extension SearchEngine {
  /// The rows a filter lets in; `nil` when it lets every row in.
  ///
  /// O(papers / 64) for each part of the condition, and the papers that its labels name.
  func allowedRows(_ filter: Filter, excluding excluded: [Int] = []) throws -> Bitmap? {
    if filter.isEmpty, excluded.isEmpty { return nil }
    var bitmap = Bitmap(count: rowCount)
    let notes = filter.node.asksForTags ? try snapshot.directory.readNotes() : Notes()
    for segment in segments {
      let evaluation = SegmentFilter(segment: segment, notes: notes)
      bitmap.insert(try evaluation.papers(passing: filter.node), at: segment.base)
    }
    for row in excluded { bitmap.remove(row) }
    return bitmap
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
