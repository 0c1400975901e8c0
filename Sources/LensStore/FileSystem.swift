// The one seam for I/O below section files, checksums files, locks and publishing, so that a test can
// fail any call and lose power at any moment. Implementations: LocalFileSystem (the disk),
// MemoryFileSystem (models what is durable), FaultyFileSystem (fails the n-th call).

/// The calls the store needs of a file system.
///
/// Paths are absolute or relative to the process.
///
/// Every failure is `StoreError.system`. No call is retried after a failure other than EINTR; a
/// failed sync least of all, since the kernel may have dropped the pages it could not write.
public protocol FileSystem: Sendable {
  /// Creates the file, or empties the one that is there, and opens it for appending.
  func createFile(_ path: String) throws(StoreError) -> any WritableFile
  /// Maps (or reads) the whole file; an empty file gives an empty mapping.
  func map(_ path: String) throws(StoreError) -> FileMapping
  /// Reads the whole file front to back in pieces of a size, the last one shorter.
  func read(
    _ path: String, chunkSize: Int, _ body: (UnsafeRawBufferPointer) throws(StoreError) -> Void
  ) throws(StoreError)
  /// The length in bytes, or nil where no such file is.
  func length(_ path: String) throws(StoreError) -> Int64?
  /// Whether a directory lies at the path.
  func isDirectory(_ path: String) -> Bool
  /// The names in a directory, ascending, without `.` and `..`.
  func list(_ directory: String) throws(StoreError) -> [String]
  /// Makes one directory; it is fine if it is there already.
  func makeDirectory(_ path: String) throws(StoreError)
  /// Renames within one directory, replacing what is there. Durable after `syncDirectory`.
  func rename(_ path: String, to newPath: String) throws(StoreError)
  /// Removes a file; it is fine if it is gone already. Durable after `syncDirectory`.
  func remove(_ path: String) throws(StoreError)
  /// Makes creations, renames and removals within the directory durable.
  func syncDirectory(_ path: String) throws(StoreError)
  /// Makes the contents of a closed file durable.
  func syncFile(_ path: String) throws(StoreError)
  /// Takes an advisory lock without waiting; nil if another holder is in the way.
  ///
  /// `.file` creates the file where it is missing, `.directory` locks a directory that exists. A
  /// lock ends with its value and with the process, however that dies.
  func lock(_ path: String, _ place: LockPlace, _ mode: LockMode) throws(StoreError)
    -> (any HeldLock)?
}

/// What a lock is taken on.
public enum LockPlace: Sendable { case file, directory }

/// Whether a lock admits others of its kind.
public enum LockMode: Sendable { case shared, exclusive }

/// A file open for appending.
///
/// Not for use by two threads at once.
public protocol WritableFile: AnyObject {
  /// Appends all bytes, or fails; after a failure the length is undefined.
  func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError)
  /// Makes the contents durable. Never call it again after it failed.
  func sync() throws(StoreError)
  /// Closes the file. Further calls do nothing.
  func close()
}

/// An advisory lock; released when the value goes, or by `release`.
public protocol HeldLock: AnyObject, Sendable {
  /// Replaces the contents of a locked file (its holder's number, for messages only).
  func note(_ text: String)
  /// Gives the lock back. Further calls do nothing.
  func release()
}

/// The bytes of one whole file, readable as long as the value lives.
///
/// Renaming over or removing the file leaves the bytes as they were. Truncating a mapped file from
/// outside is a SIGBUS on the next touch: nothing of lens ever does, and a `LocalFileSystem` with
/// `mapping: false` reads files instead.
public final class FileMapping: Sendable {
  /// The bytes, aligned to at least 64, for owners that hold the mapping as long as they use them.
  ///
  /// A local mapping may be released after its last mention: read local ones by `withBytes`.
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  private let release: @Sendable () -> Void

  /// Takes bytes that stay readable and unchanged until `release` is called.
  public init(_ bytes: UnsafeRawBufferPointer, release: @escaping @Sendable () -> Void) {
    self.bytes = bytes
    self.release = release
  }

  /// A copy of an array, for tests and for file systems that do not map.
  public convenience init(copying source: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(source.count, 1), alignment: 64)
    copy.copyBytes(from: source)
    nonisolated(unsafe) let owned = copy
    self.init(UnsafeRawBufferPointer(rebasing: copy[0..<source.count])) { owned.deallocate() }
  }

  deinit { release() }

  /// Lends the bytes to a closure.
  public func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(bytes)
  }
}
