// The search for the right singular space, or for the left one where the matrix is wider
// than tall and the basis shorter there: block Lanczos on AᵀA (AAᵀ) with full
// orthogonalisation and thick restarts.
//
// The basis Q grows by a block at a time: W = AᵀA·(last block), what W has in Q goes
// into the projected matrix H = QᵀAᵀAQ, what it has outside becomes the next block.
// When Q is full, its best `keep` Ritz vectors stay and the growth goes on from there
// (Wu and Simon 2000). Against plain subspace iteration on 20,000 abstracts this
// reaches an energy of 0.999 with a quarter of the products.
//
// Products are single precision, so H knows nothing of values below some 3e-3 of the
// greatest; they are told apart by the final projection on A·V.

/// One search for the leading singular space of a matrix, on its smaller side.
struct LanczosIteration {
  private let matrix: SparseMatrix
  private let rank: Int
  private let options: SVDOptions
  private let algebra: BlockAlgebra
  /// Whether the left space is searched, whose basis is the shorter for a wide matrix.
  let isLeft: Bool
  /// The length of the vectors: the smaller side of A.
  private let dimension: Int
  /// The most columns of the basis.
  private let capacity: Int

  /// Q, smaller side of A × capacity, of which `filled` are in use.
  private var basis: DenseMatrix
  private var filled = 0
  /// H, capacity × capacity, of which filled × filled is in use.
  private var projected: [Double]
  /// The random blocks drawn so far.
  private var draws: UInt64 = 0
  private(set) var residual = 0.0
  private(set) var columnPasses = 0

  init(matrix: SparseMatrix, rank: Int, options: SVDOptions, algebra: BlockAlgebra) {
    self.matrix = matrix
    self.rank = rank
    self.options = options
    self.algebra = algebra
    isLeft = matrix.rows < matrix.columns
    dimension = min(matrix.rows, matrix.columns)
    let wanted = max(options.basisWidth ?? max(2 * rank, rank + 96), rank)
    capacity = min(wanted, dimension)
    basis = DenseMatrix(rows: dimension, columns: capacity < dimension ? capacity : 0)
    projected = [Double](repeating: 0, count: capacity * capacity)
  }

  /// A space that holds the leading singular vectors, smaller side of A × (rank or somewhat more;
  /// fewer where the rank of A is smaller).
  mutating func space(_ onProgress: (Double) -> Void) throws(LinearError) -> DenseMatrix {
    if capacity == dimension { return wholeSpace() }
    var next = try freshBlock()
    var greatest = 0.0
    var cycles = 0
    var steps = 0
    // Energy when the residuals first were small, where that alone does not convince.
    var provisional: (energy: Double, steps: Int)?
    var doubtful = false
    var ritz: (values: [Double], rows: [Double]) = ([], [])

    while next.columns > 0 {
      append(next)
      var w = product(next)
      columnPasses += next.columns
      onProgress(min(1, Double(columnPasses) / Double(4 * rank + 96)))
      steps += 1
      let width = next.columns
      // A block whose remainder is rounding has found an invariant space.
      let (outside, inside, gram) = try detach(&w, scale: greatest)
      record(inside, width: width)
      for i in filled - width..<filled { greatest = max(greatest, projected[i * capacity + i]) }
      next = outside
      let complete = next.columns == 0
      if complete {
        doubtful = true
        next = try freshBlock()
      }
      let full = filled + next.columns > capacity
      // A tolerance of zero asks for whole cycles, so that nobody needs to look in between.
      let looks = options.tolerance > 0 && cycles > 0 && steps % 2 == 0
      guard full || next.columns == 0 || looks else { continue }

      ritz = try ritzPairs()
      residual = complete ? 0 : greatestResidual(ritz, gram: gram, width: width)
      if next.columns == 0 || cycles >= options.maximumCycles { break }
      if filled >= rank, residual <= options.tolerance {
        // Values that occur more often than a block is wide, or an invariant space, can hide
        // further copies: start anew beside what was found and see whether the energy grows.
        if !doubtful && !hasCluster(ritz.values) { break }
        let energy = ritz.values.prefix(rank).reduce(0, +)
        if let before = provisional {
          if steps >= before.steps + 4 {
            if energy <= before.energy * (1 + 1e-4) { break }
            provisional = nil
          }
        }
        if provisional == nil {
          provisional = (energy, steps)
          next = try freshBlock()
          if next.columns == 0 { break }
        }
      }
      if filled + next.columns > capacity {
        cycles += 1
        compress(ritz)
      }
    }
    if ritz.values.count != filled { ritz = try ritzPairs() }
    return leading(ritz, count: min(filled, rank + 16))
  }

