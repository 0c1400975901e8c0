// Reading and replacing the user's files: a new one is written beside the old, synced, and renamed into
// its place; the rename is the atomic step. They have a lock of their own, held for milliseconds.

extension IndexDirectory {
  static let notesName = "notes"
  static let arrivalsName = "arrivals"
  static let notesLockName = "notes.lock"

  /// The user's notes; none where nothing was ever noted.
  ///
  /// O(bytes). Throws `notesDamaged`, `newerFormat`.
  public func readNotes() throws(StoreError) -> Notes {
    try readIfThere(Self.notesName) { (bytes, path) throws(StoreError) in
      try Notes(decoding: bytes, path: path)
    } ?? Notes()
  }

  /// What changes whenever the notes do: their length and their first line, with the checksum.
  public func notesStamp() throws(StoreError) -> [UInt8] {
    try readIfThere(Self.notesName) { (bytes, _) throws(StoreError) in
      Array("\(bytes.count) ".utf8) + bytes.prefix { $0 != 0x0A }
    } ?? []
  }

  /// The papers met so far.
  ///
  /// O(bytes). Throws `notesDamaged`, `newerFormat`.
  public func readArrivals() throws(StoreError) -> Arrivals {
    try readIfThere(Self.arrivalsName) { (bytes, path) throws(StoreError) in
      try Arrivals(decoding: bytes, path: path)
    } ?? Arrivals()
  }

  /// Changes the user's files: all of a change or nothing, one writer after the other.
  ///
  /// Waits up to ten seconds for its turn. `arrivals` and `notes` are replaced in this order where they
  /// were changed. Throws `busy`, and `system` where the directory cannot be written.
  public func updateNotes(
    _ change: (inout Notes, inout Arrivals) throws -> Void
  ) throws {
    let lock = try notesLock()
    defer { lock.release() }
    let (oldNotes, oldArrivals) = (try readNotes(), try readArrivals())
    var (notes, arrivals) = (oldNotes, oldArrivals)
    try change(&notes, &arrivals)
    if arrivals != oldArrivals { try replace(Self.arrivalsName, by: arrivals.encoded) }
    if notes != oldNotes { try replace(Self.notesName, by: notes.encoded) }
  }

  private func notesLock() throws(StoreError) -> any HeldLock {
    for _ in 0..<1_000 {
      if let lock = try fileSystem.lock(path(of: Self.notesLockName), .file, .exclusive) {
        return lock
      }
      pause(milliseconds: 10)
    }
    throw .busy(path: path(of: Self.notesName))
  }

  private func readIfThere<Value>(
    _ name: String,
    _ read: (UnsafeRawBufferPointer, String) throws(StoreError) -> Value
  ) throws(StoreError) -> Value? {
    let path = path(of: name)
    guard try fileSystem.length(path) != nil else { return nil }
    return try fileSystem.map(path).withBytes { (bytes) throws(StoreError) in
      try read(bytes, path)
    }
  }

  private func replace(_ name: String, by bytes: [UInt8]) throws(StoreError) {
    let temporary = path(of: name + Self.temporarySuffix)
    let file = try fileSystem.createFile(temporary)
    defer { file.close() }
    try rethrowing { try bytes.withUnsafeBytes { try file.append($0) } }
    try file.sync()
    try fileSystem.rename(temporary, to: path(of: name))
    try fileSystem.syncDirectory(path)
  }
}
