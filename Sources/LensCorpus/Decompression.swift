// gzip and zstd, streaming: a bounded buffer of compressed bytes on one side, the caller's buffer
// on the other. Members and frames may follow each other. Data that ends too early or is damaged
// is an error only after every byte before it has been given out.

import CCompression

/// Opens the decompressor that the first bytes ask for.
enum Decompression {
  /// The compression that data with these first bytes has.
  static func kind(firstBytes: [UInt8]) -> Compression {
    if firstBytes.starts(with: [0x1F, 0x8B]) { return .gzip }
    if firstBytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
    // A skippable frame: 0x184D2A5x, little-endian.
    if firstBytes.count >= 4, firstBytes[0] & 0xF0 == 0x50,
      firstBytes[1...3].elementsEqual([0x2A, 0x4D, 0x18])
    {
      return .zstd
    }
    return .none
  }

  static func source(
    _ kind: Compression, over input: any ByteSource, file: String
  ) throws(CorpusError) -> any ByteSource {
    switch kind {
    case .none: input
    case .gzip: try GzipSource(over: input, file: file)
    case .zstd: try ZstdSource(over: input, file: file)
    }
  }
}

/// Compressed bytes waiting for a decompressor: one buffer, filled from the source when empty.
private struct CompressedBuffer {
  let source: any ByteSource
  let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
  var position = 0
  var end = 0
  var atEnd = false

  /// Makes sure that there are bytes, unless the source has none left.
  mutating func fill() throws(CorpusError) {
    guard position == end, !atEnd else { return }
    position = 0
    end = try source.read(into: storage)
    atEnd = end == 0
  }
}

final class GzipSource: ByteSource {
  private var input: CompressedBuffer
  private let file: String
  // zlib keeps a pointer back to its z_stream, so the stream must not move: it lives on the heap.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var inMember = true
  private var finished = false

  var bytesRead: Int { input.source.bytesRead }

  init(over source: any ByteSource, file: String) throws(CorpusError) {
    input = CompressedBuffer(source: source)
    self.file = file
    stream.initialize(to: z_stream())
    if lens_inflate_begin_gzip(stream) != Z_OK { throw .noMemory(file: file) }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.storage.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
    while !finished {
      try input.fill()
      if input.atEnd {
        finished = true
        if inMember {
          throw .truncated(file: file, compression: .gzip, bytesRead: bytesRead)
        }
        return 0
      }
      if !inMember {
        // Another member, or the zero padding that tapes and block devices leave.
        if input.storage[input.position] == 0x1F {
          inflateReset(stream)
          inMember = true
        } else if input.storage[input.position..<input.end].allSatisfy({ $0 == 0 }) {
          input.position = input.end
          continue
        } else {
          finished = true
          throw .damaged(
            file: file, compression: .gzip, reason: "other data after the last member")
        }
      }
      let made = try inflateOnce(into: buffer)
      if made > 0 { return made }
    }
    return 0
  }

  private func inflateOnce(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
    let available = input.end - input.position
    // Both pointers stay inside live buffers of the given lengths for the length of the call.
    stream.pointee.next_in = input.storage.baseAddress?.advanced(by: input.position)
      .assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(available)
    let room = UInt32(clamping: buffer.count)
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = room
    let status = inflate(stream, Z_NO_FLUSH)
    input.position = input.end - Int(stream.pointee.avail_in)
    let made = Int(room - stream.pointee.avail_out)
    switch status {
    case Z_STREAM_END:
      inMember = false
    case Z_OK, Z_BUF_ERROR:
      break
    case Z_MEM_ERROR:
      throw .noMemory(file: file)
    default:
      if made > 0 {
        // Give out what is sound; the next call meets the same damage and reports it.
        return made
      }
      finished = true
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "not readable"
      throw .damaged(file: file, compression: .gzip, reason: reason)
    }
    return made
  }
}

final class ZstdSource: ByteSource {
  private var input: CompressedBuffer
  private let file: String
  private let stream: OpaquePointer
  private var inFrame = true
  private var pending = false
  private var finished = false

  var bytesRead: Int { input.source.bytesRead }

  init(over source: any ByteSource, file: String) throws(CorpusError) {
    guard let stream = ZSTD_createDStream() else { throw .noMemory(file: file) }
    self.stream = stream
    self.file = file
    input = CompressedBuffer(source: source)
  }

  deinit {
    ZSTD_freeDStream(stream)
    input.storage.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
    while !finished {
      if !pending { try input.fill() }
      if input.atEnd && !pending {
        finished = true
        if inFrame { throw .truncated(file: file, compression: .zstd, bytesRead: bytesRead) }
        return 0
      }
      var source = ZSTD_inBuffer(
        src: UnsafeRawPointer(input.storage.baseAddress), size: input.end, pos: input.position)
      var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
      let status = ZSTD_decompressStream(stream, &target, &source)
      input.position = source.pos
      if ZSTD_isError(status) != 0 {
        finished = true
        throw .damaged(
          file: file, compression: .zstd, reason: String(cString: ZSTD_getErrorName(status)))
      }
      inFrame = status != 0
      // A full output buffer may leave decoded bytes inside zstd: ask again before reading on.
      pending = inFrame && target.pos == target.size
      if target.pos > 0 { return target.pos }
    }
    return 0
  }
}
