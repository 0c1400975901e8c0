// The semantic leg over several segments: one query, one list.
import LensVectors

extension SearchEngine {
  /// Rows of a segment from which on part of its lists may do; fewer are looked through in no time.
  private static let fewestRowsForLists = 100_000

  /// The nearest rows to a query's vector over all segments, best first, ties by row.
  ///
  /// - Parameter share: how many of the lists of large segments are looked at, 0 to 1; with fewer than
  ///   `count` rows found, all.
  func nearest(
    _ query: VectorQuery, count: Int, allowed: Bitmap?, share: Double
  ) throws -> [Neighbour] {
    let found = try nearest(query, count: count, allowed: allowed) { segment in
      let isPart = share < 1 && segment.vectors.rowCount >= Self.fewestRowsForLists
      let lists = Int((Double(segment.vectors.listCount) * share).rounded(.up))
      return isPart ? .nearestLists(lists) : .everyList
    }
    if found.count == count || share >= 1 { return found }
    return try nearest(query, count: count, allowed: allowed)
  }

  /// The same with the lists that are looked at said outright.
  func nearest(
    _ query: VectorQuery, count: Int, allowed: Bitmap?, breadth: SearchBreadth = .everyList
  ) throws -> [Neighbour] {
    try nearest(query, count: count, allowed: allowed) { _ in breadth }
  }

  private func nearest(
    _ query: VectorQuery, count: Int, allowed: Bitmap?, breadth: (Segment) -> SearchBreadth
  ) throws -> [Neighbour] {
    var scratch = SearchScratch()
    var all: [Neighbour] = []
    for segment in segments {
      let found = try segment.vectors.search(
        query: query, k: count, allowed: allowed?.words(of: segment.rows),
        breadth: breadth(segment), scratch: &scratch)
      all += found.map { Neighbour(row: $0.row + segment.base, score: $0.score) }
    }
    guard segments.count > 1 else { return all }
    all.sort { $0.score != $1.score ? $0.score > $1.score : $0.row < $1.row }
    return Array(all.prefix(count))
  }

  /// A query vector in the form that scores rows.
  func quantised(_ vector: [Float]) throws -> VectorQuery { try VectorQuery(vector) }

  /// The cosines of rows' vectors with a query, in the order of the rows, which ascend.
  func similarities(of rows: [Int], to query: VectorQuery) throws -> [Double] {
    var cosines: [Double] = []
    cosines.reserveCapacity(rows.count)
    var rest = rows[...]
    while let first = rest.first {
      let segment = try segment(of: first)
      let inside = rest.prefix { $0 < segment.rows.upperBound }
      cosines += try segment.vectors.scores(inside.map { $0 - segment.base }, query)
        .map { Double($0) }
      rest = rest.dropFirst(inside.count)
    }
    return cosines
  }

  /// The stored vectors of rows, for their cosines with each other.
  func vectors(of rows: [Int]) throws -> VectorBlock {
    try VectorBlock(
      rows.map { row in
        let segment = try segment(of: row)
        return (segment.vectors, row - segment.base)
      })
  }

  /// The stored unit vector of a row.
  func vector(of row: Int) throws -> [Float] {
    let segment = try segment(of: row)
    return try segment.vectors.vector(row - segment.base)
  }

  /// The segment that holds a row.
  func segment(of row: Int) throws -> Segment {
    guard let segment = segments.first(where: { $0.rows.contains(row) }) else {
      throw SearchError.inconsistent(
        place: "row \(row)", expected: "a row below \(rowCount)", found: "none")
    }
    return segment
  }
}
