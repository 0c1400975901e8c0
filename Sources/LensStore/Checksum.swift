// CRC-32C (Castagnoli), the one checksum of the index: found in hardware on x86-64 and ARM, and it
// detects every single flipped byte of a chunk. The kernel lives in CKernels.

import CKernels

/// CRC-32C over bytes and little-endian integers, continued piece by piece.
struct Checksum: Sendable, Equatable {
  private(set) var value: UInt32

  init(continuing value: UInt32 = 0) { self.value = value }

  /// Adds bytes.
  ///
  /// O(count).
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    value = lens_crc32c(value, bytes.baseAddress, bytes.count)
  }

  /// Adds an integer as little-endian bytes.
  mutating func add<Integer: FixedWidthInteger>(_ integer: Integer) {
    withUnsafeBytes(of: integer.littleEndian) { add($0) }
  }

  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var sum = Checksum()
    sum.add(bytes)
    return sum.value
  }

  static func of(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { of($0) } }
}

/// A number as eight or sixteen hexadecimal digits, for names and messages.
func hex<Integer: FixedWidthInteger & UnsignedInteger>(_ number: Integer) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: Integer.bitWidth / 4 - digits.count) + digits
}
