// The kernels over codes of two bits of every instruction set, against their definition in plain
// Swift, hard against pages that fault; and the walk on graphs whose answer is known.
import CKernels
import Testing

@Suite struct GraphKernelTests {
  @Test(arguments: InstructionSet.supported)
  func scoresAreThoseOfTheDefinitionAtEveryStride(_ set: InstructionSet) throws {
    let kernels = try #require(lens_graph_kernels_for(set.name)).pointee
    var generator = SeededGenerator(seed: 31)
    let factors = (0..<256).map { 0.5 + Float($0) / 300 }
    for stride in [16, 32, 48, 64, 80, 128, 192, 1024] {
      let rows = 7
      let codeMemory = try GuardedMemory(atLeast: rows * stride)
      codeMemory.fillWithNoise(seed: UInt64(stride))
      let codes = codeMemory.last(rows * stride, of: UInt8.self)
      let queryMemory = try GuardedMemory(atLeast: 4 * stride)
      let query = queryMemory.last(4 * stride, of: Int8.self)
      for i in 0..<4 * stride {
        query[i] =
          stride == 32 ? (i % 2 == 0 ? 127 : -128) : Int8(truncatingIfNeeded: generator.next())
      }
      let querySum = (0..<4 * stride).reduce(Int32(0)) { $0 + Int32(query[$1]) }
      func expectedScore(_ entry: UInt32) -> Float {
        let row = Int(entry & 0xff_ffff) * stride
        let product = (0..<4 * stride).reduce(0) { sum, i in
          let code = Int(codes[row + i % stride] >> UInt8(i / stride * 2) & 3)
          return sum + Int(query[i]) * (2 * code - 3)
        }
        return Float(product) * factors[Int(entry >> 24)]
      }
      for count in [0, 1, 4, 7, 8, 9, 16, 17, 33, Int(LENS_GRAPH_DEGREE_LIMIT)] {
        let entryMemory = try GuardedMemory(atLeast: 4 * count)
        let entries = entryMemory.last(count, of: UInt32.self)
        for i in 0..<count { entries[i] = UInt32((3 * i + 1) % rows) | UInt32(255 - 3 * i) << 24 }
        let expected = (0..<count).map { expectedScore(entries[$0]) }
        // A score that just reaches the floor is among those that do.
        let floor = expected.sorted().dropFirst(count / 2).first ?? 0
        let scores = [Float](unsafeUninitializedCapacity: Int(LENS_GRAPH_DEGREE_LIMIT)) {
          scores, filled in
          factors.withUnsafeBufferPointer { factors in
            guard let factors = factors.baseAddress, let scores = scores.baseAddress else { return }
            var graph = lens_graph(
              codes: codes, neighbours: entries, nodeCount: rows, codeStride: stride, degree: 16,
              seeds: entries, seedCodes: codes, seedCount: 0, factors: factors,
              checks: lens_graph_checks())
            let reaching = kernels.score_codes(
              query, querySum, &graph, entries, count, floor, scores)
            let good = expected.indices.reduce(UInt64(0)) {
              expected[$1] >= floor ? $0 | 1 << UInt64($1) : $0
            }
            #expect(reaching == good, "stride \(stride), \(count)")
          }
          filled = count
        }
        #expect(scores == expected, "stride \(stride), \(count)")
      }
    }
  }

  /// A ring of nodes that lie ever nearer to the query up to the last one.
  private func walk(
    nodes: Int, width: Int, k: Int? = nil, slack: Float = 0, tolerance: Float = 0,
    change: (inout [UInt32]) -> Void = { _ in }
  ) throws -> [UInt64]? {
    // Node i has i codes of 3 (standing for 3) and the others 0 (standing for -3).
    var codes = [UInt8](repeating: 0, count: nodes * 16)
    for node in 0..<nodes {
      for i in 0..<node { codes[node * 16 + i % 16] |= 3 << UInt8(i / 16 * 2) }
    }
    var neighbours = [UInt32](repeating: 0, count: nodes * 16)
    for node in 0..<nodes {
      for slot in 0..<16 { neighbours[node * 16 + slot] = UInt32(node) }
      neighbours[node * 16] = UInt32((node + 1) % nodes)
    }
    change(&neighbours)
    let query = [Int8](repeating: 1, count: 64)
    var visited = [UInt64](repeating: ~0, count: (nodes + 63) / 64)
    var beam = [UInt64](repeating: 0, count: width)
    let factors = (0..<256).map { Float($0) + 1 }
    // The first node, whose codes stand first.
    let start = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    start.initialize(to: 0)
    defer { start.deallocate() }
    return try codes.withUnsafeBufferPointer { codes in
      try neighbours.withUnsafeBufferPointer { neighbours in
        try factors.withUnsafeBufferPointer { factors in
          var graph = lens_graph(
            codes: try #require(codes.baseAddress),
            neighbours: try #require(neighbours.baseAddress), nodeCount: nodes, codeStride: 16,
            degree: 16, seeds: start, seedCodes: try #require(codes.baseAddress), seedCount: 1,
            factors: try #require(factors.baseAddress),
            checks: lens_graph_checks())
          let count = query.withUnsafeBufferPointer { query in
            visited.withUnsafeMutableBufferPointer { visited in
              beam.withUnsafeMutableBufferPointer { beam -> Int in
                guard let query = query.baseAddress, let visited = visited.baseAddress,
                  let keys = beam.baseAddress
                else { return 0 }
                var walk = lens_walk(
                  query: query, querySum: 64, width: width, k: k ?? width, slack: slack, norm: 64,
                  tolerance: tolerance, visited: visited, beam: keys)
                return lens_graph_walk(&graph, lens_graph_kernels_current(), &walk)
              }
            }
          }
          return count >= 0 ? Array(beam[..<count]) : nil
        }
      }
    }
  }

  @Test func theWalkFollowsTheNeighboursAndKeepsTheBestInOrder() throws {
    let keys = try #require(try walk(nodes: 50, width: 5))
    #expect(keys.map(lens_beam_node) == [49, 48, 47, 46, 45])
    // 3 for each code set and -3 for each other, of 64.
    #expect(keys.map(lens_beam_score) == [49, 48, 47, 46, 45].map { Float(6 * $0 - 192) })
    #expect(try walk(nodes: 3, width: 5)?.map(lens_beam_node) == [2, 1, 0])
  }

  @Test func whatIsTooFarBehindTheBestIsNotKept() throws {
    // Scores are 6 apart; the best is 102, and 64 the norm: a negative reach counts as none.
    let near = try walk(nodes: 50, width: 20, k: 1, slack: 0.5, tolerance: 13)
    #expect(near?.map(lens_beam_node) == [49, 48, 47])
    let none = try walk(nodes: 50, width: 20, k: 4)
    #expect(none?.map(lens_beam_node) == [49, 48, 47, 46])
    // At 11 nodes the best scores -132: 98 below the norm, after the first step of four scores.
    let slack = try walk(nodes: 11, width: 11, k: 1, slack: 0.1)
    #expect(slack?.map(lens_beam_node) == [10, 9, 8, 7])
  }

  @Test func aNodeThatDoesNotExistIsDamage() throws {
    #expect(try walk(nodes: 50, width: 5) { $0[20 * 16 + 3] = 50 } == nil)
    #expect(try walk(nodes: 50, width: 5) { $0[20 * 16 + 3] = 0xff_ffff } == nil)
  }
}
