// What is learnt from bilingual papers: translations, not company; whatever the order of the terms.
import LensText
import Testing

@testable import LensSearch

@Suite("Alignment of the two languages")
struct AlignmentTests {
  /// Bilingual papers of which each word has one translation, `lang` and `model` standing together
  /// four times out of five.
  private static let texts: [(english: String, chinese: String)] = (0..<100).map { number in
    let (topic, topicZH) = [("robot", "机器"), ("graph", "图谱"), ("speech", "语音")][number % 3]
    switch number % 5 {
    case 0: return ("language \(topic)", "语言\(topicZH)")
    case 1: return ("model \(topic)", "模型\(topicZH)")
    default: return ("language model \(topic)", "语言模型\(topicZH)")
    }
  }

  /// The lexicon of the papers, the terms numbered in the order of `first`, then of the papers.
  private func lexicon(numbering first: String = "", threads: Int = 1) throws
    -> [String: [(partner: String, strength: Float)]]
  {
    var terms = TermTable()
    var documents = DocumentTerms()
    var unused = DocumentTerms()
    var counter = DocumentCounter()
    var buffer = TokenBuffer()
    let analyzer = Analyzer()
    analyzer.analyze(first, into: &buffer)
    counter.add(buffer, interning: &terms)
    counter.finish(into: &unused)
    for text in Self.texts {
      for field in [text.english, text.chinese] {
        analyzer.analyze(field, into: &buffer)
        counter.add(buffer, interning: &terms)
      }
      counter.finish(into: &documents)
    }
    let entries = try AssociationLexicon.Learning().entries(
      of: documents, rows: Array(Self.texts.indices), terms: terms, threads: threads)
    return Dictionary(
      uniqueKeysWithValues: entries.map { entry in
        (
          String(decoding: entry.term, as: UTF8.self),
          entry.partners.map { (String(decoding: $0.term, as: UTF8.self), $0.strength) }
        )
      })
  }

  @Test("A word that is explained by its neighbour's translation is not taken for one")
  func translationsAreToldFromCompany() throws {
    let lexicon = try lexicon()
    let language = try #require(lexicon["languag"])
    #expect(language.first?.partner == "语言")
    let ofModel = language.first { $0.partner == "模型" }?.strength ?? 0
    let ofLanguage = try #require(language.first?.strength)
    #expect(ofModel < ofLanguage / 10)
    #expect(lexicon["模型"]?.first?.partner == "model")
    #expect(lexicon["graph"]?.first?.partner == "图谱")
  }

  @Test("A pair is as strong from either side; strengths fall and lie above 0 and below 1")
  func strengths() throws {
    let lexicon = try lexicon()
    #expect(lexicon.count > 8)
    for (term, partners) in lexicon {
      #expect(partners.map(\.strength) == partners.map(\.strength).sorted(by: >))
      #expect(partners.count <= 5)
      for (partner, strength) in partners {
        #expect(strength > 0 && strength < 1)
        // A term may have better partners than one whose partner it is.
        let back = lexicon[partner]?.first { $0.partner == term }
        #expect(back == nil || back?.strength == strength)
      }
    }
    #expect(lexicon["语言"]?.contains { $0.partner == "languag" } == true)
  }

  @Test("Neither the numbers of the terms nor the threads make a difference")
  func independence() throws {
    let first = try lexicon()
    let second = try lexicon(numbering: "语音 图谱 model speech", threads: 3)
    #expect(first.keys.sorted() == second.keys.sorted())
    for (term, partners) in first {
      let others = try #require(second[term])
      #expect(partners.map(\.partner) == others.map(\.partner))
      #expect(partners.map(\.strength) == others.map(\.strength))
    }
  }

  @Test("Fewer than fifty bilingual papers teach nothing")
  func tooFew() throws {
    let entries = try AssociationLexicon.Learning().entries(
      of: DocumentTerms(), rows: [], terms: TermTable(), threads: 1)
    #expect(entries.isEmpty)
  }
}
