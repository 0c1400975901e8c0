// Papers that came after the fit: placed in the space as it is, from their terms, the model untouched
// (folding in: Berry, Dumais and O'Brien 1995). How much of each lies in the space is kept beside
// the vectors, so that the status can say when the space no longer fits the library.
import LensLinear
import LensSemantic
import LensStore
import LensText

/// The papers of a segment that were folded in.
struct FoldedPapers: Sendable {
  /// One number of single precision a document: the length of it that lies in the space.
  private static let section = SectionID("PCOV")
  /// Documents projected side by side.
  private static let blockSize = 32

  /// The length of each document that lies in the space, 0 to 1.
  let coverage: MappedArray<Float>

  /// Opens the coverage of a segment; nil for the segment of the fit.
  ///
  /// O(1).
  init?(reading file: SectionedFile) throws(StoreError) {
    guard file.sectionIDs.contains(Self.section) else { return nil }
    coverage = try file.section(Self.section).array(of: Float.self)
  }

  /// Writes the coverage of a segment's documents.
  static func write(_ coverage: [Float], to writer: SectionedFileWriter) throws(StoreError) {
    try writer.add(section, coverage)
  }

  /// Places documents in the space of a model.
  ///
  /// O(terms · rank); a term the space does not know adds nothing to the vector.
  static func project(
    _ documents: DocumentTerms, terms: TermTable, into model: SemanticModel, threads: Int?
  ) throws -> (vectors: DenseMatrix, coverage: [Float]) {
    var indices = [Int?](repeating: nil, count: terms.count)
    for term in 0..<UInt32(terms.count) {
      indices[Int(term)] = try model.termIndex(of: terms.withTerm(term) { Array($0) })
    }
    let count = documents.documentCount
    let known = indices
    let starts = Array(stride(from: 0, to: count, by: blockSize))
    let blocks = try concurrentMap(starts, threads: threads) { start in
      try (start..<min(start + blockSize, count)).map { document in
        let range = documents.range(of: document)
        let projection = try model.project(
          range.map { (known[Int(documents.terms[$0])], Int(documents.counts[$0])) })
        // Of nothing, nothing lies outside.
        return (projection.vector, range.isEmpty ? 1 : projection.coverage)
      }
    }
    var vectors = DenseMatrix(rows: count, columns: model.rank)
    var coverage: [Float] = []
    for (document, (vector, share)) in blocks.joined().enumerated() {
      for (place, value) in vector.enumerated() { vectors[document, place] = value }
      coverage.append(Float(share))
    }
    return (vectors, coverage)
  }
}
