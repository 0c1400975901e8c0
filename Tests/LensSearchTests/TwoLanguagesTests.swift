// A question in one language finds a paper in the other: by the glossary, by what the library's own
// bilingual papers teach, and both legs say so.
import LensSearch
import LensText
import Testing

@Suite struct TwoLanguagesTests {
  /// Papers of one language each, no Latin word in the Chinese ones.
  static let monolingual = [
    #"{"id":"moe","abstract_zh":"混合专家模型按需激活参数，降低了计算开销。"}"#,
    #"{"id":"rag","abstract_zh":"检索增强生成让模型先查资料再作答，减少幻觉。"}"#,
    #"{"id":"seg","abstract_zh":"图像分割把每个像素归入一个类别。"}"#,
    #"{"id":"gnn","title":"Message passing on graphs","abstract":"Graph neural networks pass messages."}"#,
    #"{"id":"rl","title":"Learning from reward","abstract":"Reinforcement learning maximises reward."}"#,
  ]

  @Test(arguments: [
    ("mixture of experts", "moe"), ("retrieval-augmented generation", "rag"),
    ("image segmentation", "seg"), ("图神经网络", "gnn"), ("强化学习", "rl"),
  ])
  func theGlossaryCarriesAQuestionAcross(query: String, paper: String) throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(Self.monolingual)
    let answer = try engine.search(query, options: SearchOptions(explains: true))
    let hit = try #require(answer.hits.first)
    #expect(hit.paper.id == paper, "\(query)")
    #expect(hit.explanation?.queryTerms.contains { $0.rendering != nil } == true)
    #expect(hit.snippet?.marks.isEmpty == false)
    #expect(answer.unknownTerms.isEmpty)
  }

  @Test func withoutGlossaryNothingCarriesItAcross() throws {
    let directory = try TemporaryDirectory()
    var options = IndexBuilder.Options()
    options.glossary = Glossary()
    let engine = try directory.engine(Self.monolingual, options: options)
    #expect(try engine.search("mixture of experts").hits.isEmpty)
  }

  @Test func aQueryMayDoWithoutTheGlossary() throws {
    let directory = try TemporaryDirectory()
    let engine = try directory.engine(Self.monolingual)
    let options = SearchOptions(usesGlossary: false)
    #expect(try engine.search("mixture of experts", options: options).hits.isEmpty)
    #expect(try engine.search("mixture of experts").hits.isEmpty == false)
  }

  @Test func aUsersOwnEntryCounts() throws {
    let directory = try TemporaryDirectory()
    var options = IndexBuilder.Options()
    options.glossary = try Glossary(parsing: "zorblax; ZBX\t图像分割\n")
    let engine = try directory.engine(Self.monolingual, options: options)
    for query in ["zorblax", "ZBX"] {
      #expect(try engine.search(query).hits.first?.paper.id == "seg", "\(query)")
    }
  }

  @Test func theLibrarysOwnBilingualPapersTeachItsTerms() throws {
    // "qwirl" is in no glossary; papers that have both languages say what it means.
    let heads = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"]
    let subjects = heads.flatMap { head in ["组", "类", "级"].map { head + $0 } }
    var lines = subjects.enumerated().map { number, subject in
      #"{"id":"b\#(number)","title":"Qwirl number \#(number)","abstract_zh":"\#(subject)的旋涡机制研究。"}"#
    }
    lines += subjects.enumerated().map { number, subject in
      #"{"id":"o\#(number)","title":"Plain number \#(number)","abstract_zh":"\#(subject)的普通方法研究。"}"#
    }
    lines.append(#"{"id":"sought","abstract_zh":"旋涡机制的新进展。"}"#)
    let directory = try TemporaryDirectory()
    var options = IndexBuilder.Options()
    options.glossary = Glossary()
    let engine = try directory.engine(lines, options: options)
    let ids = try engine.search("qwirl", options: SearchOptions(limit: 31)).hits.map(\.paper.id)
    #expect(ids.contains("sought"), "\(ids)")
    #expect(!ids.contains { $0.hasPrefix("o") }, "\(ids)")
  }
}
