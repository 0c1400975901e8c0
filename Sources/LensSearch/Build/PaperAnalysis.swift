// Texts into terms: every paper analysed once, side by side in blocks that are merged in order,
// while further papers are being read.
import LensCorpus
import LensSemantic
import LensText

/// The terms of all papers, and what was learnt about their languages and words on the way.
struct PaperAnalysis: Sendable {
  private(set) var terms = TermTable()
  private(set) var documents = DocumentTerms()
  private(set) var sequences = TermSequences()
  private(set) var languages: [PaperAttributes.Languages] = []
  /// New words of the corpus with their papers.
  private(set) var words: [CorpusWord] = []
  /// Terms with their partners in the other language, as the bilingual papers have them.
  private(set) var associations: [(term: [UInt8], partners: [Association])] = []
  /// Papers with Han in some field, ascending.
  fileprivate var withHan: [Int] = []

  /// Terms that stand in some paper.
  var usedTermCount: Int {
    var isUsed = [Bool](repeating: false, count: terms.count)
    for term in documents.terms { isUsed[Int(term)] = true }
    return isUsed.count { $0 }
  }

  /// Appends a block that `terms` knows the terms of.
  fileprivate mutating func append(_ block: NumberedBlock) {
    let base = languages.count
    documents.append(block.documents)
    sequences.append(block.sequences)
    languages += block.languages
    withHan += block.withHan.map { $0 + base }
  }

  /// Takes in a block's terms; returns the id here of each id there.
  fileprivate mutating func merge(_ block: AnalysedBlock) -> [UInt32] { terms.merge(block.terms) }

  /// Puts the analysis of papers as they are now in the place of what they were.
  fileprivate mutating func replace(_ rows: [Int], by block: AnalysedBlock) {
    let block = NumberedBlock(block, through: merge(block))
    documents.replace(rows, by: block.documents)
    sequences.replace(rows, by: block.sequences)
    for (row, language) in zip(rows, block.languages) { languages[row] = language }
    let changed = Set(rows)
    withHan = withHan.filter { !changed.contains($0) } + block.withHan.map { rows[$0] }
    withHan.sort()
  }

  /// Finds what is asked for, for which all papers must be there.
  fileprivate mutating func learn(
    _ learning: Learning, from papers: [Paper], threads: Int?
  ) throws {
    if learning.contains(.words) {
      words = try CorpusWord.find(in: papers, rows: withHan, threads: threads)
    }
    guard learning.contains(.associations) else { return }
    let bilingual = languages.indices.filter { languages[$0] == [.english, .chinese] }
    associations = try AssociationLexicon.Learning().entries(
      of: documents, rows: bilingual, terms: terms, threads: threads)
  }
}

extension PaperAnalysis {
  /// What is looked for in all papers together, which a fit needs.
  struct Learning: OptionSet {
    let rawValue: Int
    /// New words of the corpus.
    static let words = Learning(rawValue: 1)
    /// Partners of terms in the other language.
    static let associations = Learning(rawValue: 2)
  }
}

/// An analysis that grows with the papers.
struct GrowingAnalysis {
  /// Papers in a block: enough to amortise a term table of its own.
  private static let blockSize = 2048

  private var analysis = PaperAnalysis()
  private let workers: Workers
  private var analysing: [Pending<AnalysedBlock>] = []
  private var numbering: [Pending<NumberedBlock>] = []
  /// Papers handed out.
  private var started = 0

  init(workers: Workers) { self.workers = workers }

  /// Takes in the papers that are new; those before are the ones of the last call.
  ///
  /// O(bytes of their text), most of it on the workers.
  mutating func take(_ papers: [Paper]) throws {
    while papers.count - started >= Self.blockSize { try start(papers, Self.blockSize) }
  }

  /// Gives the analysis up, once nothing works at it any more.
  mutating func stop() throws {
    while !analysing.isEmpty { _ = try analysing.removeFirst().value() }
    while !numbering.isEmpty { _ = try numbering.removeFirst().value() }
    analysis = PaperAnalysis()
  }

  /// The whole analysis, papers that changed since they were taken in analysed anew.
  ///
  /// - Parameter learning: what is looked for in all of them.
  mutating func finish(
    _ papers: [Paper], revised: Set<Int> = [],
    learning: PaperAnalysis.Learning = [.words, .associations], threads: Int?
  ) throws -> PaperAnalysis {
    try take(papers)
    if papers.count > started { try start(papers, papers.count - started) }
    while !analysing.isEmpty { try number() }
    while !numbering.isEmpty { try append() }
    if !revised.isEmpty {
      let rows = revised.sorted()
      analysis.replace(rows, by: AnalysedBlock(of: rows.map { papers[$0] }))
    }
    try analysis.learn(learning, from: papers, threads: threads)
    return analysis
  }

  private mutating func start(_ papers: [Paper], _ count: Int) throws {
    let block = Array(papers[started..<started + count])
    started += count
    analysing.append(workers.start { AnalysedBlock(of: block) })
    while analysing.count > workers.depth { try number() }
  }

  /// Numbers the terms of the next block, in the order of the blocks; a worker rewrites it under them.
  private mutating func number() throws {
    let block = try analysing.removeFirst().value()
    let map = analysis.merge(block)
    numbering.append(workers.start { NumberedBlock(block, through: map) })
    while numbering.count > workers.depth { try append() }
  }

  private mutating func append() throws {
    analysis.append(try numbering.removeFirst().value())
  }
}

/// The analysis of one block, its term ids its own.
private struct AnalysedBlock: Sendable {
  var terms = TermTable()
  var documents = CountedDocuments()
  var languages: [PaperAttributes.Languages] = []
  /// Places of the papers with Han in some field.
  var withHan: [Int] = []

  init(of papers: [Paper]) {
    var counter = DocumentCounter()
    for place in papers.indices {
      var known: PaperAttributes.Languages = []
      var hasHan = false
      for field in PaperFields.weighted(papers[place]) {
        counter.add(field.text, weight: field.weight, interning: &terms)
        let profile = LanguageProfile(field.text)
        if profile.hasEnglish { known.insert(.english) }
        if profile.hasChinese { known.insert(.chinese) }
        hasHan = hasHan || profile.hanCount > 0
      }
      counter.finish(into: &documents)
      languages.append(known)
      if hasHan { withHan.append(place) }
    }
  }
}

/// The analysis of one block under the term ids of all.
private struct NumberedBlock: Sendable {
  let documents: DocumentTerms
  let sequences: TermSequences
  let languages: [PaperAttributes.Languages]
  /// Places of the papers with Han in some field.
  let withHan: [Int]

  init(_ block: AnalysedBlock, through map: [UInt32]) {
    documents = block.documents.documents(through: map)
    sequences = block.documents.sequences(through: map)
    languages = block.languages
    withHan = block.withHan
  }
}

extension BuildSummary {
  /// Takes over what the analysis of papers found.
  ///
  /// Terms of several parts are added up, those of a part being distinct.
  mutating func describe(_ analysis: PaperAnalysis) {
    papers += analysis.languages.count
    bilingual += analysis.languages.count { $0 == [.english, .chinese] }
    englishOnly += analysis.languages.count { $0 == .english }
    chineseOnly += analysis.languages.count { $0 == .chinese }
    terms += analysis.usedTermCount
  }

  /// Takes over what the fit found.
  mutating func describe(_ fitted: FittedModel) {
    vocabulary = fitted.vocabularyCount
    rank = fitted.rank
    sample = fitted.fittedCount
    capturedEnergy = fitted.capturedShare
  }
}
