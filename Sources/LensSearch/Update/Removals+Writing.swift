// Removing rows: the bits, and what the terms of their papers take away from each segment. The terms are
// found by analysing the papers again, from the catalogue.
import LensCorpus
import LensLexical
import LensStore
import LensText

/// Removals on their way to a file.
struct GrowingRemovals {
  /// What a segment loses.
  private struct Loss {
    var documents = 0
    var length: UInt64 = 0
    /// Terms and how many removed documents have them, ascending.
    var terms: [(term: UInt32, count: UInt32)] = []
  }

  private var rows: Bitmap
  private var losses: [UInt64: Loss] = [:]

  /// Begins with what is removed already, in an index that will have `rowCount` rows.
  init(_ removals: Removals, rowCount: Int) throws {
    rows = Bitmap(words: removals.rows.words, count: rowCount)
    for (segment, removed) in removals.documents {
      losses[segment] = Loss(
        documents: removed.documentCount, length: removed.totalLength, terms: try removed.all())
    }
  }

  /// Removes papers, given by their rows in ascending order.
  ///
  /// O(bytes of their text + terms removed from the same segments before).
  mutating func remove(
    _ papers: [(row: Int, paper: Paper)], from segments: [Segment], workers: Workers, threads: Int?
  ) throws {
    if papers.isEmpty { return }
    var growing = GrowingAnalysis(workers: workers)
    let analysis = try growing.finish(papers.map(\.paper), learning: [], threads: threads)
    for segment in segments {
      let places = papers.indices.filter { segment.rows.contains(papers[$0].row) }
      if places.isEmpty { continue }
      var loss = losses[segment.id] ?? Loss()
      var numbers: [UInt32: UInt32] = [:]
      var removed: [UInt32] = []
      for place in places {
        rows.insert(papers[place].row)
        loss.documents += 1
        loss.length += UInt64(try segment.lexical.length(of: papers[place].row - segment.base))
        for entry in analysis.documents.range(of: place) {
          let term = analysis.documents.terms[entry]
          let number = try numbers[term] ?? Self.number(of: term, analysis.terms, in: segment)
          numbers[term] = number
          removed.append(number)
        }
      }
      loss.terms = Self.adding(removed, to: loss.terms)
      losses[segment.id] = loss
    }
  }

  /// Puts a segment in the place of others, in which `documents` places are without a paper.
  mutating func replace(_ segments: [Segment], by record: FileRecord, without documents: Int) {
    for segment in segments { losses[segment.id] = nil }
    if documents > 0 { losses[record.id] = Loss(documents: documents) }
  }

  /// Writes the file; nil where nothing is removed.
  func write(in session: WriteSession) throws -> FileRecord? {
    let count = rows.rowCount
    if count == 0 { return nil }
    let writer = try session.makeFile(.removals)
    let segments = losses.sorted { $0.key < $1.key }
    try writer.add(
      RemovalSections.header,
      [RemovalSections.layout, UInt64(rows.count), UInt64(count), UInt64(segments.count)])
    try writer.add(RemovalSections.rows, rows.words)
    var end: UInt64 = 0
    try writer.add(
      RemovalSections.segments,
      segments.flatMap { id, loss in
        end += UInt64(loss.terms.count)
        return [id, UInt64(loss.documents), loss.length, end]
      })
    try writer.add(RemovalSections.terms, segments.flatMap { $0.value.terms.map(\.term) })
    try writer.add(RemovalSections.counts, segments.flatMap { $0.value.terms.map(\.count) })
    return try writer.finish()
  }

  private static func number(of term: UInt32, _ terms: TermTable, in segment: Segment) throws
    -> UInt32
  {
    let bytes = terms.withTerm(term) { Array($0) }
    guard let found = try segment.lexical.lookup(bytes) else {
      throw SearchError.inconsistent(
        place: "segment \(segment.id)",
        expected: "the term \"\(String(decoding: bytes, as: UTF8.self))\" of a paper in it",
        found: "none")
    }
    return UInt32(found.term)
  }

  /// Counts each of some numbers once more.
  private static func adding(
    _ numbers: [UInt32], to counts: [(term: UInt32, count: UInt32)]
  ) -> [(term: UInt32, count: UInt32)] {
    var result: [(term: UInt32, count: UInt32)] = []
    result.reserveCapacity(counts.count + numbers.count)
    var old = counts[...]
    for number in numbers.sorted() {
      while let first = old.first, first.term <= number { result.append(old.removeFirst()) }
      if let last = result.last, last.term == number {
        result[result.count - 1].count += 1
      } else {
        result.append((number, 1))
      }
    }
    return result + old
  }
}
