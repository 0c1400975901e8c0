// Spherical k-means over coded rows: the lists of a `SignIndex`.
//
// Rows and centroids are bytes, so an assignment is exact in whole numbers and the same on every
// machine; sums run in the order of the rows; blocks of work are fixed. The result does not
// depend on threads. Starts from rows spread evenly over the sample (Lloyd 1982).
import CKernels
import LensLinear

/// Centroids of coded rows, coded themselves.
struct Clustering {
  /// Rows for each list that the centroids are learnt from, and how often they are moved.
  private static let sampleRowsPerList = 32
  private static let rounds = 4
  private static let blockRows = 1024

  let listCount: Int
  let stride: Int
  /// listCount × stride bytes, and what one unit of a byte is worth, over 256.
  var centroids: [Int8]
  var scales: [Float]

  /// Learns centroids; with one list, the mean of all rows.
  init(of rows: CodedRows, listCount: Int, threads: Int?) {
    self.listCount = listCount
    stride = rows.stride
    centroids = [Int8](repeating: 0, count: listCount * rows.stride)
    scales = [Float](repeating: 0, count: listCount)
    let wanted = min(rows.rowCount, Self.sampleRowsPerList * listCount)
    guard listCount > 1 else {
      move(to: [UInt32](repeating: 0, count: rows.rowCount), of: rows, Array(0..<rows.rowCount))
      return
    }
    let sample = (0..<wanted).map { $0 * rows.rowCount / wanted }
    let seeds = (0..<listCount).map { sample[$0 * wanted / listCount] }
    move(to: (0..<UInt32(listCount)).map { $0 }, of: rows, seeds)
    for _ in 0..<Self.rounds {
      move(to: assign(sample, of: rows, threads: threads), of: rows, sample)
    }
    arrange()
  }

  /// The list of every row, and the centroids moved to the means of their lists.
  mutating func settle(_ rows: CodedRows, threads: Int?) -> [UInt32] {
    let all = Array(0..<rows.rowCount)
    guard listCount > 1 else { return [UInt32](repeating: 0, count: rows.rowCount) }
    let lists = assign(all, of: rows, threads: threads)
    move(to: lists, of: rows, all)
    return lists
  }

  /// For each place of `picks` the list with the nearest centroid by cosine, ties by number.
  private func assign(_ picks: [Int], of rows: CodedRows, threads: Int?) -> [UInt32] {
    var lists = [UInt32](repeating: 0, count: picks.count)
    // To compare by cosine the norms must go; what a scale is worth goes with them.
    let weights: [Float] = (0..<listCount).map { list in
      let square = centroids.withUnsafeBufferPointer { bytes in
        lens_dot_i8(
          bytes.baseAddress.map { $0 + list * stride },
          bytes.baseAddress.map { $0 + list * stride },
          stride)
      }
      return square > 0 ? 1 / Float(square).squareRoot() : 0
    }
    let kernels = lens_clustering_kernels_current().pointee
    lists.withUnsafeMutableBufferPointer { lists in
      centroids.withUnsafeBufferPointer { bytes in
        rows.high.withUnsafeBufferPointer { high in
          guard let bytes = bytes.baseAddress, let high = high.baseAddress else { return }
          weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            let all = lens_centroids(bytes: bytes, weights: weights, dim: stride, count: listCount)
            // Every block writes its own places alone; rows and centroids are only read.
            nonisolated(unsafe) let (lists, high, centroids) = (lists, high, all)
            Parallel.forEach((picks.count + Self.blockRows - 1) / Self.blockRows, threads: threads)
            {
              block in
              let range = block * Self.blockRows..<min((block + 1) * Self.blockRows, picks.count)
              let starts = range.map { high + picks[$0] * stride }
              withUnsafePointer(to: centroids) {
                kernels.nearest(
                  starts, range.count, $0, lists.baseAddress.map { $0 + range.lowerBound })
              }
            }
          }
        }
      }
    }
    return lists
  }

  /// Moves each centroid to the mean of its rows; a list without rows keeps its own.
  private mutating func move(to lists: [UInt32], of rows: CodedRows, _ picks: [Int]) {
    var sums = [Float](repeating: 0, count: listCount * stride)
    var counts = [Int](repeating: 0, count: listCount)
    sums.withUnsafeMutableBufferPointer { sums in
      rows.high.withUnsafeBufferPointer { high in
        for (row, list) in zip(picks, lists) {
          let from = row * stride, to = Int(list) * stride
          let scale = rows.scales[row] * 256
          for i in 0..<stride { sums[to + i] += scale * Float(high[from + i]) }
          counts[Int(list)] += 1
        }
      }
    }
    var low = [Int8](repeating: 0, count: stride)
    for list in 0..<listCount where counts[list] > 0 {
      let inverse = 1 / Float(counts[list])
      for i in list * stride..<(list + 1) * stride { sums[i] *= inverse }
      sums.withUnsafeBufferPointer { sums in
        centroids.withUnsafeMutableBufferPointer { centroids in
          low.withUnsafeMutableBufferPointer { low in
            let range = list * stride..<(list + 1) * stride
            let measures = QuantisedVector.quantise(
              UnsafeBufferPointer(rebasing: sums[range]),
              high: UnsafeMutableBufferPointer(rebasing: centroids[range]), low: low,
              isCoarse: true)
            scales[list] = measures?.scale ?? 0
          }
        }
      }
    }
  }
}
