// Mapping, reading and locks of the disk. Locks are flock(2): they belong to the open file, not to the
// process, so two sessions of one process exclude each other too, and a killed holder frees them.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension LocalFileSystem {
  /// Maps or reads a whole file.
  public func map(_ path: String) throws(StoreError) -> FileMapping {
    let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .failed("open the file", path) }
    defer { closeDescriptor(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .failed("look at the file", path) }
    guard (status.st_mode & S_IFMT) == S_IFREG else {
      throw .system(operation: "open a regular file", path: path, code: EISDIR)
    }
    guard let length = Int(exactly: status.st_size), length >= 0 else {
      throw .system(operation: "map the file", path: path, code: EFBIG)
    }
    if length == 0 { return FileMapping(copying: []) }
    return mapping
      ? try mapDescriptor(descriptor, length, path) : try readDescriptor(descriptor, length, path)
  }

  private func mapDescriptor(_ descriptor: Int32, _ length: Int, _ path: String)
    throws(StoreError) -> FileMapping
  {
    let address = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let address, address != UnsafeMutableRawPointer(bitPattern: -1) else {
      throw .failed("map the file", path)
    }
    nonisolated(unsafe) let base = address
    return FileMapping(UnsafeRawBufferPointer(start: base, count: length)) {
      _ = munmap(base, length)
    }
  }

  private func readDescriptor(_ descriptor: Int32, _ length: Int, _ path: String)
    throws(StoreError) -> FileMapping
  {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 64)
    nonisolated(unsafe) let owned = buffer
    do {
      let filled = try fill(buffer, from: descriptor, path)
      return FileMapping(UnsafeRawBufferPointer(rebasing: buffer[0..<filled])) {
        owned.deallocate()
      }
    } catch {
      buffer.deallocate()
      throw error
    }
  }

  /// Reads a file in pieces through one buffer.
  public func read(
    _ path: String, chunkSize: Int, _ body: (UnsafeRawBufferPointer) throws(StoreError) -> Void
  ) throws(StoreError) {
    let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .failed("open the file", path) }
    defer { closeDescriptor(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 64)
    defer { buffer.deallocate() }
    var filled = chunkSize
    while filled == chunkSize {
      filled = try fill(buffer, from: descriptor, path)
      if filled > 0 { try body(UnsafeRawBufferPointer(rebasing: buffer[0..<filled])) }
    }
  }

  /// Reads until the buffer is full or the file ends; how much was read.
  private func fill(
    _ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32, _ path: String
  ) throws(StoreError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = retrying {
        readDescriptorBytes(
          descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
      }
      guard count >= 0 else { throw .failed("read the file", path) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// Takes an advisory lock without waiting.
  public func lock(_ path: String, _ place: LockPlace, _ mode: LockMode) throws(StoreError)
    -> (any HeldLock)?
  {
    let flags = place == .file ? O_RDWR | O_CREAT : O_RDONLY | O_DIRECTORY
    let descriptor = retrying { open(path, flags | O_CLOEXEC, 0o666) }
    guard descriptor >= 0 else { throw .failed("open the lock", path) }
    let kind = mode == .shared ? LOCK_SH : LOCK_EX
    if retrying({ flock(descriptor, kind | LOCK_NB) }) == 0 {
      return LocalLock(descriptor: descriptor, isFile: place == .file)
    }
    let code = errno
    closeDescriptor(descriptor)
    if code == EWOULDBLOCK { return nil }
    throw .system(operation: "lock", path: path, code: code)
  }
}

/// A flock held through its own descriptor.
private final class LocalLock: HeldLock, @unchecked Sendable {
  // Touched by one owner at a time; `release` is idempotent and deinit runs once.
  private var descriptor: Int32
  private let isFile: Bool

  init(descriptor: Int32, isFile: Bool) {
    self.descriptor = descriptor
    self.isFile = isFile
  }

  deinit { release() }

  func note(_ text: String) {
    guard isFile, descriptor >= 0, ftruncate(descriptor, 0) == 0 else { return }
    var text = text
    text.withUTF8 { _ = pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  func release() {
    guard descriptor >= 0 else { return }
    note("")
    // Closing alone would leave the lock to a child process that was just forked.
    _ = flock(descriptor, LOCK_UN)
    closeDescriptor(descriptor)
    descriptor = -1
  }
}

/// `read(2)` under a name that no method shadows.
private func readDescriptorBytes(
  _ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int
)
  -> Int
{
  read(descriptor, start, count)
}
