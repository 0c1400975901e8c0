// What an input means for an index: papers that are new, papers that say something else now, papers that
// only came from one more source, and papers that are there as they are.
import LensCorpus

/// The changes that records make to a library.
struct PaperChanges {
  /// Rows of papers that are written anew, ascending.
  private(set) var outdated: [Int] = []
  /// Papers to write at the end: those in the place of the outdated ones, in their order, then new ones.
  private(set) var written: [Paper] = []
  /// Papers of which only the sources changed, with their rows.
  private(set) var moved: [(row: Int, paper: Paper)] = []
  /// Those of them that were met in other files than before.
  private(set) var metElsewhere: [(row: Int, paper: Paper)] = []
  /// Papers of the input that are there as they are.
  private(set) var same = 0

  /// Whether there is nothing to do.
  var isEmpty: Bool { written.isEmpty && moved.isEmpty }

  /// Compares what a merger made with what was there.
  init(_ merger: PaperMerger) {
    var papers = merger.papers
    for place in papers.indices { papers[place].fillDateFromArXivNumber() }
    var isMet = [Bool](repeating: false, count: papers.count)
    for met in merger.metPapers.sorted(by: { $0.row < $1.row }) {
      isMet[met.number] = true
      let paper = papers[met.number]
      var before = met.before
      before.fillDateFromArXivNumber()
      if !paper.hasSameContent(as: before) {
        outdated.append(met.row)
        written.append(paper)
      } else if !paper.hasSameSources(as: before) {
        moved.append((met.row, paper))
        let files = Set(paper.sourcePlaces.map(\.file))
        if files != Set(before.sourcePlaces.map(\.file)) { metElsewhere.append((met.row, paper)) }
      } else if met.wasRead {
        same += 1
      }
    }
    written += papers.indices.lazy.filter { !isMet[$0] }.map { papers[$0] }
  }
}

extension UpdateSummary {
  /// Counts changes.
  mutating func add(_ changes: PaperChanges) {
    added += changes.written.count - changes.outdated.count
    changed += changes.outdated.count + changes.moved.count
    same += changes.same
  }

  /// A new index as an addition to nothing.
  init(_ built: BuildSummary) {
    directory = built.directory
    added = built.papers
    papers = built.papers
    segments = built.segments
    skipped = built.skipped
    skipReasons = built.skipReasons
    seconds = built.seconds
    stages = built.stages
    madeIndex = true
  }
}
