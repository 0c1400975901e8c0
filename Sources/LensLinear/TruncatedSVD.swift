// The truncated singular value decomposition A ≈ U Σ Vᵀ of a sparse matrix: the
// result, its options, and the way from a matrix to it. The iteration that finds the
// space is in LanczosIteration.swift, its start in a large matrix in CoarseProblem.swift;
// here the last projection is made: within a space V of right vectors the best approximation is that of A·V (Rayleigh-Ritz),
// whose small Gram matrix is made and taken apart in double.

/// The k leading singular triplets of a matrix.
public struct TruncatedSVD: Sendable {
  /// The singular values, greatest first; their number k is at most the rank asked for and at
  /// most the numerical rank of the matrix.
  public let singularValues: [Float]
  /// V, columns of A × k, orthonormal columns; the entry of greatest magnitude of each column
  /// (of several, the first) is positive.
  public let rightVectors: DenseMatrix
  /// A·V = UΣ, rows of A × k: the coordinates of the rows.
  public private(set) var projections: DenseMatrix
  /// ‖A‖²_F.
  public fileprivate(set) var totalEnergy = 0.0
  /// Σσ², the part of the energy that lies in the space.
  public let capturedEnergy: Double
  /// The greatest ‖AᵀA v − σ² v‖ / σ² over the triplets when the iteration ended (in a large
  /// matrix, that in its sample); 0 where the decomposition is complete.
  public fileprivate(set) var residual = 0.0
  /// How many columns A and Aᵀ were multiplied with, in pairs: the work done.
  public fileprivate(set) var columnPasses = 0

  /// The projections, which are then none here: to be changed without a copy.
  public mutating func takeProjections() -> DenseMatrix {
    var taken = DenseMatrix(rows: 0, columns: projections.columns)
    swap(&taken, &projections)
    return taken
  }

  /// U, rows of A × k, orthonormal columns.
  ///
  /// O(rows × k).
  public func leftVectors() -> DenseMatrix {
    var result = projections
    let k = singularValues.count
    for row in 0..<result.rows {
      for j in 0..<k { result.values[row * k + j] /= singularValues[j] }
    }
    return result
  }
}

/// How a truncated decomposition is found.
///
/// The defaults are for text.
public struct SVDOptions: Sendable {
  /// The seed of the starting block.
  public var seed: UInt64 = 0x6C65_6E73
  /// The residual, relative to σ², at which a triplet counts as found.
  ///
  /// The relative error of σ is about its square over the relative gap to the values that were left
  /// out: at 0.02 all of 256 values of text matrices were within 4e-4.
  public var tolerance = 0.02
  /// The most times the basis is filled before the result is taken as it is.
  public var maximumCycles = 24
  /// Columns of a block: the work that one reading of A is used for.
  public var blockWidth = 32
  /// Columns of the basis; nil for twice the rank, at least the rank and 96.
  ///
  /// A matrix without more rows or columns than this is decomposed completely.
  public var basisWidth: Int?
  /// When the search starts in a part of the matrix and how large that is; nil: always in the whole.
  public var coarse: Coarse? = Coarse()
  /// The number of threads; nil for `Parallel.defaultThreads`.
  ///
  /// The result does not depend on it.
  public var threads: Int?

  /// The defaults.
  public init() {}

  /// `coarse` where it applies to a matrix.
  func coarse(of matrix: SparseMatrix, rank: Int) -> Coarse? {
    coarse.flatMap { matrix.rows > $0.leastRows && rank * 4 <= $0.columns ? $0 : nil }
  }

  /// The part of a large matrix in which the search starts.
  public struct Coarse: Sendable, Equatable {
    /// Matrices of up to so many rows are searched as a whole, and a sample has about so many.
    public var leastRows = 16_384
    /// The columns of the sample: those with the most cells.
    public var columns = 24_576
    /// Above so many rows the axes of the space are those of about so many: the projections then are
    /// orthogonal up to the noise of a sample, and the singular values estimates.
    public var axisRows = 65_536

    /// The defaults.
    public init() {}
  }
}

