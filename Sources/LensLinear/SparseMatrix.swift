// The sparse matrix of lens, compressed by rows (CSR): documents × terms, single
// precision. What it can do beyond being held is in SparseMatrix+Products.swift.

/// A sparse matrix in compressed rows.
public struct SparseMatrix: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Where each row begins in `indices` and `values`; rows + 1 numbers, ascending.
  public let offsets: [Int]
  /// The column of each stored cell.
  public let indices: [UInt32]
  /// The value of each stored cell.
  public let values: [Float]

  /// A matrix of given rows; cells of one column in one row add up.
  ///
  /// `offsets` must have rows + 1 ascending entries from 0 to the number of cells, and every
  /// index be below `columns` (both checked, O(rows + cells)); values are checked where they
  /// are used.
  public init(rows: Int, columns: Int, offsets: [Int], indices: [UInt32], values: [Float]) {
    precondition(rows >= 0 && columns >= 0 && max(rows, columns) <= Int(UInt32.max))
    precondition(offsets.count == rows + 1 && offsets[0] == 0 && offsets[rows] == indices.count)
    precondition(indices.count == values.count)
    for row in 0..<rows { precondition(offsets[row] <= offsets[row + 1]) }
    var highest: UInt32 = 0
    for index in indices { highest = max(highest, index) }
    precondition(indices.isEmpty || Int(highest) < columns)
    self.rows = rows
    self.columns = columns
    self.offsets = offsets
    self.indices = indices
    self.values = values
  }

  /// The number of stored cells.
  public var count: Int { indices.count }

  /// The sum of the squares of all cells, ‖A‖²_F, in double; the sum is made by fixed blocks.
  public func energy() -> Double {
    var total = 0.0
    var start = 0
    while start < values.count {
      let end = min(start + 4096, values.count)
      var part = 0.0
      for i in start..<end { part += Double(values[i]) * Double(values[i]) }
      total += part
      start = end
    }
    return total
  }

  /// Throws for the first cell that is not finite, and for values whose products would leave single
  /// precision; otherwise returns the greatest magnitude.
  ///
  /// O(cells).
  func scan() throws(LinearError) -> Float {
    var bad = -1
    var greatest: Float = 0
    var place = 0
    values.withUnsafeBufferPointer { values in
      for (i, value) in values.enumerated() {
        // The exponent bits are all ones exactly in NaN and the infinities.
        if value.bitPattern & 0x7F80_0000 == 0x7F80_0000 {
          bad = i
          return
        }
        if value.magnitude > greatest {
          greatest = value.magnitude
          place = i
        }
      }
    }
    if bad >= 0 { throw .notFinite(row: row(of: bad), column: Int(indices[bad])) }
    // ‖A‖ is at most this; every singular value and coordinate stays below it.
    let bound = Double(greatest) * Double(max(values.count, 1)).squareRoot()
    guard bound < Double(Float.greatestFiniteMagnitude) / 4 else {
      throw .tooLarge(row: row(of: place), column: Int(indices[place]))
    }
    return greatest
  }

  /// The row that holds a stored cell.
  ///
  /// O(log rows).
  private func row(of cell: Int) -> Int {
    var low = 0
    var high = rows
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle + 1] <= cell { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The same matrix with every value multiplied by 2 to a power (in double, since the power may
  /// leave the range of Float where the product does not).
  func scaled(byPowerOfTwo exponent: Int) -> SparseMatrix {
    let factor = Double(sign: .plus, exponent: exponent, significand: 1)
    return SparseMatrix(
      rows: rows, columns: columns, offsets: offsets, indices: indices,
      values: values.map { Float(Double($0) * factor) })
  }
}
