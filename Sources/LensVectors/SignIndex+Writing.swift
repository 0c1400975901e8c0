// Making and writing sign codes from coded rows.
import LensLinear
import LensStore

extension SignIndex {
  /// Makes lists and sign codes, adds their sections to a file, and returns the rows by place.
  ///
  /// - Complexity: O(rows × lists × dimension) byte multiplications, on all threads.
  @discardableResult
  static func write(
    _ rows: CodedRows, listCount: Int, threads: Int? = nil, to writer: SectionedFileWriter
  ) throws(VectorsError) -> [UInt32] {
    var clustering = Clustering(of: rows, listCount: listCount, threads: threads)
    let lists = clustering.settle(rows, threads: threads)
    let order = SignOrder(lists: lists, listCount: listCount)
    let signs = SignCodes(rows, clustering, lists, order, threads: threads)
    var parameters = SignParameters()
    parameters.rowCount = rows.rowCount
    parameters.planes = signs.planes
    parameters.listCount = listCount
    parameters.spread = signs.spread
    do {
      try writer.add(SignSections.codes, signs.codes)
      try writer.add(SignSections.factors, signs.factors)
      if listCount > 1 { try writer.add(SignSections.rows, order.rows) }
      try writer.add(SignSections.starts, order.starts)
      try writer.add(SignSections.centroids, clustering.centroids)
      try writer.add(SignSections.centroidScales, clustering.scales)
      try writer.add(SignSections.parameters, parameters.words)
    } catch { throw .store(error) }
    return order.rows
  }
}

/// Rows by list, within a list ascending.
struct SignOrder {
  /// The row at each place.
  private(set) var rows: [UInt32]
  /// The first place of each list, and the number of rows.
  private(set) var starts: [UInt32]

  init(lists: [Int32], listCount: Int) {
    starts = [UInt32](repeating: 0, count: listCount + 1)
    for list in lists { starts[Int(list) + 1] += 1 }
    for list in 0..<listCount { starts[list + 1] += starts[list] }
    rows = [UInt32](repeating: 0, count: lists.count)
    var next = starts
    for (row, list) in lists.enumerated() {
      rows[Int(next[Int(list)])] = UInt32(row)
      next[Int(list)] += 1
    }
  }
}

/// The signs of residuals in blocks of 64 places, and their factors.
struct SignCodes {
  private static let blocksPerTask = 16

  let planes: Int
  private(set) var codes: [UInt8]
  private(set) var factors: [Float]
  /// The root mean square of √(1 - α²).
  private(set) var spread: Float = 0

  init(
    _ rows: CodedRows, _ clustering: Clustering, _ lists: [Int32], _ order: SignOrder,
    threads: Int?
  ) {
    let planes = (rows.dimension + 7) / 8
    let blocks = (rows.rowCount + 63) / 64
    self.planes = planes
    codes = [UInt8](repeating: 0, count: blocks * 64 * planes)
    factors = [Float](repeating: 0, count: rows.rowCount)
    var spreads = [Double](repeating: 0, count: blocks)
    codes.withUnsafeMutableBufferPointer { codes in
      factors.withUnsafeMutableBufferPointer { factors in
        spreads.withUnsafeMutableBufferPointer { spreads in
          // Every task writes its own blocks alone.
          nonisolated(unsafe) let (codes, factors, spreads) = (codes, factors, spreads)
          let tasks = (blocks + Self.blocksPerTask - 1) / Self.blocksPerTask
          Parallel.forEach(tasks, threads: threads) { task in
            var residual = Residual(dimension: rows.dimension)
            for block in task * Self.blocksPerTask..<min((task + 1) * Self.blocksPerTask, blocks) {
              for place in block * 64..<min(block * 64 + 64, rows.rowCount) {
                let row = Int(order.rows[place])
                residual.set(row, of: rows, from: Int(lists[row]), of: clustering)
                factors[place] = residual.factor
                spreads[block] += residual.spread
                for plane in 0..<planes {
                  codes[(block * planes + plane) * 64 + place % 64] = residual.signs(plane)
                }
              }
            }
          }
        }
      }
    }
    let mean = spreads.reduce(0, +) / Double(max(rows.rowCount, 1))
    spread = min(1, Float(mean.squareRoot()))
  }
}

/// What a row's centroid leaves of it.
private struct Residual {
  private var values: [Float]
  private let dimension: Int
  /// ‖o‖² / ⟨s, o⟩, and 1 - α².
  private(set) var factor: Float = 0
  private(set) var spread = 0.0

  init(dimension: Int) {
    self.dimension = dimension
    values = [Float](repeating: 0, count: (dimension + 7) & ~7)
  }

  mutating func set(
    _ row: Int, of rows: CodedRows, from list: Int, of clustering: Clustering
  ) {
    let scale = rows.scales[row], centroidScale = clustering.scales[list] * 256
    let from = row * rows.stride, centre = list * rows.stride
    var squares = SIMD8<Float>(), magnitudes = SIMD8<Float>()
    rows.high.withUnsafeBufferPointer { high in
      rows.low.withUnsafeBufferPointer { low in
        clustering.centroids.withUnsafeBufferPointer { centroids in
          for start in stride(from: 0, to: values.count, by: 8) {
            var residual = SIMD8<Float>()
            // Padding is zero in both: rows reach to a multiple of 64.
            for lane in 0..<8 {
              let i = start + lane
              let coarse = 256 * Int32(high[from + i])
              let code = low.isEmpty ? coarse : coarse + Int32(low[from + i])
              residual[lane] = scale * Float(code) - centroidScale * Float(centroids[centre + i])
              values[i] = residual[lane]
            }
            squares += residual * residual
            magnitudes += residual.replacing(with: -residual, where: residual .< 0)
          }
        }
      }
    }
    let square = Double(squares.sum()), magnitude = Double(magnitudes.sum())
    factor = magnitude > 0 ? Float(square / magnitude) : 0
    spread = square > 0 ? max(0, 1 - magnitude * magnitude / (square * Double(dimension))) : 0
  }

  /// The signs of eight values, the first in the lowest bit.
  func signs(_ plane: Int) -> UInt8 {
    var byte: UInt8 = 0
    for bit in 0..<8 where values[8 * plane + bit] > 0 { byte |= 1 << UInt8(bit) }
    return byte
  }
}
