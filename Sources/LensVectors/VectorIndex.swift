// The vectors of a segment: full codes, and sign codes beside them where there are many rows.
//
// Two ways to search. `.exhaustive` multiplies the query with every row's full code: the oracle.
// Everything else estimates rows by their sign codes first and rescores those that may reach
// the top k by their full codes, so that a score is the same number whichever way found it.
import CKernels
import LensStore

/// How much of an index a search looks at.
public enum SearchBreadth: Sendable, Equatable {
  /// Every row by its full code.
  case exhaustive
  /// Every row by its sign code: about one in 10,000 rows of the top k is missed.
  case everyList
  /// The lists nearest to the query, as many as given: approximate.
  case nearestLists(Int)
  /// A walk through the graph: approximate, and the fastest.
  ///
  /// It goes on from all rows that are at most so much farther, in the square of the
  /// distance, than the k-th nearest met. A tenth is little, a quarter much.
  ///
  /// Every list where there is no graph or a filter leaves it too little.
  case graph(Float)
}

/// The vectors of a file, read through its mapping.
///
/// Scores are dot products of the stored vectors, in whole numbers and rounded once; ties stand by
/// row. Results are the same on every machine, instruction set and number of threads.
///
/// Memory: nothing but the mapping. Every byte is checked against its checksum at first touch.
public struct VectorIndex: Sendable {
  /// The number of stored vectors.
  public var rowCount: Int { flat.rowCount }
  /// The number of values of each.
  public var dimension: Int { flat.dimension }
  /// Whether there is a graph to walk through.
  public var hasGraph: Bool { graph != nil }
  /// The number of inverted lists: 1 for a flat index, 0 where only full codes are kept.
  public var listCount: Int { signs?.parameters.listCount ?? 0 }

  let flat: FlatIndex
  let signs: SignIndex?
  let graph: GraphIndex?
  private let rotation: Rotation

  /// A filter that admits less than one row in this many has its rows scored one by one.
  private static let sparseFilter = 32

  /// Opens the vectors of a file.
  ///
  /// O(lists); vectors are read and verified when touched.
  ///
  /// - Throws: `VectorsError.store` where a section is missing, damaged, or too short for the
  ///   rows it should hold; `.newerFormat`.
  public init(reading file: SectionedFile) throws(VectorsError) {
    flat = try FlatIndex(reading: file)
    rotation = Rotation(dimension: flat.dimension)
    let hasSigns = SignIndex.isWorthwhile(rowCount: flat.rowCount, dimension: flat.dimension)
    signs =
      hasSigns
      ? try SignIndex(reading: file, rowCount: flat.rowCount, dimension: flat.dimension) : nil
    graph =
      hasSigns && file.hasSection(GraphSections.parameters)
      ? try GraphIndex(
        reading: file, rowCount: flat.rowCount, dimension: flat.dimension, rows: signs?.rows) : nil
  }

  /// The stored vector of a row.
  ///
  /// O(dimension · log dimension).
  ///
  /// - Throws: `VectorsError.rowOutOfRange`; `.store` for damage.
  public func vector(_ row: Int) throws(VectorsError) -> [Float] {
    var values = try flat.vector(row)
    values.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { rotation.undo(start) } }
    return values
  }

  /// The score of a row for a query, which is what `search` ranks by.
  ///
  /// O(dimension).
  ///
  /// - Throws: `VectorsError.dimensionMismatch`, `.rowOutOfRange`; `.store` for damage.
  public func score(_ row: Int, _ query: VectorQuery) throws(VectorsError) -> Float {
    try flat.score(row, query.codes)
  }

  /// The scores of rows for a query, in the order given.
  ///
  /// O(rows · dimension); the memory of all is asked for before the first is scored.
  ///
  /// - Throws: `VectorsError.dimensionMismatch`, `.rowOutOfRange`; `.store` for damage.
  public func scores(_ rows: [Int], _ query: VectorQuery) throws(VectorsError) -> [Float] {
    try flat.check(query.codes)
    for row in rows {
      lens_prefetch(try flat.highPlane(of: row), flat.parameters.stride)
      try flat.prefetchScale(of: row)
    }
    let kernels = lens_kernels_current().pointee
    var scores: [Float] = []
    scores.reserveCapacity(rows.count)
    for row in rows { scores.append(try flat.score(row, query.codes, kernels)) }
    return scores
  }

  /// The k best rows for a query, best first; ties by row number.
  ///
  /// - Parameters:
  ///   - query: of `dimension` values. A zero query scores 0 everywhere.
  ///   - k: how many; none for 0 or less.
  ///   - allowed: bit `row % 64` of word `row / 64` admits a row; nil admits all. Applied before
  ///     the top k; the fewer rows a filter admits, the more lists are looked at.
  ///   - breadth: how much to look at; without sign codes every search is exhaustive.
  /// - Throws: `VectorsError.dimensionMismatch`, `.filterTooShort`; `.store` for damage.
  /// - Complexity: O(rows looked at × dimension / 8) look-ups in tables of 64 entries, then
  ///   O(dimension) for each row rescored.
  public func search(
    query: VectorQuery, k: Int, allowed: [UInt64]? = nil, breadth: SearchBreadth = .everyList,
    scratch: inout SearchScratch
  ) throws(VectorsError) -> [Neighbour] {
    try search(
      query: query, k: k, allowed: allowed, breadth: breadth, scratch: &scratch,
      kernels: lens_kernels_current().pointee)
  }

  /// The same with the kernels of a given instruction set.
  func search(
    query: VectorQuery, k: Int, allowed: [UInt64]?, breadth: SearchBreadth,
    scratch: inout SearchScratch, kernels: lens_kernels
  ) throws(VectorsError) -> [Neighbour] {
    guard let signs, query.step > 0, breadth != .exhaustive else {
      return try flat.search(
        query: query.codes, k: k, allowed: allowed, scratch: &scratch, kernels: kernels)
    }
    try flat.check(query.codes)
    var admitted = rowCount
    if let allowed {
      guard allowed.count >= (rowCount + 63) / 64 else {
        throw .filterTooShort(expectedWords: (rowCount + 63) / 64, found: allowed.count)
      }
      admitted = allowed.reduce(0) { $0 + $1.nonzeroBitCount }
    }
    scratch.statistics = SearchStatistics()
    guard k > 0 else { return [] }
    if let allowed, admitted < rowCount / Self.sparseFilter {
      return try signs.search(
        query: query, k: k, only: allowed, in: flat, scratch: &scratch, kernels: kernels)
    }
    if case .graph(let slack) = breadth, let graph,
      let found = try graph.search(
        query: query, k: k, allowed: allowed, admitted: admitted, slack: slack, in: flat,
        scratch: &scratch, kernels: kernels)
    {
      return found
    }
    var probes = listCount
    if case .nearestLists(let count) = breadth {
      // As many admitted rows as without a filter.
      probes = min(listCount, max(1, count) * rowCount / max(1, min(admitted, rowCount)))
    }
    return try signs.search(
      query: query, k: k, allowed: allowed, probes: probes, in: flat, scratch: &scratch,
      kernels: kernels)
  }
}
