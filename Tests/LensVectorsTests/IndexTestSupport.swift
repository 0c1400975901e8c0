// Small indexes in memory, and the naive ranking they are held against.
import LensStore
import Testing

@testable import LensVectors

/// Writes section files in memory and opens them.
struct TestFiles {
  let fileSystem = MemoryFileSystem(directories: ["/index"])
  var directory: IndexDirectory { IndexDirectory(path: "/index", fileSystem: fileSystem) }

  func write(id: UInt64 = 1, _ body: (SectionedFileWriter) throws -> Void) throws -> FileRecord {
    let writer = try SectionedFileWriter(creating: .segment, id: id, in: directory)
    try body(writer)
    return try writer.finish()
  }

  func open(_ record: FileRecord) throws -> FlatIndex {
    try FlatIndex(reading: SectionedFile(opening: record, in: directory))
  }

  func index(_ vectors: [[Float]], dimension: Int, id: UInt64 = 1) throws -> FlatIndex {
    try open(
      write(id: id) { writer in
        try FlatIndex.write(
          vectors: vectors.flatMap { $0 }, rowCount: vectors.count, dimension: dimension, to: writer
        )
      })
  }
}

/// Ranks by scoring every vector from its codes, in plain Swift, and sorting.
struct NaiveIndex {
  let rows: [(codes: [Int16], scale: Float)]

  init(_ vectors: [[Float]]) throws {
    rows = try vectors.map(Self.stored)
  }

  /// The codes of a row: 16 bits up to 128 dimensions, above it 8, in units of 256.
  static func stored(_ vector: [Float]) throws -> (codes: [Int16], scale: Float) {
    let quantised = try QuantisedVector(vector)
    let largest = vector.reduce(0) { max($0, $1.magnitude) }
    guard vector.count > 128, largest > 0 else { return (quantised.codes, quantised.scale) }
    let inverse = 127 / largest
    let codes = vector.map { Int16(($0 * inverse).rounded(.toNearestOrEven)) * 256 }
    return (codes, largest / (127 * 256))
  }

  func score(_ row: Int, _ query: QuantisedVector) -> Float {
    var total: Int64 = 0
    for (a, b) in zip(rows[row].codes, query.codes) { total += Int64(a) * Int64(b) }
    return Float(Double(total) * (Double(query.scale) * Double(rows[row].scale)))
  }

  func ranking(_ query: QuantisedVector, allowed: [UInt64]? = nil) -> [Neighbour] {
    rows.indices
      .filter { row in allowed.map { $0[row / 64] >> UInt64(row % 64) & 1 == 1 } ?? true }
      .map { Neighbour(row: $0, score: score($0, query)) }
      .sorted { $0.score > $1.score || ($0.score == $1.score && $0.row < $1.row) }
  }
}

/// Kinds of collections, each hard for a bound in its own way.
enum Collection: CaseIterable, Sendable {
  /// Directions without structure: all scores are small.
  case random
  /// A few tight clusters: many scores closer together than a byte resolves.
  case clustered
  /// Energy falling with the coordinate, as in a latent semantic space.
  case decaying
  /// Ten vectors, each many times: ties everywhere.
  case duplicate
  /// Half the rows empty.
  case halfZero
  /// Lengths over twelve orders of magnitude.
  case unequal

  func vectors(_ count: Int, _ dimension: Int, _ generator: inout SeededGenerator) -> [[Float]] {
    func unit(_ v: [Float]) -> [Float] {
      let norm = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return norm > 0 ? v.map { $0 / norm } : v
    }
    func normal(_ g: inout SeededGenerator) -> [Float] { (0..<dimension).map { _ in g.normal() } }
    let centres = (0..<10).map { _ in unit(normal(&generator)) }
    return (0..<count).map { row in
      let noise = normal(&generator)
      switch self {
      case .random: return unit(noise)
      case .clustered: return unit(zip(centres[row % 10], noise).map { $0 + 0.002 * $1 })
      case .decaying:
        return unit(noise.enumerated().map { $1 / (1 + Float($0)).squareRoot() })
      case .duplicate: return centres[Int(generator.next() % 10)]
      case .halfZero: return row % 2 == 0 ? noise.map { _ in 0 } : unit(noise)
      case .unequal:
        return unit(noise).map { $0 * Float(sign: .plus, exponent: row % 40 - 20, significand: 1) }
      }
    }
  }
}

/// Filters by the share of rows they admit.
enum Filter: CaseIterable, Sendable {
  case none, onePercent, half, all

  func words(_ count: Int, _ generator: inout SeededGenerator) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for row in 0..<count {
      let isAllowed =
        switch self {
        case .none: false
        case .onePercent: generator.next() % 100 == 0
        case .half: generator.next() % 2 == 0
        case .all: true
        }
      if isAllowed { words[row / 64] |= 1 << UInt64(row % 64) }
    }
    // Bits behind the last row must not matter.
    if let last = words.indices.last, count % 64 != 0 { words[last] |= ~0 << UInt64(count % 64) }
    return words
  }
}
