// Bytes in, from a file, standard input or a decompressor stacked on either. One small protocol,
// so that tests can feed any bytes in pieces of any size.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Something that gives bytes in order.
protocol ByteSource: AnyObject {
  /// Fills the front of `buffer` (not empty) and returns how many bytes; 0 is the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int
  /// Bytes taken from the file so far, as they lie there (compressed).
  var bytesRead: Int { get }
}

/// A file or standard input.
final class FileInput: ByteSource {
  /// The name for messages.
  let name: String
  /// The file's size; nil for pipes and terminals.
  let byteCount: Int?
  private(set) var bytesRead = 0
  private let descriptor: Int32
  private let closes: Bool
  /// Bytes that were looked at ahead of time and not yet given out.
  private var ahead: [UInt8] = []

  /// Opens `path`; `-` is standard input.
  init(path: String) throws(CorpusError) {
    if path == "-" {
      name = SourcePlace.standardInput
      descriptor = 0
      closes = false
    } else {
      name = path
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      closes = true
      if descriptor < 0 {
        let code = errno
        if code == ENOENT || code == ENOTDIR { throw .missing(file: path) }
        throw .unreadable(file: path, reason: String(cString: strerror(code)))
      }
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      byteCount = nil
      return
    }
    let kind = status.st_mode & S_IFMT
    byteCount = kind == S_IFREG ? Int(status.st_size) : nil
    if kind == S_IFDIR { throw .directory(file: name) }
  }

  deinit {
    if closes && descriptor >= 0 { close(descriptor) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
    if !ahead.isEmpty {
      let count = min(ahead.count, buffer.count)
      buffer.copyBytes(from: ahead[..<count])
      ahead.removeFirst(count)
      return count
    }
    return try readDescriptor(buffer)
  }

  /// The first bytes (up to `count`) without taking them.
  func peek(_ count: Int) throws(CorpusError) -> [UInt8] {
    while ahead.count < count {
      var piece = [UInt8](repeating: 0, count: count - ahead.count)
      // Typed throws do not pass through the closure of withUnsafeMutableBytes yet.
      let result = piece.withUnsafeMutableBytes { bytes -> Result<Int, CorpusError> in
        do throws(CorpusError) { return .success(try readDescriptor(bytes)) } catch {
          return .failure(error)
        }
      }
      let got = try result.get()
      if got == 0 { break }
      ahead += piece[..<got]
    }
    return ahead
  }

  private func readDescriptor(_ buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
    while true {
      #if canImport(Glibc)
        let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let got = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if got >= 0 {
        bytesRead += got
        return got
      }
      let code = errno
      if code == EINTR { continue }
      if code == EISDIR { throw .directory(file: name) }
      throw .unreadable(file: name, reason: String(cString: strerror(code)))
    }
  }
}

/// Bytes in memory, given out in pieces of a chosen size: the other implementation of the seam.
final class MemoryInput: ByteSource {
  private let bytes: [UInt8]
  private let piece: Int
  private(set) var bytesRead = 0

  init(_ bytes: [UInt8], piece: Int = .max) {
    self.bytes = bytes
    self.piece = max(1, piece)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
    let count = min(piece, buffer.count, bytes.count - bytesRead)
    buffer.copyBytes(from: bytes[bytesRead..<bytesRead + count])
    bytesRead += count
    return count
  }
}
