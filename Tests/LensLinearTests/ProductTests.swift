// Products, threads and random numbers.

import LensLinear
import Synchronization
import Testing

@Suite struct ProductTests {
  private func naive(_ a: SparseMatrix, _ x: DenseMatrix, transposed: Bool) -> [Double] {
    var result = [Double](repeating: 0, count: (transposed ? a.columns : a.rows) * x.columns)
    for row in 0..<a.rows {
      for i in a.offsets[row]..<a.offsets[row + 1] {
        let (from, to) = transposed ? (row, Int(a.indices[i])) : (Int(a.indices[i]), row)
        for c in 0..<x.columns {
          result[to * x.columns + c] += Double(a.values[i]) * Double(x[from, c])
        }
      }
    }
    return result
  }

  private func random(rows: Int, columns: Int, seed: UInt64) -> DenseMatrix {
    let generator = CounterGenerator(seed: seed)
    return DenseMatrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { generator.uniform(at: UInt64($0)) })
  }

  @Test(arguments: [(1, 1, 1), (7, 300, 17), (400, 5, 33), (600, 40, 8), (0, 9, 3), (9, 1, 0)])
  func bothOrientationsEqualTheNaiveProducts(rows: Int, columns: Int, width: Int) {
    let a = randomSparse(rows: rows, columns: columns, perRow: 11, seed: 5)
    let x = random(rows: columns, columns: width, seed: 6)
    let y = random(rows: rows, columns: width, seed: 7)
    func compare(_ fast: DenseMatrix, _ slow: [Double], _ place: String) {
      #expect(fast.values.count == slow.count)
      for (f, s) in zip(fast.values, slow) {
        #expect(abs(Double(f) - s) < 2e-5 * (1 + abs(s)), "\(place), seeds 5, 6, 7")
      }
    }
    for threads in [1, 2, 5] {
      let ax = a.multiply(x, threads: threads)
      compare(ax, naive(a, x, transposed: false), "A·X")
      compare(
        a.multiplyTransposed(y, threads: threads), naive(a, y, transposed: true), "Aᵀ·Y")
      compare(a.gramMultiply(x, threads: threads), naive(a, ax, transposed: true), "Aᵀ(A·X)")
    }
  }

  @Test func productsHaveTheSameBytesFromAnyNumberOfThreads() {
    let a = randomSparse(rows: 3000, columns: 200, perRow: 8, seed: 8)
    let x = random(rows: 200, columns: 5, seed: 9)
    let y = random(rows: 3000, columns: 5, seed: 10)
    for threads in [2, 3, 16] {
      #expect(a.multiply(x, threads: 1) == a.multiply(x, threads: threads))
      #expect(a.multiplyTransposed(y, threads: 1) == a.multiplyTransposed(y, threads: threads))
      #expect(a.gramMultiply(x, threads: 1) == a.gramMultiply(x, threads: threads))
    }
  }

  @Test(arguments: [0, 1, 2, 7, 100])
  func everyBlockRunsExactlyOnce(blocks: Int) {
    for threads in [1, 2, 16] {
      let total = Atomic<Int>(0)
      let calls = Atomic<Int>(0)
      Parallel.forEach(blocks, threads: threads) { block in
        total.wrappingAdd(1 << (block % 50), ordering: .relaxed)
        calls.wrappingAdd(1, ordering: .relaxed)
      }
      #expect(calls.load(ordering: .relaxed) == blocks)
      let expected = (0..<blocks).reduce(0) { $0 + 1 << ($1 % 50) }
      #expect(total.load(ordering: .relaxed) == expected)
    }
  }

  @Test func unitRowsHaveLengthOneAndZeroRowsStayZero() {
    var x = DenseMatrix(rows: 3, columns: 2, values: [3, 1, 0, 0, 1e-30, 0])
    let lengths = x.normaliseRows(scalingColumnsBy: [1, 4])
    #expect(x.values == [0.6, 0.8, 0, 0, 1, 0])
    #expect(lengths == [5, 0, 1e-30])
  }

  @Test func randomNumbersDependOnSeedAndPositionAlone() {
    let generator = CounterGenerator(seed: 1)
    #expect(generator.bits(at: 12) == CounterGenerator(seed: 1).bits(at: 12))
    #expect(generator.bits(at: 12) != generator.bits(at: 13))
    #expect(generator.bits(at: 12) != CounterGenerator(seed: 2).bits(at: 12))
    let numbers = (0..<10_000).map { Double(generator.uniform(at: UInt64($0))) }
    let mean = numbers.reduce(0, +) / 10_000
    let square = numbers.reduce(0) { $0 + $1 * $1 } / 10_000
    #expect(numbers.allSatisfy { $0 >= -1 && $0 < 1 })
    #expect(abs(mean) < 0.03 && abs(square - 1.0 / 3) < 0.02)
  }
}
