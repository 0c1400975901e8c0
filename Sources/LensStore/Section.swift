// One section of an open file, and the typed, bounds-checked arrays over it. Pointers handed out
// stay readable as long as the file, or any section or array of it, lives: hold one in a stored
// property, or in a local by `withExtendedLifetime`; a temporary may go before its pointer is used.

/// A section: bytes of the file, verified chunk by chunk on first touch.
public struct Section: Sendable {
  let storage: SectionedFileStorage
  let index: Int
  /// The start and length within the mapping, which `storage` keeps alive.
  private nonisolated(unsafe) let base: UnsafeRawBufferPointer

  init(storage: SectionedFileStorage, index: Int) {
    self.storage = storage
    self.index = index
    base = storage.sectionBytes(index)
  }

  /// The name.
  public var id: SectionID { storage.entries[index].id }

  /// The length in bytes.
  public var byteCount: Int { base.count }

  /// The bytes of a range, verified.
  ///
  /// O(1) once its chunks are known to be sound.
  ///
  /// The pointer is good as long as this section lives. Throws `outOfRange`, `damaged`.
  @inline(__always)
  public func bytes(_ range: Range<Int>) throws(StoreError) -> UnsafeRawBufferPointer {
    guard range.lowerBound >= 0, range.upperBound <= base.count else {
      throw outOfRange("bytes 0..<\(byteCount)", "\(range)")
    }
    try storage.verify(index, range)
    return UnsafeRawBufferPointer(rebasing: base[range])
  }

  /// All bytes, verified.
  public func bytes() throws(StoreError) -> UnsafeRawBufferPointer { try bytes(0..<byteCount) }

  /// The section as those need it who check before they touch it.
  public var chunks: SectionChunks {
    SectionChunks(
      unverified: base, verified: storage.verified.words, first: storage.firstChunks[index])
  }

  /// The section as an array of numbers.
  ///
  /// Throws `damaged` if the length is no multiple of one.
  ///
  /// For integers and floating-point numbers, and structures or vectors of them: types for which
  /// every pattern of bits is a value.
  public func array<Element: BitwiseCopyable>(of type: Element.Type = Element.self)
    throws(StoreError) -> MappedArray<Element>
  {
    precondition(
      MemoryLayout<Element>.alignment <= SectionLayout.alignment, "sections are aligned to 64 bytes"
    )
    guard byteCount % MemoryLayout<Element>.stride == 0 else {
      throw .damaged(
        file: storage.path, section: id.description,
        expected: "a multiple of \(MemoryLayout<Element>.stride) bytes",
        found: "\(byteCount) bytes")
    }
    return MappedArray(section: self)
  }

  /// The failure of an access outside the section.
  @inline(never)
  func outOfRange(_ expected: String, _ found: String) -> StoreError {
    .outOfRange(
      file: storage.path, section: id.description, expected: expected, found: found)
  }

  /// A failure for readers whose own checks of this section's content fail.
  public func damaged(expected: String, found: String) -> StoreError {
    .damaged(file: storage.path, section: id.description, expected: expected, found: found)
  }
}

/// Bytes that were not verified, and which of their chunks were; good as long as the section lives.
///
/// For kernels that step anywhere: they verify by `Section.bytes(_:)` whatever chunk is not marked.
public struct SectionChunks: @unchecked Sendable {
  /// The bytes of the section.
  public let unverified: UnsafeRawBufferPointer
  /// Words of 64 bits, a bit for each chunk of the file; set at any time by any thread, never cleared.
  public let verified: UnsafeRawPointer
  /// The bit of the section's first chunk.
  public let first: Int
  /// Bytes of a chunk.
  public static let byteCount = SectionLayout.chunkSize
}

/// A section seen as `count` elements; every access is checked and verified.
public struct MappedArray<Element: BitwiseCopyable>: Sendable {
  /// The section underneath.
  public let section: Section
  /// The number of elements.
  public let count: Int

  init(section: Section) {
    self.section = section
    count = section.byteCount / MemoryLayout<Element>.stride
  }

  /// The element at an index.
  ///
  /// Throws `outOfRange`, `damaged`.
  @inlinable
  public func at(_ i: Int) throws(StoreError) -> Element {
    let stride = MemoryLayout<Element>.stride
    guard i >= 0, i < count else { throw failure("\(i)") }
    return try section.bytes(i * stride..<(i + 1) * stride).load(as: Element.self)
  }

  /// The elements of a range; the pointer is good as long as the array lives.
  ///
  /// Throws `outOfRange`, `damaged`.
  @inlinable
  public func slice(_ r: Range<Int>) throws(StoreError) -> UnsafeBufferPointer<Element> {
    let stride = MemoryLayout<Element>.stride
    guard r.lowerBound >= 0, r.upperBound <= count else { throw failure("\(r)") }
    let bytes = try section.bytes(r.lowerBound * stride..<r.upperBound * stride)
    // Sections start at multiples of 64 and ranges at multiples of the stride: aligned.
    return UnsafeBufferPointer(
      start: bytes.baseAddress?.assumingMemoryBound(to: Element.self), count: r.count)
  }

  /// All elements, verified.
  @inlinable
  public func all() throws(StoreError) -> UnsafeBufferPointer<Element> { try slice(0..<count) }

  /// The failure of an access outside the array.
  @inline(never)
  public func failure(_ found: String) -> StoreError {
    section.outOfRange("elements 0..<\(count)", found)
  }
}
