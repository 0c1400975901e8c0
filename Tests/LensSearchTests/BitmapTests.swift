// Sets of rows against sets of numbers, at every alignment that segments may have.
import Testing

@testable import LensSearch

@Suite struct BitmapTests {
  @Test func setsOfRowsAreSetsOfNumbers() {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(state: seed)
    for _ in 0..<300 {
      let count = Int.random(in: 0...200, using: &random)
      func numbers(_ count: Int) -> Set<Int> {
        Set((0..<count).filter { _ in Bool.random(using: &random) })
      }
      func bitmap(_ numbers: Set<Int>, _ count: Int) -> Bitmap {
        Bitmap(count: count) { numbers.contains($0) }
      }
      let (a, b) = (numbers(count), numbers(count))
      var union = bitmap(a, count)
      union.formUnion(bitmap(b, count))
      var both = bitmap(a, count)
      both.formIntersection(bitmap(b, count))
      var inverted = bitmap(a, count)
      inverted.invert()
      #expect(union.rows == a.union(b).sorted(), "seed \(seed)")
      #expect(both.rows == a.intersection(b).sorted(), "seed \(seed)")
      #expect(inverted.rows == Set(0..<count).subtracting(a).sorted(), "seed \(seed)")
      #expect(inverted.rowCount == count - a.count, "seed \(seed)")
      #expect(Bitmap.full(count: count).rows == Array(0..<count))

      // A segment's rows into those of the index, and out again.
      let first = Int.random(in: 0...130, using: &random)
      let total = first + count + Int.random(in: 0...130, using: &random)
      let before = numbers(first)
      var whole = bitmap(before, total)
      whole.insert(bitmap(a, count), at: first)
      #expect(whole.rows == before.union(a.map { $0 + first }).sorted(), "seed \(seed)")
      let part = Bitmap(words: whole.words(of: first..<first + count), count: count)
      #expect(part == bitmap(a, count), "seed \(seed)")
    }
  }
}
