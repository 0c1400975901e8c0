// A query or a document in the space, and what each of its terms has to do with it.
//
// With weights w and term vectors V (rows of unit columns), a text lies at
// q = Σ w(t) · V(t) · S, S = Σ^(p-1) the scaling of coordinates. The cosine with a document's
// unit vector d is then the sum over t of w(t) (V(t) S · d) / ‖q‖: an exact account.

import Glibc
import LensStore

/// A text placed in the space.
public struct Projection: Sendable {
  /// The unit vector; zeros where nothing of the text is known.
  ///
  /// Shape (rank).
  public let vector: [Float]
  /// The length of the vector before it was scaled to 1; 0 where nothing of the text is known.
  public let norm: Double
  /// The share of the text's length that lies inside the space, 0 to 1: terms the space does not
  /// know count with the weight of the rarest.
  public let coverage: Double

  /// w(t) · V(t) · S for each known term; shape (known × rank).
  private let parts: [Float]
  /// The row of `parts` of each term that was given, nil where unknown; shape (terms).
  private let rows: [Int?]

  /// The power of Σ at which coordinates lie.
  ///
  /// 1 is the product with V, 0 forgets the singular values. Between the two a few wide dimensions
  /// of common subject matter weigh less.
  static let exponent = 0.75

  /// S, up to a common factor.
  static func scales(_ singularValues: [Float]) -> [Float] {
    guard exponent != 1, let first = singularValues.first else {
      return [Float](repeating: 1, count: singularValues.count)
    }
    return singularValues.map { Float(pow(Double($0) / Double(first), exponent - 1)) }
  }

  /// Adds up the terms in double.
  ///
  /// `terms` gives each term's weight and its row of `vectors` (known × rank, unscaled), nil where
  /// the space does not know it.
  init(terms: [(weight: Double, row: Int?)], vectors: [Float], scales: [Float]) {
    let rank = scales.count
    var inside = [Double](repeating: 0, count: rank)
    var parts = [Float](repeating: 0, count: vectors.count)
    var energy = 0.0
    for (weight, row) in terms {
      energy += weight * weight
      guard let row else { continue }
      for j in 0..<rank {
        let value = weight * Double(vectors[row * rank + j])
        inside[j] += value
        parts[row * rank + j] = Float(value * Double(scales[j]))
      }
    }
    var captured = 0.0
    var length = 0.0
    for j in 0..<rank {
      captured += inside[j] * inside[j]
      inside[j] *= Double(scales[j])
      length += inside[j] * inside[j]
    }
    let norm = length.squareRoot()
    self.norm = norm
    vector = inside.map { norm > 0 ? Float($0 / norm) : 0 }
    coverage = energy > 0 ? min(1, (captured / energy).squareRoot()) : 0
    self.parts = parts
    rows = terms.map(\.row)
  }

  /// What a term adds to the cosine with a unit vector of the space; 0 for an unknown term.
  ///
  /// `term` is its place in the list that was projected. O(rank).
  public func contribution(ofTerm term: Int, to vector: [Float]) -> Double {
    guard let row = rows[term], norm > 0 else { return 0 }
    let rank = self.vector.count
    precondition(vector.count == rank, "a vector of this space")
    var sum = 0.0
    for j in 0..<rank { sum += Double(parts[row * rank + j]) * Double(vector[j]) }
    return sum / norm
  }

  /// What each term adds to the cosine with a unit vector of the space, in the order they were
  /// projected; the sum is the cosine.
  ///
  /// O(terms × rank).
  public func contributions(to vector: [Float]) -> [Double] {
    rows.indices.map { contribution(ofTerm: $0, to: vector) }
  }

  /// The cosine with a unit vector of the space, in double.
  ///
  /// O(rank).
  public func cosine(with vector: [Float]) -> Double {
    precondition(vector.count == self.vector.count, "a vector of this space")
    return zip(self.vector, vector).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}

extension SemanticModel {
  /// Places a text in the space (folding in: Berry, Dumais and O'Brien 1995).
  ///
  /// `terms` are the distinct terms of the text, each with its index (nil where `termIndex` found
  /// none) and how often it occurs. O(terms × rank); reads those terms' rows and no other.
  public func project(_ terms: [(index: Int?, count: Int)]) throws(SemanticError) -> Projection {
    try project(weighted: terms.map { ($0.index, TermWeighting.local($0.count)) })
  }

  /// The same for terms with a local weight of the caller's in place of that of a count.
  ///
  /// 1 is the weight of a term that occurs once.
  public func project(
    weighted terms: [(index: Int?, local: Double)]
  ) throws(SemanticError) -> Projection {
    var vectors: [Float] = []
    var weighted: [(weight: Double, row: Int?)] = []
    var known = 0
    for (index, local) in terms {
      guard let index else {
        weighted.append((local, nil))
        continue
      }
      let weight = Double(try weight(ofTerm: index))
      weighted.append((local * weight, known))
      try appendVector(ofTerm: index, to: &vectors)
      known += 1
    }
    return Projection(terms: weighted, vectors: vectors, scales: scales)
  }

  private func appendVector(ofTerm index: Int, to vectors: inout [Float]) throws(SemanticError) {
    guard index >= 0, index < vocabularyCount else {
      throw .store(termRows.codes.failure("the row of term \(index)"))
    }
    try stored { () throws(StoreError) in try termRows.append(row: index, to: &vectors) }
  }
}

extension SemanticModel {
  /// What a term's vector is multiplied with to tell how far it leads along a vector of the space.
  public func direction(of vector: [Float]) -> [Float] { zip(scales, vector).map { $0 * $1 } }

  /// How far one occurrence of a term leads along a direction: what it adds to the cosine, but for the
  /// length of the text it stands in.
  ///
  /// O(rank).
  public func meaning(ofTerm index: Int, along direction: [Float]) throws(SemanticError) -> Double {
    precondition(direction.count == rank, "a direction of this space")
    let weight = Double(try weight(ofTerm: index))
    return try stored { () throws(StoreError) in
      weight * Double(try termRows.product(row: index, with: direction))
    }
  }
}
