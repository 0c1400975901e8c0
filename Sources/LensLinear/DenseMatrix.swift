// The dense matrix of lens: floats, row-major, no gaps. Rows are documents or terms,
// columns the dimensions of the space.

/// A dense row-major matrix of single precision.
public struct DenseMatrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns; also the distance between rows in `values`.
  public let columns: Int
  /// The cells, rows × columns, row-major.
  public var values: [Float]

  /// A matrix of zeros.
  ///
  /// O(rows × columns).
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0)
    self.rows = rows
    self.columns = columns
    values = [Float](repeating: 0, count: rows * columns)
  }

  /// A matrix of given cells, row-major; `values.count` must be rows × columns.
  public init(rows: Int, columns: Int, values: [Float]) {
    precondition(rows >= 0 && columns >= 0 && values.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// One cell.
  ///
  /// O(1).
  public subscript(row: Int, column: Int) -> Float {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// The cells of one row.
  ///
  /// O(1).
  public func row(_ row: Int) -> ArraySlice<Float> {
    values[row * columns..<(row + 1) * columns]
  }

  /// Multiplies every column with a factor of its own and scales every row to unit length, in place; a
  /// row of zeros stays.
  ///
  /// Returns the length of each row between the two. Lengths in double. O(rows × columns).
  @discardableResult
  public mutating func normaliseRows(
    scalingColumnsBy factors: [Float], threads: Int? = nil
  ) -> [Float] {
    precondition(factors.count == columns)
    var lengths = DenseMatrix(rows: rows, columns: 1)
    withRows { view in
      lengths.withRows { lengths in
        Parallel.forEach(view.blockCount(of: 1024), threads: threads) { block in
          for row in view.block(block, of: 1024) {
            let cells = view.row(row)
            var energy = 0.0
            for c in 0..<view.columns {
              cells[c] *= factors[c]
              energy += Double(cells[c]) * Double(cells[c])
            }
            lengths.row(row)[0] = Float(energy.squareRoot())
            guard energy > 0 else { continue }
            let scale = 1 / energy.squareRoot()
            for c in 0..<view.columns { cells[c] = Float(Double(cells[c]) * scale) }
          }
        }
      }
    }
    return lengths.values
  }

  /// Multiplies every column with a factor of its own in place.
  ///
  /// `factors.count` must be `columns`. O(rows × columns).
  public mutating func scaleColumns(by factors: [Float], threads: Int? = nil) {
    precondition(factors.count == columns)
    withRows { view in
      Parallel.forEach(view.blockCount(of: 1024), threads: threads) { block in
        for row in view.block(block, of: 1024) {
          let cells = view.row(row)
          for c in 0..<view.columns { cells[c] *= factors[c] }
        }
      }
    }
  }

  /// The sum of the squares of all cells, in double.
  public func energy() -> Double {
    values.withUnsafeBufferPointer { $0.reduce(0.0) { $0 + Double($1) * Double($1) } }
  }

  /// Overwrites some rows with those of a matrix of as many columns.
  ///
  /// O(their cells).
  public mutating func replace(rows range: Range<Int>, with other: DenseMatrix) {
    precondition(other.columns == columns && other.rows == range.count)
    values.replaceSubrange(
      range.lowerBound * columns..<range.upperBound * columns, with: other.values)
  }

  /// A view of the rows for the blocks of one parallel operation.
  mutating func withRows<Result, Failure: Error>(
    _ body: (Rows) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (rows, columns) = (rows, columns)
    return try values.withUnsafeMutableBufferPointer { (buffer) throws(Failure) in
      try body(Rows(start: buffer.baseAddress, rows: rows, columns: columns, stride: columns))
    }
  }
}

extension DenseMatrix {
  /// A view of the rows that only reads, without the copy a shared matrix would have to make.
  func reading<Result, Failure: Error>(
    _ body: (Rows) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try values.withUnsafeBufferPointer { (buffer) throws(Failure) in
      try body(
        Rows(
          start: UnsafeMutablePointer(mutating: buffer.baseAddress), rows: rows, columns: columns,
          stride: columns))
    }
  }
}

/// A view of row-major floats that threads of one operation share.
///
/// Safe because it never outlives the closure that lends it, and because the blocks of an
/// operation are disjoint ranges of rows: no two threads write the same cell.
struct Rows: @unchecked Sendable {
  let start: UnsafeMutablePointer<Float>
  let rows: Int
  let columns: Int
  /// The distance between the starts of two rows, in floats.
  let stride: Int

  init(start: UnsafeMutablePointer<Float>?, rows: Int, columns: Int, stride: Int) {
    // An empty array has no address; any will do, for none of it is read.
    self.start = start ?? UnsafeMutablePointer(bitPattern: 64).unsafelyUnwrapped
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  func row(_ index: Int) -> UnsafeMutablePointer<Float> { start + index * stride }

  /// The first `count` columns.
  func prefix(columns count: Int) -> Rows {
    Rows(start: start, rows: rows, columns: count, stride: stride)
  }

  func blockCount(of size: Int) -> Int { (rows + size - 1) / size }

  func block(_ index: Int, of size: Int) -> Range<Int> {
    index * size..<min((index + 1) * size, rows)
  }
}