  /// For a matrix without more rows or columns than the basis holds: all there is.
  private func wholeSpace() -> DenseMatrix {
    var result = DenseMatrix(rows: dimension, columns: dimension)
    for i in 0..<dimension { result[i, i] = 1 }
    return result
  }

  /// AᵀA·X, or A·Aᵀ·X on the left side.
  ///
  /// Either way A is read row by row.
  private func product(_ x: DenseMatrix) -> DenseMatrix {
    guard isLeft else { return matrix.gramMultiply(x, threads: options.threads) }
    let between = matrix.multiplyTransposed(x, threads: options.threads)
    return matrix.multiply(between, threads: options.threads)
  }

  /// An orthonormal block of the row (column) space outside the basis.
  ///
  /// AᵀΩ (AΩ) for random Ω, less what lies in Q. Empty where Q holds all of that space.
  private mutating func freshBlock() throws(LinearError) -> DenseMatrix {
    let width = min(options.blockWidth, capacity)
    let generator = CounterGenerator(seed: options.seed &+ draws)
    draws += 1
    var omega = DenseMatrix(rows: isLeft ? matrix.columns : matrix.rows, columns: width)
    omega.withRows { omega in
      Parallel.forEach(omega.blockCount(of: 4096), threads: options.threads) { block in
        for row in omega.block(block, of: 4096) {
          let cells = omega.row(row)
          for c in 0..<width { cells[c] = generator.uniform(at: UInt64(row * width + c)) }
        }
      }
    }
    var block =
      isLeft
      ? matrix.multiply(omega, threads: options.threads)
      : matrix.multiplyTransposed(omega, threads: options.threads)
    columnPasses += (width + 1) / 2
    return try detach(&block, scale: 0).block
  }

  private mutating func append(_ block: DenseMatrix) {
    let offset = filled
    basis.withRows { basis in
      block.reading { block in
        for row in 0..<basis.rows {
          (basis.row(row) + offset).update(from: block.row(row), count: block.columns)
        }
      }
    }
    filled += block.columns
  }

  /// Takes what W has in Q out of W and returns it (Q's columns × W's), in double.
  private mutating func removeBasis(from w: inout DenseMatrix) -> [Double] {
    let count = filled
    return basis.withRows { basis in
      let q = basis.prefix(columns: count)
      return w.withRows { w in
        let inside = algebra.product(q, transposedTimes: w)
        algebra.subtract(q, times: inside, from: w)
        return inside
      }
    }
  }

  /// Splits W into what lies in Q (`inside` = QᵀW) and an orthonormal block of what lies outside,
  /// whose `gram` is that of the remainder.
  ///
  /// The block is cleared of Q once more after it is scaled to unit length: a short remainder is
  /// mostly rounding, which lies in Q as much as elsewhere ("twice is enough").
  /// Columns of which less than 1e-6 of the longest of W (or of `scale`) remains are dropped.
  private mutating func detach(
    _ w: inout DenseMatrix, scale: Double
  ) throws(LinearError) -> (block: DenseMatrix, inside: [Double], gram: [Double]) {
    let inside = removeBasis(from: &w)
    let gram = w.reading { algebra.gram($0) }
    let width = w.columns
    var longest = scale
    for j in 0..<width {
      let square = (0..<filled).reduce(gram[j * width + j]) { sum, i in
        sum + inside[i * width + j] * inside[i * width + j]
      }
      longest = max(longest, square.squareRoot())
    }
    var block = DenseMatrix(rows: 0, columns: 0)
    swap(&block, &w)
    try algebra.whiten(&block, gram: gram, floor: 1e-6 * longest)
    guard block.columns > 0 else { return (block, inside, gram) }
    _ = removeBasis(from: &block)
    let again = block.reading { algebra.gram($0) }
    try algebra.whiten(&block, gram: again, tolerance: BlockAlgebra.roundedOff)
    return (block, inside, gram)
  }

