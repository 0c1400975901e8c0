// The glossary that comes with lens is whole, and a user's own is read or refused with its line.

import LensText
import Testing

@Suite struct GlossaryTests {
  @Test func theBuiltInGlossaryIsReadToItsEnd() {
    #expect(Glossary.builtIn.entries.count >= 3000)
    let moe = Glossary.builtIn.entries.first { $0.english.contains("MoE") }
    #expect(moe?.english.contains("mixture of experts") == true)
    #expect(moe?.chinese.contains("混合专家") == true)
  }

  @Test func everySpellingIsInTheScriptOfItsColumn() {
    func hasHan(_ text: String) -> Bool {
      text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }
    for entry in Glossary.builtIn.entries {
      #expect(entry.english.allSatisfy { !hasHan($0) }, "\(entry.english)")
      // A few concepts go by a Latin name in Chinese too.
      #expect(entry.chinese.allSatisfy { !$0.contains("（") && !$0.contains("(") }, "\(entry)")
      #expect(Set(entry.spellings).count == entry.spellings.count, "\(entry.spellings)")
    }
    let inHan = Glossary.builtIn.entries.count { $0.chinese.contains(where: hasHan) }
    #expect(Double(inHan) > 0.98 * Double(Glossary.builtIn.entries.count))
  }

  @Test func noSpellingMeansMoreThanTwoThings() {
    var meanings: [String: Int] = [:]
    for entry in Glossary.builtIn.entries {
      for spelling in entry.spellings { meanings[spelling, default: 0] += 1 }
    }
    let ambiguous = meanings.filter { $0.value > 2 }.map { "\($0.key): \($0.value)" }.sorted()
    #expect(ambiguous.isEmpty, "\(ambiguous)")
  }

  @Test func aGlossaryIsReadLineByLine() throws {
    let text = "# section\n\nlong context ; LC\t长上下文;长文本 \r\nfoo\tbar\n"
    let glossary = try Glossary(parsing: text)
    #expect(
      glossary.entries == [
        .init(english: ["long context", "LC"], chinese: ["长上下文", "长文本"]),
        .init(english: ["foo"], chinese: ["bar"]),
      ])
  }

  @Test(arguments: [
    ("no tab here", "line 1: expected two columns, found 1."),
    ("ok\t好\na\tb\tc", "line 2: expected two columns, found 3."),
    (" ; \t中文", "line 1: expected a spelling in both columns, found an empty one."),
  ])
  func aBadLineIsNamed(text: String, message: String) {
    let cure = " Write it as: english; abbreviation<TAB>中文; 另一种."
    #expect(throws: Glossary.BadLine.self) { try Glossary(parsing: text) }
    do { _ = try Glossary(parsing: text) } catch { #expect("\(error)" == message + cure) }
  }
}
