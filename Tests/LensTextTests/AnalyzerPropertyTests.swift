// What must hold for every text, on random ones.
//
// The pieces leave out & \ { < : ? #, which are markup in ASCII only: their full-width forms are
// plain punctuation.

import Foundation
import Testing

@testable import LensText

@Suite("Analysis, properties")
struct AnalyzerPropertyTests {
  private static let pieces: [String] =
    [
      "a", "e", "s", "model", "Models", "GPT", "LLMs", "GPTs", "Long", "Context", "LLaMA", "don't",
      "llms", "tuning", "the", "IT", "ß", "ŉ", "ǅ", "İ", "ı", "ﬁ", "Å", "é", "ö", "ñ", "Ǻ", "ệ",
      "Ω",
      "ς", "Ж", "й", "ё", "0", "7", "42", "256K", "½", "²", "①", "٣", "-", "-", "'", "’", "‐", "–",
      ".",
      ",", ",000", "3.5", " ", " ", " ", "\n", "/", "(", ")", "~", "_", "$", "—", "。", "，", "、",
      "！",
      "模", "型", "的", "語", "語言", "学", "學", "〇", "々", "豈", "㍿", "㈱", "か", "が", "ぱ", "ガ", "ｶ",
      "ﾞ", "ﾟ", "ー", "ヴ", "한", "국어", "가", "각", "ㄱ", "ᄀ", "ᆨ", "ᅡ", "\u{301}", "\u{308}", "\u{327}",
      "\u{345}", "\u{3099}", "\u{309A}", "\u{93C}", "\u{94D}", "ि", "क", "क़", "ড়", "ன", "ொ", "ำ",
      "กี",
      "\u{FE0F}", "\u{200D}", "\u{AD}", "\u{200B}", "😀", "👩‍👧", "🇨🇳", "\u{0}", "ﷺ", "℃", "㎞", "…", "´",
      "¨",
      "＂", "Ａ", "ｚ", "７", "－", "．", "，",
    ]

  private static func randomText(_ generator: inout SeededGenerator, count: Int) -> String {
    var text = ""
    for _ in 0..<count { text += pieces.randomElement(using: &generator) ?? "" }
    return text
  }

