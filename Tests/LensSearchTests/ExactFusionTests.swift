// The fused ranking is the one that scoring every paper in both legs would give, whatever the lists.
import Testing

@testable import LensSearch

/// A small generator with a known seed (SplitMix64, Steele, Lea and Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

@Suite struct ExactFusionTests {
  @Test func theTopKIsThatOfAllPapersScored() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(state: seed)
    // Skewed like words are, so that some terms are in most papers and some in one.
    let words = (0..<300).map { "w\(Character(UnicodeScalar(UInt8(97 + $0 % 26))))ord\($0)x" }
    func word() -> String {
      words[
        min(
          words.count - 1, Int(Double(words.count) * pow(Double.random(in: 0..<1, using: &random))))
      ]
    }
    func pow(_ x: Double) -> Double { x * x * x }
    let lines = (0..<700).map { number in
      let text = (0..<Int.random(in: 3...40, using: &random)).map { _ in word() }.joined(
        separator: " ")
      return #"{"id":"p\#(number)","title":"\#(word())","abstract":"\#(text)"}"#
    }
    let directory = try TemporaryDirectory()
    var options = IndexBuilder.Options()
    options.rank = 24
    let engine = try directory.engine(lines, options: options)
    for _ in 0..<20 {
      let query = (0..<Int.random(in: 1...6, using: &random)).map { _ in word() }.joined(
        separator: " ")
      // Asked for all papers, no list is ever too short: the reference.
      let all = try engine.search(query, options: SearchOptions(limit: 700, snippets: false)).hits
      let top = try engine.search(query, options: SearchOptions(limit: 10, snippets: false)).hits
      #expect(top.map(\.paper.id) == all.prefix(10).map(\.paper.id), "seed \(seed), query \(query)")
      #expect(zip(top, all).allSatisfy { $0.score == $1.score }, "seed \(seed), query \(query)")

      let prepared = try engine.prepare(
        engine.queryTerms(for: [(query, 1)], usesGlossary: true), mode: .hybrid)
      var allowed = Bitmap(count: 700)
      for row in 0..<700 where row % 3 > 0 { allowed.insert(row) }
      for filter in [nil, allowed] {
        // As many as are asked for beyond all papers: both legs give whole lists.
        let reference = try engine.rank(prepared, limit: 700, allowed: filter)
        for threads in [1, 2] {
          let ranked = try engine.rank(prepared, limit: 12, allowed: filter, threads: threads)
          #expect(ranked == Array(reference.prefix(12)), "seed \(seed), \(threads) threads")
        }
      }
    }
  }
}
