// A file system that fails one call, or every call from one on, with a chosen errno, and tells which
// calls were made. A failing append writes half of its bytes first, as a full disk does.

import Synchronization

/// Wraps a file system and injects faults, for tests.
public final class FaultyFileSystem: FileSystem {
  private struct Plan {
    var calls: [String] = []
    var failing: ClosedRange<Int>?
    var code: Int32
  }

  private let base: any FileSystem
  private let plan: Mutex<Plan>
  private let observe: (@Sendable (_ number: Int, _ call: String) -> Void)?

  /// Fails call number `failing` (from 1), or with `lasting` that and all later ones.
  ///
  /// `observe` sees each call before it is made.
  public init(
    _ base: any FileSystem, failing number: Int? = nil, code: Int32 = 5, lasting: Bool = false,
    observe: (@Sendable (_ number: Int, _ call: String) -> Void)? = nil
  ) {
    self.base = base
    self.observe = observe
    plan = Mutex(Plan(failing: number.map { $0...(lasting ? Int.max : $0) }, code: code))
  }

  /// The calls made so far, as `name path`.
  public var calls: [String] { plan.withLock { $0.calls } }

  /// Whether the fault was met.
  public var hasFailed: Bool {
    plan.withLock { plan in plan.failing.map { plan.calls.count >= $0.lowerBound } ?? false }
  }

  fileprivate func step(_ name: String, _ path: String) throws(StoreError) {
    let (number, code) = plan.withLock { plan -> (Int, Int32?) in
      plan.calls.append("\(name) \(path)")
      let fails = plan.failing?.contains(plan.calls.count) ?? false
      return (plan.calls.count, fails ? plan.code : nil)
    }
    observe?(number, "\(name) \(path)")
    if let code { throw .system(operation: name, path: path, code: code) }
  }

  /// Creates a file, unless this call fails.
  public func createFile(_ path: String) throws(StoreError) -> any WritableFile {
    try step("create", path)
    return FaultyFile(base: try base.createFile(path), fileSystem: self, path: path)
  }

  /// Maps a file, unless this call fails.
  public func map(_ path: String) throws(StoreError) -> FileMapping {
    try step("map", path)
    return try base.map(path)
  }

  /// Reads a file, unless this call fails.
  public func read(
    _ path: String, chunkSize: Int, _ body: (UnsafeRawBufferPointer) throws(StoreError) -> Void
  ) throws(StoreError) {
    try step("read", path)
    try base.read(path, chunkSize: chunkSize, body)
  }

  /// Measures a file, unless this call fails.
  public func length(_ path: String) throws(StoreError) -> Int64? {
    try step("length", path)
    return try base.length(path)
  }

  /// Whether a directory lies there; never fails.
  public func isDirectory(_ path: String) -> Bool { base.isDirectory(path) }

  /// Lists a directory, unless this call fails.
  public func list(_ directory: String) throws(StoreError) -> [String] {
    try step("list", directory)
    return try base.list(directory)
  }

  /// Makes a directory, unless this call fails.
  public func makeDirectory(_ path: String) throws(StoreError) {
    try step("makeDirectory", path)
    try base.makeDirectory(path)
  }

  /// Renames, unless this call fails.
  public func rename(_ path: String, to newPath: String) throws(StoreError) {
    try step("rename", path)
    try base.rename(path, to: newPath)
  }

  /// Removes, unless this call fails.
  public func remove(_ path: String) throws(StoreError) {
    try step("remove", path)
    try base.remove(path)
  }

  /// Syncs a directory, unless this call fails.
  public func syncDirectory(_ path: String) throws(StoreError) {
    try step("syncDirectory", path)
    try base.syncDirectory(path)
  }

  /// Syncs a file, unless this call fails.
  public func syncFile(_ path: String) throws(StoreError) {
    try step("syncFile", path)
    try base.syncFile(path)
  }

  /// Locks, unless this call fails.
  public func lock(_ path: String, _ place: LockPlace, _ mode: LockMode) throws(StoreError)
    -> (any HeldLock)?
  {
    try step("lock", path)
    return try base.lock(path, place, mode)
  }
}

private final class FaultyFile: WritableFile {
  private let base: any WritableFile
  private let fileSystem: FaultyFileSystem
  private let path: String

  init(base: any WritableFile, fileSystem: FaultyFileSystem, path: String) {
    self.base = base
    self.fileSystem = fileSystem
    self.path = path
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
    do { try fileSystem.step("append", path) } catch {
      try base.append(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)]))
      throw error
    }
    try base.append(bytes)
  }

  func sync() throws(StoreError) {
    try fileSystem.step("sync", path)
    try base.sync()
  }

  func close() { base.close() }
}

extension StoreError {
  /// ENOENT, for file systems in memory.
  static func missing(_ operation: String, _ path: String) -> StoreError {
    .system(operation: operation, path: path, code: 2)
  }
}
