// Papers that were met in another file after their segment was written. Segments are never changed: one
// small file beside them, written anew whenever there are more of these, has all sources of such papers,
// and counts in place of what their segments say.
import LensCorpus
import LensStore

/// The sources of papers that have more than their segments say.
struct FurtherSources: Sendable {
  /// Layout, papers.
  private static let header = SectionID("PFHD")
  private static let rows = SectionID("PFRW")
  private static let layout: UInt64 = 1

  /// The row of each paper, ascending.
  let rows: MappedArray<UInt64>
  /// The files they were read from; the papers are numbered in the order of their rows.
  let labels: LabelColumn

  /// Opens what a generation lists; nil where it lists no such file.
  ///
  /// O(1).
  init?(of state: IndexState, in directory: IndexDirectory) throws(StoreError) {
    guard let record = state.files.last(where: { $0.kind == .sources }) else { return nil }
    let file = try SectionedFile(opening: record, in: directory)
    let section = try file.section(Self.header)
    let header = Array(try section.array(of: UInt64.self).all())
    rows = try file.section(Self.rows).array()
    guard header == [Self.layout, UInt64(rows.count)] else {
      throw section.damaged(
        expected: "layout \(Self.layout), \(rows.count) papers", found: "\(header)")
    }
    labels = try LabelColumn(.source, reading: file, paperCount: rows.count)
  }

  /// Writes a file of these papers and those of the one before it, of which the newer hold.
  ///
  /// O(n log n) in all papers; only the new ones are asked for their sources.
  static func write(
    _ papers: [(row: Int, paper: Paper)], beside known: FurtherSources?, in session: WriteSession
  ) throws -> FileRecord {
    let new = Set(papers.map(\.row))
    var entries = try known?.entries().filter { !new.contains($0.row) } ?? []
    entries += papers.map { (row: $0.row, files: $0.paper.sourcePlaces.map(\.file)) }
    entries.sort { $0.row < $1.row }
    var column = LabelColumnWriter(.source)
    for (number, entry) in entries.enumerated() { column.add(entry.files, of: number) }
    let writer = try session.makeFile(.sources)
    try writer.add(header, [layout, UInt64(entries.count)])
    try writer.add(Self.rows, entries.map { UInt64($0.row) })
    try column.write(to: writer)
    return try writer.finish()
  }

  /// The row of each paper with the files it was read from.
  private func entries() throws -> [(row: Int, files: [String])] {
    var entries = try rows.all().map { (row: Int(clamping: $0), files: [String]()) }
    for label in 0..<labels.count {
      let file = try labels.texts.string(at: label)
      for paper in try labels.papers(of: label) { entries[Int(paper)].files.append(file) }
    }
    return entries
  }

  /// Corrects which documents of a segment match by their sources.
  ///
  /// O(log papers + papers in the segment), and what the labels take.
  func correct(
    _ documents: inout Bitmap, of segment: Range<Int>, _ match: FilterNode.Match, _ key: [UInt8]
  ) throws {
    let all = try rows.all()
    let first = all.partitioningIndex { $0 >= segment.lowerBound }
    let end = all.partitioningIndex { $0 >= segment.upperBound }
    if first == end { return }
    let matching = try labels.papers(match, key)
    for paper in first..<end {
      let row = Int(clamping: all[paper])
      guard segment.contains(row) else {
        throw rows.section.damaged(expected: "ascending rows", found: "\(row)")
      }
      let document = row - segment.lowerBound
      if matching.contains(paper) { documents.insert(document) } else { documents.remove(document) }
    }
    withExtendedLifetime(rows) {}
  }

  /// Takes its papers out of some rows; gives those that were among them, as its labels number them.
  ///
  /// O(papers).
  func take(from taken: inout Bitmap) throws -> Bitmap {
    let all = try rows.all()
    var papers = Bitmap(count: all.count)
    for paper in all.indices {
      let row = Int(clamping: all[paper])
      guard taken.contains(row) else { continue }
      papers.insert(paper)
      taken.remove(row)
    }
    withExtendedLifetime(rows) {}
    return papers
  }
}
