// Writes the lexical sections of a segment: sorts the terms the documents use, then transposes the
// documents into postings by counting. The transpose runs in passes over ranges of terms, so that its
// memory has a ceiling however large the corpus; the bytes do not depend on the number of passes.

import LensStore
import LensText

extension LexicalIndex {
  /// Postings a pass may hold: 6 bytes each, 192 MiB.
  static let postingsPerPass = 1 << 25

  /// Writes the lexical sections of one segment, whose documents are numbered from 0.
  ///
  /// Terms of the table that no document uses are left out. Deterministic: the bytes depend on the
  /// terms' bytes and the documents only, not on the order in which terms were interned.
  ///
  /// O(postings + terms · log terms) time. Memory beside the arguments: 36 bytes a term of the table,
  /// 4 bytes a document, and at most 6 bytes · 2^25 of postings at once (or the longest list).
  /// Throws `tooLarge` above 2^32 - 2 documents, and the store's errors.
  ///
  /// - Returns: the ids of the terms in the order of the lexicon.
  @discardableResult
  public static func write(
    terms: borrowing TermTable, documents: DocumentTerms, to writer: SectionedFileWriter
  ) throws(LexicalError) -> [UInt32] {
    try write(
      terms: terms, documents: documents, to: writer, postingsPerPass: postingsPerPass)
  }

  /// The same with a chosen memory ceiling.
  @discardableResult
  static func write(
    terms: borrowing TermTable, documents: DocumentTerms, to writer: SectionedFileWriter,
    postingsPerPass: Int
  ) throws(LexicalError) -> [UInt32] {
    let documentCount = documents.documentCount
    guard documentCount <= LexicalFormat.maximalDocumentCount else {
      throw .tooLarge(
        what: "documents of a segment", limit: LexicalFormat.maximalDocumentCount,
        found: documentCount)
    }
    let frequencies = documentFrequencies(of: documents, termCount: terms.count)
    let lengths = documentLengths(of: documents)
    let totalLength = lengths.reduce(UInt64(0)) { $0 + UInt64($1) }
    let order = terms.idsInByteOrder().filter { frequencies[Int($0)] > 0 }
    let postingCount = order.reduce(0) { $0 + Int(frequencies[Int($1)]) }

    try stored { () throws(StoreError) in
      try writer.add(
        .lexicalHeader,
        [
          LexicalFormat.version, UInt64(documentCount), UInt64(order.count),
          UInt64(postingCount), totalLength,
        ])
      try write(terms, order, to: writer)
      try writer.add(.documentFrequencies, order.map { frequencies[Int($0)] })
      try writer.add(.documentLengths, lengths)
      try writer.begin(.postingBytes)
    }

    var lists = PostingsWriter(
      averageLength: documentCount > 0 ? Double(totalLength) / Double(documentCount) : 0)
    var starts: [UInt64] = [0]
    starts.reserveCapacity(order.count + 1)
    var written = 0
    var bytes: [UInt8] = []
    var transpose = Transpose(documents: documents, termCount: terms.count)
    var first = 0
    while first < order.count {
      let pass = transpose.run(
        order: order, from: first, frequencies: frequencies, ceiling: postingsPerPass)
      try transpose.withLists { (places, documents, counts) throws(LexicalError) in
        try lengths.withUnsafeBufferPointer { (lengths) throws(LexicalError) in
          for i in 0..<pass.count {
            let list = places[i]..<places[i + 1]
            try lists.append(
              documents: UnsafeBufferPointer(rebasing: documents[list]),
              frequencies: UnsafeBufferPointer(rebasing: counts[list]), lengths: lengths,
              to: &bytes)
            starts.append(UInt64(written + bytes.count))
            if bytes.count >= 1 << 20 { try flush(&bytes, &written, to: writer) }
          }
        }
      }
      first = pass.upperBound
    }
    bytes.append(contentsOf: [UInt8](repeating: 0, count: PostingBlock.slack))
    try flush(&bytes, &written, to: writer)
    try stored { () throws(StoreError) in
      try writer.end()
      try writer.add(.listStarts, starts)
    }
    return order
  }

  private static func flush(
    _ bytes: inout [UInt8], _ written: inout Int, to writer: SectionedFileWriter
  ) throws(LexicalError) {
    try stored { () throws(StoreError) in try writer.append(bytes) }
    written += bytes.count
    bytes.removeAll(keepingCapacity: true)
  }

  /// Documents that use each term, by term id.
  private static func documentFrequencies(
    of documents: DocumentTerms, termCount: Int
  ) -> [UInt32] {
    var frequencies = [UInt32](repeating: 0, count: termCount)
    documents.terms.withUnsafeBufferPointer { terms in
      frequencies.withUnsafeMutableBufferPointer { frequencies in
        for term in terms { frequencies[Int(term)] += 1 }
      }
    }
    return frequencies
  }

  /// The sum of each document's counts, capped at 2^32 - 1.
  static func documentLengths(of documents: DocumentTerms) -> [UInt32] {
    (0..<documents.documentCount).map { document in
      var sum: UInt64 = 0
      for i in documents.offsets[document]..<documents.offsets[document + 1] {
        sum += UInt64(documents.counts[i])
      }
      return UInt32(clamping: sum)
    }
  }

  /// Writes the lexicon: the terms of `order`.
  private static func write(
    _ terms: borrowing TermTable, _ order: [UInt32], to writer: SectionedFileWriter
  ) throws(StoreError) {
    try terms.withTerms { (term) throws(StoreError) in
      try StringTable.write(
        count: order.count, sorted: true, sections: LexicalFormat.lexicon, to: writer
      ) { term(order[$0]) }
    }
  }
}
