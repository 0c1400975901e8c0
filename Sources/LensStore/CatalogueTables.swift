// The tables of papers.sqlite: their SQL, and how rows come out of them checked. Shared by readers
// and by a writer that reads back what it has inserted.

import GRDBSQLite

/// The schema and the checked reading of rows.
enum CatalogueTables {
  private static let fields = CatalogueRow.Field.allCases
  private static let columns =
    (["ordinal", "id"] + fields.map(\.column) + ["checksum"]).joined(separator: ", ")
  private static let checksumColumn = fields.count + 2

  static let createPapers =
    "CREATE TABLE papers (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL, "
    + fields.map { "\($0.column) TEXT" }.joined(separator: ", ") + ", checksum INTEGER NOT NULL);"
  static let createState =
    "CREATE TABLE state (number INTEGER PRIMARY KEY CHECK (number = 1), body TEXT NOT NULL, "
    + "checksum INTEGER NOT NULL);"
  /// Made after the rows: sorting once is faster than keeping sorted.
  static let createIndex = "CREATE UNIQUE INDEX papers_id ON papers (id);"
  static let insert =
    "INSERT INTO papers (\(columns)) VALUES ("
    + repeatElement("?", count: fields.count + 3).joined(separator: ", ") + ")"
  static let delete = "DELETE FROM papers WHERE ordinal = ?"
  static let replaceState = "INSERT OR REPLACE INTO state (number, body, checksum) VALUES (1, ?, ?)"
  /// `lens` in ASCII and the format, for `file(1)` and the curious; nothing reads them.
  static let marks =
    "PRAGMA application_id=0x6C656E73; PRAGMA user_version=\(IndexState.supportedFormat);"

  static func readState(_ connection: CatalogueConnection) throws(StoreError) -> IndexState {
    try connection.run { (database) throws(StoreError) in
      let statement = try connection.statement(
        "SELECT body, checksum FROM state WHERE number = 1", on: database)
      defer { statement.reset() }
      guard try statement.step(), statement.type(0) == SQLITE_TEXT,
        let checksum = statement.integer(1)
      else { throw damaged(connection, "state", "one row of text and checksum", "none") }
      let body = statement.text(0)
      let found = Checksum.of(UnsafeRawBufferPointer(body))
      guard checksum == Int64(found) else {
        throw damaged(connection, "state", "checksum \(checksum)", "\(found)")
      }
      return try IndexState(
        decoding: String(decoding: body, as: UTF8.self), path: connection.path)
    }
  }

  /// The length the database's own header claims.
  static func byteCount(_ connection: CatalogueConnection) throws(StoreError) -> Int64 {
    try connection.run { (database) throws(StoreError) in
      var product: Int64 = 1
      for pragma in ["PRAGMA page_size", "PRAGMA page_count"] {
        let statement = try PreparedStatement(pragma, on: database, path: connection.path)
        guard try statement.step(), let number = statement.integer(0) else { return 0 }
        product = product.multipliedReportingOverflow(by: number).partialValue
      }
      return product
    }
  }

  static func row(
    _ ordinal: Int64, _ connection: CatalogueConnection, _ database: OpaquePointer
  ) throws(StoreError) -> CatalogueRow? {
    let statement = try connection.statement(
      "SELECT \(columns) FROM papers WHERE ordinal = ?", on: database)
    defer { statement.reset() }
    statement.bind(1, ordinal)
    guard try statement.step() else { return nil }
    let row = try checkedRow(statement, connection.path)
    guard row.ordinal == ordinal else {
      throw damaged(connection, "papers", "paper \(ordinal)", "paper \(row.ordinal)")
    }
    return row
  }

  static func row(
    id: String, _ connection: CatalogueConnection, _ database: OpaquePointer
  ) throws(StoreError) -> CatalogueRow? {
    let statement = try connection.statement(
      "SELECT \(columns) FROM papers WHERE id = ?", on: database)
    let bytes = Array(id.utf8)
    return try rethrowing {
      try bytes.withUnsafeBufferPointer { text in
        defer { statement.reset() }
        statement.bind(1, text: text)
        guard try statement.step() else { return nil }
        let row = try checkedRow(statement, connection.path)
        guard row.id == id else {
          throw damaged(connection, "papers", "the paper with id \"\(id)\"", "\"\(row.id)\"")
        }
        return row
      }
    }
  }

