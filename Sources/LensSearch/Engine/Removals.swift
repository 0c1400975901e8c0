// Which rows are removed, and what they take away from the statistics of their segments. Segments are
// never changed: one small file beside them, written anew whenever papers are removed, says what of
// them no longer counts.
import LensLexical
import LensStore

/// Sections of a removals file; docs/format.md describes them.
enum RemovalSections {
  /// Layout, rows, removed rows, segments.
  static let header = SectionID("RMHD")
  static let rows = SectionID("RMRW")
  /// Four numbers a segment: id, removed documents, their length, end of its terms.
  static let segments = SectionID("RMSG")
  static let terms = SectionID("RMTN")
  static let counts = SectionID("RMTC")
  static let layout: UInt64 = 1
}

/// The removed rows of an index.
struct Removals: Sendable {
  /// The rows.
  let rows: Bitmap
  /// How many.
  let count: Int
  /// What they take away, by the id of the segment's file.
  let documents: [UInt64: RemovedDocuments]

  /// Nothing removed.
  init() { (rows, count, documents) = (Bitmap(count: 0), 0, [:]) }

  /// Opens the removals that a generation lists; none where it lists no file of them.
  ///
  /// O(rows / 64 + segments).
  init(of state: IndexState, in directory: IndexDirectory) throws {
    guard let record = state.files.last(where: { $0.kind == .removals }) else {
      self.init()
      return
    }
    try self.init(reading: try SectionedFile(opening: record, in: directory))
  }

  private init(reading file: SectionedFile) throws(StoreError) {
    let headSection = try file.section(RemovalSections.header)
    let header = Array(try headSection.array(of: UInt64.self).all())
    let words = Array(try file.section(RemovalSections.rows).array(of: UInt64.self).all())
    let segments = try file.section(RemovalSections.segments).array(of: UInt64.self)
    let terms = try file.section(RemovalSections.terms).array(of: UInt32.self)
    let counts = try file.section(RemovalSections.counts).array(of: UInt32.self)
    guard header.count == 4, header[0] == RemovalSections.layout else {
      throw headSection.damaged(
        expected: "layout \(RemovalSections.layout)", found: "\(header.first ?? 0)")
    }
    // Below 2^48, as rows are, no sum overflows.
    let rowCount = Int(clamping: min(header[1], 1 << 48))
    guard words.count == (rowCount + 63) / 64, counts.count == terms.count,
      segments.count / 4 == Int(clamping: header[3]), segments.count % 4 == 0
    else {
      throw headSection.damaged(
        expected: "\(rowCount) rows, \(header[3]) segments, \(terms.count) counts",
        found: "\(words.count) words, \(segments.count) numbers, \(counts.count)")
    }
    rows = Bitmap(words: words, count: rowCount)
    count = rows.rowCount
    guard count == Int(clamping: header[2]) else {
      throw headSection.damaged(expected: "\(header[2]) removed rows", found: "\(count)")
    }
    var documents: [UInt64: RemovedDocuments] = [:]
    var start = 0
    for place in stride(from: 0, to: segments.count, by: 4) {
      let entry = try segments.slice(place..<place + 4)
      let end = Int(clamping: entry[3])
      guard start <= end, end <= terms.count else {
        throw segments.section.damaged(expected: "ends up to \(terms.count)", found: "\(end)")
      }
      documents[entry[0]] = RemovedDocuments(
        documentCount: Int(clamping: entry[1]), totalLength: entry[2], terms: terms,
        counts: counts, range: start..<end)
      start = end
    }
    self.documents = documents
  }
}
