// The titles of papers as texts of their own: the questions whose answers are known.
import LensCorpus
import LensText

/// Titles, and the papers they belong to.
struct PaperTitles {
  /// Papers looked at: enough to learn from, in no time.
  private static let paperLimit = 16_384

  private(set) var bags = DocumentTerms()
  /// The paper of each title, by its place among the papers.
  private(set) var papers: [Int] = []

  /// Takes the titles of papers that have more text than that, evenly over a large library.
  ///
  /// O(bytes of the titles).
  init(of all: [Paper], terms: TermTable) {
    let count = min(all.count, Self.paperLimit)
    let analyzer = Analyzer()
    var buffer = TokenBuffer()
    var counter = DocumentCounter()
    for place in 0..<count {
      let row = place * all.count / count
      let paper = all[row]
      guard paper.abstract != nil || paper.abstractZH != nil else { continue }
      for title in [paper.title, paper.titleZH].compactMap(\.self) {
        analyzer.analyze(title, into: &buffer)
        counter.add(buffer, lookingUpIn: terms)
        guard counter.distinctTermCount > 0 else { continue }
        counter.finish(into: &bags)
        papers.append(row)
      }
    }
  }
}
