// A linear map learnt from pairs of vectors: ridge regression that is pulled towards the identity, so
// that what the pairs do not tell is left as it is (Hoerl and Kennard 1970).

/// The k × k map W that minimises |X W − Y|² + l |W − I|², row-major; a row x is mapped to x W.
///
/// O(rows · k² + k³).
///
/// - Parameters:
///   - x: pairs × k.
///   - y: pairs × k.
///   - pull: l over the mean of the squared columns of X; above 0.
/// - Throws: `LinearError.libraryMissing`, `.notFinite`, `.lapackFailed`.
public func ridgeMap(
  from x: DenseMatrix, to y: DenseMatrix, pull: Double, threads: Int? = nil
) throws(LinearError) -> [Float] {
  precondition(x.rows == y.rows && x.columns == y.columns && pull > 0, "pairs of one space")
  let k = x.columns
  let algebra = BlockAlgebra(lapack: try LAPACK(), threads: threads)
  let gram = x.reading { algebra.gram($0) }
  var target = x.reading { x in y.reading { y in algebra.product(x, transposedTimes: y) } }
  var trace = 0.0
  for i in 0..<k { trace += gram[i * k + i] }
  let l = max(pull * trace / Double(max(k, 1)), .leastNormalMagnitude)
  for i in 0..<k { target[i * k + i] += l }
  // (XᵀX + l)⁻¹ through the eigenvectors, the rows of E: Eᵀ (Λ + l)⁻¹ E.
  let (values, vectors) = try algebra.lapack.eigen(gram, n: k)
  var map = [Double](repeating: 0, count: k * k)
  for (e, value) in values.enumerated() {
    let vector = vectors[e * k..<(e + 1) * k]
    var row = [Double](repeating: 0, count: k)
    for (i, weight) in vector.enumerated() {
      for j in 0..<k { row[j] += weight * target[i * k + j] }
    }
    let scale = 1 / (max(value, 0) + l)
    for (i, weight) in vector.enumerated() {
      let factor = scale * weight
      for j in 0..<k { map[i * k + j] += factor * row[j] }
    }
  }
  return map.map { Float($0) }
}
