// Places terms in a space that was made without them, from the documents they stand in.

import LensLinear

/// Folds terms in: t̂ = tᵀ U Σ⁻¹, with t the term's weights over the documents (Berry, Dumais and
/// O'Brien 1995, equation 8).
struct WordFold: Sendable {
  /// UΣ, documents × rank.
  let coordinates: DenseMatrix
  /// Σ; shape (rank).
  let singularValues: [Float]
  /// One over the length of each document's row of weights; shape (documents).
  let inverseLengths: [Float]

  /// The words' vectors, words × rank, on the scale of the term vectors.
  ///
  /// O(occurrences × rank).
  func vectors(of words: [CorpusWord], threads: Int?) -> DenseMatrix {
    let rank = singularValues.count
    var result = DenseMatrix(rows: words.count, columns: rank)
    guard rank > 0 else { return result }
    result.values.withUnsafeMutableBufferPointer { cells in
      let shared = SharedCells(cells: cells)
      let size = 64
      Parallel.forEach((words.count + size - 1) / size, threads: threads) { block in
        for word in block * size..<min((block + 1) * size, words.count) {
          fold(words[word], into: shared.cells.extracting(word * rank..<(word + 1) * rank))
        }
      }
    }
    return result
  }

  private func fold(_ word: CorpusWord, into vector: UnsafeMutableBufferPointer<Float>) {
    let rank = singularValues.count
    let total = word.occurrences.reduce(0.0) { $0 + Double(max($1.count, 0)) }
    guard total > 0 else { return }
    let countLog = word.occurrences.reduce(0.0) { $0 + TermWeighting.countLog($1.count) }
    let weight = TermWeighting.globalWeight(
      total: total, countLog: countLog, documents: inverseLengths.count)
    coordinates.values.withUnsafeBufferPointer { cells in
      for occurrence in word.occurrences where inverseLengths.indices ~= occurrence.document {
        let row = occurrence.document
        VectorKernel.add(
          Float(TermWeighting.local(occurrence.count) * weight) * inverseLengths[row],
          cells.extracting(row * rank..<(row + 1) * rank), to: vector)
      }
    }
    // The coordinates carry one Σ already: U Σ⁻¹ = (UΣ) Σ⁻².
    for j in 0..<rank {
      let sigma = Double(singularValues[j])
      vector[j] = Float(Double(vector[j]) / (sigma * sigma))
    }
  }
}

/// The vectors as the threads of one call see them; safe since each writes its own words' rows.
private struct SharedCells: @unchecked Sendable {
  let cells: UnsafeMutableBufferPointer<Float>
}
