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
    // Counted first, so that every block knows its place and all are filled side by side.
    let counts = Parallel.map(Array(0..<blocks), threads: threads) { block in
      rows[block * size..<min((block + 1) * size, rows.count)]
        .map { cellCount($0, of: documents, columns: columns) }
    }
    var total = 0
    let offsets =
      [0]
      + counts.joined().map { count in
        total += count
        return total
      }
    var values: [Float] = []
    let indices = [UInt32](unsafeUninitializedCapacity: total) { indices, filled in
      values = [Float](unsafeUninitializedCapacity: total) { values, filled in
        let cells = SharedCells(indices: indices, values: values)
        Parallel.forEach(blocks, threads: threads) { block in
          for row in block * size..<min((block + 1) * size, rows.count) {
            var place = offsets[row]
            forEach(rows[row], of: documents) { column, weight in
              guard column < columns else { return }
              cells.indices[place] = UInt32(column)
              cells.values[place] = weight
              place += 1
            }
          }
        }
        filled = total
      }
      filled = total
    }
    return SparseMatrix(
      rows: rows.count, columns: columns, offsets: offsets, indices: indices,
      values: values)
  }

  /// How many cells of a document's row lie in the first `columns` columns.
  private func cellCount(_ document: Int, of documents: DocumentTerms, columns: Int) -> Int {
    documents.range(of: document).count { i in
      guard let (column, _) = cell(i, of: documents) else { return false }
      return column < columns
    }
  }

  /// The cells as the threads see them; safe since each writes its own rows' only.
  private struct SharedCells: @unchecked Sendable {
    let indices: UnsafeMutableBufferPointer<UInt32>
    let values: UnsafeMutableBufferPointer<Float>
  }
}
