// Documents as weighted rows over the vocabulary: the matrix of the fit, and the same
// rows one by one where a document is folded in.

import LensLinear
import LensText

/// Makes unit rows of log-entropy weights.
struct WeightedRows: Sendable {
  let vocabulary: Vocabulary
  /// The local weight of every count.
  private let local = TermWeighting.localTable()

  init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  /// Calls `body` with each (column, weight) of a document, the weights being of unit length in
  /// all.
  ///
  /// O(terms of the document).
  func forEach(
    _ document: Int, of documents: DocumentTerms, _ body: (_ column: Int, _ weight: Float) -> Void
  ) {
    let scale = inverseLength(document, of: documents)
    guard scale > 0 else { return }
    for i in documents.range(of: document) {
      guard let (column, weight) = cell(i, of: documents) else { continue }
      body(column, weight * scale)
    }
  }

  /// One over the length of a document's row before it is scaled; 0 where it has no known term.
  func inverseLength(_ document: Int, of documents: DocumentTerms) -> Float {
    var energy = 0.0
    for i in documents.range(of: document) {
      guard let (_, weight) = cell(i, of: documents) else { continue }
      energy += Double(weight) * Double(weight)
    }
    return energy > 0 ? Float(1 / energy.squareRoot()) : 0
  }

  @inline(__always)
  private func cell(_ i: Int, of documents: DocumentTerms) -> (column: Int, weight: Float)? {
    let term = Int(documents.terms[i])
    guard term < vocabulary.columns.count else { return nil }
    let column = vocabulary.columns[term]
    guard column != Vocabulary.none else { return nil }
    let weight = local[Int(documents.counts[i])] * vocabulary.weights[Int(column)]
    return weight > 0 ? (Int(column), weight) : nil
  }

  /// The first `columns` columns of the matrix of some documents, rows in the order given.
  ///
  /// Rows are of unit length over all columns. O(their cells).
  func matrix(
    _ documents: DocumentTerms, rows: some RandomAccessCollection<Int> & Sendable, columns: Int,
    threads: Int?
  ) -> SparseMatrix {
    let rows = Array(rows)
    let size = 512
    let blocks = (rows.count + size - 1) / size
    // Each block is made apart and joined in order.
    var parts = [Part](repeating: Part(), count: blocks)
    parts.withUnsafeMutableBufferPointer { parts in
      let shared = SharedParts(start: parts.baseAddress)
      Parallel.forEach(blocks, threads: threads) { block in
        var part = Part()
        for row in rows[block * size..<min((block + 1) * size, rows.count)] {
          forEach(row, of: documents) { column, weight in
            guard column < columns else { return }
            part.indices.append(UInt32(column))
            part.values.append(weight)
          }
          part.ends.append(part.indices.count)
        }
        shared.start?[block] = part
      }
    }
    let count = parts.reduce(0) { $0 + $1.indices.count }
    var offsets = [0]
    var indices: [UInt32] = []
    var values: [Float] = []
    offsets.reserveCapacity(rows.count + 1)
    indices.reserveCapacity(count)
    values.reserveCapacity(count)
    for block in parts.indices {
      let base = indices.count
      offsets.append(contentsOf: parts[block].ends.lazy.map { $0 + base })
      indices.append(contentsOf: parts[block].indices)
      values.append(contentsOf: parts[block].values)
      parts[block] = Part()
    }
    return SparseMatrix(
      rows: rows.count, columns: columns, offsets: offsets, indices: indices,
      values: values)
  }

  private struct Part {
    var ends: [Int] = []
    var indices: [UInt32] = []
    var values: [Float] = []
  }

  /// The parts as the threads see them; safe since each writes its own only.
  private struct SharedParts: @unchecked Sendable {
    let start: UnsafeMutablePointer<Part>?
  }
}
