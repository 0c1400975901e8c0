// Writing coded rows into a segment file.
import LensStore

extension FlatIndex {
  /// Quantises and writes vectors.
  ///
  /// - Parameters:
  ///   - vectors: rowCount × dimension, one row after another; unit, or zero for an empty document.
  ///   - rowCount: the number of vectors, below 2^32.
  ///   - dimension: values of each, 65,536 at most; 0 is allowed, every score is then 0.
  ///   - writer: the file; the sections are added.
  /// - Throws: `VectorsError.shapeMismatch`, `.dimensionTooLarge`, `.valueOutOfRange`; `.store`.
  /// - Complexity: O(rowCount × dimension).
  static func write(
    vectors: [Float], rowCount: Int, dimension: Int, to writer: SectionedFileWriter
  ) throws(VectorsError) {
    let rows = try vectors.withUnsafeBufferPointer { (buffer) throws(VectorsError) in
      try CodedRows(buffer, rowCount: rowCount, dimension: dimension, rotation: nil)
    }
    try write(rows, to: writer)
  }

  /// Writes rows of existing indexes, in the order given, as they are stored: for merging segments.
  ///
  /// Nothing is quantised again, so every score stays what it was.
  ///
  /// - Parameters:
  ///   - rows: index and row of each new row; all indexes have the dimension given.
  ///   - dimension: of the new file, needed where there are no rows.
  /// - Throws: `VectorsError.dimensionMismatch`, `.rowOutOfRange`; `.store`.
  static func write(
    copying rows: [(index: FlatIndex, row: Int)], dimension: Int, to writer: SectionedFileWriter
  ) throws(VectorsError) {
    try write(CodedRows(copying: rows, dimension: dimension), to: writer)
  }

  /// Writes rows that are coded already.
  static func write(_ rows: CodedRows, to writer: SectionedFileWriter) throws(VectorsError) {
    do {
      try writer.add(VectorSections.high, rows.high)
      if !rows.isCoarse {
        try writer.add(VectorSections.low, rows.low)
        try writer.add(VectorSections.residualNorms, rows.residualNorms)
      }
      try writer.add(VectorSections.scales, rows.scales)
      try writer.add(VectorSections.parameters, rows.parameters.words)
    } catch { throw .store(error) }
  }
}
