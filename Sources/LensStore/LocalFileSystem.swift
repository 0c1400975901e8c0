// The disk, through the C library. EINTR is retried, short writes are continued, a failed fsync is
// reported once and never retried.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file system of this machine.
public struct LocalFileSystem: FileSystem {
  /// Whether files are mapped; otherwise they are read whole into memory.
  public let mapping: Bool

  /// The disk.
  ///
  /// Without mapping a file truncated under a reader cannot end the process.
  public init(mapping: Bool = true) { self.mapping = mapping }

  /// Creates or empties a file.
  public func createFile(_ path: String) throws(StoreError) -> any WritableFile {
    let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666) }
    guard descriptor >= 0 else { throw .failed("create the file", path) }
    return LocalWritableFile(descriptor: descriptor, path: path)
  }

  /// The length of a file or nil.
  public func length(_ path: String) throws(StoreError) -> Int64? {
    var status = stat()
    if retrying({ stat(path, &status) }) == 0 { return Int64(status.st_size) }
    guard errno == ENOENT || errno == ENOTDIR else { throw .failed("look at the file", path) }
    return nil
  }

  /// Whether a directory lies there.
  public func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return retrying({ stat(path, &status) }) == 0 && (status.st_mode & S_IFMT) == S_IFDIR
  }

  /// The names in a directory, ascending.
  public func list(_ directory: String) throws(StoreError) -> [String] {
    guard let stream = opendir(directory) else { throw .failed("list the directory", directory) }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw .failed("list the directory", directory) }
    return names.sorted()
  }

  /// Makes one directory.
  public func makeDirectory(_ path: String) throws(StoreError) {
    if retrying({ mkdir(path, 0o777) }) == 0 { return }
    let code = errno
    if code == EEXIST && isDirectory(path) { return }
    throw .system(operation: "make the directory", path: path, code: code)
  }

  /// Renames, replacing.
  public func rename(_ path: String, to newPath: String) throws(StoreError) {
    #if canImport(Glibc)
      let result = retrying { Glibc.rename(path, newPath) }
    #elseif canImport(Musl)
      let result = retrying { Musl.rename(path, newPath) }
    #else
      let result = retrying { Darwin.rename(path, newPath) }
    #endif
    guard result == 0 else { throw .failed("rename the file to \(newPath)", path) }
  }

  /// Removes a file.
  public func remove(_ path: String) throws(StoreError) {
    if retrying({ unlink(path) }) == 0 || errno == ENOENT { return }
    throw .failed("remove the file", path)
  }

  /// Syncs a directory.
  public func syncDirectory(_ path: String) throws(StoreError) {
    let descriptor = retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .failed("open the directory", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .failed("sync the directory", path) }
  }

  /// Syncs a closed file.
  public func syncFile(_ path: String) throws(StoreError) {
    let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .failed("open the file", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .failed("sync the file", path) }
  }
}

extension StoreError {
  /// The failure of the C call just made.
  static func failed(_ operation: String, _ path: String) -> StoreError {
    .system(operation: operation, path: path, code: errno)
  }

  static func reason(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    let message = String(cString: text)
    return message.prefix(1).lowercased() + message.dropFirst()
  }

  static func cure(_ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "Free disk space and try again; the index is as it was before."
    case EACCES, EPERM, EROFS:
      "Grant this user access, or name another directory with --index."
    case EMFILE, ENFILE: "Close files or raise the limit (`ulimit -n`) and try again."
    case ENOENT: "Restore the file, or rebuild the index with `lens index FILES`."
    case ENOTDIR, EEXIST, EISDIR: "Name another directory with --index."
    default: "Look at the disk and the system's log, then try again."
    }
  }
}

extension IndexDirectory {
  /// What locking a directory fails with where it is not to be had; then SQLite's locks must do.
  static let gatelessCodes: Set<Int32> = [EACCES, ENOLCK, ENOSYS, ENOTSUP, EOPNOTSUPP, EINVAL]
}

/// Repeats a C call while a signal interrupts it.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

/// Hands all bytes to a call that may take fewer than it was given, as `write` does.
///
/// Returns the errno of the first real failure, or nil. A call that takes nothing twice in a row
/// counts as a full disk.
func writeAll(
  _ bytes: UnsafeRawBufferPointer, using write: (UnsafeRawBufferPointer) -> Int
) -> Int32? {
  var rest = bytes
  var idle = 0
  while !rest.isEmpty {
    let taken = write(rest)
    if taken < 0 {
      if errno == EINTR { continue }
      return errno
    }
    idle = taken == 0 ? idle + 1 : 0
    if idle > 1 { return ENOSPC }
    rest = UnsafeRawBufferPointer(rebasing: rest[min(taken, rest.count)...])
  }
  return nil
}

/// A file of the disk, open for appending.
private final class LocalWritableFile: WritableFile {
  private var descriptor: Int32
  private let path: String

  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close() }

  func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
    let descriptor = descriptor
    let failure = writeAll(bytes) { write(descriptor, $0.baseAddress, $0.count) }
    if let failure { throw .system(operation: "write the file", path: path, code: failure) }
  }

  func sync() throws(StoreError) {
    guard fsync(descriptor) == 0 else { throw .failed("sync the file", path) }
  }

  func close() {
    guard descriptor >= 0 else { return }
    closeDescriptor(descriptor)
    descriptor = -1
  }
}

/// `close(2)` under a name that no method shadows.
func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }

/// The number of this process, for messages.
func processNumber() -> Int32 { getpid() }

/// Sleeps for some milliseconds.
func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }
