// A graph of near neighbours beside the lists: the fastest way to most of the top k of many rows.
//
// Each node has up to 32 neighbours, near ones in different directions (`GraphBuilder`). A search
// walks from node to node towards the query, scoring the nodes it meets by codes of two bits
// (`GraphCodes`), and rescores the best it met by their full codes. Node i is the row at place i of the
// sign codes' lists, so that near nodes tend to lie on the same page.
import CKernels
import LensStore

/// The graph of a file, read through its mapping.
struct GraphIndex: Sendable {
  let parameters: GraphParameters
  let codes: Section
  let neighbours: Section
  let seeds: MappedArray<UInt32>
  let seedCodes: Section
  /// The row of each node; absent where nodes are rows.
  private let rows: MappedArray<UInt32>?
  let factors: [Float]

  /// The most nodes: an entry has 24 bits for one.
  static let largestNodeCount = 1 << Int(LENS_GRAPH_NODE_BITS)

  /// Opens the graph beside sign codes.
  ///
  /// O(1).
  ///
  /// - Parameter rows: the row at each place of the sign codes' lists.
  /// - Throws: `VectorsError.store` where a section is missing, damaged, or of a wrong length.
  init(
    reading file: SectionedFile, rowCount: Int, dimension: Int, rows: MappedArray<UInt32>?
  ) throws(VectorsError) {
    self.rows = rows
    do {
      let head = try file.section(GraphSections.parameters)
      parameters = try GraphParameters(reading: head)
      guard parameters.nodeCount == rowCount,
        parameters.codeStride == GraphCodes.stride(of: dimension)
      else {
        throw head.damaged(
          expected: "\(rowCount) nodes of \(GraphCodes.stride(of: dimension)) bytes",
          found: "\(parameters.nodeCount) nodes of \(parameters.codeStride)")
      }
      codes = try file.section(GraphSections.codes)
      neighbours = try file.section(GraphSections.neighbours)
      seeds = try file.section(GraphSections.seeds).array()
      seedCodes = try file.section(GraphSections.seedCodes)
      let sizes = [
        (codes, rowCount * parameters.codeStride), (neighbours, rowCount * parameters.degree * 4),
        (seeds.section, parameters.seedCount * 4),
        (seedCodes, parameters.seedCount * parameters.codeStride),
      ]
      for (section, expected) in sizes where section.byteCount != expected {
        throw section.damaged(
          expected: "\(expected) bytes for \(rowCount) nodes", found: "\(section.byteCount) bytes")
      }
      factors = GraphCodes.factors(least: parameters.leastFactor, step: parameters.factorStep)
    } catch let error as StoreError { throw .store(error) } catch let error as VectorsError {
      throw error
    } catch { preconditionFailure("the store throws its own errors") }
  }

  /// The row of a key of the beam.
  func row(of key: UInt64) throws(VectorsError) -> Int {
    let node = Int(lens_beam_node(key))
    guard let rows else { return node }
    do { return Int(try rows.at(node)) } catch { throw .store(error) }
  }

  /// Asks for the memory of `row(of:)`.
  func prefetchRow(of key: UInt64) throws(VectorsError) {
    guard let rows else { return }
    let node = Int(lens_beam_node(key))
    do {
      if let place = try rows.slice(node..<node + 1).baseAddress { lens_prefetch(place, 4) }
    } catch { throw .store(error) }
  }

  /// The failure of a walk that met a node the graph does not have.
  func damaged() -> VectorsError {
    .store(
      neighbours.damaged(expected: "nodes below \(parameters.nodeCount)", found: "one beyond"))
  }
}

/// The sections of a graph of n nodes.
enum GraphSections {
  /// Eight numbers of 32 bits: see `GraphParameters`.
  static let parameters = SectionID("GPAR")
  /// n × stride bytes: see `GraphCodes`.
  static let codes = SectionID("GCOD")
  /// n × degree entries: a node, and in the top byte the number of its factor; its own where there is none.
  static let neighbours = SectionID("GNBR")
  /// Where walks start, written as neighbours are.
  static let seeds = SectionID("GSED")
  /// The codes of the seeds, side by side: a walk begins with all of them.
  static let seedCodes = SectionID("GSDC")
}

/// The shape of a graph.
struct GraphParameters: Equatable, Sendable {
  static let formatVersion = 1

  var nodeCount = 0
  var codeStride = 0
  var degree = 0
  var seedCount = 0
  var leastFactor: Float = 0
  var factorStep: Float = 0
  /// The standard deviation of an estimate for a unit query.
  var spread: Float = 0

  init() {}

  /// Version, nodes, stride, degree, seeds, least factor, its step, the spread.
  var words: [UInt32] {
    [
      UInt32(Self.formatVersion), UInt32(nodeCount), UInt32(codeStride), UInt32(degree),
      UInt32(seedCount), leastFactor.bitPattern, factorStep.bitPattern, spread.bitPattern,
    ]
  }

  /// Reads the section and checks its numbers.
  init(reading section: Section) throws {
    let words = try section.array(of: UInt32.self).all()
    guard let version = words.first, words.count == 8 else {
      throw section.damaged(expected: "8 words", found: "\(words.count)")
    }
    guard version <= Self.formatVersion else {
      throw VectorsError.newerFormat(found: Int(version), supported: Self.formatVersion)
    }
    nodeCount = Int(words[1])
    codeStride = Int(words[2])
    degree = Int(words[3])
    seedCount = Int(words[4])
    leastFactor = Float(bitPattern: words[5])
    factorStep = Float(bitPattern: words[6])
    spread = Float(bitPattern: words[7])
    guard version > 0, nodeCount <= GraphIndex.largestNodeCount, degree > 0,
      degree <= Int(LENS_GRAPH_DEGREE_LIMIT), degree % 16 == 0, seedCount <= nodeCount
    else {
      throw section.damaged(
        expected: "16 to \(LENS_GRAPH_DEGREE_LIMIT) neighbours a node, no more seeds than nodes",
        found: "\(degree) neighbours, \(seedCount) seeds of \(nodeCount) nodes")
    }
    guard leastFactor >= 0, leastFactor.isFinite, factorStep >= 0, factorStep.isFinite,
      spread >= 0, spread.isFinite
    else {
      throw section.damaged(
        expected: "finite factors", found: "\(leastFactor), \(factorStep), \(spread)")
    }
  }
}
