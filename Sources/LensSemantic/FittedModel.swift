// A model as it leaves the fit: all of it in memory, with the vectors of the documents it
// was made from. Written to a file it becomes a `SemanticModel`.

import LensLinear
import LensText

/// A model just made, with its documents' vectors.
public struct FittedModel: Sendable {
  /// The vectors of all documents, documents × rank, unit rows; a row of zeros where a document
  /// has no term of the vocabulary.
  public internal(set) var documentVectors: DenseMatrix
  /// The singular values of the space, greatest first; shape (rank).
  public let singularValues: [Float]
  /// What the fit saw and kept.
  public internal(set) var statistics: TrainingStatistics
  /// The fingerprint of the analysis that made the terms.
  public let analyzerFingerprint: UInt64

  let rows: WeightedRows
  let terms: TermTable
  /// V, terms of the vocabulary by document frequency × rank.
  let termVectors: DenseMatrix
  /// The words folded in, in byte order, with the documents they stand in and their vectors.
  private(set) var words: [(text: String, documentFrequency: UInt32)] = []
  /// Words × rank, on the scale of `termVectors`.
  private(set) var wordVectors: DenseMatrix
  private let threads: Int?

  var vocabulary: Vocabulary { rows.vocabulary }

  /// The number of dimensions.
  public var rank: Int { singularValues.count }

  /// The number of terms in the space.
  public var vocabularyCount: Int { vocabulary.count }

  /// The number of corpus words folded in.
  public var wordCount: Int { words.count }

  /// The share of the documents' energy that lies in the space, 0 to 1; 0 without documents.
  public var capturedShare: Double { statistics.capturedShare }

  init(
    rows: WeightedRows, terms: TermTable, svd: TruncatedSVD, options: SemanticModel.Options
  ) {
    self.rows = rows
    self.terms = terms
    singularValues = svd.singularValues
    termVectors = svd.rightVectors
    documentVectors = DenseMatrix(rows: 0, columns: svd.singularValues.count)
    wordVectors = DenseMatrix(rows: 0, columns: svd.singularValues.count)
    statistics = TrainingStatistics(
      documents: 0, fittedDocuments: 0, totalEnergy: svd.totalEnergy,
      capturedEnergy: svd.capturedEnergy, residual: svd.residual)
    analyzerFingerprint = options.analyzerFingerprint
    threads = options.threads
  }

  /// The unit vectors of further documents, whose terms have ids of the same table; ids the table
  /// did not have at the fit count as unknown.
  ///
  /// A document of the fit gets the vector it has already, up to rounding. O(cells × rank).
  public func foldIn(documents: DocumentTerms) -> DenseMatrix {
    unitRows(coordinates(of: documents))
  }

  /// Turns UΣ into unit vectors of the space.
  mutating func finishVectors() {
    let coordinates = documentVectors
    documentVectors = DenseMatrix(rows: 0, columns: rank)
    documentVectors = unitRows(consume coordinates)
  }

  private func unitRows(_ coordinates: consuming DenseMatrix) -> DenseMatrix {
    var result = coordinates
    if Projection.exponent != 1 {
      result.scaleColumns(by: Projection.scales(singularValues), threads: threads)
    }
    result.normaliseRows(threads: threads)
    return result
  }

  /// Rows of A·V, not of unit length.
  private func coordinates(of documents: DocumentTerms) -> DenseMatrix {
    let size = 1024
    let count = documents.documentCount
    let rank = rank
    var result = DenseMatrix(rows: count, columns: rank)
    guard rank > 0 else { return result }
    result.values.withUnsafeMutableBufferPointer { cells in
      termVectors.values.withUnsafeBufferPointer { vectors in
        let shared = SharedRows(cells: cells, vectors: vectors)
        Parallel.forEach((count + size - 1) / size, threads: threads) { block in
          for row in block * size..<min((block + 1) * size, count) {
            let target = shared.cells.extracting(row * rank..<(row + 1) * rank)
            rows.forEach(row, of: documents) { column, weight in
              VectorKernel.add(
                weight, shared.vectors.extracting(column * rank..<(column + 1) * rank),
                to: target)
            }
          }
        }
      }
    }
    return result
  }

  /// Sets the coordinates (UΣ, not yet of unit length) of all documents, those of the sample as the
  /// decomposition left them, and adds up the energy.
  mutating func place(_ documents: DocumentTerms, sample: [Int], projections: DenseMatrix) {
    let count = documents.documentCount
    statistics.documents = count
    statistics.fittedDocuments = sample.count
    guard sample.count < count else {
      documentVectors = projections
      return
    }
    // Rows have unit length, so that the energy of all is the number of those with terms.
    documentVectors = coordinates(of: documents)
    var total = 0.0
    for row in 0..<count where rows.inverseLength(row, of: documents) > 0 { total += 1 }
    var captured = 0.0
    for row in 0..<count {
      captured += documentVectors.row(row).reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    statistics.totalEnergy = total
    statistics.capturedEnergy = captured
  }

  /// Folds words in while `documentVectors` still holds UΣ: t̂ = tᵀ U Σ⁻¹ with t the word's weights
  /// over the documents (Berry, Dumais and O'Brien 1995, equation 8).
  ///
  /// O(occurrences × rank).
  mutating func foldIn(words: some Collection<CorpusWord>, documents: DocumentTerms) {
    let count = documents.documentCount
    var kept = words.filter { !$0.occurrences.isEmpty }
      .sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    // A sorted table holds each string once.
    var last: String?
    kept.removeAll { word in
      defer { last = word.text }
      return word.text.utf8.elementsEqual((last ?? "").utf8)
    }
    let fold = WordFold(
      coordinates: documentVectors, singularValues: singularValues,
      inverseLengths: (0..<count).map { rows.inverseLength($0, of: documents) })
    self.words = kept.map { ($0.text, UInt32(clamping: $0.occurrences.count)) }
    wordVectors = fold.vectors(of: kept, threads: threads)
  }
}

/// The rows of one fold-in as its threads see them.
///
/// Safe because each thread writes the rows of its own block only, and nothing writes the vectors.
private struct SharedRows: @unchecked Sendable {
  let cells: UnsafeMutableBufferPointer<Float>
  let vectors: UnsafeBufferPointer<Float>
}
