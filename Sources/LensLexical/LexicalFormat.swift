// The bytes of the lexical part of a segment file, shared by writer, reader and verifier. All
// integers are little-endian and read in place; sections carry their own checksums (LensStore).
//
//   LXHD  u64 × 5: format version, documents, terms, postings, total length
//   LXTO, LXTB  the terms, a sorted string table; a term's number is its place
//   LXDF  u32 × terms: document frequency, 1...documents
//   LXLS  u64 × (terms + 1): where each term's list starts in LXPB, ascending; the last is the end
//   LXPB  posting lists, then 8 zero bytes (values are read through 8-byte loads)
//   LXDL  u32 × documents: document length, the sum of its counts, exact
//
// A list of at most 128 postings is one block (PostingBlock.swift). A longer one starts with skip
// data, so that blocks can be found and bounded without decoding:
//
//   8 corners of the whole list | per block: u32 last document, u32 end, 4 corners | blocks
//
// where `end` counts from the first block's first byte, and a corner is u16 frequency, u16 length
// (Impacts.swift), descending, zero past the last. Every block holds 128 postings, the last 1...128.
// Sections that later versions add beside these do not disturb a reader of this one.

import LensStore

enum LexicalFormat {
  /// Raised when a reader of the older version would misread the bytes.
  static let version: UInt64 = 1
  /// The lexicon's sections.
  static let lexicon = StringTable.Sections(
    offsets: SectionID("LXTO"), bytes: SectionID("LXTB"))
  /// Values in the header.
  static let headerCount = 5
  /// Documents and blocks are numbered in 32 bits, and the last number stands for "none".
  static let maximalDocumentCount = Int(UInt32.max) - 1

  /// Corners bounding a whole list.
  static let listCorners = 8
  /// Corners bounding a block.
  static let blockCorners = 4
  /// Bytes of a corner.
  static let cornerBytes = 4
  /// Bytes before a long list's first skip record.
  static let listHeaderBytes = listCorners * cornerBytes
  /// Bytes of a skip record.
  static let skipBytes = 8 + blockCorners * cornerBytes

  /// Blocks of a list.
  static func blockCount(_ documentFrequency: Int) -> Int {
    (documentFrequency + PostingBlock.capacity - 1) / PostingBlock.capacity
  }

  /// Bytes of skip data before the blocks of a list.
  static func skipDataBytes(blockCount: Int) -> Int {
    blockCount > 1 ? listHeaderBytes + blockCount * skipBytes : 0
  }
}

extension SectionID {
  /// Format version and counts.
  static let lexicalHeader = SectionID("LXHD")
  /// Document frequencies.
  static let documentFrequencies = SectionID("LXDF")
  /// Starts of the posting lists.
  static let listStarts = SectionID("LXLS")
  /// The posting lists.
  static let postingBytes = SectionID("LXPB")
  /// Document lengths.
  static let documentLengths = SectionID("LXDL")
}

/// Corners as they lie in a file: a view of `count` pairs, borrowed from a mapped section.
struct ImpactCorners {
  private let bytes: UnsafeRawPointer
  /// Pairs, those past the last corner being zero.
  let count: Int

  /// A view of `count` · 4 bytes, which must outlive it.
  init(_ bytes: UnsafeRawPointer, count: Int) {
    self.bytes = bytes
    self.count = count
  }

  /// The pair at `i`.
  subscript(i: Int) -> Impact {
    let pair = bytes.loadUnaligned(
      fromByteOffset: i &* LexicalFormat.cornerBytes, as: UInt32.self)
    return Impact(
      frequency: UInt16(truncatingIfNeeded: pair), length: UInt16(truncatingIfNeeded: pair >> 16))
  }
}
