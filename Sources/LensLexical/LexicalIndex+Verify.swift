// Reads everything and compares what is said twice: counts with lists, lengths with frequencies,
// bounds with postings. Checksums find what broke after writing; this finds what was written wrong.

import LensStore

extension LexicalIndex {
  /// Decodes every posting and checks it against skip data, impacts, lengths and totals.
  ///
  /// O(postings) time, 8 bytes a document. Throws the first disagreement as `damaged`.
  public func verify() throws(LexicalError) {
    var sums = [UInt64](repeating: 0, count: documentCount)
    let lengths = try allLengths()
    var postingsSeen = 0
    var end = 0
    var previous: [UInt8]?
    for number in 0..<termCount {
      let bytes = try term(number)
      if let previous, !previous.lexicographicallyPrecedes(bytes) {
        throw damaged("term \(number) behind the one before", "an earlier one")
      }
      previous = bytes
      let info = try info(number)
      guard info.range.lowerBound == end else {
        throw damaged("the list of term \(number) at byte \(end)", "\(info.range.lowerBound)")
      }
      end = info.range.upperBound
      postingsSeen += info.documentFrequency
      try verify(info, lengths: lengths, sums: &sums)
    }
    guard end == postings.byteCount - PostingBlock.slack else {
      throw damaged("lists up to byte \(postings.byteCount - PostingBlock.slack)", "\(end)")
    }
    guard postingsSeen == postingCount else {
      throw damaged("\(postingCount) postings", "\(postingsSeen)")
    }
    for document in 0..<documentCount where UInt32(clamping: sums[document]) != lengths[document] {
      throw damaged(
        "length \(lengths[document]) of document \(document)", "counts of \(sums[document])")
    }
    let total = lengths.reduce(UInt64(0)) { $0 + UInt64($1) }
    guard total == totalLength else { throw damaged("total length \(totalLength)", "\(total)") }
  }

  private func verify(
    _ info: TermInfo, lengths: UnsafeBufferPointer<UInt32>, sums: inout [UInt64]
  ) throws(LexicalError) {
    var cursor = try postings(of: info)
    var seen = 0
    try cursor.advance()
    while cursor.document != PostingsCursor.end {
      let document = cursor.document
      let frequency = cursor.frequency
      seen += 1
      sums[document] += UInt64(frequency)
      if let list = cursor.listImpacts, let block = cursor.impacts(of: cursor.decodedBlock) {
        let isBounded =
          list.stand(for: frequency, in: lengths[document])
          && block.stand(for: frequency, in: lengths[document])
        guard isBounded else {
          throw damaged(
            "impacts above every posting of term \(info.term)", "document \(document) above them")
        }
      }
      try cursor.advance()
    }
    guard seen == info.documentFrequency else {
      throw damaged("\(info.documentFrequency) postings of term \(info.term)", "\(seen)")
    }
  }

  private func damaged(_ expected: String, _ found: String) -> LexicalError {
    .store(postings.damaged(expected: expected, found: found))
  }
}

extension ImpactCorners {
  /// Whether some corner has no smaller frequency and no greater length.
  func stand(for frequency: UInt32, in length: UInt32) -> Bool {
    (0..<count).contains {
      UInt32(self[$0].frequency) >= frequency && UInt32(self[$0].length) <= length
    }
  }
}
