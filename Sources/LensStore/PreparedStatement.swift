// One prepared SQLite statement through the C interface of GRDB's connection: reused for every row,
// bound from bytes without copies, its failures typed.

import GRDBSQLite

/// A prepared statement.
///
/// Used only inside `CatalogueConnection.run`, one thread at a time.
final class PreparedStatement {
  private let handle: OpaquePointer
  private let database: OpaquePointer
  private let path: String

  init(_ sql: String, on database: OpaquePointer, path: String) throws(StoreError) {
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v3(
      database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard code == SQLITE_OK, let handle else {
      throw .sqlite(code, String(cString: sqlite3_errmsg(database)), path)
    }
    self.handle = handle
    self.database = database
    self.path = path
  }

  deinit { sqlite3_finalize(handle) }

  /// The first binding that failed since the last reset; the next step throws it.
  private var bindFailure = SQLITE_OK

  func bind(_ index: Int, _ value: Int64) {
    note(sqlite3_bind_int64(handle, Int32(index), value))
  }

  func bindNull(_ index: Int) { note(sqlite3_bind_null(handle, Int32(index))) }

  /// Binds text without copying: the bytes must stay until the next `reset`.
  func bind(_ index: Int, text bytes: UnsafeBufferPointer<UInt8>) {
    let code = bytes.withMemoryRebound(to: CChar.self) { characters in
      // A null pointer would bind NULL, so an empty text is bound by an empty literal.
      guard let base = characters.baseAddress, !characters.isEmpty else {
        return sqlite3_bind_text64(handle, Int32(index), "", 0, nil, UInt8(SQLITE_UTF8))
      }
      return sqlite3_bind_text64(
        handle, Int32(index), base, UInt64(characters.count), nil, UInt8(SQLITE_UTF8))
    }
    note(code)
  }

  private func note(_ code: Int32) { if bindFailure == SQLITE_OK { bindFailure = code } }

  /// Moves to the next row; false at the end.
  func step() throws(StoreError) -> Bool {
    let code = bindFailure == SQLITE_OK ? sqlite3_step(handle) : bindFailure
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    throw .sqlite(code, String(cString: sqlite3_errmsg(database)), path)
  }

  func reset() {
    bindFailure = SQLITE_OK
    sqlite3_reset(handle)
  }

  /// An integer column, or nil where the value is no integer.
  func integer(_ column: Int) -> Int64? {
    guard sqlite3_column_type(handle, Int32(column)) == SQLITE_INTEGER else { return nil }
    return sqlite3_column_int64(handle, Int32(column))
  }

  /// A column's type as SQLite names it.
  func type(_ column: Int) -> Int32 { sqlite3_column_type(handle, Int32(column)) }

  /// The bytes of a text column, good until the next step or reset.
  func text(_ column: Int) -> UnsafeBufferPointer<UInt8> {
    let start = sqlite3_column_text(handle, Int32(column))
    let count = sqlite3_column_bytes(handle, Int32(column))
    return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(count))
  }
}

extension StoreError {
  /// The typed failure of a SQLite call: damage where the file's content is to blame.
  static func sqlite(_ code: Int32, _ message: String, _ path: String) -> StoreError {
    switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED: .busy(path: path)
    case SQLITE_PERM, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_INTERRUPT, SQLITE_IOERR, SQLITE_FULL,
      SQLITE_CANTOPEN, SQLITE_PROTOCOL, SQLITE_NOLFS:
      .database(path: path, code: code, message: message)
    default:
      .damaged(
        file: path, section: "database", expected: "a sound SQLite catalogue of lens",
        found: "\(message) (SQLite error \(code))")
    }
  }
}
