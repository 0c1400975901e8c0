// Rows of a model as 16-bit numbers with a scale each: half the bytes of single precision, and an
// error of 1.6e-5 of a row's greatest value at most. What is written is what a query reads, so that
// the parts of a score still add up to it.

import LensLinear
import LensStore

/// Numbers of a row by which it is kept.
enum RowCode {
  /// The greatest magnitude of a 16-bit number, the same on both sides.
  static let greatest: Float = 32_767

  /// Writes `round(value / scale)` to `codes`; returns the scale, 0 for a row of zeros.
  ///
  /// O(rank).
  static func encode(
    _ row: UnsafeBufferPointer<Float>, to codes: UnsafeMutableBufferPointer<Int16>
  ) -> Float {
    var largest: Float = 0
    for value in row { largest = max(largest, value.magnitude) }
    // Below, the reciprocal would overflow; nothing so small can be told from zero.
    guard largest > 1e-30, largest.isFinite else {
      codes.update(repeating: 0)
      return 0
    }
    let factor = greatest / largest
    for i in row.indices { codes[i] = Int16((row[i] * factor).rounded()) }
    return largest / greatest
  }

  /// Appends scale · code for each code.
  ///
  /// O(rank).
  static func append(
    _ codes: UnsafeBufferPointer<Int16>, scale: Float, to values: inout [Float]
  ) {
    for code in codes { values.append(scale * Float(code)) }
  }
}

/// The encoded rows of one block, in the order they will have in the file.
struct QuantisedBlock: Sendable {
  /// Rows × rank.
  private(set) var codes: [Int16]
  /// Shape (rows).
  private(set) var scales: [Float] = []
  /// ‖row · Σ‖ of each; shape (rows).
  private(set) var lengths: [Float] = []

  /// Encodes the rows that `row` gives for the numbers in `range`.
  ///
  /// O(rows × rank).
  init(_ range: Range<Int>, singularValues: [Float], row: (Int) -> [Float]) {
    let rank = singularValues.count
    codes = [Int16](repeating: 0, count: range.count * rank)
    codes.withUnsafeMutableBufferPointer { codes in
      for (place, number) in range.enumerated() {
        let values = row(number)
        let target = codes.extracting(place * rank..<(place + 1) * rank)
        scales.append(values.withUnsafeBufferPointer { RowCode.encode($0, to: target) })
        var energy = 0.0
        for j in 0..<rank {
          let scaled = Double(values[j]) * Double(singularValues[j])
          energy += scaled * scaled
        }
        lengths.append(Float(energy.squareRoot()))
      }
    }
  }
}

/// A table of vectors in a file, read row by row.
struct QuantisedRows: Sendable {
  let codes: MappedArray<Int16>
  let scales: MappedArray<Float>
  let lengths: MappedArray<Float>
  private let rank: Int

  /// Opens a table; sizes are checked, `count` · `rank` being below 2⁴⁸.
  ///
  /// O(1).
  init(
    _ sections: ModelSections.Rows, of file: SectionedFile, count: Int, rank: Int
  ) throws(SemanticError) {
    codes = try SemanticModel.array(sections.codes, of: file, count: count * rank)
    scales = try SemanticModel.array(sections.scales, of: file, count: count)
    lengths = try SemanticModel.array(sections.lengths, of: file, count: count)
    self.rank = rank
  }

  /// Appends a row.
  ///
  /// O(rank). Throws `damaged` for a scale that no writer makes.
  func append(row: Int, to values: inout [Float]) throws(StoreError) {
    let scale = try scales.at(row)
    guard scale >= 0, scale.isFinite else {
      throw scales.section.damaged(expected: "a scale of 0 or above", found: "\(scale)")
    }
    RowCode.append(try codes.slice(row * rank..<(row + 1) * rank), scale: scale, to: &values)
  }

  /// The product of a row, below the count, with a vector of `rank` numbers.
  ///
  /// O(rank).
  func product(row: Int, with vector: [Float]) throws(StoreError) -> Float {
    let codes = try codes.slice(row * rank..<(row + 1) * rank)
    // Eight sums, so that no addition waits for the one before.
    var sums = SIMD8<Float>()
    var place = 0
    while place + 8 <= rank {
      for lane in 0..<8 { sums[lane] += Float(codes[place + lane]) * vector[place + lane] }
      place += 8
    }
    var sum = sums.sum()
    while place < rank {
      sum += Float(codes[place]) * vector[place]
      place += 1
    }
    return sum * (try scales.at(row))
  }
}
