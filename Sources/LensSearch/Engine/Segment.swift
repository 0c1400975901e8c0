// One run of papers inside the index: its lexical part, its vectors, and what filters look at.
import LensLexical
import LensStore
import LensVectors

/// A segment as it is opened for searching.
struct Segment: Sendable {
  /// The row of the segment's first document.
  let base: Int
  let lexical: LexicalIndex
  let forward: ForwardIndex
  let vectors: VectorIndex
  let attributes: PaperAttributes
  let columns: FilterColumns

  /// Rows of the segment's documents.
  var rows: Range<Int> { base..<base + lexical.documentCount }

  /// Opens a segment file.
  ///
  /// O(1).
  init(opening record: FileRecord, in directory: IndexDirectory, base: Int) throws {
    let file = try SectionedFile(opening: record, in: directory)
    self.base = base
    lexical = try LexicalIndex(reading: file)
    forward = try ForwardIndex(reading: file, for: lexical)
    vectors = try VectorIndex(reading: file)
    attributes = try PaperAttributes(reading: file)
    columns = FilterColumns(of: file, count: lexical.documentCount)
    guard lexical.documentCount == vectors.rowCount, vectors.rowCount == attributes.count else {
      throw SearchError.inconsistent(
        place: record.name, expected: "\(lexical.documentCount) papers in each part",
        found: "\(vectors.rowCount) vectors, \(attributes.count) attributes")
    }
  }
}
