// Reading the catalogue: the papers of one generation. Every row is checked against its own checksum
// before it is handed out; that a row is absent is believed only of bytes known to be sound.

import GRDBSQLite
import Synchronization

/// The papers of one snapshot of an index.
///
/// For use by any number of threads, one at a time inside.
public final class Catalogue: Sendable {
  /// The path of the SQLite file.
  public let path: String
  /// The generation's files, counts and notes.
  public let state: IndexState
  let connection: CatalogueConnection
  private let directory: IndexDirectory
  /// Keeps a writer from changing or removing what this snapshot reads in place.
  private let gate: (any HeldLock)?
  /// Whether the whole file was found to match its checksums; nil until somebody asked.
  private let soundness = Mutex<Bool?>(nil)

  init(
    _ connection: CatalogueConnection, in directory: IndexDirectory, gate: (any HeldLock)? = nil
  ) throws(StoreError) {
    self.connection = connection
    self.directory = directory
    self.gate = gate
    path = directory.cataloguePath
    state = try CatalogueTables.readState(connection)
  }

  deinit {
    connection.close()
    gate?.release()
  }

  /// The number of papers.
  public var count: Int { Int(clamping: state.paperCount) }

  /// The paper with a number.
  ///
  /// Throws `outOfRange` where there is none.
  public func row(_ ordinal: Int64) throws(StoreError) -> CatalogueRow {
    let row = try connection.run { (database) throws(StoreError) in
      try CatalogueTables.row(ordinal, connection, database)
    }
    guard let row else {
      throw .outOfRange(
        file: path, section: "papers", expected: "the number of one of \(count) papers",
        found: "\(ordinal)")
    }
    return row
  }

  /// The papers with these numbers, in the order asked for.
  public func rows(_ ordinals: [Int64]) throws(StoreError) -> [CatalogueRow] {
    var rows: [CatalogueRow] = []
    rows.reserveCapacity(ordinals.count)
    for ordinal in ordinals { rows.append(try row(ordinal)) }
    return rows
  }

  /// The paper with an id, or nil.
  ///
  /// O(log count); absence costs one reading of the file, once.
  public func row(id: String) throws(StoreError) -> CatalogueRow? {
    let row = try connection.run { (database) throws(StoreError) in
      try CatalogueTables.row(id: id, connection, database)
    }
    if row != nil || isKnownSound() { return row }
    var found: CatalogueRow?
    try forEachRow { if $0.id == id { found = $0 } }
    return found
  }

  /// All papers in ascending order of their numbers, streamed; then that none was missing.
  ///
  /// Throws `damaged` if a row is, or if their number is not the state's.
  public func forEachRow(
    from first: Int64 = .min, _ body: (CatalogueRow) throws -> Void
  ) throws {
    let seen = try CatalogueTables.forEachRow(connection, from: first, body)
    if first == .min { try CatalogueTables.expectCount(seen, state, path) }
  }

  /// The same for bodies that cannot fail.
  public func forEachRow(_ body: (CatalogueRow) -> Void) throws(StoreError) {
    try rethrowing { try forEachRow(from: .min) { row in body(row) } }
  }

  /// Whether every byte of the file is as it was written; false where that cannot be known.
  ///
  /// Reads the whole file on the first call (some 10 GB/s from memory).
  func isKnownSound() -> Bool {
    if let known = soundness.withLock({ $0 }) { return known }
    let sound = CatalogueSum.matches(directory, generation: state.generation)
    soundness.withLock { $0 = sound }
    return sound
  }
}