  /// Enters QᵀAᵀA·(last block) into H.
  private mutating func record(_ inside: [Double], width: Int) {
    for i in 0..<filled {
      for j in 0..<width {
        let column = filled - width + j
        projected[i * capacity + column] = inside[i * width + j]
        projected[column * capacity + i] = inside[i * width + j]
      }
    }
  }

  private func ritzPairs() throws(LinearError) -> (values: [Double], rows: [Double]) {
    var h = [Double](repeating: 0, count: filled * filled)
    for i in 0..<filled {
      for j in 0..<filled {
        h[i * filled + j] = projected[i * capacity + j]
      }
    }
    return try algebra.lapack.eigen(h, n: filled)
  }

  /// max ‖AᵀAx − θx‖ / θ over the wanted pairs that H can tell from rounding: the residual of a
  /// Ritz vector Qy is W·(the last rows of y), and `gram` is WᵀW.
  private func greatestResidual(
    _ ritz: (values: [Double], rows: [Double]), gram: [Double], width: Int
  ) -> Double {
    var worst = 0.0
    for pair in 0..<min(rank, filled) {
      let theta = ritz.values[pair]
      guard theta > ritz.values[0] * 1e-5 else { break }
      let y = pair * filled + filled - width
      var square = 0.0
      for i in 0..<width {
        for j in 0..<width {
          square += ritz.rows[y + i] * gram[i * width + j] * ritz.rows[y + j]
        }
      }
      worst = max(worst, max(square, 0).squareRoot() / theta)
    }
    return worst
  }

  /// Whether so many of the wanted values coincide that one block cannot have held all copies.
  private func hasCluster(_ values: [Double]) -> Bool {
    let width = options.blockWidth * 3 / 4
    guard width > 0, values.count >= width else { return false }
    for i in 0..<min(rank, values.count) where i + 1 >= width {
      if values[i] > values[i + 1 - width] * (1 - 1e-4) { return true }
    }
    return false
  }

  /// Keeps the best Ritz vectors as the basis.
  private mutating func compress(_ ritz: (values: [Double], rows: [Double])) {
    let keep = min(rank + 32, max(rank, capacity - 2 * options.blockWidth), filled)
    let rotation = transposedRows(ritz.rows, n: filled, count: keep)
    let count = filled
    basis.withRows { basis in
      algebra.multiply(
        basis.prefix(columns: count), by: rotation, into: basis.prefix(columns: keep))
    }
    filled = keep
    for i in 0..<keep {
      for j in 0..<keep { projected[i * capacity + j] = i == j ? ritz.values[i] : 0 }
    }
  }

  private mutating func leading(
    _ ritz: (values: [Double], rows: [Double]), count: Int
  ) -> DenseMatrix {
    var result = DenseMatrix(rows: basis.rows, columns: count)
    let rotation = transposedRows(ritz.rows, n: filled, count: count)
    let used = filled
    basis.withRows { basis in
      result.withRows { result in
        algebra.multiply(basis.prefix(columns: used), by: rotation, into: result)
      }
    }
    basis = DenseMatrix(rows: 0, columns: 0)
    return result
  }

  /// The first `count` rows of an n × n matrix as columns.
  private func transposedRows(_ rows: [Double], n: Int, count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: n * count)
    for j in 0..<count {
      for i in 0..<n { result[i * count + j] = rows[j * n + i] }
    }
    return result
  }
}
