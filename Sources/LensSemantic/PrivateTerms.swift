// Terms that a single document has. They say nothing about what documents share, and there are more
// of them than of all others: in a large corpus they take no part in the decomposition, and get their
// rows of V from their documents afterwards.
//
// With UΣ the documents' coordinates by the shared terms, the row of a term with weight w in document
// d alone is that of AᵀUΣ⁻¹ (folding in: Berry, Dumais and O'Brien 1995, equation 8), v = w u Σ⁻¹.
// A document's own terms then move it by their energy e, the sum of their w²: x = uΣ (1 + e Σ⁻²),
// and so v = w x (Σ² + e)⁻¹.

/// The terms of a vocabulary that are left to their documents: its columns from `sharedCount` on.
struct PrivateTerms: Sendable {
  /// The number of terms that take part in the decomposition.
  let sharedCount: Int
  /// The document of each term; shape (private terms).
  private(set) var documents: [UInt32]
  /// The weight of each term in its document's row of unit length; shape (private terms).
  private(set) var weights: [Float]
  /// e of each document; shape (documents), empty where no term is private.
  private(set) var energies: [Float] = []

  /// The terms of a vocabulary of so many, not yet found.
  init(sharedCount: Int, vocabularyCount: Int) {
    self.sharedCount = sharedCount
    documents = [UInt32](repeating: 0, count: vocabularyCount - sharedCount)
    weights = [Float](repeating: 0, count: vocabularyCount - sharedCount)
  }

  /// The number of terms.
  var count: Int { documents.count }

  /// Finds each term in its document.
  ///
  /// `cells` calls its argument with each (column, weight) of a document. O(cells).
  mutating func find(
    documentCount: Int, cells: (_ document: Int, _ found: (Int, Float) -> Void) -> Void
  ) {
    guard count > 0 else { return }
    energies = [Float](repeating: 0, count: documentCount)
    for document in 0..<documentCount {
      cells(document) { column, weight in
        guard column >= sharedCount else { return }
        documents[column - sharedCount] = UInt32(document)
        weights[column - sharedCount] = weight
        energies[document] += weight * weight
      }
    }
  }
}
