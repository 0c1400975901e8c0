// Inserts the rows of a new generation: into a new database under a temporary name that replaces the
// old one whole, or into the present one by a transaction in its write-ahead log.

import GRDBSQLite

/// The catalogue under construction.
///
/// One thread at a time.
final class CatalogueWriter {
  let connection: CatalogueConnection
  private let isBuilding: Bool
  private let path: String
  /// Whether the new database has its index over the ids.
  private var hasIndex = false
  private var encoding = RowEncoding()
  private(set) var paperCount: Int64
  private var lastOrdinal: Int64 = .min
  /// Below SQLite's limit of a thousand million bytes a row, some room for its own.
  private static let rowLimit = 999_000_000

  /// Begins a new database at a temporary path; nothing must lie there.
  init(building path: String) throws(StoreError) {
    self.path = path
    isBuilding = true
    paperCount = 0
    connection = try CatalogueConnection(path: path, mode: .building)
    try connection.execute(
      CatalogueTables.marks + "BEGIN;" + CatalogueTables.createPapers
        + CatalogueTables.createState)
  }

  /// Begins a transaction on the present database.
  init(appendingTo state: IndexState, at path: String) throws(StoreError) {
    self.path = path
    isBuilding = false
    paperCount = state.paperCount
    connection = try CatalogueConnection(path: path, mode: .writing)
    try connection.execute("BEGIN IMMEDIATE")
    lastOrdinal = try connection.run { (database) throws(StoreError) in
      let statement = try PreparedStatement(
        "SELECT max(ordinal) FROM papers", on: database, path: path)
      return try statement.step() ? statement.integer(0) ?? .min : .min
    }
  }

  /// Inserts a row; ordinals ascend.
  ///
  /// Throws `duplicateID` at once or when the rows end.
  func insert(_ row: CatalogueRow) throws(StoreError) {
    try connection.run { (database) throws(StoreError) in try insert(row, database) }
  }

  /// Inserts many rows.
  func insert(_ rows: some Sequence<CatalogueRow>) throws(StoreError) {
    try connection.run { (database) throws(StoreError) in
      for row in rows { try insert(row, database) }
    }
  }

  private func insert(_ row: CatalogueRow, _ database: OpaquePointer) throws(StoreError) {
    guard row.ordinal > lastOrdinal else {
      throw .outOfRange(
        file: path, section: "papers", expected: "a number above \(lastOrdinal)",
        found: "\(row.ordinal)")
    }
    lastOrdinal = row.ordinal
    try put(row, database)
  }

  /// Inserts a row at a number that is free.
  private func put(_ row: CatalogueRow, _ database: OpaquePointer) throws(StoreError) {
    encoding.encode(row)
    guard encoding.bytes.count <= Self.rowLimit else {
      throw .tooLarge(
        file: path, section: "papers", limit: Int64(Self.rowLimit),
        found: Int64(encoding.bytes.count))
    }
    let statement = try connection.statement(CatalogueTables.insert, on: database)
    statement.bind(1, row.ordinal)
    statement.bind(encoding.ranges.count + 2, Int64(encoding.checksum))
    try rethrowing {
      try encoding.bytes.withUnsafeBufferPointer { bytes in
        for (index, range) in encoding.ranges.enumerated() {
          if let range {
            statement.bind(index + 2, text: UnsafeBufferPointer(rebasing: bytes[range]))
          } else {
            statement.bindNull(index + 2)
          }
        }
        defer { statement.reset() }
        do { _ = try statement.step() } catch { throw duplicate(row.id, database) ?? error }
      }
    }
    paperCount += 1
  }

  /// Deletes the row of a number; throws `outOfRange` where there is none.
  func delete(_ ordinal: Int64) throws(StoreError) {
    try connection.run { (database) throws(StoreError) in try delete(ordinal, database) }
  }

  /// Puts another row in the place of the one with its number.
  func replace(_ row: CatalogueRow) throws(StoreError) {
    try connection.run { (database) throws(StoreError) in
      try delete(row.ordinal, database)
      try put(row, database)
    }
  }

  private func delete(_ ordinal: Int64, _ database: OpaquePointer) throws(StoreError) {
    let statement = try connection.statement(CatalogueTables.delete, on: database)
    statement.bind(1, ordinal)
    defer { statement.reset() }
    _ = try statement.step()
    guard sqlite3_changes(database) == 1 else {
      throw .outOfRange(
        file: path, section: "papers", expected: "the number of a paper", found: "\(ordinal)")
    }
    paperCount -= 1
  }

  private func duplicate(_ id: String, _ database: OpaquePointer) -> StoreError? {
    sqlite3_errcode(database) & 0xFF == SQLITE_CONSTRAINT ? .duplicateID(file: path, id: id) : nil
  }

  /// Ends the rows of a new database; no row may follow.
  func finishRows() throws(StoreError) {
    guard isBuilding, !hasIndex else { return }
    try buildIndex()
    hasIndex = true
  }

  /// Ends the rows and writes the state; what remains is to commit.
  func write(_ state: IndexState) throws(StoreError) {
    try finishRows()
    try connection.run { (database) throws(StoreError) in
      let statement = try connection.statement(CatalogueTables.replaceState, on: database)
      defer { statement.reset() }
      let body = Array(state.encoded.utf8)
      statement.bind(2, Int64(Checksum.of(body)))
      try rethrowing {
        try body.withUnsafeBufferPointer {
          statement.bind(1, text: $0)
          _ = try statement.step()
        }
      }
    }
  }

  private func buildIndex() throws(StoreError) {
    try connection.run { (database) throws(StoreError) in
      let code = sqlite3_exec(database, CatalogueTables.createIndex, nil, nil, nil)
      if code == SQLITE_OK { return }
      let failure = StoreError.sqlite(code, String(cString: sqlite3_errmsg(database)), path)
      guard code & 0xFF == SQLITE_CONSTRAINT else { throw failure }
      let statement = try PreparedStatement(
        "SELECT id FROM papers GROUP BY id HAVING count(*) > 1 LIMIT 1", on: database, path: path)
      guard try statement.step() else { throw failure }
      throw .duplicateID(file: path, id: String(decoding: statement.text(0), as: UTF8.self))
    }
  }

  /// Commits.
  ///
  /// A new database is then closed, and still has to be synced and renamed.
  func commit() throws(StoreError) {
    try connection.execute("COMMIT")
    if isBuilding {
      try connection.execute("PRAGMA journal_mode=WAL")
      connection.close()
    }
  }

  /// Moves the log into the database and closes; only with the gate held exclusively.
  func settleAndClose() throws(StoreError) {
    try Self.settle(connection)
    connection.close()
  }

  /// Gives up, or leaves the log to the next writer.
  ///
  /// The last connection to close would move the log into the database under the eyes of readers
  /// that read it in place. A second, read-only connection keeps this one from being the last, and
  /// cannot write itself.
  func close() {
    if isBuilding { return connection.close() }
    let anchor = try? CatalogueConnection(path: path, mode: .besideLog)
    try? anchor?.execute("SELECT number FROM state")
    connection.close()
    anchor?.close()
  }

  /// Moves the whole log into the database and truncates it.
  static func settle(_ connection: CatalogueConnection) throws(StoreError) {
    try connection.run { (database) throws(StoreError) in
      let statement = try PreparedStatement(
        "PRAGMA wal_checkpoint(TRUNCATE)", on: database, path: connection.path)
      guard try statement.step(), statement.integer(0) == 0 else {
        throw .busy(path: connection.path)
      }
    }
  }
}
