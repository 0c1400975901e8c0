// Where the search in a large matrix starts: in a small part of it.
//
// What a few thousand columns of a sample of the rows vary in is nearly what the whole varies
// in, and a search there costs little. One step of subspace iteration over the whole matrix then
// brings every row and column in (V = Aᵀ(A·V₀); Halko, Martinsson and Tropp 2011, algorithm 4.4).

/// A sample of the rows of a matrix, and those of its columns that have the most cells.
struct CoarseProblem {
  private let matrix: SparseMatrix
  private let sample: SparseMatrix
  /// The column of `matrix` for each of the sample's; shape (columns of the sample).
  private let columns: [Int]

  /// Nil for a matrix that is not above the sizes in `options`.
  init?(of matrix: SparseMatrix, rank: Int, options: SVDOptions) {
    guard let limit = options.coarse(of: matrix, rank: rank) else { return nil }
    self.matrix = matrix
    let rows = matrix.sampledRows(about: limit.leastRows, seed: options.seed)
    columns = matrix.fullestColumns(among: rows, limit: limit.columns)
    sample = matrix.part(rows: rows, columns: columns)
  }

  /// What one step over the whole matrix makes of the leading space of the sample, columns of the
  /// matrix × rank (fewer where the sample's rank is smaller); its columns are not orthonormal.
  func space(
    rank: Int, options: SVDOptions, algebra: BlockAlgebra, onProgress: (Double) -> Void
  ) throws(LinearError) -> (space: DenseMatrix, residual: Double, columnPasses: Int) {
    var options = options
    options.maximumCycles = Self.restarts
    options.tolerance = 0
    var iteration = LanczosIteration(
      matrix: sample, rank: rank, options: options, algebra: algebra)
    var found = try iteration.space { onProgress($0 * 0.3) }
    if iteration.isLeft { found = sample.multiplyTransposed(found, threads: options.threads) }
    var space = DenseMatrix(rows: matrix.columns, columns: min(rank, found.columns))
    let width = space.columns
    for (place, column) in columns.enumerated() {
      for j in 0..<width { space.values[column * width + j] = found[place, j] }
    }
    space = matrix.gramMultiply(space, threads: options.threads)
    onProgress(0.75)
    return (space, iteration.residual, iteration.columnPasses + width)
  }

  /// More would settle the sample's own noise.
  private static let restarts = 1
}

extension SparseMatrix {
  /// About `count` rows, ascending: by hash, not at even distances, since the order of the rows may have
  /// a period.
  ///
  /// Those of a smaller count are among them. O(rows).
  func sampledRows(about count: Int, seed: UInt64) -> [Int] {
    guard count < rows else { return Array(0..<rows) }
    let generator = CounterGenerator(seed: seed)
    let ceiling = UInt64(Double(count) / Double(rows) * 0x1p32)
    return (0..<rows).filter { generator.bits(at: UInt64($0)) >> 32 < ceiling }
  }

  /// Some rows.
  ///
  /// O(their cells).
  func part(rows kept: [Int]) -> SparseMatrix {
    var starts = [0]
    var cells: (indices: [UInt32], values: [Float]) = ([], [])
    starts.reserveCapacity(kept.count + 1)
    for row in kept {
      cells.indices.append(contentsOf: indices[offsets[row]..<offsets[row + 1]])
      cells.values.append(contentsOf: values[offsets[row]..<offsets[row + 1]])
      starts.append(cells.indices.count)
    }
    return SparseMatrix(
      rows: kept.count, columns: columns, offsets: starts, indices: cells.indices,
      values: cells.values)
  }

  /// The columns with the most cells in some rows, ascending; equals by their number.
  ///
  /// O(cells of the rows + columns · log columns).
  fileprivate func fullestColumns(among rows: [Int], limit: Int) -> [Int] {
    var counts = [UInt32](repeating: 0, count: columns)
    for row in rows {
      for i in offsets[row]..<offsets[row + 1] { counts[Int(indices[i])] += 1 }
    }
    let order = counts.indices.filter { counts[$0] > 0 }
      .sorted { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1 }
    return order.prefix(limit).sorted()
  }

  /// The cells in some rows and some columns.
  ///
  /// O(columns + cells of the rows).
  fileprivate func part(rows: [Int], columns kept: [Int]) -> SparseMatrix {
    let none = UInt32.max
    var places = [UInt32](repeating: none, count: columns)
    for (place, column) in kept.enumerated() { places[column] = UInt32(place) }
    var starts = [0]
    var cells: (indices: [UInt32], values: [Float]) = ([], [])
    starts.reserveCapacity(rows.count + 1)
    for row in rows {
      for i in offsets[row]..<offsets[row + 1] {
        let place = places[Int(indices[i])]
        guard place != none else { continue }
        cells.indices.append(place)
        cells.values.append(values[i])
      }
      starts.append(cells.indices.count)
    }
    return SparseMatrix(
      rows: rows.count, columns: kept.count, offsets: starts, indices: cells.indices,
      values: cells.values)
  }
}
