// Search by sign codes: estimate every row of the lists looked at, rescore by the full codes
// whoever may reach the top k.
//
// A row is dropped when its estimate lies more than some standard deviations below the k-th best
// score found so far. Rows near the top lie nearer to their estimates than others, about 0.8 of
// a deviation, their residuals being partly parallel to the query; the bound does not count on it.
import CKernels
import LensStore

extension SignIndex {
  /// Standard deviations of the estimate's error that a row is given where every list is looked at,
  /// and where only some are and more is lost by that.
  static let tolerance: (all: Float, some: Float) = (3, 2.3)
  /// One list in this many is looked at before the others where all are, to find a floor.
  private static let seedShare = 64
  /// Rows rescored at once: enough to ask memory ahead, few enough to raise the floor often.
  private static let batchRows = 48

  /// The k best rows of the `probes` lists nearest to the query.
  func search(
    query: VectorQuery, k: Int, allowed: [UInt64]?, probes: Int, in flat: FlatIndex,
    scratch: inout SearchScratch, kernels: lens_kernels
  ) throws(VectorsError) -> [Neighbour] {
    prepare(query, &scratch.signs, kernels)
    scratch.best.reset(capacity: min(k, parameters.rowCount))
    scratch.queue.clear()
    do {
      let lists = parameters.listCount
      let isWhole = probes >= lists
      let seeds = isWhole ? (lists + Self.seedShare - 1) / Self.seedShare : probes
      let margin = margin(query, isWhole ? Self.tolerance.all : Self.tolerance.some)
      try chooseLists(query, seeds, &scratch, kernels)
      let starts = try starts.all()
      for list in scratch.signs.probes {
        let places = Int(starts[Int(list)])..<Int(starts[Int(list) + 1])
        try scan(places, of: Int(list), query, margin, allowed, flat, &scratch, kernels)
      }
      if isWhole && seeds < lists {
        try scanOthers(query, margin, starts, allowed, flat, &scratch, kernels)
      }
      try flat.scoreQueue(query, &scratch, kernels)
    } catch let error as VectorsError { throw error } catch let error as StoreError {
      throw .store(error)
    } catch { preconditionFailure("vectors and store throw their own errors") }
    return scratch.best.ranked()
  }

  /// The best of the allowed rows, each rescored: for filters that admit few.
  func search(
    query: VectorQuery, k: Int, only allowed: [UInt64], in flat: FlatIndex,
    scratch: inout SearchScratch, kernels: lens_kernels
  ) throws(VectorsError) -> [Neighbour] {
    scratch.best.reset(capacity: min(k, parameters.rowCount))
    scratch.queue.clear()
    for word in 0..<(parameters.rowCount + 63) / 64 {
      var bits = allowed[word]
      while bits != 0 {
        let row = word * 64 + bits.trailingZeroBitCount
        bits &= bits - 1
        if row < parameters.rowCount { try flat.queue(row, &scratch) }
      }
      if scratch.queue.rows.count >= Self.batchRows {
        try flat.scoreQueue(query, &scratch, kernels)
      }
    }
    try flat.scoreQueue(query, &scratch, kernels)
    return scratch.best.ranked()
  }

  private func prepare(
    _ query: VectorQuery, _ scratch: inout SignScratch, _ kernels: lens_kernels
  ) {
    let bytes = 256 * ((parameters.planes + 2) / 3)
    if scratch.tables.count != bytes { scratch.tables = [UInt8](repeating: 0, count: bytes) }
    kernels.signs.pointee.tables(query.weights, parameters.planes, &scratch.tables)
  }

  /// Leaves the lists to look at in `probes`, nearest first, ties by number; and what each
  /// list's centroid adds to its rows' scores in `bases`.
  private func chooseLists(
    _ query: VectorQuery, _ probes: Int, _ scratch: inout SearchScratch, _ kernels: lens_kernels
  ) throws {
    let lists = parameters.listCount
    if scratch.signs.products.count < lists {
      scratch.signs.products = [Int32](repeating: 0, count: lists)
      scratch.signs.bases = [Float](repeating: 0, count: lists)
    }
    let bytes = try centroids.bytes().assumingMemoryBound(to: Int8.self)
    let stride = bytes.count / lists
    kernels.scan_i8(query.codes.high, bytes.baseAddress, stride, lists, &scratch.signs.products)
    let scales = try centroidScales.all()
    let slope = query.codes.scale * 65_536
    scratch.lowerBounds.reset(capacity: min(max(probes, 1), lists))
    for list in 0..<lists {
      let base = slope * (scales[list] * Float(scratch.signs.products[list]))
      scratch.signs.bases[list] = base
      if base >= scratch.lowerBounds.floor {
        scratch.lowerBounds.insert(Neighbour(row: list, score: base))
      }
    }
    scratch.signs.probes.removeAll(keepingCapacity: true)
    for list in scratch.lowerBounds.ranked() { scratch.signs.probes.append(Int32(list.row)) }
  }

