// Writes one section file: append-only, checksummed as it goes, under a temporary name until
// `finish` has synced it, renamed it and synced the directory. Until then a crash or an error leaves
// at most a `.tmp` file, which the next writer sweeps.

/// Writes a section file of an index.
///
/// Not for use by two threads at once.
///
/// Memory: one buffer of 1 MiB and 4 bytes for each 4 KiB written. After the first failure every
/// further call throws that same failure.
public final class SectionedFileWriter {
  /// The name the file will have.
  public let name: String
  private let kind: FileKind
  private let id: UInt64
  private let directory: IndexDirectory
  private let path: String
  private let temporaryPath: String
  private var file: (any WritableFile)?

  private var buffer: [UInt8] = []
  private var position = 0
  private var entries: [SectionEntry] = []
  private var checksums: [UInt32] = []
  private var isInSection = false
  private var chunk = Checksum()
  private var chunkFill = 0
  private var failure: StoreError?
  private var record: FileRecord?
  private static let bufferSize = 1 << 20

  /// Begins a file under its temporary name.
  public init(creating kind: FileKind, id: UInt64, in directory: IndexDirectory) throws(StoreError)
  {
    self.kind = kind
    self.id = id
    self.directory = directory
    name = kind.fileName(id: id)
    path = directory.path(of: name)
    temporaryPath = path + IndexDirectory.temporarySuffix
    file = try directory.fileSystem.createFile(temporaryPath)
    buffer.reserveCapacity(Self.bufferSize)
    try put(FileHeader(kind: kind.rawValue, id: id).encoded)
  }

  deinit { discard() }

  /// Writes an array as one section, in its memory layout (little-endian).
  ///
  /// The element must have no padding: the bytes of an index depend on the papers alone.
  public func add<Element: BitwiseCopyable>(_ id: SectionID, _ values: [Element])
    throws(StoreError)
  {
    try begin(id)
    try append(values)
    try end()
  }

  /// Writes bytes as one section.
  public func add(_ id: SectionID, bytes: UnsafeRawBufferPointer) throws(StoreError) {
    try begin(id)
    try append(bytes)
    try end()
  }

  /// Begins a section that is written piece by piece.
  public func begin(_ id: SectionID) throws(StoreError) {
    precondition(!isInSection && record == nil, "end the last section first")
    precondition(!entries.contains { $0.id == id }, "section \(id) is written twice")
    try pad()
    entries.append(SectionEntry(id: id, offset: position, byteCount: 0, checksumOffset: 0))
    isInSection = true
    chunk = Checksum()
    chunkFill = 0
  }

  /// Appends bytes to the section begun.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
    precondition(isInSection, "begin a section first")
    var rest = bytes
    while !rest.isEmpty {
      let take = min(rest.count, SectionLayout.chunkSize - chunkFill)
      chunk.add(UnsafeRawBufferPointer(rebasing: rest[0..<take]))
      chunkFill += take
      if chunkFill == SectionLayout.chunkSize { closeChunk() }
      rest = UnsafeRawBufferPointer(rebasing: rest[take...])
    }
    entries[entries.count - 1].byteCount += bytes.count
    try put(bytes)
  }

  /// Appends an array to the section begun.
  public func append<Element: BitwiseCopyable>(_ values: [Element]) throws(StoreError) {
    precondition(
      MemoryLayout<Element>.stride == MemoryLayout<Element>.size, "elements have no padding")
    try rethrowing { try values.withUnsafeBytes { try append($0) } }
  }

  /// Ends the section begun.
  public func end() throws(StoreError) {
    precondition(isInSection, "begin a section first")
    if chunkFill > 0 { closeChunk() }
    isInSection = false
    if let failure { throw failure }
  }

  /// Writes table and footer, syncs, renames, syncs the directory.
  ///
  /// Call it once, last.
  public func finish() throws(StoreError) -> FileRecord {
    precondition(!isInSection && record == nil, "end the last section first, finish once")
    try pad()
    let tableOffset = position
    let table = encodedTable(at: tableOffset)
    try put(table)
    try pad()
    let header = FileHeader(kind: kind.rawValue, id: id).encoded
    let footer = FileFooter(
      kind: kind.rawValue, id: id, fileLength: UInt64(position + SectionLayout.footerSize),
      tableOffset: UInt64(tableOffset), sectionCount: UInt32(entries.count),
      tableChecksum: Checksum.of(table),
      headerChecksum: Checksum.of(Array(header[0..<SectionLayout.sealOffset]))
    ).encoded
    try put(footer)
    try guarded { () throws(StoreError) in
      try flush()
      try file?.sync()
      file?.close()
      try directory.fileSystem.rename(temporaryPath, to: path)
      try directory.fileSystem.syncDirectory(directory.path)
    }
    let record = FileRecord(
      kind: kind, id: id, byteCount: Int64(position),
      checksum: Checksum.of(Array(footer[0..<SectionLayout.sealOffset])))
    self.record = record
    return record
  }

  private func encodedTable(at offset: Int) -> [UInt8] {
    var table: [UInt8] = []
    var checksumOffset = offset + entries.count * SectionLayout.entrySize
    for entry in entries {
      table.put(entry.id.rawValue)
      table.put(UInt32(0))
      table.put(UInt64(entry.offset))
      table.put(UInt64(entry.byteCount))
      table.put(UInt64(checksumOffset))
      checksumOffset += entry.chunkCount * 4
    }
    for checksum in checksums { table.put(checksum) }
    return table
  }

  private func closeChunk() {
    checksums.append(chunk.value)
    chunk = Checksum()
    chunkFill = 0
  }

  private func pad() throws(StoreError) {
    let rest = -position & (SectionLayout.alignment - 1)
    if rest > 0 { try put([UInt8](repeating: 0, count: rest)) }
  }

  private func put(_ bytes: [UInt8]) throws(StoreError) {
    try rethrowing { try bytes.withUnsafeBytes { try put($0) } }
  }

  private func put(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
    try guarded { () throws(StoreError) in
      position += bytes.count
      if buffer.count + bytes.count > Self.bufferSize { try flush() }
      if bytes.count >= Self.bufferSize {
        try file?.append(bytes)
      } else {
        buffer.append(contentsOf: bytes)
      }
    }
  }

  private func flush() throws(StoreError) {
    guard !buffer.isEmpty else { return }
    try rethrowing { try buffer.withUnsafeBytes { try file?.append($0) } }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Runs a step unless an earlier one failed, and remembers its failure.
  private func guarded(_ step: () throws(StoreError) -> Void) throws(StoreError) {
    if let failure { throw failure }
    do { try step() } catch {
      failure = error
      discard()
      throw error
    }
  }

  /// Removes what an unfinished file has left, as far as that works.
  private func discard() {
    guard record == nil, let open = file else { return }
    open.close()
    file = nil
    try? directory.fileSystem.remove(temporaryPath)
  }
}

/// Runs a closure of the standard library that can only pass on `StoreError`.
func rethrowing<Result>(_ body: () throws -> Result) throws(StoreError) -> Result {
  do { return try body() } catch let error as StoreError { throw error } catch {
    throw .system(operation: "run: \(error)", path: "", code: 0)
  }
}
