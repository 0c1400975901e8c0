// From bags of words to a space: vocabulary, weights, decomposition, document vectors.
//
// Latent semantic analysis (Deerwester, Dumais, Furnas, Landauer and Harshman 1990): the
// documents × terms matrix A is approximated by U Σ Vᵀ; a document lies at its row of
// A·V = UΣ, and so does anything that is folded in later (Berry, Dumais and O'Brien,
// "Using linear algebra for intelligent information retrieval", SIAM Review 37, 1995).

import LensLinear
import LensText

extension SemanticModel {
  /// How a model is made.
  public struct Options: Sendable {
    /// The most dimensions; fewer where the documents have a lower rank.
    public var rank = 256
    /// The number of threads; nil for the default.
    ///
    /// The result does not depend on it.
    public var threads: Int?
    /// The fingerprint of the analysis that made the terms, kept in the model.
    public var analyzerFingerprint: UInt64 = 0
    /// The documents a term must stand in.
    public var minimumDocumentFrequency = 1
    /// The most terms; of more, those in the fewest documents are left out.
    public var vocabularyLimit = 200_000
    /// Above so many documents the space is made from an even sample of as many and the others are
    /// folded in.
    public var fitSample = 400_000
    /// Above so many documents the space is made of the terms that documents share; those of a single
    /// document get their place in it from that document (`PrivateTerms`).
    public var privateTermLimit = 16_384
    /// The most corpus words that are folded in, the first of those given.
    public var wordLimit = 50_000

    /// The defaults.
    public init() {}
  }

  /// Makes a model of documents.
  ///
  /// `documents` holds ids of `terms`. Documents without terms, alike documents, and none at all are
  /// ordinary input. O(cells × rank) for the most part; memory about 8 bytes a cell of the sample
  /// and 3 × rank × vocabulary × 4 bytes beside the document vectors.
  ///
  /// Throws the errors of the decomposition.
  public static func fit(
    documents: DocumentTerms, terms: borrowing TermTable, words: [CorpusWord] = [],
    options: Options = Options(), onProgress: (Double) -> Void = { _ in }
  ) throws(SemanticError) -> FittedModel {
    let count = documents.documentCount
    let vocabulary = Vocabulary(
      terms: terms,
      statistics: TermWeighting.Statistics(documents: documents, termCount: terms.count),
      documents: count, minimumDocumentFrequency: options.minimumDocumentFrequency,
      limit: options.vocabularyLimit)
    let rows = WeightedRows(vocabulary: vocabulary)
    let columns = count > options.privateTermLimit ? vocabulary.sharedCount : vocabulary.count
    let sample = sampledRows(of: count, limit: max(options.fitSample, 1))
    var decomposition = SVDOptions()
    decomposition.threads = options.threads
    var svd: TruncatedSVD
    do {
      svd = try truncatedSVD(
        of: rows.matrix(documents, rows: sample, columns: columns, threads: options.threads),
        rank: max(options.rank, 0), options: decomposition, onProgress: onProgress)
    } catch { throw .linear(error) }

    var model = FittedModel(rows: rows, terms: copy terms, svd: svd, options: options)
    // Handed over, not shared: what is shared would be copied when it is made unit vectors.
    model.place(documents, sample: sample, projections: svd.takeProjections())
    model.foldIn(words: words.prefix(options.wordLimit), documents: documents)
    model.finishVectors()
    return model
  }

  /// All rows, or `limit` of them at even distances.
  package static func sampledRows(of count: Int, limit: Int) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    return (0..<limit).map { $0 * count / limit }
  }
}
