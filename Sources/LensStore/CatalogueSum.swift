// papers.sum: checksums of the bytes of papers.sqlite, which SQLite itself does not keep. It names the
// generation it was taken of and is removed, durably, before a transaction changes the database, so
// that one which is out of step after a crash is known for stale and not taken for damage.

/// Checksums of every 64 KiB of a generation's `papers.sqlite`.
struct CatalogueSum: Equatable {
  static let magic: [UInt8] = Array("LENSPSUM".utf8)
  static let version: UInt32 = 1
  private static let headSize = 40
  /// Bytes of a chunk: wide, because the sum is read as a whole and never for one row.
  private static let chunkSize = 1 << 16

  var generation: UInt64
  var byteCount: UInt64
  var checksums: [UInt32]

  /// Takes the checksums of bytes.
  init(of bytes: UnsafeRawBufferPointer, generation: UInt64) {
    self.init(generation: generation)
    for start in stride(from: 0, to: bytes.count, by: Self.chunkSize) {
      let end = min(start + Self.chunkSize, bytes.count)
      add(chunk: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
    }
  }

  /// Takes the checksums of a file, read through a buffer of one chunk.
  init(of path: String, on fileSystem: any FileSystem, generation: UInt64) throws(StoreError) {
    var sum = CatalogueSum(generation: generation)
    try fileSystem.read(path, chunkSize: Self.chunkSize) { sum.add(chunk: $0) }
    self = sum
  }

  private init(generation: UInt64) {
    self.generation = generation
    byteCount = 0
    checksums = []
  }

  private mutating func add(chunk: UnsafeRawBufferPointer) {
    checksums.append(Checksum.of(chunk))
    byteCount += UInt64(chunk.count)
  }

  var encoded: [UInt8] {
    var bytes = Self.magic
    bytes.put(Self.version)
    bytes.put(UInt32(Self.chunkSize))
    bytes.put(generation)
    bytes.put(byteCount)
    bytes.put(UInt64(checksums.count))
    for checksum in checksums { bytes.put(checksum) }
    bytes.put(Checksum.of(bytes))
    return bytes
  }

  /// Reads a sum file.
  ///
  /// Throws `damaged` naming it.
  init(decoding bytes: UnsafeRawBufferPointer, path: String) throws(StoreError) {
    func failure(_ expected: String, _ found: String) -> StoreError {
      .damaged(file: path, section: "sum", expected: expected, found: found)
    }
    guard let covered = bytes.part(at: 0, count: bytes.count - 4),
      let seal: UInt32 = bytes.integer(at: bytes.count - 4)
    else { throw failure("at least \(Self.headSize + 4) bytes", "\(bytes.count)") }
    guard bytes.starts(with: Self.magic) else { throw failure("magic LENSPSUM", "other bytes") }
    let found = Checksum.of(covered)
    guard found == seal else { throw failure("checksum \(hex(seal))", hex(found)) }
    guard let version: UInt32 = bytes.integer(at: 8), let chunk: UInt32 = bytes.integer(at: 12),
      let generation: UInt64 = bytes.integer(at: 16), let length: UInt64 = bytes.integer(at: 24),
      let count: UInt64 = bytes.integer(at: 32)
    else { throw failure("at least \(Self.headSize + 4) bytes", "\(bytes.count)") }
    guard version <= Self.version else {
      throw .newerFormat(path: path, found: version, supported: Self.version)
    }
    let chunks =
      length / UInt64(Self.chunkSize)
      + (length % UInt64(Self.chunkSize) == 0 ? 0 : 1)
    guard version > 0, chunk == UInt32(Self.chunkSize), count == chunks,
      let entries = Int(exactly: count), entries <= bytes.count / 4,
      bytes.count == Self.headSize + entries * 4 + 4
    else { throw failure("one checksum for each 64 KiB", "\(count) in \(bytes.count) bytes") }
    self.generation = generation
    byteCount = length
    checksums = (0..<entries).compactMap { bytes.integer(at: Self.headSize + $0 * 4) }
  }

  /// The ranges of bytes, in chunks, in which a file now summed differs from this sum.
  func differences(to now: CatalogueSum) -> [Range<UInt64>] {
    let chunk = UInt64(Self.chunkSize)
    var ranges: [Range<UInt64>] = []
    for index in 0..<max(checksums.count, now.checksums.count) {
      let start = UInt64(index) * chunk
      let isSame =
        index < checksums.count && index < now.checksums.count
        && checksums[index] == now.checksums[index]
        && min(byteCount, start + chunk) == min(now.byteCount, start + chunk)
      if !isSame { ranges.append(start..<min(start + chunk, max(byteCount, now.byteCount))) }
    }
    return ranges
  }

  /// The sum file of a directory, or nil where there is none.
  static func read(_ directory: IndexDirectory) throws(StoreError) -> CatalogueSum? {
    guard try directory.fileSystem.length(directory.sumPath) != nil else { return nil }
    return try directory.fileSystem.map(directory.sumPath).withBytes { (bytes) throws(StoreError) in
      try CatalogueSum(decoding: bytes, path: directory.sumPath)
    }
  }

  /// The sum of a generation that lies in the database whole, with nothing of it in a log.
  static func ofSettled(_ directory: IndexDirectory, generation: UInt64) throws(StoreError)
    -> CatalogueSum?
  {
    guard try !directory.hasLog() else { return nil }
    let sum = try? read(directory)
    return sum?.generation == generation ? sum : nil
  }

  /// The sum after a change: chunks that hold no `changed` bytes keep their checksums.
  ///
  /// So the sum of bytes that nobody wrote still tells of damage. O(changed bytes).
  func renewed(
    of path: String, on fileSystem: any FileSystem, _ generation: UInt64, changed: [Range<UInt64>]
  ) throws(StoreError) -> CatalogueSum {
    let mapping = try fileSystem.map(path)
    return try mapping.withBytes { (bytes) throws(StoreError) in
      let size = Self.chunkSize
      let count = (bytes.count + size - 1) / size
      guard bytes.count >= byteCount else {
        return CatalogueSum(of: bytes, generation: generation)
      }
      var stale = Set(changed.flatMap { Int($0.lowerBound) / size...Int($0.upperBound - 1) / size })
      // A file that has grown has a longer last chunk, and chunks that are new.
      if bytes.count > byteCount { stale.formUnion(max(checksums.count - 1, 0)..<count) }
      var sum = self
      sum.generation = generation
      sum.byteCount = UInt64(bytes.count)
      sum.checksums += [UInt32](repeating: 0, count: count - checksums.count)
      for chunk in stale where chunk < count {
        let range = chunk * size..<min((chunk + 1) * size, bytes.count)
        sum.checksums[chunk] = Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
      return sum
    }
  }

  /// Whether the sum file is there, of this generation, and agrees with every byte.
  static func matches(_ directory: IndexDirectory, generation: UInt64) -> Bool {
    guard (try? directory.fileSystem.length(directory.logPath)) ?? 0 == 0,
      let sum = try? read(directory), sum.generation == generation,
      let now = try? CatalogueSum(
        of: directory.cataloguePath, on: directory.fileSystem, generation: generation)
    else { return false }
    return sum == now
  }
}
