// From where a query lies to where its papers lie. A query is short: its vector leans to the terms it
// happens to use. Each paper of the library shows by its own title, a short text about it, how such a
// vector has to be turned to point at the whole: titles are pseudo-queries for their papers, and the
// map is the ridge regression from one to the other.
import LensLinear
import LensStore
import LensText

extension FittedModel {
  /// How strongly the map is pulled towards leaving queries as they are.
  private static let queryMapPull = 0.1
  /// Fewer pairs for each dimension tell the map nothing.
  private static let pairsPerDimension = 4

  /// Learns the map of queries from titles.
  ///
  /// O(titles · rank² + rank³).
  ///
  /// - Parameters:
  ///   - titles: bags of the terms of titles.
  ///   - papers: the document of each.
  public mutating func learnQueryMap(titles: DocumentTerms, papers: [Int]) throws(SemanticError) {
    precondition(titles.documentCount == papers.count, "a paper for each title")
    guard papers.count >= Self.pairsPerDimension * rank, rank > 0 else { return }
    let from = foldIn(documents: titles)
    var to = DenseMatrix(rows: papers.count, columns: rank)
    for (place, paper) in papers.enumerated() {
      for (j, value) in documentVectors.row(paper).enumerated() { to[place, j] = value }
    }
    do {
      queryMap = try ridgeMap(from: from, to: to, pull: Self.queryMapPull, threads: threads)
    } catch {
      throw .linear(error)
    }
  }
}

/// The map as a query uses it.
struct QueryMap: Sendable {
  private let values: MappedArray<Float>
  private let rank: Int

  /// Opens the map of a model, of rank × rank numbers; `nil` where none was learnt.
  init?(reading file: SectionedFile, rank: Int) throws(SemanticError) {
    values = try stored { () throws(StoreError) in
      let array = try file.section(ModelSections.queryMap).array(of: Float.self)
      guard array.count == 0 || array.count == rank * rank else {
        throw array.section.damaged(
          expected: "0 or \(rank * rank) numbers", found: "\(array.count)")
      }
      return array
    }
    self.rank = rank
    if values.count == 0 { return nil }
  }

  /// x W.
  ///
  /// O(rank²).
  fileprivate func mapped(_ x: [Float]) throws(SemanticError) -> [Double] {
    let rows = try stored { () throws(StoreError) in try values.all() }
    var result = [Double](repeating: 0, count: rank)
    for i in 0..<rank {
      let weight = Double(x[i])
      for j in 0..<rank { result[j] += weight * Double(rows[i * rank + j]) }
    }
    for (j, value) in result.enumerated() where !value.isFinite {
      throw .store(values.section.damaged(expected: "finite numbers", found: "\(value) in \(j)"))
    }
    return result
  }

  /// W d, so that x · (W d) = (x W) · d.
  fileprivate func transposed(_ d: [Float]) throws(SemanticError) -> [Double] {
    let rows = try stored { () throws(StoreError) in try values.all() }
    return (0..<rank).map { i in
      var sum = 0.0
      for j in 0..<rank { sum += Double(rows[i * rank + j]) * Double(d[j]) }
      return sum
    }
  }
}

extension SemanticModel {
  /// A query's vector turned to where its papers lie.
  ///
  /// O(rank²).
  public func turned(_ projection: Projection) throws(SemanticError) -> TurnedQuery {
    guard let queryMap, projection.norm > 0 else {
      return TurnedQuery(vector: projection.vector, length: 1, map: nil)
    }
    let mapped = try queryMap.mapped(projection.vector)
    let length = mapped.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else {
      return TurnedQuery(vector: projection.vector, length: 1, map: nil)
    }
    return TurnedQuery(vector: mapped.map { Float($0 / length) }, length: length, map: queryMap)
  }
}

/// A query's unit vector after the map.
public struct TurnedQuery: Sendable {
  /// The unit vector; shape (rank).
  public let vector: [Float]
  private let length: Double
  private let map: QueryMap?

  fileprivate init(vector: [Float], length: Double, map: QueryMap?) {
    self.vector = vector
    self.length = length
    self.map = map
  }

  /// A query that is left where it lies.
  public init(unturned projection: Projection) {
    self.init(vector: projection.vector, length: 1, map: nil)
  }

  /// A document's vector seen from before the map: what the query's terms add to their cosine is
  /// what they add to the projection's product with this.
  ///
  /// O(rank²).
  public func seenFromBefore(_ document: [Float]) throws(SemanticError) -> [Float] {
    guard let map else { return document }
    return try map.transposed(document).map { Float($0 / length) }
  }
}
