// The Chinese words of a corpus and the papers that have them, so that term lists and explanations
// read as words where matching goes by characters and pairs.
import LensCorpus
import LensSemantic
import LensText

extension CorpusWord {
  /// Papers cut side by side; the borders depend on the input alone.
  private static let blockSize = 1024

  /// Finds the words of the Chinese texts of the papers in `rows`, and where they stand.
  ///
  /// O(characters) in time; the finder holds a sample, the result an entry a paper and word.
  static func find(in papers: [Paper], rows: [Int], threads: Int?) throws -> [CorpusWord] {
    let texts = rows.map { row in
      PaperFields.weighted(papers[row]).map(\.text).filter { LanguageProfile($0).hanCount > 0 }
    }
    var finder = WordFinder()
    for text in texts.joined() { finder.add(text) }
    let words = finder.words()
    if words.isEmpty { return [] }

    let segmenter = Segmenter(words)
    let numbers = Dictionary(
      words.enumerated().map { ($1.text, $0) }, uniquingKeysWith: { first, _ in first })
    let starts = Array(stride(from: 0, to: texts.count, by: blockSize))
    let blocks = try concurrentMap(starts, threads: threads) { start in
      texts[start..<min(start + blockSize, texts.count)]
        .map { counts(of: $0, segmenter: segmenter, numbers: numbers) }
    }
    var found = words.map { CorpusWord(text: $0.text, occurrences: []) }
    for (place, counts) in blocks.joined().enumerated() {
      for (word, count) in counts {
        found[word].occurrences.append(Occurrence(document: rows[place], count: count))
      }
    }
    return found.filter { !$0.occurrences.isEmpty }
  }

  /// How often each word stands in a paper's texts.
  private static func counts(
    of texts: [String], segmenter: Segmenter, numbers: [String: Int]
  ) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for text in texts {
      for word in segmenter.words(in: text) {
        if let number = numbers[word] { counts[number, default: 0] += 1 }
      }
    }
    return counts
  }
}
