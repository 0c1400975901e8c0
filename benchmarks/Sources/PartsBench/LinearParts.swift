// The products that the SVD is made of, in both orientations, and the SVD itself. In front a dense product
// of the same width by the BLAS that lens uses: what the processor allows.
import Benchmark
import CLAPACK
import Foundation
import LensLinear
import LensText

/// Columns of a block of the SVD.
private let width = 32

func linearParts(_ terms: Shared<CountedTerms>) -> BenchmarkSuite {
  let suite = BenchmarkSuite(name: "linear")
  suite.add(
    "dense × dense, \(width) columns, 1 thread (sgemm)", .operations,
    of: Shared { try DenseProduct() },
    amount: \.operationCount
  ) { $0.run() }
  let matrix = Shared { try terms().matrix }
  let right = Shared { (matrix: try matrix(), block: filled(rows: try matrix().columns)) }
  suite.addThreaded(
    "sparse × dense, \(width) columns", .operations, of: right,
    amount: { 2 * width * $0.matrix.count }
  ) { trace($0.matrix.multiply($0.block, threads: $1)) }
  let left = Shared { (matrix: try matrix(), block: filled(rows: try matrix().rows)) }
  suite.addThreaded(
    "sparseᵀ × dense, \(width) columns", .operations, of: left,
    amount: { 2 * width * $0.matrix.count }
  ) { trace($0.matrix.multiplyTransposed($0.block, threads: $1)) }
  suite.addThreaded("SVD, rank 256", .papers, of: matrix, amount: \.rows) { matrix, threads in
    var options = SVDOptions()
    options.threads = threads
    return trace(try truncatedSVD(of: matrix, rank: 256, options: options).projections)
  }
  return suite
}

/// A block of random numbers, the same in every run.
private func filled(rows: Int) -> DenseMatrix {
  let numbers = CounterGenerator(seed: 1)
  return DenseMatrix(
    rows: rows, columns: width,
    values: (0..<rows * width).map { numbers.uniform(at: UInt64($0)) })
}

private func trace(_ product: DenseMatrix) -> Int {
  Int(product.values.last?.bitPattern ?? 0)
}

extension CountedTerms {
  /// Papers × terms: (1 + ln count) · ln(1 + papers / papers with the term), the more common terms first.
  fileprivate var matrix: SparseMatrix {
    var frequencies = [Int](repeating: 0, count: terms.count)
    for term in documents.terms { frequencies[Int(term)] += 1 }
    let order = frequencies.indices.sorted { (frequencies[$1], $0) < (frequencies[$0], $1) }
    var columns = [UInt32](repeating: 0, count: terms.count)
    for (column, term) in order.enumerated() { columns[term] = UInt32(column) }
    let values = zip(documents.terms, documents.counts).map { term, count in
      let share = Double(documents.documentCount) / Double(frequencies[Int(term)])
      return Float((1 + log(Double(count))) * log(1 + share))
    }
    return SparseMatrix(
      rows: documents.documentCount, columns: terms.count, offsets: documents.offsets,
      indices: documents.terms.map { columns[Int($0)] }, values: values)
  }
}

/// A product of a square with a block.
private final class DenseProduct {
  private let size = 4096
  private let square: [Float]
  private let block: [Float]
  private var product: [Float]
  private let table: UnsafePointer<lens_lapack>

  var operationCount: Int { 2 * size * size * width }

  init() throws {
    var error: UnsafePointer<lens_lapack_error>?
    guard let table = lens_lapack_load(&error) else {
      throw LinearError.libraryMissing(
        name: "libblas.so.3", reason: error.map { String(cString: $0.pointee.reason) } ?? "")
    }
    self.table = table
    let numbers = CounterGenerator(seed: 2)
    square = (0..<size * size).map { numbers.uniform(at: UInt64($0)) }
    block = (0..<size * width).map { numbers.uniform(at: UInt64($0)) }
    product = [Float](repeating: 0, count: size * width)
  }

  func run() -> Int {
    var (n, m, one, zero) = (Int32(size), Int32(width), Float(1), Float(0))
    // Row-major is the transpose of column-major: Cᵀ = Bᵀ·Aᵀ.
    table.pointee.sgemm(
      "N", "N", &m, &n, &n, &one, block, &m, square, &n, &zero, &product, &m, 1, 1)
    return Int(product[0].bitPattern)
  }
}
