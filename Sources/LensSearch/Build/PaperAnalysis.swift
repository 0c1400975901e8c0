// Texts into terms: every paper analysed once, side by side in blocks that are merged in order.
import LensCorpus
import LensSemantic
import LensText

/// The terms of all papers, and what was learnt about their languages and words on the way.
struct PaperAnalysis {
  /// Papers in a block: enough to amortise a term table of its own.
  private static let blockSize = 512
  /// Blocks analysed before their results are merged, so that their memory stays bounded.
  private static let blocksPerWave = 16

  private(set) var terms = TermTable()
  private(set) var documents = DocumentTerms()
  private(set) var sequences = TermSequences()
  private(set) var languages: [PaperAttributes.Languages] = []
  /// New words of the corpus with their papers.
  private(set) var words: [CorpusWord] = []
  /// Terms with their partners in the other language, as the bilingual papers have them.
  private(set) var associations: [(term: [UInt8], partners: [Association])] = []

  /// Analyses papers, on `threads` threads.
  ///
  /// O(bytes of text).
  init(of papers: [Paper], threads: Int?, onProgress: (Double) -> Void) throws {
    languages.reserveCapacity(papers.count)
    let starts = Array(stride(from: 0, to: papers.count, by: Self.blockSize))
    for wave in stride(from: 0, to: starts.count, by: Self.blocksPerWave) {
      let blocks = starts[wave..<min(wave + Self.blocksPerWave, starts.count)]
        .map { papers[$0..<min($0 + Self.blockSize, papers.count)] }
      for block in try concurrentMap(blocks, threads: threads, { Block(of: $0) }) {
        let map = terms.merge(block.terms)
        documents.append(remapping: block.documents, through: map)
        sequences.append(remapping: block.sequences, through: map)
        languages += block.languages
      }
      onProgress(Double(languages.count) / Double(papers.count))
    }
    words = try CorpusWord.find(in: papers, threads: threads)
    let bilingual = languages.indices.filter { languages[$0] == [.english, .chinese] }
    associations = try AssociationLexicon.Learning().entries(
      of: documents, rows: bilingual, terms: terms, threads: threads)
  }

  /// The analysis of one block, its term ids its own.
  private struct Block: Sendable {
    var terms = TermTable()
    var documents = DocumentTerms()
    var sequences = TermSequences()
    var languages: [PaperAttributes.Languages] = []

    init(of papers: ArraySlice<Paper>) {
      let analyzer = Analyzer()
      var buffer = TokenBuffer()
      var counter = DocumentCounter()
      for paper in papers {
        for field in PaperFields.weighted(paper) {
          analyzer.analyze(field.text, into: &buffer)
          counter.add(buffer, weight: field.weight, interning: &terms)
        }
        counter.finish(into: &documents, sequences: &sequences)
        languages.append(PaperAttributes.Languages(of: paper))
      }
    }
  }
}

extension PaperAttributes.Languages {
  /// The languages a paper has text in.
  init(of paper: Paper) {
    self = []
    for field in PaperFields.weighted(paper) {
      let profile = LanguageProfile(field.text)
      if profile.hasEnglish { insert(.english) }
      if profile.hasChinese { insert(.chinese) }
    }
  }
}

extension BuildSummary {
  /// Takes over what the analysis and the fit found.
  mutating func describe(_ analysis: PaperAnalysis, _ fitted: FittedModel) {
    papers = analysis.languages.count
    bilingual = analysis.languages.count { $0 == [.english, .chinese] }
    englishOnly = analysis.languages.count { $0 == .english }
    chineseOnly = analysis.languages.count { $0 == .chinese }
    terms = analysis.terms.count
    vocabulary = fitted.vocabularyCount
    rank = fitted.rank
    capturedEnergy = fitted.capturedShare
  }
}
