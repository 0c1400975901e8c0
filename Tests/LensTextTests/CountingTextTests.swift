import Testing

@testable import LensText

/// Counting a text directly gives what its tokens give.
@Suite struct CountingTextTests {
  /// Pieces of texts, plain words first, of which most texts consist.
  private static let pieces = [
    "model", "Models", "MODEL", "the", "The", "a", "A", "running", "straightforwardly",
    "internationalisation", "abcdefgh", "abcdefghi", "abcdefghijklmno", "abcdefghijklmnop", "x",
    " ", " ", " ", " ", "  ", "\n", ". ", ", ", ".", ",", "-", "'", "'s", ":", "?", "#", "/", "://",
    "https://example.org/a?b#c", "well-known", "fine-tuning", "GPT-4", "LaTeX", "iPhone", "LLMs",
    "mRNA",
    "1,000,000", "3.14", "42", "$x^2$", "\\alpha", "{\\\"o}", "\\", "{", "<sub>", "&amp;", "&",
    "résumé",
    "é", "中文", "長文本", "か", "が", "한국", "́", "\u{AD}", "\u{200D}", "ﬁ", "Ｍodel", "\0",
  ]

  @Test func itGivesWhatTheTokensGive() {
    let seed: UInt64 = 0x5EED_0031
    var generator = SeededGenerator(seed: seed)
    for round in 0..<60 {
      let documents = (0..<20).map { _ in
        (0..<Int.random(in: 0...3, using: &generator)).map { _ in
          (0..<Int.random(in: 0...60, using: &generator)).map { _ in
            let isPlain = Bool.random(using: &generator)
            let known = isPlain ? Self.pieces[..<20] : Self.pieces[...]
            return known.randomElement(using: &generator) ?? ""
          }.joined()
        }
      }
      let direct = count(documents) { counter, text, weight, table in
        counter.add(text, weight: weight, interning: &table)
      }
      var buffer = TokenBuffer()
      let byTokens = count(documents) { counter, text, weight, table in
        Analyzer().analyze(text, into: &buffer)
        counter.add(buffer, weight: weight, interning: &table)
      }
      let ids = (0..<UInt32(byTokens.table.count)).map { $0 }
      #expect(direct.table.count == byTokens.table.count, "seed \(seed), round \(round)")
      guard direct.table.count == byTokens.table.count else { return }
      #expect(
        ids.map(direct.table.term) == ids.map(byTokens.table.term), "seed \(seed), round \(round)")
      #expect(
        ids.map(direct.table.surface) == ids.map(byTokens.table.surface),
        "seed \(seed), round \(round)")
      #expect(
        direct.counted.documents(through: ids) == byTokens.counted.documents(through: ids),
        "seed \(seed), round \(round)")
      #expect(
        direct.counted.sequences(through: ids) == byTokens.counted.sequences(through: ids),
        "seed \(seed), round \(round)")
    }
  }

  @Test func aWordThatTakesThePlaceOfAnotherIsNotTakenForIt() {
    // More distinct words than the cache has places, each said three times.
    let words = (0..<40_000).map { "w" + String($0, radix: 26).map(Self.letter).joined() }
    let text = words.joined(separator: " ")
    let direct = count([[text]]) { counter, text, weight, table in
      for _ in 0..<3 { counter.add(text, weight: weight, interning: &table) }
    }
    let byTokens = count([[text]]) { counter, text, weight, table in
      var buffer = TokenBuffer()
      Analyzer().analyze(text, into: &buffer)
      for _ in 0..<3 { counter.add(buffer, weight: weight, interning: &table) }
    }
    let ids = (0..<UInt32(byTokens.table.count)).map { $0 }
    #expect(direct.table.count == byTokens.table.count)
    let isSame = direct.counted.documents(through: ids) == byTokens.counted.documents(through: ids)
    #expect(isSame)
  }

  @Test func theProfileOfALongTextIsThatOfItsBytes() {
    let seed: UInt64 = 0x5EED_0032
    var generator = SeededGenerator(seed: seed)
    for round in 0..<400 {
      let text = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
        Self.pieces.randomElement(using: &generator) ?? ""
      }.joined()
      // Fed byte by byte where it is ASCII, so that no eight are ever seen at once.
      var expected = 0
      var letters = 0
      for byte in text.utf8 {
        letters = (byte | 0x20) &- 0x61 < 26 && byte < 0x80 ? letters + 1 : 0
        if letters == 2 { expected += 1 }
      }
      guard text.utf8.allSatisfy({ $0 < 0x80 }) else { continue }
      #expect(LanguageProfile(text).latinWordCount == expected, "seed \(seed), round \(round)")
    }
  }

  private static func letter(_ digit: Character) -> String {
    let value = Int(String(digit), radix: 36) ?? 0
    return String(UnicodeScalar(UInt8(0x61 + value % 26)))
  }

  private func count(
    _ documents: [[String]],
    _ add: (inout DocumentCounter, String, Int, inout TermTable) -> Void
  ) -> (table: TermTable, counted: CountedDocuments) {
    var table = TermTable()
    var counter = DocumentCounter()
    var counted = CountedDocuments()
    for document in documents {
      for (place, text) in document.enumerated() {
        add(&counter, text, place == 0 ? 2 : 1, &table)
      }
      counter.finish(into: &counted)
    }
    return (table, counted)
  }
}
