// Making the graph of neighbours: nodes are inserted one after another, each linked to those near
// nodes that no nearer one leads to (Vamana: Subramanya and others 2019, algorithms 2 and 3).
//
// A node's candidates are what a walk through the graph so far finds for it. Of them it keeps the
// nearest, then each that is not much nearer to one kept than to the node, so that the kept lie in different
// directions; and each one kept gets the node as a neighbour in turn. Nodes are inserted in batches that
// double: those of a batch walk through the graph as it was before, on all threads, and links back
// are then added target by target. So the graph depends on neither threads nor their timing. Distances are
// those of the high bytes: whole numbers, scaled once.
import CKernels
import LensLinear

/// A graph in the making.
struct GraphBuilder {
  /// Neighbours of a node in the end, and while it grows: pruning once in a while costs less.
  static let degree = 32
  private static let room = 48
  /// How many nodes a walk keeps.
  private static let width = 256
  /// How much nearer to a kept neighbour than to the node a candidate is left out (of the squares).
  private static let slack: Float = 1.2
  /// Where walks start: the first nodes inserted, which lie all over.
  private static let seedCount = 256
  /// A batch is at most this share of the nodes.
  private static let batchShare = 20
  private static let nodesPerTask = 32

  private struct Candidate {
    var distance: Float
    var node: Int
  }

  private let rows: CodedRows
  /// The row of each node.
  private let order: [UInt32]
  private let codes: GraphCodes
  private let factors: [Float]
  /// What a unit of a high byte is worth, and the squared norm of a node's high bytes.
  private var scales: [Float] = []
  private var squares: [Float] = []
  /// Nodes in the order of their insertion; vectors of zero are left out.
  private var sequence: [Int] = []
  /// Where walks start, as entries, and the codes of these nodes.
  private(set) var seeds: (entries: [UInt32], codes: [UInt8]) = ([], [])
  /// nodes × room entries as in the file, and how many of a node's are used.
  private var neighbours: [UInt32]
  private var counts: [Int]

  init(_ rows: CodedRows, order: [UInt32], codes: GraphCodes) {
    self.rows = rows
    self.order = order
    self.codes = codes
    factors = GraphCodes.factors(least: codes.leastFactor, step: codes.factorStep)
    counts = [Int](repeating: 0, count: order.count)
    neighbours = (0..<order.count * Self.room).map { codes.entry($0 / Self.room) }
    scales = order.map { rows.scales[Int($0)] * 256 }
    squares = [Float](repeating: 0, count: order.count)
    for node in 0..<order.count {
      squares[node] = Float(dot(node, node)) * scales[node] * scales[node]
    }
    sequence = Self.spread(order.count).filter { codes.isLinked[$0] }
    for node in sequence.prefix(Self.seedCount) {
      seeds.entries.append(codes.entry(node))
      seeds.codes += codes.codes[node * codes.stride..<(node + 1) * codes.stride]
    }
  }

  /// All numbers below a count, in steps of about its golden section, so that any first few are spread
  /// evenly.
  private static func spread(_ count: Int) -> [Int] {
    func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
    var step = max(1, Int(Double(count) * 0.618_033_988_75))
    while divisor(step, count) > 1 { step += 1 }
    return (0..<count).map { $0 * step % count }
  }

  /// Inserts every node.
  mutating func insertAll(threads: Int?) {
    var done = min(1, sequence.count)
    while done < sequence.count {
      let size = min(done, sequence.count / Self.batchShare + 1, sequence.count - done)
      let batch = Array(sequence[done..<done + size])
      let chosen = choose(for: batch, threads: threads)
      var links: [UInt64] = []
      links.reserveCapacity(size * Self.degree)
      for (node, kept) in zip(batch, chosen) {
        set(kept, of: node)
        for target in kept { links.append(UInt64(target) << 32 | UInt64(node)) }
      }
      links.sort()
      for (target, kept) in linked(links, threads: threads) { set(kept, of: target) }
      done += size
    }
  }

  /// The neighbours in the form of the file, nodes × degree.
  func finish(threads: Int?) -> [UInt32] {
    let kept = Parallel.map(Array(stride(from: 0, to: order.count, by: 1024)), threads: threads) {
      start in
      (start..<min(start + 1024, order.count)).flatMap { node in
        let all = candidates(entries(of: node), of: node)
        let few = all.count > Self.degree ? prune(all, of: node) : all.map(\.node)
        return (0..<Self.degree).map { codes.entry($0 < few.count ? few[$0] : node) }
      }
    }
    return kept.flatMap { $0 }
  }
}

extension GraphBuilder {
  /// For each node of a batch the neighbours it keeps of what a walk finds.
  private func choose(for batch: [Int], threads: Int?) -> [[Int]] {
    let starts = Array(stride(from: 0, to: batch.count, by: Self.nodesPerTask))
    return Parallel.map(starts, threads: threads) { start in
      var scratch = GraphScratch()
      scratch.reserve(nodes: order.count, width: Self.width)
      return batch[start..<min(start + Self.nodesPerTask, batch.count)].map { node in
        let found = walk(to: node, &scratch)
        return prune(candidates(found, of: node), of: node)
      }
    }.flatMap { $0 }
  }

