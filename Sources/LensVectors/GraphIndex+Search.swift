// Search by the graph: a walk by codes of two bits, then the full codes of whoever may reach the top k.
import CKernels
import LensStore

extension GraphIndex {
  /// Standard deviations of the estimate's error that a row is given before it is left out: a short walk
  /// loses more by its shortness than a third one would find.
  private static func deviations(_ slack: Float) -> Float { min(3, max(2, 1 + 10 * slack)) }
  /// The fewest nodes that a walk has room for.
  private static let smallestWidth = 512
  /// Rows whose full codes are asked for at once.
  private static let batchRows = 16
  /// A filter that admits less than one row in this many is left to the lists.
  private static let sparseFilter = 8.0

  /// The k best of the rows that a walk met, or nil where it met too few that the filter admits.
  ///
  /// - Parameters:
  ///   - slack: how much farther than the k-th nearest node met, in the square of the distance, another may be
  ///     that the walk goes on from.
  ///   - admitted: the number of rows that the filter admits.
  func search(
    query: VectorQuery, k: Int, allowed: [UInt64]?, admitted: Int, slack: Float, in flat: FlatIndex,
    scratch: inout SearchScratch, kernels: lens_kernels
  ) throws(VectorsError) -> [Neighbour]? {
    let nodes = parameters.nodeCount
    let share = Double(nodes) / Double(max(1, min(admitted, nodes)))
    guard share <= Self.sparseFilter else { return nil }
    // As many admitted rows as without a filter.
    let wanted = min(nodes, Int((Double(min(k, nodes)) * share).rounded(.up)))
    let width = min(nodes, max(Self.smallestWidth, 4 * wanted))
    var count = try walk(query, k: wanted, width: width, slack: slack, &scratch, kernels)
    if let allowed {
      count = try keepAllowed(count, allowed, &scratch)
      // Where the query is, the filter admits fewer than elsewhere: not a place for a walk.
      if count < min(k, admitted) { return nil }
    }
    scratch.best.reset(capacity: min(k, nodes))
    scratch.queue.clear()
    try rescore(count, query, slack, flat, &scratch, kernels)
    return scratch.best.ranked()
  }

  /// Leaves the best nodes met in `scratch.graph.beam`, best first, and returns their number.
  private func walk(
    _ query: VectorQuery, k: Int, width: Int, slack: Float, _ scratch: inout SearchScratch,
    _ kernels: lens_kernels
  ) throws(VectorsError) -> Int {
    scratch.graph.reserve(nodes: parameters.nodeCount, width: width)
    let seeds: UnsafeBufferPointer<UInt32>
    let seedCodes: UnsafeRawBufferPointer
    do { (seeds, seedCodes) = (try self.seeds.all(), try self.seedCodes.bytes()) } catch {
      throw .store(error)
    }
    guard let seeds = seeds.baseAddress, let seedCodes = seedCodes.baseAddress,
      let walker = lens_graph_kernels_for(kernels.name),
      let codeBytes = codes.chunks.unverified.baseAddress,
      let neighbourBytes = neighbours.chunks.unverified.baseAddress
    else { return 0 }
    var checking = GraphChecking(codes: codes, neighbours: neighbours)
    let high = query.codes.high
    let unit = query.codes.scale * 256
    let norm = query.norm / unit
    let tolerance = Self.deviations(slack) * parameters.spread * norm
    let sum = high.reduce(Int32(0)) { $0 &+ Int32($1) }
    let count = withUnsafeMutablePointer(to: &checking) { checking in
      factors.withUnsafeBufferPointer { factors in
        high.withUnsafeBufferPointer { high in
          scratch.graph.visited.withUnsafeMutableBufferPointer { visited in
            scratch.graph.beam.withUnsafeMutableBufferPointer { beam in
              guard let factors = factors.baseAddress, let high = high.baseAddress,
                let visited = visited.baseAddress, let beam = beam.baseAddress
              else { return 0 }
              var graph = lens_graph(
                codes: codeBytes.assumingMemoryBound(to: UInt8.self),
                neighbours: neighbourBytes.assumingMemoryBound(to: UInt32.self),
                nodeCount: parameters.nodeCount, codeStride: parameters.codeStride,
                degree: parameters.degree, seeds: seeds,
                seedCodes: seedCodes.assumingMemoryBound(to: UInt8.self),
                seedCount: parameters.seedCount, factors: factors,
                checks: GraphChecking.checks(checking))
              var walk = lens_walk(
                query: high, querySum: sum, width: width, k: k, slack: slack, norm: norm,
                tolerance: tolerance, visited: visited, beam: beam)
              return lens_graph_walk(&graph, walker, &walk)
            }
          }
        }
      }
    }
    if let failure = checking.failure { throw .store(failure) }
    // LENS_GRAPH_DAMAGED, all bits set, comes as -1.
    guard count >= 0 else { throw damaged() }
    scratch.statistics.scanned += count
    return count
  }