/// The `rank` leading singular triplets of a matrix, or as many as it has.
///
/// Of matrices above `SVDOptions.coarse` the space is an approximation that holds some 0.97 of the
/// energy of the best one; of smaller ones every triplet is found to `tolerance`. Block Lanczos
/// iteration with thick restarts, started at random from the row space of the
/// matrix (Halko, Martinsson and Tropp, "Finding structure with randomness", SIAM Review 53, 2011;
/// Musco and Musco, "Randomized block Krylov methods", NIPS 2015; Wu and Simon, "Thick-restart
/// Lanczos method", SIAM J. Matrix Anal. 22, 2000). Values below 5e-6 of the greatest count as
/// zero. The same matrix and options give the same bytes on one machine and BLAS, whatever the
/// number of threads.
///
/// Time O(cells × columns passed), some 4 × rank, plus O((rows + columns) × rank²), of a large matrix
/// with 1.5 × rank in place of 4; memory about (2 × rank + 300) × columns + rank × rows floats.
///
/// Throws `.notFinite` and `.tooLarge` for what must not reach LAPACK, `.libraryMissing`, and
/// `.lapackFailed`.
///
/// `onProgress` is told now and then what part of the work is done, 0 to 1, by the products that a
/// text matrix usually takes.
public func truncatedSVD(
  of matrix: SparseMatrix, rank: Int, options: SVDOptions = SVDOptions(),
  onProgress: (Double) -> Void = { _ in }
) throws(LinearError) -> TruncatedSVD {
  precondition(rank >= 0)
  let greatest = try matrix.scan()
  let rank = min(rank, matrix.rows, matrix.columns)
  guard rank > 0, greatest > 0 else {
    return TruncatedSVD(
      singularValues: [], rightVectors: DenseMatrix(rows: matrix.columns, columns: 0),
      projections: DenseMatrix(rows: matrix.rows, columns: 0), totalEnergy: matrix.energy(),
      capturedEnergy: 0)
  }
  // Squares of very large or small values leave single precision: a power of two, which loses
  // nothing, brings them back.
  var exponent = 0
  if !(0x1p-20...0x1p20).contains(greatest) { exponent = Int(greatest.exponent) }
  let scaled = exponent == 0 ? matrix : matrix.scaled(byPowerOfTwo: -exponent)

  let algebra = BlockAlgebra(lapack: try LAPACK(), threads: options.threads)
  var (space, residual, passes) = try leadingSpace(
    of: scaled, rank: rank, options: options, algebra: algebra, onProgress: onProgress)
  try algebra.orthonormalise(&space)
  passes += (space.columns + 1) / 2
  var svd = try rayleighRitz(
    matrix: scaled, space: space, rank: rank, exponent: exponent,
    axisRows: options.coarse(of: scaled, rank: rank)?.axisRows ?? .max, seed: options.seed,
    algebra: algebra)
  svd.totalEnergy = matrix.energy()
  svd.residual = residual
  svd.columnPasses = passes
  return svd
}

/// Right vectors whose span holds the leading singular space or comes near it, not orthonormal;
/// with the residual of the search and the columns passed.
private func leadingSpace(
  of matrix: SparseMatrix, rank: Int, options: SVDOptions, algebra: BlockAlgebra,
  onProgress: (Double) -> Void
) throws(LinearError) -> (space: DenseMatrix, residual: Double, columnPasses: Int) {
  if let coarse = CoarseProblem(of: matrix, rank: rank, options: options) {
    return try coarse.space(rank: rank, options: options, algebra: algebra, onProgress: onProgress)
  }
  var iteration = LanczosIteration(matrix: matrix, rank: rank, options: options, algebra: algebra)
  var space = try iteration.space(onProgress)
  // From left vectors U the right ones are those of AᵀU.
  if iteration.isLeft { space = matrix.multiplyTransposed(space, threads: options.threads) }
  return (space, iteration.residual, iteration.columnPasses)
}

/// The best triplets within a space of right vectors (terms × d, orthonormal).
///
/// The axes are those of `axisRows` rows where there are more, the energy that of all.
private func rayleighRitz(
  matrix: SparseMatrix, space: consuming DenseMatrix, rank: Int, exponent: Int, axisRows: Int,
  seed: UInt64, algebra: BlockAlgebra
) throws(LinearError) -> TruncatedSVD {
  var right = space
  let d = right.columns
  let isSampled = matrix.rows > axisRows
  let part =
    isSampled ? matrix.part(rows: matrix.sampledRows(about: axisRows, seed: seed)) : matrix
  var projections = part.multiply(right, threads: algebra.threads)
  let gram = projections.reading { algebra.gram($0) }
  let (values, vectors) = try algebra.lapack.eigen(gram, n: d)
  let greatest = max(values.first ?? 0, 0).squareRoot()
  let kept = values.prefix(rank).prefix { $0 > 0 && $0.squareRoot() > greatest * 5e-6 }
  let k = kept.count

  var rotation = [Double](repeating: 0, count: d * k)
  for j in 0..<k {
    for i in 0..<d { rotation[i * k + j] = vectors[j * d + i] }
  }
  algebra.rotate(&right, by: rotation, columns: k)
  let signs = leadingSigns(right)
  for j in 0..<k where signs[j] < 0 {
    for i in 0..<d { rotation[i * k + j].negate() }
  }
  right.scaleColumns(by: signs, threads: algebra.threads)
  var captured = kept.reduce(0, +)
  var growth = 1.0
  if isSampled {
    projections = matrix.multiply(right, threads: algebra.threads)
    let energy = projections.energy()
    growth = captured > 0 ? energy / captured : 1
    captured = energy
  } else {
    algebra.rotate(&projections, by: rotation, columns: k)
  }
  let scale = exponent == 0 ? 1 : Double(sign: .plus, exponent: exponent, significand: 1)
  if exponent != 0 {
    for i in projections.values.indices {
      projections.values[i] = Float(Double(projections.values[i]) * scale)
    }
  }
  return TruncatedSVD(
    singularValues: kept.map { Float(($0 * growth).squareRoot() * scale) }, rightVectors: right,
    projections: projections, capturedEnergy: captured * scale * scale)
}

/// For each column the sign of its first entry of greatest magnitude.
private func leadingSigns(_ v: DenseMatrix) -> [Float] {
  var greatest = [Float](repeating: 0, count: v.columns)
  var signs = [Float](repeating: 1, count: v.columns)
  v.values.withUnsafeBufferPointer { values in
    for row in 0..<v.rows {
      for j in 0..<v.columns {
        let value = values[row * v.columns + j]
        if value.magnitude > greatest[j] {
          greatest[j] = value.magnitude
          signs[j] = value < 0 ? -1 : 1
        }
      }
    }
  }
  return signs
}
