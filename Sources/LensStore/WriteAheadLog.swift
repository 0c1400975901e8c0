// Which pages of the database SQLite's write-ahead log holds (SQLite, "WAL-mode file format"): a header
// of 32 bytes, then frames of 24 bytes and a page. A log that is older than it should be names pages
// too many, never too few.

/// The frames of a log, as far as their places are concerned.
enum WriteAheadLog {
  private static let headerSize = 32
  private static let frameHeaderSize = 24

  /// The bytes of the database that the pages in the log stand for; none without a log.
  ///
  /// O(pages).
  static func pages(of directory: IndexDirectory) throws(StoreError) -> [Range<UInt64>] {
    guard try directory.hasLog() else { return [] }
    let mapping = try directory.fileSystem.map(directory.logPath)
    return try mapping.withBytes { (bytes) throws(StoreError) in
      guard let size = bytes.bigEndian(at: 8), size >= 512, size <= 65_536 else {
        throw .damaged(
          file: directory.logPath, section: "header", expected: "the size of a page",
          found: "\(bytes.count) bytes")
      }
      let frame = frameHeaderSize + Int(size)
      return stride(from: headerSize, to: max(headerSize, bytes.count - frame + 1), by: frame)
        .compactMap { place in
          guard let page = bytes.bigEndian(at: place), page > 0 else { return nil }
          let start = UInt64(page - 1) * UInt64(size)
          return start..<start + UInt64(size)
        }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// The number at a place; nil where the bytes end before it does.
  fileprivate func bigEndian(at place: Int) -> UInt32? {
    guard place + 4 <= count else { return nil }
    return UInt32(bigEndian: loadUnaligned(fromByteOffset: place, as: UInt32.self))
  }
}
