// One SQLite connection of the catalogue, opened through GRDB, whose queue serialises its use. Three
// ways to open: immutable (nothing is created or locked), beside a write-ahead log, and for writing.

import GRDB
import GRDBSQLite

/// A GRDB queue with raw prepared statements over it.
final class CatalogueConnection: @unchecked Sendable {
  // `statements` is touched inside the queue only; everything else is constant.
  enum Mode { case immutable, besideLog, writing, building }

  let path: String
  private let queue: DatabaseQueue
  private var statements: [String: PreparedStatement] = [:]

  init(path: String, mode: Mode) throws(StoreError) {
    self.path = path
    var configuration = Configuration()
    configuration.label = "lens.catalogue"
    configuration.foreignKeysEnabled = false
    configuration.allowsUnsafeTransactions = true
    configuration.readonly = mode == .immutable || mode == .besideLog
    configuration.busyMode = .timeout(10)
    let pragmas = Self.pragmas(mode)
    configuration.prepareDatabase { try $0.execute(sql: pragmas) }
    do {
      let name = mode == .immutable ? Self.immutableName(path) : path
      queue = try DatabaseQueue(path: name, configuration: configuration)
    } catch { throw Self.typed(error, path) }
  }

  deinit { close() }

  /// Runs a body on the connection; reentrant, one thread at a time.
  func run<Result>(_ body: (OpaquePointer) throws(StoreError) -> Result) throws(StoreError)
    -> Result
  {
    do {
      return try queue.unsafeReentrantWrite { database in
        guard let connection = database.sqliteConnection else {
          throw StoreError.database(path: path, code: SQLITE_MISUSE, message: "closed")
        }
        return try body(connection)
      }
    } catch { throw Self.typed(error, path) }
  }

  /// Runs SQL that returns nothing of interest.
  func execute(_ sql: String) throws(StoreError) {
    try run { (connection) throws(StoreError) in
      let code = sqlite3_exec(connection, sql, nil, nil, nil)
      if code != SQLITE_OK {
        throw .sqlite(code, String(cString: sqlite3_errmsg(connection)), path)
      }
    }
  }

  /// Prepares a statement on first use and keeps it; call it inside `run`.
  func statement(_ sql: String, on connection: OpaquePointer) throws(StoreError)
    -> PreparedStatement
  {
    if let statement = statements[sql] { return statement }
    let statement = try PreparedStatement(sql, on: connection, path: path)
    statements[sql] = statement
    return statement
  }

  /// Finalizes the statements and closes.
  ///
  /// Further use throws.
  func close() {
    queue.unsafeReentrantWrite { _ in statements.removeAll() }
    try? queue.close()
  }

  private static func pragmas(_ mode: Mode) -> String {
    // A schema is data too: nothing in it may call functions. Cells are checked before use.
    let guarded = "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
    switch mode {
    case .immutable, .besideLog: return guarded
    case .writing:
      return guarded + """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;
        PRAGMA secure_delete=OFF; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;
        """
    case .building:
      // A new file nobody sees until it was synced and renamed needs no journal.
      return guarded + """
        PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
        PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;
        """
    }
  }

  /// The name that makes SQLite read a file as it lies there: no locks, no log, no `-shm`.
  static func immutableName(_ path: String) -> String {
    var name = "file:"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      default: name += "%" + hex(byte)
      }
    }
    return name + "?immutable=1"
  }

  private static func typed(_ error: any Error, _ path: String) -> StoreError {
    if let error = error as? StoreError { return error }
    if let error = error as? DatabaseError {
      return .sqlite(error.extendedResultCode.rawValue, error.message ?? "no message", path)
    }
    return .database(path: path, code: SQLITE_ERROR, message: "\(error)")
  }
}
