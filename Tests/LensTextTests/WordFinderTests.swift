// Words found, runs cut, languages told apart.

import Testing

@testable import LensText

@Suite("Words of the corpus")
struct WordFinderTests {
  private static let planted = ["语言模型", "注意力", "检索", "多模态", "知识图谱"]

  /// Runs of random filler characters with planted words between them.
  private static func text(_ seed: UInt64, runs: Int) -> [String] {
    var generator = SeededGenerator(seed: seed)
    let filler = (0x5000..<0x5100).compactMap { Unicode.Scalar($0).map { String($0) } }
    return (0..<runs).map { _ in
      var run = ""
      for _ in 0..<Int.random(in: 2...5, using: &generator) {
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          run += filler.randomElement(using: &generator) ?? ""
        }
        run += planted.randomElement(using: &generator) ?? ""
      }
      return run
    }
  }

  private static func find(_ texts: [String], options: WordFinder.Options = .init())
    -> [DiscoveredWord]
  {
    var finder = WordFinder(options: options)
    for text in texts { finder.add(text) }
    return finder.words()
  }

  @Test func plantedWordsAreFoundAndTheirPiecesAreNot() {
    let seed: UInt64 = 0x5EED_0020
    let texts = Self.text(seed, runs: 1500)
    let words = Self.find(texts)
    for word in Self.planted {
      let count = texts.reduce(0) { $0 + $1.components(of: word) }
      #expect(words.first { $0.text == word }?.count == count, "seed \(seed): \(word)")
    }
    for piece in ["语言模", "言模型", "注意", "意力", "多模", "知识图"] {
      #expect(!words.contains { $0.text == piece }, "seed \(seed): \(piece)")
    }
    #expect(words.prefix(Self.planted.count).allSatisfy { Self.planted.contains($0.text) })
  }

  @Test func findingIsDeterministicAndSortedByCount() {
    let texts = Self.text(0x5EED_0021, runs: 600)
    let words = Self.find(texts)
    #expect(words == Self.find(texts))
    #expect(zip(words, words.dropFirst()).allSatisfy { $0.count >= $1.count })
  }

  @Test func memoryStaysBelowTheCapAndWordsAreStillFound() {
    let seed: UInt64 = 0x5EED_0022
    var options = WordFinder.Options()
    options.capacity = 10_000
    var finder = WordFinder(options: options)
    var peak = 0
    for text in Self.text(seed, runs: 6000) {
      finder.add(text)
      peak = max(peak, finder.characters.count)
    }
    #expect(peak <= 10_000)
    #expect(finder.stride > 1)
    let found = Set(finder.words().map(\.text))
    #expect(found.isSuperset(of: Self.planted), "seed \(seed)")
  }

  @Test func traditionalAndSimplifiedCountAsOneWord() {
    let texts = Self.text(0x5EED_0023, runs: 400)
    let mixed = texts.enumerated().map { index, text in
      index % 2 == 0 ? text : text.replacing("语", with: "語").replacing("识图谱", with: "識圖譜")
    }
    #expect(Self.find(mixed) == Self.find(texts))
  }

  @Test func tinyCorporaAreOrdinary() {
    #expect(Self.find([]).isEmpty)
    #expect(Self.find([""]).isEmpty)
    #expect(Self.find(["no Han at all"]).isEmpty)
    #expect(Self.find(["中"]).isEmpty)
    #expect(Self.find(["中文"]).isEmpty)
    #expect(Self.find([String(repeating: "中", count: 20_000)]).allSatisfy { $0.count > 0 })
  }

  @Test func segmentsCoverTheRunExactly() {
    let seed: UInt64 = 0x5EED_0024
    var generator = SeededGenerator(seed: seed)
    let segmenter = Segmenter(Self.planted.map { (text: $0, count: 10) })
    let pieces: [[UInt8]] =
      (Self.planted + ["中", "語", "a", "é", "😀", " "]).map { Array($0.utf8) } + [
        [0xFF], [0xE8, 0xAF],
      ]
    for _ in 0..<500 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...10, using: &generator) {
        bytes += pieces.randomElement(using: &generator) ?? []
      }
      let cuts = bytes.withUnsafeBufferPointer { segmenter.cut($0) }
      var end = 0
      for cut in cuts {
        #expect(cut.lowerBound == end && !cut.isEmpty, "seed \(seed): \(bytes)")
        end = cut.upperBound
      }
      #expect(end == bytes.count, "seed \(seed): \(bytes)")
    }
  }

  @Test func theLikeliestPathWins() {
    let segmenter = Segmenter([
      (text: "大语言", count: 5), (text: "语言模型", count: 50), (text: "大", count: 20),
      (text: "模型", count: 60), (text: "大语言模型", count: 10), (text: "语言", count: 50),
    ])
    #expect(segmenter.wordCount == 6)
    #expect(segmenter.words(in: "大语言模型的") == ["大语言模型", "的"])
    #expect(segmenter.words(in: "大語言模型") == ["大語言模型"])
    #expect(segmenter.words(in: "新语言模型") == ["新", "语言模型"])
    #expect(Segmenter([DiscoveredWord]()).words(in: "语言") == ["语", "言"])
  }

  @Test(arguments: [
    ("Long-context LLMs struggle", false, true),
    ("长上下文大语言模型的学习挑战", true, false),
    ("Jamba:混合 Transformer-Mamba 语言模型", true, false),
    ("BERT", false, true),
    ("GPT-4 技术报告", true, false),
    ("Long-context language learning 长上下文", true, true),
    ("A survey by Wang Wei (王伟) of many methods for text retrieval and more", false, true),
    ("これは日本語の文章です", false, false),
    ("", false, false), ("123 !", false, false), ("한국어", false, false),
  ])
  func languagesAreCounted(text: String, hasChinese: Bool, hasEnglish: Bool) {
    let profile = LanguageProfile(text)
    #expect(profile.hasChinese == hasChinese, "\(profile)")
    #expect(profile.hasEnglish == hasEnglish, "\(profile)")
  }

  @Test func theLogarithmIsTheLogarithm() {
    // ln 2, ln 10, ln 1e-3, ln 3.5e9 to the digits of a table.
    let pairs: [(Double, Double)] = [
      (2, 0.693147180559945309), (10, 2.302585092994045684), (0.001, -6.907755278982137052),
      (1, 0), (3.5e9, 21.976028805441779), (1.4142135623730951, 0.346573590279972655),
    ]
    for (x, expected) in pairs {
      #expect(abs(Logarithm.natural(x) - expected) <= 4e-15 * max(1, abs(expected)), "\(x)")
    }
    #expect(Logarithm.natural(0) == -.infinity)
  }
}

extension String {
  /// How often `word` stands in the string.
  fileprivate func components(of word: String) -> Int {
    ranges(of: word).count
  }
}