  /// Streams rows in order; returns how many.
  ///
  /// The body may use the connection itself.
  static func forEachRow(
    _ connection: CatalogueConnection, from first: Int64, _ body: (CatalogueRow) throws -> Void
  ) throws -> Int64 {
    var failure: (any Error)?
    let seen: Int64 = try connection.run { (database) throws(StoreError) in
      // Not a kept statement: the body may iterate again.
      let statement = try PreparedStatement(
        "SELECT \(columns) FROM papers WHERE ordinal >= ? ORDER BY ordinal", on: database,
        path: connection.path)
      statement.bind(1, first)
      var seen: Int64 = 0
      var last: Int64?
      while try statement.step() {
        let row = try checkedRow(statement, connection.path)
        if let last, row.ordinal <= last {
          throw damaged(connection, "papers", "ascending numbers", "\(row.ordinal) after \(last)")
        }
        last = row.ordinal
        seen += 1
        do { try body(row) } catch {
          failure = error
          return seen
        }
      }
      return seen
    }
    if let failure { throw failure }
    return seen
  }

  /// The same for bodies that cannot fail.
  static func forEachRow(
    _ connection: CatalogueConnection, _ body: (CatalogueRow) -> Void
  ) throws(StoreError) -> Int64 {
    try rethrowing { try forEachRow(connection, from: .min) { row in body(row) } }
  }

  /// What SQLite's own check of pages and indexes has to say; nothing of a sound database.
  static func complaints(_ connection: CatalogueConnection) throws(StoreError) -> [String] {
    try connection.run { (database) throws(StoreError) in
      let statement = try PreparedStatement(
        "PRAGMA integrity_check(10)", on: database, path: connection.path)
      var answers: [String] = []
      while try statement.step() {
        answers.append(String(decoding: statement.text(0), as: UTF8.self))
      }
      return answers.filter { $0 != "ok" }
    }
  }

  /// Streams numbers and titles without the rest of the rows, hence unchecked.
  static func forEachTitle(
    _ connection: CatalogueConnection,
    _ body: (_ ordinal: Int64, _ titles: [UnsafeBufferPointer<UInt8>]) -> Void
  ) throws(StoreError) {
    try connection.run { (database) throws(StoreError) in
      let statement = try PreparedStatement(
        "SELECT ordinal, title, title_zh FROM papers ORDER BY ordinal", on: database,
        path: connection.path)
      while try statement.step() {
        body(statement.integer(0) ?? 0, [statement.text(1), statement.text(2)])
      }
    }
  }

  static func expectCount(_ seen: Int64, _ state: IndexState, _ path: String) throws(StoreError) {
    guard seen != state.paperCount else { return }
    throw .damaged(
      file: path, section: "papers", expected: "\(state.paperCount) papers", found: "\(seen)")
  }

  /// The row a statement stands on, after its checksum was found right.
  static func checkedRow(_ statement: PreparedStatement, _ path: String) throws(StoreError)
    -> CatalogueRow
  {
    guard let ordinal = statement.integer(0), let expected = statement.integer(checksumColumn),
      statement.type(1) == SQLITE_TEXT
    else {
      throw .damaged(
        file: path, section: "papers", expected: "a number, an id and a checksum",
        found: "other values")
    }
    var sum = Checksum()
    sum.add(ordinal)
    let id = statement.text(1)
    RowEncoding.add(0, id, to: &sum)
    var row = CatalogueRow(ordinal: ordinal, id: String(decoding: id, as: UTF8.self))
    for (index, field) in fields.enumerated() {
      switch statement.type(index + 2) {
      case SQLITE_NULL: continue
      case SQLITE_TEXT:
        let text = statement.text(index + 2)
        RowEncoding.add(field.rawValue, text, to: &sum)
        row[field] = String(decoding: text, as: UTF8.self)
      default:
        throw .damaged(
          file: path, section: "papers", expected: "text in field \(field.column) of \(ordinal)",
          found: "another type")
      }
    }
    guard expected == Int64(sum.value) else {
      throw .damaged(
        file: path, section: "papers", expected: "checksum \(expected) of paper \(ordinal)",
        found: "\(sum.value)")
    }
    return row
  }

  private static func damaged(
    _ connection: CatalogueConnection, _ section: String, _ expected: String, _ found: String
  ) -> StoreError {
    .damaged(file: connection.path, section: section, expected: expected, found: found)
  }
}