  /// Looks at the rows at the places of one list.
  private func scan(
    _ places: Range<Int>, of list: Int, _ query: VectorQuery, _ margin: Int32, _ allowed: [UInt64]?,
    _ flat: FlatIndex, _ scratch: inout SearchScratch, _ kernels: lens_kernels
  ) throws {
    var first = places.lowerBound
    // While there is no floor yet, a block at a time finds one soon.
    var blocks = 1
    while first < places.upperBound {
      let end = min(places.upperBound, (first / 64 + blocks) * 64)
      try estimate(first..<end, &scratch, kernels)
      scratch.setFloor(of: list, at: 0..<end - first, query)
      try mark(first..<end, at: first % 64, query, margin, &scratch, kernels)
      try collect(first..<end, query, allowed, flat, &scratch, kernels)
      if scratch.best.isFull { blocks = min(2 * blocks, SearchScratch.stretchRows / 64) }
      first = end
    }
  }

  /// Looks at every list but the probed ones, in their order on disk.
  private func scanOthers(
    _ query: VectorQuery, _ margin: Int32, _ starts: UnsafeBufferPointer<UInt32>,
    _ allowed: [UInt64]?, _ flat: FlatIndex, _ scratch: inout SearchScratch, _ kernels: lens_kernels
  ) throws {
    // No row of a list this far away reaches any floor.
    for list in scratch.signs.probes { scratch.signs.bases[Int(list)] = -.infinity }
    var list = 0
    var first = 0
    while first < parameters.rowCount {
      let end = min(parameters.rowCount, first + SearchScratch.stretchRows)
      try estimate(first..<end, &scratch, kernels)
      while list < parameters.listCount {
        let listEnd = Int(starts[list + 1])
        let places = max(first, Int(starts[list]))..<min(end, listEnd)
        scratch.setFloor(of: list, at: places.lowerBound - first..<places.upperBound - first, query)
        if listEnd > end { break }
        list += 1
      }
      try mark(first..<end, at: 0, query, margin, &scratch, kernels)
      try collect(first..<end, query, allowed, flat, &scratch, kernels)
      first = end
    }
  }

  /// Leaves in `sums` the sums of the blocks that hold some places, at most `stretchRows` rows.
  private func estimate(
    _ places: Range<Int>, _ scratch: inout SearchScratch, _ kernels: lens_kernels
  ) throws {
    let blocks = places.lowerBound / 64..<(places.upperBound + 63) / 64
    let blockBytes = 64 * parameters.planes
    let bytes = try codes.bytes(blocks.lowerBound * blockBytes..<blocks.upperBound * blockBytes)
      .assumingMemoryBound(to: UInt8.self)
    kernels.signs.pointee.scan(
      scratch.signs.tables, bytes.baseAddress, parameters.planes, blocks.count,
      &scratch.signs.sums)
    scratch.statistics.scanned += places.count
  }

  /// Marks the rows at some places that may reach the top k; their sums start at `offset`.
  private func mark(
    _ places: Range<Int>, at offset: Int, _ query: VectorQuery, _ margin: Int32,
    _ scratch: inout SearchScratch, _ kernels: lens_kernels
  ) throws {
    let factors = try factors.slice(places)
    // The score is at most base + step · f · (2 · sum - magnitude + margin).
    scratch.signs.sums.withUnsafeBufferPointer { sums in
      kernels.signs.pointee.mark(
        sums.baseAddress.map { $0 + offset }, factors.baseAddress, scratch.signs.floors,
        places.count, margin - query.magnitude, &scratch.marks)
    }
  }

  /// Queues the marked rows that the filter admits, and scores them where they are many.
  private func collect(
    _ places: Range<Int>, _ query: VectorQuery, _ allowed: [UInt64]?, _ flat: FlatIndex,
    _ scratch: inout SearchScratch, _ kernels: lens_kernels
  ) throws {
    let rows = try rows?.slice(places)
    for word in 0..<(places.count + 63) / 64 {
      var marks = scratch.marks[word]
      while marks != 0 {
        let offset = word * 64 + marks.trailingZeroBitCount
        marks &= marks - 1
        let row = rows?[offset] ?? UInt32(places.lowerBound + offset)
        if let allowed {
          guard Int(row) < parameters.rowCount else { continue }
          if allowed[Int(row) / 64] >> UInt64(row % 64) & 1 == 0 { continue }
        }
        try flat.queue(Int(row), &scratch)
      }
    }
    if scratch.queue.rows.count >= Self.batchRows || !scratch.best.isFull {
      try flat.scoreQueue(query, &scratch, kernels)
    }
  }

  /// How far a row's sum, twice over, may lie below the truth, in units of a weight.
  private func margin(_ query: VectorQuery, _ tolerance: Float) -> Int32 {
    let own = parameters.spread * query.norm
    let deviation = (own * own + query.weightError * query.weightError).squareRoot()
    return Int32((tolerance * deviation / query.step).rounded(.up))
  }
}

extension SearchScratch {
  /// Sets what the rows of a list have to reach to enter the top k, in units of a weight.
  fileprivate mutating func setFloor(of list: Int, at places: Range<Int>, _ query: VectorQuery) {
    // A list that was looked at already lies infinitely far away.
    let base = signs.bases[list]
    let floor = base == -.infinity ? .infinity : (best.floor - base) / query.step
    for place in places { signs.floors[place] = floor }
  }
}
