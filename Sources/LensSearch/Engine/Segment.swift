// One run of papers inside the index: its lexical part, its vectors, and what filters look at.
import LensLexical
import LensStore
import LensVectors

/// A segment as it is opened for searching.
struct Segment: Sendable {
  /// The number of the segment's file.
  let id: UInt64
  /// The row of the segment's first document.
  let base: Int
  let lexical: LexicalIndex
  let forward: ForwardIndex
  let vectors: VectorIndex
  let attributes: PaperAttributes
  let columns: FilterColumns
  /// The names of its papers; nil where it was written by a version that kept none.
  let names: IdentityIndex?
  /// How well its papers fit the space; nil where the space was made from them.
  let folded: FoldedPapers?

  /// Rows of the segment's documents.
  var rows: Range<Int> { base..<base + lexical.documentCount }

  /// The rows that may have a name, ascending; nil where the segment was written without names.
  ///
  /// O(log names).
  func rows(under hash: UInt64) throws(StoreError) -> [Int]? {
    try names?.documents(under: hash).map { $0 + base }
  }

  /// Opens a segment file.
  ///
  /// O(1).
  init(opening record: FileRecord, in directory: IndexDirectory, base: Int) throws {
    let file = try SectionedFile(opening: record, in: directory)
    id = record.id
    self.base = base
    lexical = try LexicalIndex(reading: file)
    forward = try ForwardIndex(reading: file, for: lexical)
    vectors = try VectorIndex(reading: file)
    attributes = try PaperAttributes(reading: file)
    columns = FilterColumns(of: file, count: lexical.documentCount)
    names = try IdentityIndex(reading: file)
    folded = try FoldedPapers(reading: file)
    guard lexical.documentCount == vectors.rowCount, vectors.rowCount == attributes.count else {
      throw SearchError.inconsistent(
        place: record.name, expected: "\(lexical.documentCount) papers in each part",
        found: "\(vectors.rowCount) vectors, \(attributes.count) attributes")
    }
  }
}
