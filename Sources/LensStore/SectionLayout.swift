// The byte layout of a section file (docs/format.md, "Section files"): header, sections, table,
// footer. Written append-only, hence the table at the end; the footer's checksum stands for all.

#if !_endian(little)
  #error("The files of an index are read in place and are little-endian.")
#endif

/// The name of a section: four ASCII characters.
public struct SectionID: Hashable, Sendable, CustomStringConvertible {
  /// The characters as a little-endian number.
  public let rawValue: UInt32

  /// A name of exactly four ASCII characters.
  public init(_ fourCharacters: String) {
    let bytes = fourCharacters.utf8
    precondition(
      bytes.count == 4 && bytes.allSatisfy { $0 < 0x80 },
      "a section name has four ASCII characters")
    rawValue = bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The four characters, or hexadecimal digits where they do not print.
  public var description: String {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: rawValue >> ($0 * 8)) }
    guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return "0x\(hex(rawValue))" }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Sizes and places within a section file, in bytes.
enum SectionLayout {
  static let magic: [UInt8] = Array("LENSFILE".utf8)
  static let footerMagic: [UInt8] = Array("LENSTAIL".utf8)
  /// The newest format this code reads, and the one it writes.
  static let version: UInt32 = 1
  static let headerSize = 64
  static let footerSize = 64
  static let entrySize = 32
  static let alignment = 64
  static let chunkSize = 1 << chunkShift
  static let chunkShift = 12
  /// Where the checksum lies within header and footer; it covers the bytes before it.
  static let sealOffset = 60

  /// The next multiple of the alignment, or nil on overflow.
  static func aligned(_ offset: Int) -> Int? {
    let (sum, overflow) = offset.addingReportingOverflow(alignment - 1)
    return overflow ? nil : sum & ~(alignment - 1)
  }

  static func chunkCount(_ byteCount: Int) -> Int {
    byteCount >> chunkShift + (byteCount & (chunkSize - 1) == 0 ? 0 : 1)
  }
}

/// The first 64 bytes: what the file is.
///
/// The same for ever in every later format.
struct FileHeader: Equatable {
  var version = SectionLayout.version
  var kind: UInt32
  var id: UInt64

  var encoded: [UInt8] {
    var bytes = SectionLayout.magic
    bytes.put(version)
    bytes.put(kind)
    bytes.put(id)
    return bytes.sealed()
  }
}

/// The last 64 bytes: where the table lies, and the checksums of table and header.
struct FileFooter: Equatable {
  var version = SectionLayout.version
  var kind: UInt32
  var id: UInt64
  var fileLength: UInt64
  var tableOffset: UInt64
  var sectionCount: UInt32
  var tableChecksum: UInt32
  var headerChecksum: UInt32

  var encoded: [UInt8] {
    var bytes = SectionLayout.footerMagic
    bytes.put(version)
    bytes.put(kind)
    bytes.put(id)
    bytes.put(fileLength)
    bytes.put(tableOffset)
    bytes.put(sectionCount)
    bytes.put(tableChecksum)
    bytes.put(headerChecksum)
    return bytes.sealed()
  }
}

/// One line of the section table.
struct SectionEntry: Equatable {
  var id: SectionID
  var offset: Int
  var byteCount: Int
  /// File offset of this section's checksums, one UInt32 for each chunk.
  var checksumOffset: Int

  var chunkCount: Int { SectionLayout.chunkCount(byteCount) }
}

extension [UInt8] {
  /// Appends an integer as little-endian bytes.
  mutating func put<Integer: FixedWidthInteger>(_ integer: Integer) {
    Swift.withUnsafeBytes(of: integer.littleEndian) { append(contentsOf: $0) }
  }

  /// Zeros up to the seal, then the CRC-32C of all before it: 64 bytes.
  fileprivate func sealed() -> [UInt8] {
    var bytes = self
    bytes.append(
      contentsOf: repeatElement(0, count: Swift.max(0, SectionLayout.sealOffset - count)))
    bytes.put(Checksum.of(bytes))
    return bytes
  }
}

extension UnsafeRawBufferPointer {
  /// The little-endian integer at an offset, or nil where it does not fit.
  func integer<Integer: FixedWidthInteger>(at offset: Int, as type: Integer.Type = Integer.self)
    -> Integer?
  {
    guard offset >= 0, offset <= count - MemoryLayout<Integer>.size else { return nil }
    return Integer(littleEndian: loadUnaligned(fromByteOffset: offset, as: Integer.self))
  }

  /// The part from an offset, or nil where it does not fit.
  func part(at offset: Int, count length: Int) -> UnsafeRawBufferPointer? {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
    return UnsafeRawBufferPointer(rebasing: self[offset..<offset + length])
  }

  /// Whether every byte is zero.
  var isZero: Bool { allSatisfy { $0 == 0 } }
}
