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
  /// V, terms of the vocabulary by document frequency × rank; without the private terms, which stand
  /// in the fewest documents.
  let termVectors: DenseMatrix
  private(set) var privateTerms: PrivateTerms
  /// The length of each document's scaled coordinates before they became a unit vector, kept for the
  /// rows of the private terms; shape (documents).
  private var lengths: [Float] = []
  /// The words folded in, in byte order, with the documents they stand in and their vectors.
  private(set) var words: [(text: String, documentFrequency: UInt32)] = []
  /// Words × rank, on the scale of `termVectors`.
  private(set) var wordVectors: DenseMatrix
  /// The map of queries, rank × rank; empty where there was too little to learn it from.
  var queryMap: [Float] = []
  let threads: Int?
  /// What coordinates are multiplied with; see `Projection`.
  private let scales: [Float]

  var vocabulary: Vocabulary { rows.vocabulary }

  /// The number of dimensions.
  public var rank: Int { singularValues.count }

  /// The number of terms in the space.
  public var vocabularyCount: Int { vocabulary.count }

  /// The number of corpus words folded in.
  public var wordCount: Int { words.count }

  /// The number of documents the space was made of.
  public var fittedCount: Int { statistics.fittedDocuments }

  /// The share of the documents' energy that lies in the space, 0 to 1; 0 without documents.
  public var capturedShare: Double { statistics.capturedShare }

  init(
    rows: WeightedRows, terms: TermTable, svd: TruncatedSVD, options: SemanticModel.Options
  ) {
    self.rows = rows
    self.terms = terms
    singularValues = svd.singularValues
    scales = Projection.scales(svd.singularValues)
    termVectors = svd.rightVectors
    privateTerms = PrivateTerms(
      sharedCount: svd.rightVectors.rows, vocabularyCount: rows.vocabulary.count)
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
    var result = sharedCoordinates(of: documents)
    if privateTerms.count > 0 {
      for document in 0..<documents.documentCount {
        rows.forEach(document, of: documents) { column, weight in
          guard column >= privateTerms.sharedCount else { return }
          for (j, value) in vector(ofColumn: column).enumerated() {
            result[document, j] += weight * value
          }
        }
      }
    }
    result.normaliseRows(scalingColumnsBy: scales, threads: threads)
    return result
  }

  /// Turns UΣ into unit vectors of the space.
  mutating func finishVectors() {
    lengths = documentVectors.normaliseRows(scalingColumnsBy: scales, threads: threads)
  }

  /// The row of V of a term, once the documents' vectors are finished.
  ///
  /// O(rank).
  func vector(ofColumn column: Int) -> [Float] {
    guard column >= privateTerms.sharedCount else { return Array(termVectors.row(column)) }
    let place = column - privateTerms.sharedCount
    let document = Int(privateTerms.documents[place])
    let weight = privateTerms.weights[place] * lengths[document]
    let energy = privateTerms.energies[document]
    let unit = documentVectors.row(document)
    return singularValues.indices.map { j in
      weight * unit[unit.startIndex + j]
        / (scales[j] * (singularValues[j] * singularValues[j] + energy))
    }
  }

  /// Rows of A·V by the shared terms, not of unit length.
  private func sharedCoordinates(of documents: DocumentTerms) -> DenseMatrix {
    let count = documents.documentCount
    var result = DenseMatrix(rows: count, columns: rank)
    // A block has cells enough to be worth the pass over V that its product makes.
    for start in stride(from: 0, to: count, by: 65_536) {
      let block = start..<min(start + 65_536, count)
      let part = rows.matrix(
        documents, rows: block, columns: privateTerms.sharedCount, threads: threads)
      result.replace(rows: block, with: part.multiply(termVectors, threads: threads))
    }
    return result
  }

  /// Sets the coordinates (UΣ, not yet of unit length) of all documents, those of the sample as the
  /// decomposition left them, and adds up the energy.
  mutating func place(_ documents: DocumentTerms, sample: [Int], projections: consuming DenseMatrix)
  {
    let count = documents.documentCount
    statistics.documents = count
    statistics.fittedDocuments = sample.count
    documentVectors = projections
    if sample.count < count {
      documentVectors = sharedCoordinates(of: documents)
      statistics.capturedEnergy = documentVectors.energy()
    }
    guard sample.count < count || privateTerms.count > 0 else { return }
    // Rows have unit length, so that the energy of all is the number of those with terms.
    statistics.totalEnergy = 0
    for row in 0..<count where rows.inverseLength(row, of: documents) > 0 {
      statistics.totalEnergy += 1
    }
    privateTerms.find(documentCount: count) { document, found in
      rows.forEach(document, of: documents, found)
    }
    for (document, energy) in privateTerms.energies.enumerated() where energy > 0 {
      for j in 0..<rank {
        documentVectors[document, j] *= 1 + energy / (singularValues[j] * singularValues[j])
      }
    }
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
    guard !kept.isEmpty else { return }
    let fold = WordFold(
      coordinates: documentVectors, singularValues: singularValues,
      inverseLengths: (0..<count).map { rows.inverseLength($0, of: documents) })
    self.words = kept.map { ($0.text, UInt32(clamping: $0.occurrences.count)) }
    wordVectors = fold.vectors(of: kept, threads: threads)
  }
}