  @Test func normalFormsGiveTheSameTokens() {
    let seed: UInt64 = 0x5EED_0002
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<4000 {
      let text = Self.randomText(&generator, count: Int.random(in: 1...12, using: &generator))
      let composed = essence(text.precomposedStringWithCanonicalMapping)
      #expect(composed == essence(text), "seed \(seed): \(text.debugDescription)")
      #expect(
        composed == essence(text.decomposedStringWithCanonicalMapping),
        "seed \(seed): \(text.debugDescription)")
    }
  }

  @Test func fullWidthGivesTheSameTokensAsHalfWidth() {
    let seed: UInt64 = 0x5EED_0003
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<4000 {
      let text = Self.randomText(&generator, count: Int.random(in: 1...12, using: &generator))
      var wide = String.UnicodeScalarView()
      for scalar in text.unicodeScalars {
        let value = scalar.value
        // A few stay as they are, so that both kinds meet in one word.
        let isWide = (0x21...0x7E).contains(value) && Bool.random(using: &generator)
        let shifted = isWide ? value + 0xFEE0 : value == 0x20 ? 0x3000 : value
        wide.append(Unicode.Scalar(shifted) ?? scalar)
      }
      #expect(
        essence(String(wide)) == essence(text), "seed \(seed): \(text.debugDescription)")
    }
  }

  @Test func traditionalGivesTheSameTokensAsSimplified() {
    let seed: UInt64 = 0x5EED_0004
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      var traditional = ""
      var simplified = ""
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let other = Self.randomText(&generator, count: Int.random(in: 0...2, using: &generator))
        let pair = hanPairs.randomElement(using: &generator) ?? ("", "")
        traditional += other + pair.0
        simplified += other + pair.1
      }
      #expect(
        essence(traditional) == essence(simplified), "seed \(seed): \(traditional.debugDescription)"
      )
    }
  }

  @Test func offsetsLieOnScalarBoundariesAndAscend() {
    let seed: UInt64 = 0x5EED_0005
    var generator = SeededGenerator(seed: seed)
    let markup = [
      "&amp;", "&eacute;", "\\\"o", "{\\\"u}", "\\alpha", "<b>", "https://", "?", "#", "&", "{",
    ]
    for round in 0..<4000 {
      var text = Self.randomText(&generator, count: Int.random(in: 1...10, using: &generator))
      if round % 2 == 0 {
        text += markup.randomElement(using: &generator) ?? ""
        text += Self.randomText(&generator, count: 3)
      }
      let bytes = Array(text.utf8)
      var last = 0
      for token in tokens(bytes) {
        let place = "seed \(seed): \(text.debugDescription) \(token)"
        #expect(!token.range.isEmpty && token.range.upperBound <= bytes.count, "\(place)")
        #expect(token.range.lowerBound >= last, "\(place)")
        last = token.range.lowerBound
        #expect(bytes[token.range.lowerBound] & 0xC0 != 0x80, "\(place)")
        if token.range.upperBound < bytes.count {
          #expect(bytes[token.range.upperBound] & 0xC0 != 0x80, "\(place)")
        }
        #expect((1...64).contains(token.term.utf8.count), "\(place)")
        #expect(!token.surface.isEmpty, "\(place)")
      }
    }
  }

  @Test func aSurfaceAnalysesToItsTerm() {
    let seed: UInt64 = 0x5EED_0006
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<4000 {
      let text = Self.randomText(&generator, count: Int.random(in: 1...6, using: &generator))
      for token in tokens(text) where token.surface.utf8.count < 64 {
        #expect(
          tokens(token.surface).contains { $0.term == token.term },
          "seed \(seed): \(text.debugDescription) \(token) from \(token.surface)")
      }
    }
  }

  @Test func brokenBytesSeparateAndNeverTrap() {
    for first in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max where first >= 0x80 || second >= 0x80 {
        _ = tokens([0x61, first, second, 0x62])
      }
    }
    #expect(tokens([0x78, 0xFF, 0x79]).map(\.term) == ["x", "y"])
    #expect(tokens([0x78, 0xC0, 0xAF, 0x79]).map(\.term) == ["x", "y"])
    #expect(tokens([0x78, 0xED, 0xA0, 0x80, 0x79]).map(\.term) == ["x", "y"])
    #expect(tokens([0x78, 0xE8, 0xAF]).map(\.term) == ["x"])
    let seed: UInt64 = 0x5EED_0007
    var generator = SeededGenerator(seed: seed)
    let alphabet: [UInt8] =
      Array(0...255) + Array("&#;\\{}<>://?'\"-.,aAzZ09".utf8) + [
        0xE8, 0xAF, 0xAD, 0xCC, 0x81, 0xEA, 0xB0, 0x80, 0xF0, 0x9F, 0x98, 0x80,
      ]
    for _ in 0..<4000 {
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      var last = 0
      for token in tokens(bytes) {
        let isInside = token.range.lowerBound >= last && token.range.upperBound <= bytes.count
        #expect(isInside && !token.range.isEmpty, "seed \(seed): \(bytes)")
        last = token.range.lowerBound
      }
    }
  }

  @Test func foldingIsIdempotent() {
    for scalar in UInt32(0)...0x10FFFF where scalar & 0xFFFF_F800 != 0xD800 {
      let folded = Folding.fold(scalar)
      if folded == [scalar] { continue }
      #expect(folded.flatMap { Folding.fold($0) } == folded, "U+\(String(scalar, radix: 16))")
    }
  }

  @Test func aReusedBufferForgetsTheTextBefore() {
    var buffer = TokenBuffer()
    let analyzer = Analyzer()
    analyzer.analyze("long-context 语言 GPT-4-", into: &buffer)
    analyzer.analyze("", into: &buffer)
    #expect(buffer.tokens.isEmpty && buffer.termBytes.isEmpty)
    analyzer.analyze("型", into: &buffer)
    #expect(buffer.tokens.map { buffer.string($0) } == ["型"])
  }

  @Test func theFingerprintIsStableWithinARun() {
    #expect(Analyzer.fingerprint == Analyzer.fingerprint)
    #expect(Analyzer.fingerprint != 0)
    #expect(Analyzer.tableVersion.contains("Unicode"))
  }
}
