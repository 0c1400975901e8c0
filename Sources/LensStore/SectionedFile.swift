// Opens a section file: checks header, footer and table against the catalogue's record before
// anything is used, then hands out sections whose 4 KiB chunks are verified on first touch.

/// A section file, mapped.
///
/// Opening is O(sections + chunks); data is verified when touched.
public struct SectionedFile: Sendable {
  let storage: SectionedFileStorage

  /// Opens the file a record names and checks everything but the data.
  ///
  /// Throws `damaged`, `foreignFile` (a sound file, but not this record's), `newerFormat`, `system`.
  public init(opening record: FileRecord, in directory: IndexDirectory) throws(StoreError) {
    let path = directory.path(of: record.name)
    let mapping = try directory.fileSystem.map(path)
    storage = try SectionedFileStorage(mapping: mapping, record: record, path: path)
  }

  /// The record the file was opened by.
  public var record: FileRecord { storage.record }

  /// The names of the sections in file order.
  public var sectionIDs: [SectionID] { storage.entries.map(\.id) }

  /// Whether the file has such a section.
  public func hasSection(_ id: SectionID) -> Bool { storage.entries.contains { $0.id == id } }

  /// A section by name.
  ///
  /// Throws `sectionMissing`.
  public func section(_ id: SectionID) throws(StoreError) -> Section {
    guard let index = storage.entries.firstIndex(where: { $0.id == id }) else {
      throw .sectionMissing(file: storage.path, section: id.description)
    }
    return Section(storage: storage, index: index)
  }

  /// Reads every byte: all chunks again, and the padding, which is zero.
  public func verify() throws(StoreError) {
    for failure in failures(limit: 1) { throw failure }
  }

  /// All that is wrong with the data and padding, up to a number of findings.
  public func failures(limit: Int = 100) -> [StoreError] {
    var found: [StoreError] = []
    var end = SectionLayout.headerSize
    for (index, entry) in storage.entries.enumerated() where found.count < limit {
      if let failure = storage.paddingFailure(from: end, to: entry.offset, before: entry.id) {
        found.append(failure)
      }
      for chunk in 0..<entry.chunkCount where found.count < limit {
        if let failure = storage.chunkFailure(index, chunk) { found.append(failure) }
      }
      end = entry.offset + entry.byteCount
    }
    if found.count < limit,
      let failure = storage.paddingFailure(from: end, to: storage.tableOffset, before: nil)
    {
      found.append(failure)
    }
    return found
  }
}

/// What all sections of an open file share.
final class SectionedFileStorage: Sendable {
  let path: String
  let record: FileRecord
  let mapping: FileMapping
  let entries: [SectionEntry]
  let tableOffset: Int
  /// For each section the number of its first chunk within the bitmap.
  let firstChunks: [Int]
  let verified: AtomicBitmap

  init(mapping: FileMapping, record: FileRecord, path: String) throws(StoreError) {
    let parser = SectionedFileParser(bytes: mapping.bytes, record: record, path: path)
    let footer = try parser.checkedFooter()
    let entries = try parser.checkedEntries(footer)
    var firstChunks: [Int] = []
    var chunks = 0
    for entry in entries {
      firstChunks.append(chunks)
      chunks += entry.chunkCount
    }
    self.path = path
    self.record = record
    self.mapping = mapping
    self.entries = entries
    self.tableOffset = Int(footer.tableOffset)
    self.firstChunks = firstChunks
    self.verified = AtomicBitmap(count: chunks)
  }

  /// The bytes of a section, unverified.
  ///
  /// The parser has checked that they lie within the mapping.
  func sectionBytes(_ index: Int) -> UnsafeRawBufferPointer {
    let entry = entries[index]
    return UnsafeRawBufferPointer(
      rebasing: mapping.bytes[entry.offset..<entry.offset + entry.byteCount])
  }

  /// Verifies the chunks a byte range of a section touches, each once.
  @inline(__always)
  func verify(_ index: Int, _ range: Range<Int>) throws(StoreError) {
    guard !range.isEmpty else { return }
    let base = firstChunks[index]
    let last = (range.upperBound - 1) >> SectionLayout.chunkShift
    var chunk = range.lowerBound >> SectionLayout.chunkShift
    while chunk <= last {
      if !verified.contains(base + chunk) { try verifyChunk(index, chunk) }
      chunk += 1
    }
  }

  @inline(never)
  private func verifyChunk(_ index: Int, _ chunk: Int) throws(StoreError) {
    if let failure = chunkFailure(index, chunk) { throw failure }
    verified.insert(firstChunks[index] + chunk)
  }

  func chunkFailure(_ index: Int, _ chunk: Int) -> StoreError? {
    let entry = entries[index]
    let start = chunk << SectionLayout.chunkShift
    let length = min(SectionLayout.chunkSize, entry.byteCount - start)
    guard let data = mapping.bytes.part(at: entry.offset + start, count: length),
      let expected = mapping.bytes.integer(at: entry.checksumOffset + chunk * 4, as: UInt32.self)
    else { return nil }  // unreachable: the parser has checked both ranges
    let found = Checksum.of(data)
    if found == expected { return nil }
    let place = entry.offset + start
    return .damaged(
      file: path, section: entry.id.description,
      expected: "checksum \(hex(expected)) of bytes \(place)..<\(place + length)",
      found: hex(found))
  }

  func paddingFailure(from start: Int, to end: Int, before id: SectionID?) -> StoreError? {
    guard let padding = mapping.bytes.part(at: start, count: end - start), !padding.isZero else {
      return nil
    }
    return .damaged(
      file: path, section: "padding before \(id?.description ?? "table")",
      expected: "zeros in bytes \(start)..<\(end)", found: "other bytes")
  }
}
