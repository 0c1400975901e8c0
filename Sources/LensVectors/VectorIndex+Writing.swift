// Writing vectors into a segment file.
import LensStore

extension VectorIndex {
  /// Codes and writes vectors.
  ///
  /// - Parameters:
  ///   - vectors: rowCount × dimension, one row after another; unit, or zero for an empty document.
  ///   - rowCount: the number of vectors, below 2^32.
  ///   - dimension: values of each, 65,536 at most; 0 is allowed, every score is then 0.
  ///   - listCount: inverted lists; nil for `defaultListCount`.
  ///   - hasGraph: whether to make a graph for `SearchBreadth.graph` where there are sign codes; values
  ///     then have 16 bits, and a row of 256 dimensions takes 452 bytes more.
  ///   - threads: nil for all; what is written does not depend on it.
  ///   - writer: the file; the sections are added.
  /// - Throws: `VectorsError.shapeMismatch`, `.dimensionTooLarge`, `.valueOutOfRange`; `.store`.
  /// - Complexity: O(rowCount × (dimension + lists)) with lists; memory of the codes beside
  ///   the vectors.
  public static func write(
    vectors: UnsafeBufferPointer<Float>, rowCount: Int, dimension: Int, listCount: Int? = nil,
    hasGraph: Bool = false, threads: Int? = nil, to writer: SectionedFileWriter
  ) throws(VectorsError) {
    let hasGraph = hasGraph && isGraphPossible(rowCount: rowCount, dimension: dimension)
    let rows = try CodedRows(
      vectors, rowCount: rowCount, dimension: dimension, rotation: Rotation(dimension: dimension),
      isFine: hasGraph, threads: threads)
    try write(rows, listCount: listCount, hasGraph: hasGraph, threads: threads, to: writer)
  }

  /// Codes and writes vectors held in an array; see the overload over a buffer.
  public static func write(
    vectors: [Float], rowCount: Int, dimension: Int, listCount: Int? = nil,
    hasGraph: Bool = false, threads: Int? = nil, to writer: SectionedFileWriter
  ) throws(VectorsError) {
    try vectors.withUnsafeBufferPointer { (buffer) throws(VectorsError) in
      try write(
        vectors: buffer, rowCount: rowCount, dimension: dimension, listCount: listCount,
        hasGraph: hasGraph, threads: threads, to: writer)
    }
  }

  /// Writes rows of existing indexes, in the order given: for merging segments.
  ///
  /// Full codes are copied, so every score stays what it was; sign codes are made anew.
  ///
  /// - Parameters:
  ///   - rows: index and row of each new row; all indexes have the dimension given.
  ///   - dimension: of the new file, needed where there are no rows.
  /// - Throws: `VectorsError.dimensionMismatch`, `.rowOutOfRange`; `.store`.
  public static func write(
    copying rows: [(index: VectorIndex, row: Int)], dimension: Int, listCount: Int? = nil,
    threads: Int? = nil, to writer: SectionedFileWriter
  ) throws(VectorsError) {
    let rows = try CodedRows(
      copying: rows.map { ($0.index.flat, $0.row) }, dimension: dimension)
    try write(rows, listCount: listCount, hasGraph: false, threads: threads, to: writer)
  }

  /// The number of inverted lists for a number of rows: 2 √rows where some of them are worth
  /// looking at alone, else √rows / 2, which are made in no time and show a search where to begin.
  public static func defaultListCount(rowCount: Int) -> Int {
    let root = Double(rowCount).squareRoot()
    return rowCount < 100_000 ? Int(root / 2) : Int(2 * root)
  }

  private static func isGraphPossible(rowCount: Int, dimension: Int) -> Bool {
    SignIndex.isWorthwhile(rowCount: rowCount, dimension: dimension)
      && rowCount <= GraphIndex.largestNodeCount
  }

  private static func write(
    _ rows: CodedRows, listCount: Int?, hasGraph: Bool, threads: Int?,
    to writer: SectionedFileWriter
  ) throws(VectorsError) {
    try FlatIndex.write(rows, to: writer)
    guard SignIndex.isWorthwhile(rowCount: rows.rowCount, dimension: rows.dimension) else { return }
    let lists = listCount ?? defaultListCount(rowCount: rows.rowCount)
    let order = try SignIndex.write(
      rows, listCount: min(max(lists, 1), rows.rowCount), threads: threads, to: writer)
    if hasGraph { try GraphIndex.write(rows, order: order, threads: threads, to: writer) }
  }
}
