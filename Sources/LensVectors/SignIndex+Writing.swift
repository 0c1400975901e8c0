// Making and writing sign codes from coded rows.
import CKernels
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

  init(lists: [UInt32], listCount: Int) {
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
    _ rows: CodedRows, _ clustering: Clustering, _ lists: [UInt32], _ order: SignOrder,
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
            let kernel = lens_clustering_kernels_current().pointee.residual
            for block in task * Self.blocksPerTask..<min((task + 1) * Self.blocksPerTask, blocks) {
              for place in block * 64..<min(block * 64 + 64, rows.rowCount) {
                let row = Int(order.rows[place])
                let signs = codes.baseAddress.map { $0 + block * planes * 64 + place % 64 }
                let sums = rows.withResidual(row, from: Int(lists[row]), of: clustering) {
                  kernel(&$0, planes, signs)
                }
                // ‖o‖² / ⟨s, o⟩, and 1 - α².
                let square = Double(sums.squares), magnitude = Double(sums.magnitudes)
                factors[place] = magnitude > 0 ? Float(square / magnitude) : 0
                guard square > 0 else { continue }
                let share = magnitude * magnitude / (square * Double(rows.dimension))
                spreads[block] += max(0, 1 - share)
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

extension CodedRows {
  /// Lends the kernel what a centroid leaves of a row.
  ///
  /// Safe because the kernel reads `stride` bytes of each, a multiple of 64.
  fileprivate func withResidual<Result>(
    _ row: Int, from list: Int, of clustering: Clustering,
    _ body: (inout lens_residual) -> Result
  ) -> Result {
    high.withUnsafeBufferPointer { high in
      low.withUnsafeBufferPointer { low in
        clustering.centroids.withUnsafeBufferPointer { centroids in
          guard let high = high.baseAddress, let centroids = centroids.baseAddress else {
            preconditionFailure("coded rows have a stride above 0")
          }
          var residual = lens_residual(
            high: high + row * stride,
            low: low.isEmpty ? nil : low.baseAddress.map { $0 + row * stride },
            centre: centroids + list * stride, scale: scales[row],
            centreScale: clustering.scales[list] * 256, dim: stride)
          return body(&residual)
        }
      }
    }
  }
}
