// Opening an index for reading: one generation, held until the catalogue goes. While no write-ahead
// log lies beside it, the database is read in place, immutable: nothing is created, no page is
// locked. A shared lock on the directory (the gate) keeps writers from changing it meanwhile.

/// One generation of an index, open for reading.
///
/// It stays what it is whatever writers do.
public struct Snapshot: Sendable {
  /// The directory.
  public let directory: IndexDirectory
  /// The papers; the snapshot lives as long as this does.
  public let catalogue: Catalogue

  /// The section files of this generation.
  public var files: [FileRecord] { catalogue.state.files }
  /// The caller's notes.
  public var meta: [String: String] { catalogue.state.meta }
  /// The number of this generation.
  public var generation: UInt64 { catalogue.state.generation }
}

extension IndexDirectory {
  /// Opens the current generation.
  ///
  /// Creates and writes nothing unless a writer left its log behind. Waits up to 30 seconds while
  /// a writer tidies up. Throws `indexMissing`, `newerFormat`, `damaged`, `busy`, `system`,
  /// `database`.
  public func openForReading() throws(StoreError) -> Snapshot {
    var failure = StoreError.indexMissing(directory: path)
    // Replacing the catalogue between two looks at it makes it seem cut: look again.
    for _ in 0..<3 {
      do { return try openOnce() } catch {
        guard case .damaged = error else { throw error }
        failure = error
      }
    }
    throw failure
  }

  private func openOnce() throws(StoreError) -> Snapshot {
    guard let length = try fileSystem.length(cataloguePath) else {
      throw .indexMissing(directory: path)
    }
    guard length > 0 else { throw cut(to: 0, expected: "a SQLite database") }
    let gate = try sharedGate()
    // Under the gate an absent or empty log stays so, and the database is whole without it.
    let hasLog = try hasLog()
    let isSettled = gate != nil && !hasLog
    let connection = try CatalogueConnection(
      path: cataloguePath, mode: isSettled ? .immutable : .besideLog)
    if isSettled {
      let expected = try CatalogueTables.byteCount(connection)
      let found = try fileSystem.length(cataloguePath) ?? 0
      guard expected == found else { throw cut(to: found, expected: "\(expected) bytes") }
    } else {
      // Beside a log one read transaction, never ended, is the snapshot.
      try connection.execute("BEGIN; SELECT number FROM state;")
    }
    return Snapshot(
      directory: self, catalogue: try Catalogue(connection, in: self, gate: gate))
  }

  private func cut(to found: Int64, expected: String) -> StoreError {
    .damaged(
      file: cataloguePath, section: "database", expected: expected, found: "\(found) bytes")
  }

  /// The readers' side of the gate; nil where the file system has no such locks.
  private func sharedGate() throws(StoreError) -> (any HeldLock)? {
    for attempt in 0..<3_000 {
      do {
        if let gate = try fileSystem.lock(path, .directory, .shared) { return gate }
      } catch {
        guard case .system(_, _, let code) = error, Self.gatelessCodes.contains(code) else {
          throw error
        }
        return nil
      }
      pause(milliseconds: attempt < 20 ? 1 : 10)
    }
    throw .busy(path: path)
  }

  /// The writer's side: no reader has the index open while this is held.
  ///
  /// nil if some has.
  func exclusiveGate(waiting milliseconds: Int) throws(StoreError) -> (any HeldLock)? {
    for attempt in 0...milliseconds {
      if let gate = try fileSystem.lock(path, .directory, .exclusive) { return gate }
      if attempt < milliseconds { pause(milliseconds: 1) }
    }
    return nil
  }
}