  /// Leaves in the beam what the filter admits.
  private func keepAllowed(
    _ count: Int, _ allowed: [UInt64], _ scratch: inout SearchScratch
  ) throws(VectorsError) -> Int {
    var kept = 0
    for place in 0..<count {
      let key = scratch.graph.beam[place]
      let row = try row(of: key)
      guard row < parameters.nodeCount else { throw damaged() }
      if allowed[row / 64] >> UInt64(row % 64) & 1 == 1 {
        scratch.graph.beam[kept] = key
        kept += 1
      }
    }
    return kept
  }

  /// Scores the nodes of the beam by their full codes, best estimates first, until no estimate left
  /// reaches the k-th score.
  private func rescore(
    _ count: Int, _ query: VectorQuery, _ slack: Float, _ flat: FlatIndex,
    _ scratch: inout SearchScratch, _ kernels: lens_kernels
  ) throws(VectorsError) {
    let unit = query.codes.scale * 256
    let tolerance = Self.deviations(slack) * parameters.spread * query.norm
    for start in stride(from: 0, to: count, by: Self.batchRows) {
      let floor = scratch.best.floor
      let keys = scratch.graph.beam[start..<min(start + Self.batchRows, count)].prefix {
        lens_beam_score($0) * unit + tolerance >= floor
      }
      for key in keys { try prefetchRow(of: key) }
      for key in keys { try flat.queue(row(of: key), &scratch) }
      try flat.scoreQueue(query, &scratch, kernels)
      if keys.count < Self.batchRows { break }
    }
  }
}

/// What a walk asks before it touches a chunk for the first time.
private struct GraphChecking {
  let codes: Section
  let neighbours: Section
  /// What made the walk end.
  var failure: StoreError?

  init(codes: Section, neighbours: Section) { (self.codes, self.neighbours) = (codes, neighbours) }

  /// The checks as the kernel makes them; good as long as what `checking` points to.
  static func checks(_ checking: UnsafeMutablePointer<GraphChecking>) -> lens_graph_checks {
    precondition(SectionChunks.byteCount == LENS_GRAPH_CHUNK, "kernels and files agree on chunks")
    let (codes, neighbours) = (checking.pointee.codes.chunks, checking.pointee.neighbours.chunks)
    // Sections of one file, whose bits lie in one array.
    return lens_graph_checks(
      sound: codes.verified.assumingMemoryBound(to: UInt64.self), codes: codes.first,
      neighbours: neighbours.first, check: check, context: checking)
  }

  private static let check: @convention(c) (UnsafeMutableRawPointer?, Bool, Int, Int) -> Bool = {
    context, isCode, offset, length in
    guard let checking = context?.assumingMemoryBound(to: GraphChecking.self) else { return false }
    let section = isCode ? checking.pointee.codes : checking.pointee.neighbours
    do throws(StoreError) {
      _ = try section.bytes(offset..<offset + length)
      return true
    } catch {
      checking.pointee.failure = error
      return false
    }
  }
}

/// Reusable memory of a walk.
struct GraphScratch: Sendable {
  var visited: [UInt64] = []
  var beam: [UInt64] = []

  mutating func reserve(nodes: Int, width: Int) {
    let words = (nodes + 63) / 64
    if visited.count < words { visited = [UInt64](repeating: 0, count: words) }
    if beam.count < width { beam = [UInt64](repeating: 0, count: width) }
  }
}
