// Beginning to write, and the tidying both ends of a session share: orphans, the log, papers.sum.
// Only files by lens's own names are ever removed.

extension IndexDirectory {
  /// Becomes the one writer.
  ///
  /// Makes the directory and its parents where they are missing.
  ///
  /// Removes what an interrupted writer left. Throws `locked` at once if another writer is at work,
  /// `newerFormat` if a newer lens made the index, `system` if the directory cannot be written. A
  /// damaged catalogue is no hindrance to replacing it.
  public func beginWriting() throws(StoreError) -> WriteSession {
    try makeDirectories(path)
    guard let lock = try fileSystem.lock(lockPath, .file, .exclusive) else {
      throw .locked(directory: path, holder: lockHolder())
    }
    lock.note("\(processNumber())\n")
    for name in try fileSystem.list(path) where Self.isTemporary(name) {
      try fileSystem.remove(self.path(of: name))
    }
    let previous = try readState()
    // Without readers, finish what an interrupted writer began.
    if let gate = try exclusiveGate(waiting: 0) {
      defer { gate.release() }
      switch previous {
      case .success(let state):
        try restore(state)
        try sweep(keeping: state.files)
      case nil: try sweep(keeping: [])
      case .failure: break  // the files of a damaged catalogue stay until it is replaced
      }
    }
    return try WriteSession(self, lock: lock, previous: previous)
  }

  /// The present state, its damage, or nil where no catalogue is.
  private func readState() throws(StoreError) -> Result<IndexState, StoreError>? {
    do { return .success(try openForReading().catalogue.state) } catch {
      switch error {
      case .indexMissing: return nil
      case .damaged: return .failure(error)
      default: throw error
      }
    }
  }

  /// Moves a log into the database and renews a sum that is missing or of another generation.
  ///
  /// A sum vouches for bytes from then on, so it is only taken of a catalogue found sound.
  private func restore(_ state: IndexState) throws(StoreError) {
    let hadLog = try hasLog()
    try settleLog()
    do {
      if !hadLog, try CatalogueSum.read(self)?.generation == state.generation { return }
      let connection = try CatalogueConnection(path: cataloguePath, mode: .immutable)
      let seen = try CatalogueTables.forEachRow(connection) { _ in }
      try CatalogueTables.expectCount(seen, state, cataloguePath)
      guard try CatalogueTables.complaints(connection).isEmpty else { return }
      try renewSum(generation: state.generation)
    } catch {
      guard case .damaged = error else { throw error }  // `check` shall still find it
    }
  }

  /// Moves a log that is not empty into the database; only with the gate held exclusively.
  func settleLog() throws(StoreError) {
    guard try hasLog() else { return }
    let connection = try CatalogueConnection(path: cataloguePath, mode: .writing)
    defer { connection.close() }
    try CatalogueWriter.settle(connection)
  }

  /// Puts a copy of the database with the log moved into it in its place, while readers keep theirs.
  ///
  /// Whoever opens it before the log is removed reads the same: the log says what the copy has already.
  func settleCopy() throws(StoreError) {
    let copy = path(of: Self.settledName)
    for (from, to) in [(cataloguePath, copy), (logPath, copy + "-wal")] {
      let file = try fileSystem.createFile(to)
      defer { file.close() }
      try fileSystem.read(from, chunkSize: 1 << 20) { (bytes) throws(StoreError) in
        try file.append(bytes)
      }
    }
    let connection = try CatalogueConnection(path: copy, mode: .writing)
    do {
      defer { connection.close() }
      try CatalogueWriter.settle(connection)
    }
    try fileSystem.syncFile(copy)
    try fileSystem.rename(copy, to: cataloguePath)
    try fileSystem.syncDirectory(path)
  }

  /// Whether a log lies beside the database that SQLite would have to read.
  func hasLog() throws(StoreError) -> Bool { try (fileSystem.length(logPath) ?? 0) > 0 }

  /// Takes the checksums of a settled database.
  ///
  /// With a sum of the generation before, only the parts that hold `changed` bytes are read.
  func renewSum(
    generation: UInt64, from known: CatalogueSum? = nil, changed: [Range<UInt64>] = []
  ) throws(StoreError) {
    let sum =
      if let known {
        try known.renewed(of: cataloguePath, on: fileSystem, generation, changed: changed)
      } else {
        try CatalogueSum(of: cataloguePath, on: fileSystem, generation: generation)
      }
    try writeTemporarySum(sum)
    try publishSum()
  }

  func writeTemporarySum(_ sum: CatalogueSum) throws(StoreError) {
    let file = try fileSystem.createFile(sumPath + Self.temporarySuffix)
    defer { file.close() }
    try rethrowing { try sum.encoded.withUnsafeBytes { try file.append($0) } }
    try file.sync()
  }

  func publishSum() throws(StoreError) {
    try fileSystem.rename(sumPath + Self.temporarySuffix, to: sumPath)
    try fileSystem.syncDirectory(path)
  }

  /// Removes section files that are not listed; only with the gate held exclusively.
  func sweep(keeping records: [FileRecord]) throws(StoreError) {
    let kept = Set(records.map(\.name))
    var hasRemoved = false
    for name in try fileSystem.list(path)
    where Self.sectionFile(named: name) != nil && !kept.contains(name) {
      try fileSystem.remove(self.path(of: name))
      hasRemoved = true
    }
    if hasRemoved { try fileSystem.syncDirectory(path) }
  }

  /// A copy of the database on its way to its place.
  static let settledName = catalogueName + ".settled" + temporarySuffix

  static let temporaryCatalogueNames = [catalogueName + temporarySuffix, settledName].flatMap {
    name in
    ["", "-wal", "-shm", "-journal"].map { name + $0 }
  }

  /// Whether a name is one of lens's own unfinished files.
  static func isTemporary(_ name: String) -> Bool {
    if temporaryCatalogueNames.contains(name) || name == sumName + temporarySuffix { return true }
    guard name.hasSuffix(temporarySuffix) else { return false }
    return sectionFile(named: String(name.dropLast(temporarySuffix.count))) != nil
  }

  private func lockHolder() -> Int32? {
    let note = try? fileSystem.map(lockPath).withBytes {
      String(decoding: $0.prefix(32), as: UTF8.self)
    }
    return note.flatMap { Int32($0.filter(\.isNumber)) }
  }

  private func makeDirectories(_ path: String) throws(StoreError) {
    guard !fileSystem.isDirectory(path) else { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      let parent = String(path[..<slash])
      try makeDirectories(parent)
      try fileSystem.makeDirectory(path)
      try fileSystem.syncDirectory(parent)
    } else {
      try fileSystem.makeDirectory(path)
    }
  }
}
