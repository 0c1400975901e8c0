// Rescoring: the exact scores of rows that an estimate could not rule out. Rows are queued,
// so that their memory is asked for before the first is scored.
import CKernels
import LensStore

extension FlatIndex {
  /// Puts a row in the queue and asks for its memory.
  func queue(_ row: Int, _ scratch: inout SearchScratch) throws(VectorsError) {
    let planes = try planes(of: row)
    guard let high = planes.high.baseAddress else { return }
    lens_prefetch(high, planes.high.count)
    try prefetchScale(of: row)
    scratch.queue.rows.append(UInt32(row))
    scratch.queue.highPlanes.append(high)
    if let low = planes.low?.baseAddress {
      lens_prefetch(low, planes.high.count)
      scratch.queue.lowPlanes.append(low)
    }
  }

  /// Scores the queued rows exactly, keeps the best, and empties the queue.
  func scoreQueue(
    _ query: VectorQuery, _ scratch: inout SearchScratch, _ kernels: lens_kernels
  ) throws(VectorsError) {
    let count = scratch.queue.rows.count
    scratch.statistics.rescored += count
    scratch.queue.reserveProducts()
    kernels.signs.pointee.dot_rows(
      query.codes.high, query.codes.low, scratch.queue.highPlanes, parameters.stride, count,
      &scratch.queue.highHigh, &scratch.queue.lowHigh)
    if low != nil {
      kernels.signs.pointee.dot_rows(
        query.codes.high, query.codes.low, scratch.queue.lowPlanes, parameters.stride, count,
        &scratch.queue.highLow, &scratch.queue.lowLow)
    }
    for place in 0..<count {
      let row = Int(scratch.queue.rows[place])
      var products = PlaneProducts(
        highHigh: scratch.queue.highHigh[place], mixed: Int64(scratch.queue.lowHigh[place]),
        lowLow: 0)
      if low != nil {
        products.mixed += Int64(scratch.queue.highLow[place])
        products.lowLow = scratch.queue.lowLow[place]
      }
      let score = products.score(query.codes.scale, try scale(of: row))
      if score >= scratch.best.floor { scratch.best.insert(Neighbour(row: row, score: score)) }
    }
    scratch.queue.clear()
  }
}

/// Rows to be rescored, where their planes lie, and their products with both planes of the query.
///
/// Empty between searches: no address outlives the search that put it there, which is why the
/// memory may be sent elsewhere.
struct RescoringQueue: @unchecked Sendable {
  var rows: [UInt32] = []
  var highPlanes: [UnsafePointer<Int8>] = []
  var lowPlanes: [UnsafePointer<Int8>] = []
  var highHigh: [Int32] = []
  var lowHigh: [Int32] = []
  var highLow: [Int32] = []
  var lowLow: [Int32] = []

  /// Empties the queue.
  mutating func clear() {
    rows.removeAll(keepingCapacity: true)
    highPlanes.removeAll(keepingCapacity: true)
    lowPlanes.removeAll(keepingCapacity: true)
  }

  mutating func reserveProducts() {
    guard highHigh.count < rows.count else { return }
    highHigh = [Int32](repeating: 0, count: 2 * rows.count)
    (lowHigh, highLow, lowLow) = (highHigh, highHigh, highHigh)
  }
}
