// The terms nearest to a place in the space: what `terms` lists, and the way to see
// what a space has learnt.
//
// Terms are compared as rows of VΣ, the coordinates in which their inner products are
// those of AᵀA restricted to the space (Deerwester and others 1990): two terms are near
// when they stand in like documents, even if never in the same one. A text at x = q·V·S has
// the term-space coordinates q·V·Σ = x S⁻¹ Σ.

import LensLinear
import LensStore

/// A term near a place in the space.
public struct TermNeighbour: Sendable, Equatable {
  /// The term as a person would write it.
  public let text: String
  /// The cosine of the term's row of VΣ with the place.
  public let similarity: Double
  /// The documents of the fit that have it.
  public let documentFrequency: Int
  /// Its index among the terms, nil for a word that was folded in.
  public let termIndex: Int?
}

/// Which terms are looked at for neighbours.
public enum TermSelection: Sendable, Equatable, CaseIterable {
  /// Terms that begin with a letter of an alphabet: English words.
  case alphabetic
  /// The corpus's Chinese words; where none were found, pairs of characters.
  case han
}

extension SemanticModel {
  /// The terms nearest to a unit vector of the space (of a query or a document), nearest first,
  /// equals in the order of the file.
  ///
  /// Terms of few documents lie where those few lie and are left out below
  /// `minimumDocumentFrequency`; nil asks for 3, or 2 in a space of less than 1,000 documents, or 1
  /// below 50. Reads all vectors of the terms that qualify: O(vocabulary × rank).
  public func neighbours(
    of vector: [Float], count: Int, among selection: TermSelection,
    minimumDocumentFrequency: Int? = nil
  ) throws(SemanticError) -> [TermNeighbour] {
    guard vector.count == rank else {
      throw .dimensionMismatch(expected: rank, found: vector.count)
    }
    let documents = statistics.documents
    let least = minimumDocumentFrequency ?? (documents < 50 ? 1 : documents < 1000 ? 2 : 3)
    return try stored { () throws(StoreError) in
      let usesWords = selection == .han && wordCount > 0
      let table = usesWords ? words : terms
      let frequencies = usesWords ? wordFrequencies : documentFrequencies
      let nearest = try scan(
        place(vector), table: table, frequencies: frequencies, least: least,
        rows: usesWords ? wordRows : termRows, count: count,
        qualifies: { usesWords || Self.qualifies($0, for: selection) })
      var result: [TermNeighbour] = []
      for (similarity, index) in nearest {
        result.append(
          TermNeighbour(
            text: usesWords ? try words.string(at: index) : try surfaces.string(at: index),
            similarity: Double(similarity), documentFrequency: Int(try frequencies.at(index)),
            termIndex: usesWords ? nil : index))
      }
      return result
    }
  }

  /// x S⁻¹ Σ at unit length, times Σ: what a row of V is multiplied with for its similarity.
  private func place(_ vector: [Float]) -> [Float] {
    var scaled = vector.indices.map { j in
      Double(vector[j]) / Double(scales[j]) * Double(singularValues[j])
    }
    let length = scaled.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return [Float](repeating: 0, count: vector.count) }
    for j in scaled.indices { scaled[j] *= Double(singularValues[j]) / length }
    return scaled.map { Float($0) }
  }

  private func scan(
    _ place: [Float], table: StringTable, frequencies: MappedArray<UInt32>, least: Int,
    rows: QuantisedRows, count: Int,
    qualifies: (UnsafeBufferPointer<UInt8>) -> Bool
  ) throws(StoreError) -> [(similarity: Float, index: Int)] {
    var best: [(similarity: Float, index: Int)] = []
    guard count > 0 else { return best }
    var row: [Float] = []
    for index in 0..<table.count where Int(try frequencies.at(index)) >= least {
      let length = try rows.lengths.at(index)
      guard length > 0, length.isFinite, qualifies(try table.bytes(at: index)) else { continue }
      row.removeAll(keepingCapacity: true)
      try rows.append(row: index, to: &row)
      let similarity =
        place.withUnsafeBufferPointer { place in
          row.withUnsafeBufferPointer { VectorKernel.dot(place, $0) }
        } / length
      guard similarity > 0, best.count < count || similarity > best[count - 1].similarity else {
        continue
      }
      var position = best.count
      while position > 0, best[position - 1].similarity < similarity { position -= 1 }
      best.insert((similarity, index), at: position)
      if best.count > count { best.removeLast() }
    }
    return best
  }

  /// Whether a term of the vocabulary is of a selection, by its first scalar.
  private static func qualifies(
    _ term: UnsafeBufferPointer<UInt8>, for selection: TermSelection
  ) -> Bool {
    guard let first = String(decoding: term, as: UTF8.self).unicodeScalars.first else {
      return false
    }
    let isIdeograph = first.properties.isIdeographic
    switch selection {
    // A single character says too little: six bytes are two.
    case .han: return isIdeograph && term.count >= 6
    // One letter is a variable or an initial.
    case .alphabetic: return first.properties.isAlphabetic && !isIdeograph && term.count >= 2
    }
  }
}
