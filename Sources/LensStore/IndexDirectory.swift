// The directory an index lives in, and the names lens uses there. Foreign files are left alone.

/// A directory that holds, or will hold, one index, on some file system.
public struct IndexDirectory: Sendable {
  /// The path of the directory.
  public let path: String
  /// The seam all files but the SQLite ones go through.
  public let fileSystem: any FileSystem

  /// Names a directory; nothing is touched.
  public init(path: String, fileSystem: any FileSystem = LocalFileSystem()) {
    self.path = path.isEmpty ? "." : path
    self.fileSystem = fileSystem
  }

  static let temporarySuffix = ".tmp"
  static let catalogueName = "papers.sqlite"
  static let sumName = "papers.sum"
  static let lockName = "lock"

  /// The path of a file in the directory.
  public func path(of name: String) -> String {
    path.hasSuffix("/") ? path + name : path + "/" + name
  }

  var cataloguePath: String { path(of: Self.catalogueName) }
  var logPath: String { cataloguePath + "-wal" }
  var sumPath: String { path(of: Self.sumName) }
  var lockPath: String { path(of: Self.lockName) }

  /// The kind and id a file name stands for, or nil for a name that is not a section file's.
  static func sectionFile(named name: String) -> (kind: FileKind, id: UInt64)? {
    for kind in FileKind.allCases where name.hasPrefix(kind.name + "-") {
      let digits = name.dropFirst(kind.name.count + 1)
      guard digits.utf8.count == 16, let id = UInt64(digits, radix: 16),
        kind.fileName(id: id) == name
      else { continue }
      return (kind, id)
    }
    return nil
  }
}
