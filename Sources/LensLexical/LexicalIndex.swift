// The lexical part of one segment, read in place: the sorted terms, their document frequencies and
// posting lists, and the exact document lengths. Opening touches the header and nothing that grows
// with the index; a query touches the terms it looks up and the blocks it decodes.

import LensStore

/// A term found in an index.
public struct TermInfo: Sendable, Equatable {
  /// The term's number: its place among the sorted terms.
  public let term: Int
  /// Documents that hold it, 1...documentCount.
  public let documentFrequency: Int
  /// Where its list lies among the posting bytes.
  let range: Range<Int>
}

/// Terms, postings and document lengths of one segment.
public struct LexicalIndex: Sendable {
  /// Documents of the segment, those without a term included.
  public let documentCount: Int
  /// Distinct terms.
  public let termCount: Int
  /// Postings of all terms.
  public let postingCount: Int
  /// Sum of the document lengths, in counts.
  public let totalLength: UInt64

  private let lexicon: StringTable
  private let documentFrequencies: MappedArray<UInt32>
  private let listStarts: MappedArray<UInt64>
  let postings: Section
  private let lengths: MappedArray<UInt32>

  /// Opens the lexical sections of a segment file.
  ///
  /// O(1).
  ///
  /// Throws the store's errors, `damaged` where counts and section sizes disagree, and `newerFormat`.
  public init(reading file: SectionedFile) throws(LexicalError) {
    let headerSection = try stored { () throws(StoreError) in try file.section(.lexicalHeader) }
    let header = try stored { () throws(StoreError) in
      let numbers = try headerSection.array(of: UInt64.self)
      guard numbers.count >= LexicalFormat.headerCount else {
        throw headerSection.damaged(
          expected: "\(LexicalFormat.headerCount) numbers", found: "\(numbers.count)")
      }
      return try numbers.slice(0..<LexicalFormat.headerCount)
    }
    guard header[0] <= LexicalFormat.version else {
      throw .newerFormat(
        expected: Int(LexicalFormat.version), found: Int(clamping: header[0]))
    }
    documentCount = Int(clamping: header[1])
    termCount = Int(clamping: header[2])
    postingCount = Int(clamping: header[3])
    totalLength = header[4]

    (lexicon, documentFrequencies, listStarts, postings, lengths) = try stored {
      () throws(StoreError) in
      (
        try StringTable(reading: file, sections: LexicalFormat.lexicon),
        try file.section(.documentFrequencies).array(of: UInt32.self),
        try file.section(.listStarts).array(of: UInt64.self),
        try file.section(.postingBytes),
        try file.section(.documentLengths).array(of: UInt32.self)
      )
    }
    do { try checkCounts(headerSection) } catch { throw .store(error) }
  }

  /// Compares the header with the sizes of the sections.
  private func checkCounts(_ header: Section) throws(StoreError) {
    guard documentCount <= LexicalFormat.maximalDocumentCount else {
      throw header.damaged(
        expected: "at most \(LexicalFormat.maximalDocumentCount) documents",
        found: "\(documentCount)")
    }
    // Lengths are 32 bits each: a total beyond that is impossible, and sums of totals cannot overflow.
    guard totalLength <= UInt64(documentCount) * UInt64(UInt32.max) else {
      throw header.damaged(
        expected: "a total length of at most 2^32 a document", found: "\(totalLength)")
    }
    guard lexicon.isSorted, lexicon.count == termCount else {
      throw header.damaged(
        expected: "as many terms as sorted strings, \(lexicon.count)", found: "\(termCount)")
    }
    guard documentFrequencies.count == termCount else {
      throw documentFrequencies.section.damaged(
        expected: "\(termCount) terms", found: "\(documentFrequencies.count)")
    }
    guard listStarts.count == termCount + 1 else {
      throw listStarts.section.damaged(
        expected: "\(termCount + 1) starts", found: "\(listStarts.count)")
    }
    guard lengths.count == documentCount else {
      throw lengths.section.damaged(
        expected: "\(documentCount) documents", found: "\(lengths.count)")
    }
    guard postings.byteCount >= PostingBlock.slack else {
      throw postings.damaged(
        expected: "\(PostingBlock.slack) bytes or more", found: "\(postings.byteCount)")
    }
  }

  /// Finds a term by its analyzed bytes; nil where no document holds it.
  ///
  /// O(log terms).
  public func lookup(_ term: [UInt8]) throws(LexicalError) -> TermInfo? {
    let found = try stored { () throws(StoreError) in try lexicon.find(term) }
    guard let found else { return nil }
    return try info(found)
  }

  /// The term of a number below `termCount`.
  ///
  /// O(1).
  public func info(_ term: Int) throws(LexicalError) -> TermInfo {
    let frequency = Int(
      try stored { () throws(StoreError) in
        try documentFrequencies.at(term)
      })
    guard frequency >= 1, frequency <= documentCount else {
      throw .store(
        documentFrequencies.section.damaged(
          expected: "1...\(documentCount) documents with term \(term)", found: "\(frequency)"))
    }
    let start = try listStart(term)
    let end = try listStart(term + 1)
    let limit = postings.byteCount - PostingBlock.slack
    guard start < end, end <= limit else {
      throw .store(
        listStarts.section.damaged(
          expected: "term \(term) inside 0..<\(limit)", found: "\(start)..<\(end)"))
    }
    return TermInfo(term: term, documentFrequency: frequency, range: start..<end)
  }

  private func listStart(_ term: Int) throws(LexicalError) -> Int {
    Int(
      clamping: try stored { () throws(StoreError) in
        try listStarts.at(term)
      })
  }

  /// The bytes of the term of a number below `termCount`.
  public func term(_ term: Int) throws(LexicalError) -> [UInt8] {
    try stored { () throws(StoreError) in Array(try lexicon.bytes(at: term)) }
  }

  /// Opens the posting list of a term of this index.
  public func postings(of term: TermInfo) throws(LexicalError) -> PostingsCursor {
    try PostingsCursor(term, postings: postings, documentCount: documentCount)
  }

  /// Length of a document below `documentCount`, in counts.
  ///
  /// O(1).
  public func length(of document: Int) throws(LexicalError) -> Int {
    Int(try stored { () throws(StoreError) in try lengths.at(document) })
  }

  /// All document lengths; borrowed from the mapped file, valid while this index is alive.
  ///
  /// O(1) but for the verification of 4 bytes a document on the first touch.
  func allLengths() throws(LexicalError) -> UnsafeBufferPointer<UInt32> {
    try stored { () throws(StoreError) in try lengths.slice(0..<documentCount) }
  }
}
