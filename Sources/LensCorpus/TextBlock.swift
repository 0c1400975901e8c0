// A growable stretch of text bytes with room behind its end, so that vector code may read past the
// last line. Written by one reader, then handed to parsers as a LineBlock and never written again.

import CSimdJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Bytes owned on the heap.
///
/// Not thread-safe while being filled.
final class TextBlock {
  private(set) var base: UnsafeMutableRawPointer
  private(set) var capacity: Int
  private(set) var count = 0
  private static let padding = Int(LENS_JSON_PADDING)

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    base = Self.storage(self.capacity)
    // Reading padding is harmless whatever it holds, but reading memory never written is not clean.
    (base + self.capacity).initializeMemory(as: UInt8.self, repeating: 0, count: Self.padding)
  }

  deinit { base.deallocate() }

  /// The bytes.
  ///
  /// Valid until the next append or the block's end.
  var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: base.assumingMemoryBound(to: UInt8.self), count: count)
  }

  /// Makes room for `more` bytes and returns it; `commit` says how many were written.
  func room(for more: Int) -> UnsafeMutableRawBufferPointer {
    if count + more > capacity { grow(to: max(count + more, capacity * 2)) }
    return UnsafeMutableRawBufferPointer(start: base + count, count: more)
  }

  func commit(_ more: Int) {
    precondition(more >= 0 && count + more <= capacity)
    count += more
    (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: Self.padding)
  }

  func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard !bytes.isEmpty else { return }
    room(for: bytes.count).copyBytes(from: bytes)
    commit(bytes.count)
  }

  /// U+FFFD.
  func appendReplacement() {
    room(for: 3).copyBytes(from: [0xEF, 0xBF, 0xBD])
    commit(3)
  }

  /// Drops the first `dropped` bytes.
  func removeFirst(_ dropped: Int) {
    precondition(dropped >= 0 && dropped <= count)
    base.copyMemory(from: base + dropped, byteCount: count - dropped)
    count -= dropped
    commit(0)
  }

  /// Forgets everything after the first `kept` bytes.
  func truncate(to kept: Int) {
    precondition(kept >= 0 && kept <= count)
    count = kept
    commit(0)
  }

  /// Memory of the alignment that malloc gives: glibc does not find freed blocks of a stricter one again,
  /// and megabytes of them pile up (measured: 300 lines of 1 MiB, 94 MiB).
  private static func storage(_ capacity: Int) -> UnsafeMutableRawPointer {
    .allocate(byteCount: capacity + padding, alignment: 16)
  }

  private func grow(to wanted: Int) {
    let larger = Self.storage(wanted)
    larger.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = larger
    capacity = wanted
    commit(0)
  }
}

/// Whole lines of UTF-8 with the number of the first: what a parser takes.
///
/// Immutable.
public final class LineBlock: @unchecked Sendable {
  // Safe to share: the block is never written after it got here, and this is its only owner.
  private let block: TextBlock
  /// The number of the first line, from 1.
  public let firstLine: Int

  init(_ block: TextBlock, firstLine: Int) {
    self.block = block
    self.firstLine = firstLine
  }

  /// The length of the text, bytes.
  public var byteCount: Int { block.count }

  /// The bytes, followed by at least 64 readable ones; valid inside the call.
  func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    withExtendedLifetime(block) { body(block.bytes) }
  }

  /// Calls `body` for each line (without its end) with its number.
  func forEachLine(_ body: (UnsafeBufferPointer<UInt8>, Int) -> Void) {
    withBytes { bytes in
      var start = 0
      var number = firstLine
      while start < bytes.count {
        let rest = UnsafeBufferPointer(rebasing: bytes[start...])
        let end = rest.offset(of: 0x0A)
        var length = end
        if length > 0 && rest[length - 1] == 0x0D { length -= 1 }
        body(UnsafeBufferPointer(rebasing: rest[..<length]), number)
        start += end + 1
        number += 1
      }
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where `byte` first stands, or the length.
  func offset(of byte: UInt8) -> Int {
    guard let base = baseAddress, let hit = memchr(base, Int32(byte), count) else { return count }
    return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
  }
  /// Where `byte` last stands; nil if it does not.
  ///
  /// Meant for bytes that stand near the end.
  func lastOffset(of byte: UInt8) -> Int? {
    var i = count
    while i > 0 {
      i -= 1
      if self[i] == byte { return i }
    }
    return nil
  }
}
