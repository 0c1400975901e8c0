// Search: scan → candidates → rescore.
//
// The scan multiplies the query's high bytes with every row's, exactly, and keeps the
// rows whose score could still be among the best k; rescoring computes the exact scores of
// those. What the scan neglects is bounded by Cauchy-Schwarz (see `ScoreBounds`), so the
// result is that of exhaustive ranking, always.
import CKernels
import LensStore

extension FlatIndex {
  /// The k best rows for a query, best first; ties by row number.
  ///
  /// - Parameters:
  ///   - query: `dimension` finite numbers; unit for cosines. A zero query scores 0 everywhere.
  ///   - k: how many; fewer come back where fewer rows are allowed, none for 0 or less.
  ///   - allowed: bit `row % 64` of word `row / 64` admits a row; nil admits all. Applied before
  ///     the top k, so a filter never shortens a result that could be full.
  /// - Throws: `VectorsError.valueOutOfRange`, `.dimensionMismatch`, `.filterTooShort`; `.store`
  ///   for damage.
  /// - Complexity: O(rowCount × dimension) byte multiplications, then O(dimension) for each row
  ///   rescored, a few hundred as a rule.
  func search(
    query: [Float], k: Int, allowed: [UInt64]? = nil
  ) throws(VectorsError) -> [Neighbour] {
    var scratch = SearchScratch()
    return try search(
      query: QuantisedVector(query), k: k, allowed: allowed, scratch: &scratch)
  }

  /// The same for a query quantised once (for several segments) and memory used again.
  func search(
    query: QuantisedVector, k: Int, allowed: [UInt64]? = nil, scratch: inout SearchScratch
  ) throws(VectorsError) -> [Neighbour] {
    try search(
      query: query, k: k, allowed: allowed, scratch: &scratch,
      kernels: lens_kernels_current().pointee)
  }

  /// The same with the kernels of a given instruction set.
  func search(
    query: QuantisedVector, k: Int, allowed: [UInt64]?, scratch: inout SearchScratch,
    kernels: lens_kernels
  ) throws(VectorsError) -> [Neighbour] {
    try check(query)
    if let allowed, allowed.count < (rowCount + 63) / 64 {
      throw .filterTooShort(expectedWords: (rowCount + 63) / 64, found: allowed.count)
    }
    scratch.statistics = SearchStatistics()
    guard k > 0, rowCount > 0 else { return [] }
    let capacity = min(k, rowCount)
    try scan(query, capacity, allowed, &scratch, kernels)
    return try rescore(query, capacity, &scratch, kernels)
  }
}

extension FlatIndex {
  /// Leaves in `scratch.candidates` every row that may be among the best `capacity`, and the best
  /// lower bounds in `scratch.lowerBounds`.
  private func scan(
    _ query: QuantisedVector, _ capacity: Int, _ allowed: [UInt64]?,
    _ scratch: inout SearchScratch, _ kernels: lens_kernels
  ) throws(VectorsError) {
    scratch.candidates.removeAll(keepingCapacity: true)
    scratch.lowerBounds.reset(capacity: capacity)
    let bounds = ScoreBounds(query: query, parameters: parameters)
    var first = 0
    while let stretch = Self.stretch(from: first, below: rowCount, allowed) {
      try scan(stretch, query, bounds, allowed, &scratch, kernels)
      first = stretch.upperBound
    }
    scratch.statistics.candidates = scratch.candidates.count
  }

  /// The next rows to scan: from a multiple of 64 on, up to 1,024, without a word of 64 rows that
  /// the filter excludes as a whole.
  private static func stretch(
    from first: Int, below end: Int, _ allowed: [UInt64]?
  ) -> Range<Int>? {
    guard first < end else { return nil }
    guard let allowed else { return first..<min(first + SearchScratch.stretchRows, end) }
    let words = (end + 63) / 64
    var word = first / 64
    while word < words && allowed[word] == 0 { word += 1 }
    guard word < words else { return nil }
    let start = word
    let limit = min(words, start + SearchScratch.stretchRows / 64)
    while word < limit && allowed[word] != 0 { word += 1 }
    return start * 64..<min(word * 64, end)
  }

  private func scan(
    _ rows: Range<Int>, _ query: QuantisedVector, _ bounds: ScoreBounds, _ allowed: [UInt64]?,
    _ scratch: inout SearchScratch, _ kernels: lens_kernels
  ) throws(VectorsError) {
    let stride = parameters.stride
    let bytes = try Self.bytes(of: high, rows.lowerBound * stride..<rows.upperBound * stride)
    let scales: UnsafeBufferPointer<Float>
    let residuals: UnsafeBufferPointer<Float>?
    do {
      scales = try self.scales.slice(rows)
      residuals = try residualNorms?.slice(rows)
    } catch { throw .store(error) }
    // At most `stretchRows` rows, which is what products and marks have room for.
    kernels.scan_i8(query.high, bytes.baseAddress, stride, rows.count, &scratch.products)
    let bound = bounds.kernelBound(reaching: scratch.lowerBounds.floor)
    if let residuals {
      kernels.mark_reaching(
        scratch.products, scales.baseAddress, residuals.baseAddress, rows.count, bound,
        &scratch.marks)
    } else {
      kernels.mark_reaching(
        scratch.products, scales.baseAddress, scratch.zeros, rows.count, bound, &scratch.marks)
    }
    scratch.statistics.scanned += rows.count
    for word in 0..<(rows.count + 63) / 64 {
      var marks = scratch.marks[word]
      if let allowed { marks &= allowed[rows.lowerBound / 64 + word] }
      while marks != 0 {
        let place = word * 64 + marks.trailingZeroBitCount
        marks &= marks - 1
        let candidate = bounds.candidate(
          row: rows.lowerBound + place, product: scratch.products[place],
          scale: scales[place], residualNorm: residuals?[place] ?? 0)
        scratch.candidates.append(candidate)
        if candidate.lowerBound >= scratch.lowerBounds.floor {
          scratch.lowerBounds.insert(
            Neighbour(row: Int(candidate.row), score: candidate.lowerBound))
        }
      }
    }
  }

  /// Ranks the candidates by their exact scores.
  ///
  /// First those with the best lower bounds, which sets the score to beat; then whoever may still
  /// beat or tie it. A row with an upper bound below it cannot.
  private func rescore(
    _ query: QuantisedVector, _ capacity: Int, _ scratch: inout SearchScratch,
    _ kernels: lens_kernels
  ) throws(VectorsError) -> [Neighbour] {
    scratch.best.reset(capacity: capacity)
    let threshold = scratch.lowerBounds.floor
    for candidate in scratch.candidates where candidate.lowerBound >= threshold {
      try rescore(candidate, query, &scratch, kernels)
    }
    for candidate in scratch.candidates where !(candidate.lowerBound >= threshold) {
      // Not `>=`: a NaN bound goes on to be reported as damage.
      if !(candidate.upperBound < scratch.best.floor) {
        try rescore(candidate, query, &scratch, kernels)
      }
    }
    return scratch.best.ranked()
  }

  private func rescore(
    _ candidate: Candidate, _ query: QuantisedVector, _ scratch: inout SearchScratch,
    _ kernels: lens_kernels
  ) throws(VectorsError) {
    let row = Int(candidate.row)
    scratch.best.insert(Neighbour(row: row, score: try score(row, query, kernels)))
    scratch.statistics.rescored += 1
  }
}
