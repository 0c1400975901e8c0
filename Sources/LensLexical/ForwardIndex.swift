// The forward index of a segment: each document's terms in the order they stand in, read in place.
//
// Sections, little-endian:
//   FWSY  the documents' symbols, varints (TermSequences.swift)
//   FWEN  u64 × (documents + 1): where each document starts in FWSY; the last is the end
//   FWNO  u32 × terms: the number a term of the lexicon has in the sequences
//
// Numbers are given in order of first use, not the lexicon's, so that common terms take one byte.

import LensStore
import LensText

/// Documents as sequences of terms.
public struct ForwardIndex: Sendable {
  private let symbols: Section
  private let starts: MappedArray<UInt64>
  private let numbers: MappedArray<UInt32>

  /// Opens the sequences that belong to a lexical index.
  ///
  /// O(1).
  ///
  /// Throws the store's errors, `damaged` where the sizes disagree.
  public init(reading file: SectionedFile, for index: LexicalIndex) throws(LexicalError) {
    (symbols, starts, numbers) = try stored { () throws(StoreError) in
      let symbols = try file.section(.sequenceSymbols)
      let starts = try file.section(.sequenceStarts).array(of: UInt64.self)
      let numbers = try file.section(.sequenceNumbers).array(of: UInt32.self)
      guard starts.count == index.documentCount + 1 else {
        throw starts.section.damaged(
          expected: "\(index.documentCount + 1) starts", found: "\(starts.count)")
      }
      guard numbers.count == index.termCount else {
        throw numbers.section.damaged(
          expected: "\(index.termCount) numbers", found: "\(numbers.count)")
      }
      return (symbols, starts, numbers)
    }
  }

  /// The number that a term of the lexicon has in the sequences.
  ///
  /// O(1).
  public func number(of term: TermInfo) throws(LexicalError) -> UInt32 {
    try stored { () throws(StoreError) in try numbers.at(term.term) }
  }

  /// The symbols of a document (TermSequences.swift), readable as long as this index is.
  ///
  /// O(1).
  func decoder(of document: Int) throws(LexicalError) -> VarintDecoder {
    try stored { () throws(StoreError) in
      let range = try starts.slice(document..<document + 2)
      guard range[0] <= range[1], range[1] <= UInt64(symbols.byteCount) else {
        throw starts.section.damaged(
          expected: "document \(document) inside 0..<\(symbols.byteCount)",
          found: "\(range[0])..<\(range[1])")
      }
      return VarintDecoder(try symbols.bytes(Int(range[0])..<Int(range[1])))
    }
  }

  /// Writes the sequences of a segment's documents.
  ///
  /// O(bytes + terms).
  ///
  /// - Parameter order: the ids of the terms, in the order of the lexicon.
  public static func write(
    _ sequences: TermSequences, order: [UInt32], to writer: SectionedFileWriter
  ) throws(LexicalError) {
    try stored { () throws(StoreError) in
      try writer.add(.sequenceSymbols, sequences.bytes)
      try writer.begin(.sequenceStarts)
      try writer.append([UInt64(0)])
      try writer.append(sequences.ends.map { UInt64($0) })
      try writer.end()
      try writer.add(.sequenceNumbers, order)
    }
  }
}

extension SectionID {
  /// The documents' symbols.
  static let sequenceSymbols = SectionID("FWSY")
  /// Where each document's symbols start.
  static let sequenceStarts = SectionID("FWEN")
  /// The number of each term of the lexicon in the sequences.
  static let sequenceNumbers = SectionID("FWNO")
}
