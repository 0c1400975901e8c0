// One block of at most 128 postings as bytes, and back. A block is
//
//   u8 gapWidth (0...32) | u8 frequencyWidth (0...16) | gaps | frequencies
//
// where gaps are `document - previous document - 1` and frequencies are `frequency - 1`, each list
// packed least significant bit first at its fixed width and padded to a byte. Fixed widths keep the
// decoder (CKernels' `unpack`) a loop without branches, and let one frequency be read without decoding the others, which
// is all a candidate check needs. Lemire and Boytsov 2015, "Decoding billions of integers per second
// through vectorization", compare the schemes; this is their binary packing, one width a block.

enum PostingBlock {
  /// Postings in a full block; only a list's last block holds fewer.
  static let capacity = 128
  /// Bytes that must stay readable behind a block: values are read through 8-byte loads.
  static let slack = 8
  /// Largest width of a gap, in bits.
  static let maximalGapWidth = 32
  /// Largest width of a frequency, in bits; frequencies are 1...65,536.
  static let maximalFrequencyWidth = 16

  /// Bytes that `count` values of `width` bits take.
  @inline(__always)
  static func packedBytes(_ count: Int, width: Int) -> Int { (count * width + 7) >> 3 }

  /// Appends one block: ascending `documents`, all greater than `previous` (-1 before the first).
  static func append(
    documents: UnsafeBufferPointer<UInt32>, frequencies: UnsafeBufferPointer<UInt16>,
    after previous: Int, to bytes: inout [UInt8]
  ) {
    precondition(!documents.isEmpty && documents.count <= capacity)
    precondition(documents.count == frequencies.count)
    var gapBits: UInt32 = 0
    var frequencyBits: UInt32 = 0
    var last = previous
    for i in 0..<documents.count {
      gapBits |= UInt32(Int(documents[i]) - last - 1)
      frequencyBits |= UInt32(frequencies[i]) - 1
      last = Int(documents[i])
    }
    let gapWidth = 32 - gapBits.leadingZeroBitCount
    let frequencyWidth = 32 - frequencyBits.leadingZeroBitCount
    bytes.append(UInt8(gapWidth))
    bytes.append(UInt8(frequencyWidth))

    var packer = BitPacker()
    last = previous
    for document in documents {
      packer.append(UInt32(Int(document) - last - 1), width: gapWidth, to: &bytes)
      last = Int(document)
    }
    packer.flush(to: &bytes)
    for frequency in frequencies {
      packer.append(UInt32(frequency) - 1, width: frequencyWidth, to: &bytes)
    }
    packer.flush(to: &bytes)
  }

  /// Where the two packed lists of a block lie, once its widths fit its length.
  struct Layout {
    /// Bits of a gap.
    let gapWidth: Int
    /// Bits of a frequency.
    let frequencyWidth: Int
    /// Byte offset of the packed gaps in the block.
    static let gapsStart = 2
    /// Byte offset of the packed frequencies in the block.
    let frequenciesStart: Int

    /// Nil where the widths are impossible or do not add up to `byteCount`.
    ///
    /// Reads the block's first two bytes only where it has them.
    @inline(__always)
    init?(block: UnsafeRawPointer, byteCount: Int, count: Int) {
      guard byteCount >= Self.gapsStart else { return nil }
      gapWidth = Int(block.load(as: UInt8.self))
      frequencyWidth = Int(block.load(fromByteOffset: 1, as: UInt8.self))
      guard gapWidth <= maximalGapWidth, frequencyWidth <= maximalFrequencyWidth else {
        return nil
      }
      frequenciesStart = Self.gapsStart + packedBytes(count, width: gapWidth)
      guard frequenciesStart + packedBytes(count, width: frequencyWidth) == byteCount else {
        return nil
      }
    }
  }

  /// The frequency at `index`, 1...65,536.
  ///
  /// Reads at most `slack` bytes behind its own bits.
  @inline(__always)
  static func frequency(_ packed: UnsafeRawPointer, at index: Int, width: Int) -> UInt32 {
    let bit = index &* width
    let word = packed.loadUnaligned(fromByteOffset: bit >> 3, as: UInt32.self)
    let mask: UInt32 = (1 << UInt32(width)) &- 1
    return ((word &>> UInt32(bit & 7)) & mask) &+ 1
  }
}

/// Collects values of a few bits into bytes, least significant bit first.
private struct BitPacker {
  private var pending: UInt64 = 0
  private var pendingBits = 0

  /// Appends the low `width` (at most 32) bits of `value`, which has no higher bits set.
  @inline(__always)
  mutating func append(_ value: UInt32, width: Int, to bytes: inout [UInt8]) {
    pending |= UInt64(value) &<< UInt64(pendingBits)
    pendingBits &+= width
    while pendingBits >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending &>>= 8
      pendingBits &-= 8
    }
  }

  /// Pads to a whole byte.
  mutating func flush(to bytes: inout [UInt8]) {
    if pendingBits > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
    pending = 0
    pendingBits = 0
  }
}
