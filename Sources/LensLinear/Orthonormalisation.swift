// Orthonormal bases of tall blocks by the eigenvectors of their Gram matrix, which
// shows the rank at the same time: SVQB of Stathopoulos and Wu ("A block
// orthogonalization procedure with constant synchronization requirements", SIAM J.
// Sci. Comput. 23, 2002). One product in, one product out: fast where QR is not.

extension BlockAlgebra {
  /// Replaces W's columns by an orthonormal basis of their span, terms × rank.
  ///
  /// Columns below 1e-6 of the longest are taken for noise. A second round, where needed, brings
  /// ‖QᵀQ − I‖ to single precision. O(rows × columns²), LAPACK's errors.
  func orthonormalise(_ w: inout DenseMatrix) throws(LinearError) {
    let gram = w.reading { self.gram($0) }
    let longest = (0..<w.columns).reduce(0.0) { max($0, gram[$1 * w.columns + $1]) }.squareRoot()
    let least = try whiten(&w, gram: gram, floor: 1e-6 * longest)
    // What a round loses to rounding grows with the condition: this leaves some 2e-6.
    guard w.columns > 0, least < 0.05 else { return }
    try whiten(&w, gram: w.reading { self.gram($0) }, tolerance: Self.roundedOff)
  }

  /// The tolerance of a second round: what is this short then was mostly rounding in the first.
  static let roundedOff = 1e-2

  /// One round: W becomes WT with (WT)ᵀ(WT) = I up to rounding, from WᵀW.
  ///
  /// Columns no longer than `floor` are taken for noise and dropped; so are directions whose
  /// square, once columns have equal length, is below `tolerance` of the greatest. Returns the least
  /// square that is left over the greatest.
  @discardableResult
  func whiten(
    _ w: inout DenseMatrix, gram: [Double], floor: Double = 0, tolerance: Double = 1e-12
  ) throws(LinearError) -> Double {
    let result = try whitening(gram, n: w.columns, floor: floor, tolerance: tolerance)
    rotate(&w, by: result.transform, columns: result.rank)
    return result.least
  }

  /// T (n × rank) with (WT)ᵀ(WT) = I, from WᵀW: T = D^(-1/2) U Λ^(-1/2) (their equation 2.4).
  private func whitening(
    _ gram: [Double], n: Int, floor: Double, tolerance: Double
  ) throws(LinearError) -> (transform: [Double], rank: Int, least: Double) {
    var inverse = [Double](repeating: 0, count: n)
    for i in 0..<n {
      let length = gram[i * n + i].squareRoot()
      // Lengths whose reciprocal would overflow count as zero.
      inverse[i] = length > max(floor, 1e-150) ? 1 / length : 0
    }
    var scaled = gram
    for i in 0..<n {
      for j in 0..<n { scaled[i * n + j] *= inverse[i] * inverse[j] }
    }
    let (values, vectors) = try lapack.eigen(scaled, n: n)
    guard let greatest = values.first, greatest > 0 else { return ([], 0, 0) }
    let rank = values.prefix { $0 > greatest * tolerance }.count
    var transform = [Double](repeating: 0, count: n * rank)
    for j in 0..<rank {
      let length = values[j].squareRoot()
      for i in 0..<n { transform[i * rank + j] = inverse[i] * vectors[j * n + i] / length }
    }
    return (transform, rank, rank > 0 ? values[rank - 1] / greatest : 0)
  }
}
