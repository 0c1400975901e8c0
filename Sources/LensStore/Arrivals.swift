// When each paper was first met in an index, counted in askings: what is new since somebody last asked
// is what came in a later one. Papers go by the hashes of their ids, so that making the index anew,
// in any order, makes nothing new.

/// The papers met so far, and the round in which each was first met.
public struct Arrivals: Sendable, Equatable {
  static let magic: [UInt8] = Array("LENSARRV".utf8)
  static let version: UInt32 = 1
  private static let headSize = 24

  /// The last round in which papers came; 0 before the first.
  public private(set) var round: UInt32 = 0
  /// Ascending.
  private var hashes: [UInt64] = []
  private var rounds: [UInt32] = []

  /// Nothing met.
  public init() {}

  /// Meets papers by the hashes of their ids; those not met before came in a new round.
  ///
  /// Whether there were any. O(papers · log papers).
  @discardableResult
  public mutating func meet(_ papers: [UInt64]) -> Bool {
    let unknown = papers.sorted().filter { self.round(of: $0) == nil }
    if unknown.isEmpty { return false }
    round += 1
    var merged: [(UInt64, UInt32)] = Array(zip(hashes, rounds))
    var last: UInt64?
    for hash in unknown where hash != last {
      merged.append((hash, round))
      last = hash
    }
    merged.sort { $0.0 < $1.0 }
    hashes = merged.map(\.0)
    rounds = merged.map(\.1)
    return true
  }

  /// The round in which a paper was first met; nil for one that was not.
  ///
  /// O(log papers).
  public func round(of hash: UInt64) -> UInt32? {
    let place = hashes.partitioningIndex { $0 >= hash }
    return place < hashes.count && hashes[place] == hash ? rounds[place] : nil
  }

  /// The papers that came after a round, ascending.
  ///
  /// O(papers).
  public func papers(after round: UInt32) -> [UInt64] {
    hashes.indices.filter { rounds[$0] > round }.map { hashes[$0] }
  }
}

extension Arrivals {
  /// Magic, version, last round, number of papers; their hashes; their rounds; a checksum of it all.
  var encoded: [UInt8] {
    var bytes = Self.magic
    bytes.reserveCapacity(Self.headSize + 12 * hashes.count + 4)
    bytes.put(Self.version)
    bytes.put(round)
    bytes.put(UInt64(hashes.count))
    hashes.withUnsafeBytes { bytes += $0 }
    rounds.withUnsafeBytes { bytes += $0 }
    bytes.put(Checksum.of(bytes))
    return bytes
  }

  /// Reads a file.
  ///
  /// Throws `damaged`, `newerFormat`.
  init(decoding bytes: UnsafeRawBufferPointer, path: String) throws(StoreError) {
    func failure(_ expected: String, _ found: String) -> StoreError {
      .notesDamaged(file: path, expected: expected, found: found)
    }
    guard let covered = bytes.part(at: 0, count: bytes.count - 4),
      let seal: UInt32 = bytes.integer(at: bytes.count - 4), covered.starts(with: Self.magic)
    else { throw failure("magic LENSARRV", "other bytes") }
    guard Checksum.of(covered) == seal else {
      throw failure("checksum \(hex(seal))", hex(Checksum.of(covered)))
    }
    guard let version: UInt32 = bytes.integer(at: 8), let round: UInt32 = bytes.integer(at: 12),
      let count: UInt64 = bytes.integer(at: 16)
    else { throw failure("\(Self.headSize) bytes of numbers", "\(bytes.count)") }
    guard version <= Self.version else {
      throw .newerFormat(path: path, found: version, supported: Self.version)
    }
    guard count <= UInt64(bytes.count / 12), bytes.count == Self.headSize + 12 * Int(count) + 4
    else { throw failure("12 bytes a paper", "\(bytes.count) bytes for \(count)") }
    self.round = round
    hashes = (0..<Int(count)).compactMap { bytes.integer(at: Self.headSize + 8 * $0) }
    let start = Self.headSize + 8 * Int(count)
    rounds = (0..<Int(count)).compactMap { bytes.integer(at: start + 4 * $0) }
    guard zip(hashes, hashes.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw failure("ascending hashes", "others")
    }
  }
}