  /// The nodes a walk finds for a node; seeds that are not linked yet lead nowhere.
  private func walk(to node: Int, _ scratch: inout GraphScratch) -> [Int] {
    let query = rows.high[Int(order[node]) * rows.stride..<(Int(order[node]) + 1) * rows.stride]
    let sum = query.reduce(Int32(0)) { $0 + Int32($1) }
    let count = withGraph { graph in
      query.withUnsafeBufferPointer { query in
        scratch.visited.withUnsafeMutableBufferPointer { visited in
          scratch.beam.withUnsafeMutableBufferPointer { beam in
            guard let query = query.baseAddress, let visited = visited.baseAddress,
              let beam = beam.baseAddress
            else { return 0 }
            var walk = lens_walk(
              query: query, querySum: sum, width: Self.width, k: Self.width, slack: 0, norm: 0,
              tolerance: 0, visited: visited, beam: beam)
            return lens_graph_walk(&graph, lens_graph_kernels_current(), &walk)
          }
        }
      }
    }
    return scratch.beam[..<count].map { Int(lens_beam_node($0)) }
  }

  /// The graph so far, as walks see it.
  private func withGraph(_ body: (inout lens_graph) -> Int) -> Int {
    codes.codes.withUnsafeBufferPointer { codes in
      neighbours.withUnsafeBufferPointer { neighbours in
        seeds.entries.withUnsafeBufferPointer { entries in
          seeds.codes.withUnsafeBufferPointer { seedCodes in
            factors.withUnsafeBufferPointer { factors in
              guard let codes = codes.baseAddress, let neighbours = neighbours.baseAddress,
                let entries = entries.baseAddress, let seedCodes = seedCodes.baseAddress,
                let factors = factors.baseAddress
              else { return 0 }
              var graph = lens_graph(
                codes: codes, neighbours: neighbours, nodeCount: order.count,
                codeStride: self.codes.stride, degree: Self.room, seeds: entries,
                seedCodes: seedCodes, seedCount: seeds.entries.count, factors: factors,
                checks: lens_graph_checks())
              return body(&graph)
            }
          }
        }
      }
    }
  }

  /// The targets of some links, which are target and source, in order, with their neighbours from now on.
  private func linked(_ links: [UInt64], threads: Int?) -> [(target: Int, kept: [Int])] {
    let starts =
      links.indices.filter { $0 == 0 || links[$0] >> 32 != links[$0 - 1] >> 32 } + [links.count]
    let tasks = Array(stride(from: 0, to: starts.count - 1, by: Self.nodesPerTask))
    return Parallel.map(tasks, threads: threads) { first in
      (first..<min(first + Self.nodesPerTask, starts.count - 1)).map { place in
        let group = links[starts[place]..<starts[place + 1]]
        let target = Int(group[group.startIndex] >> 32)
        let old = entries(of: target)
        let new = group.map { Int($0 & 0xffff_ffff) }.filter { !old.contains($0) }
        let all = old + new
        guard all.count > Self.room else { return (target, all) }
        return (target, prune(candidates(all, of: target), of: target))
      }
    }.flatMap { $0 }
  }

  private func entries(of node: Int) -> [Int] {
    neighbours[node * Self.room..<node * Self.room + counts[node]].map {
      Int($0 & GraphCodes.nodeMask)
    }
  }

  private mutating func set(_ kept: [Int], of node: Int) {
    for slot in 0..<max(kept.count, counts[node]) {
      neighbours[node * Self.room + slot] = codes.entry(slot < kept.count ? kept[slot] : node)
    }
    counts[node] = kept.count
  }

  /// Nodes with their distances from one, nearest first, ties by number.
  private func candidates(_ nodes: [Int], of node: Int) -> [Candidate] {
    var found: [Candidate] = []
    found.reserveCapacity(nodes.count)
    for other in nodes where other != node {
      found.append(Candidate(distance: distance(node, other), node: other))
    }
    found.sort { ($0.distance, $0.node) < ($1.distance, $1.node) }
    return found
  }

  /// The candidates that no nearer one kept leads to, `degree` at most.
  private func prune(_ candidates: [Candidate], of node: Int) -> [Int] {
    var kept: [Int] = []
    kept.reserveCapacity(Self.degree)
    for candidate in candidates {
      let isCovered = kept.contains {
        Self.slack * distance($0, candidate.node) <= candidate.distance
      }
      if isCovered { continue }
      kept.append(candidate.node)
      if kept.count == Self.degree { break }
    }
    return kept
  }

  /// The squared distance of two nodes.
  private func distance(_ a: Int, _ b: Int) -> Float {
    squares[a] + squares[b] - 2 * (Float(dot(a, b)) * (scales[a] * scales[b]))
  }

  private func dot(_ a: Int, _ b: Int) -> Int32 {
    rows.high.withUnsafeBufferPointer { high in
      lens_dot_i8(
        high.baseAddress.map { $0 + Int(order[a]) * rows.stride },
        high.baseAddress.map { $0 + Int(order[b]) * rows.stride }, rows.stride)
    }
  }
}
