// What one search needs besides the index. Keep one per thread and pass it to every
// query: after the first few a query allocates nothing but its result.

/// Reusable memory of a search.
///
/// Not to be shared by two searches at once.
public struct SearchScratch: Sendable {
  /// What the last search did.
  public internal(set) var statistics = SearchStatistics()

  /// Integer products of one stretch of rows with the query's high part.
  var products = [Int32](repeating: 0, count: Self.stretchRows)
  /// The residual norms of rows that have no low plane.
  let zeros = [Float](repeating: 0, count: Self.stretchRows)
  /// One bit per row of the stretch that may reach the top k.
  var marks = [UInt64](repeating: 0, count: Self.stretchRows / 64)
  /// The k best lower bounds seen in the scan.
  var lowerBounds = NeighbourHeap()
  /// Rows the scan has not ruled out, ascending.
  var candidates: [Candidate] = []
  /// Rows whose exact scores are wanted.
  var queue = RescoringQueue()
  /// The k best exact scores.
  var best = NeighbourHeap()
  /// What a search of sign codes needs besides.
  var signs = SignScratch()
  /// What a walk through a graph needs besides.
  var graph = GraphScratch()

  /// Rows scanned between two looks at the bound: 256 KiB at 256 dimensions, a quarter of an L2.
  static let stretchRows = 1024

  /// Makes empty scratch memory.
  public init() {}
}

/// Counts of one search, for tuning and for the curious.
public struct SearchStatistics: Sendable, Equatable {
  /// Rows whose high part, or whose sign code, was multiplied with the query.
  public var scanned = 0
  /// Rows the scan could not rule out while it ran.
  public var candidates = 0
  /// Rows whose exact score was computed.
  public var rescored = 0
}

/// A row that may belong to the top k, and bounds of its score.
struct Candidate: Sendable {
  var row: UInt32
  /// No less than the exact score; NaN where the file holds one, so that rescoring reports it.
  var upperBound: Float
  /// No more than the exact score.
  var lowerBound: Float
}

/// Reusable memory of a search of sign codes.
struct SignScratch: Sendable {
  /// The query's tables, as the kernels in use want them.
  var tables: [UInt8] = []
  /// Products of the query with the centroids, and what they are worth.
  var products: [Int32] = []
  var bases: [Float] = []
  /// The lists to look at, best first.
  var probes: [Int32] = []
  /// Sums of one stretch of rows.
  var sums = [UInt16](repeating: 0, count: SearchScratch.stretchRows)
  /// What the upper bound of each row of a stretch has to reach.
  var floors = [Float](repeating: 0, count: SearchScratch.stretchRows)
}
