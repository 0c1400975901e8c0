// One term of a query in one segment: where it stands, what bounds its contributions, and how they are
// added up over a window.

import CKernels

/// A term's cursor in one segment with the bounds of its contributions.
struct TermCursor: ~Copyable {
  /// Postings from which on a table of contributions is made: below, it has more entries than are asked
  /// for.
  private static let tabledPostings = 512
  /// Frequencies that a table holds.
  private static let tabledFrequencies = 8

  var cursor: PostingsCursor
  /// weight · idf · (k1 + 1), of a phrase the sum over its terms.
  let weight: Double
  /// The alternative of its group that the term belongs to.
  let alternative: Int
  /// Whether that is a phrase, whose terms count together.
  let isPhrase: Bool

  /// A bound of all contributions, in units.
  private var listBound = Double.infinity
  /// The last block bounded and its bound: a block of a rare term spans many windows.
  private var boundedBlock = -1
  private var blockBound = 0.0
  /// What the kernels need to know; its table is owned.
  private var weighting: lens_bm25?
  private let kernels = lens_posting_kernels_current().pointee

  init(
    cursor: consuming PostingsCursor, weight: Double, alternative: Int, isPhrase: Bool
  ) {
    self.cursor = cursor
    self.weight = weight
    self.alternative = alternative
    self.isPhrase = isPhrase
  }

  deinit { weighting?.table?.deallocate() }

  /// Makes ready for bounding and adding up; decodes the list where it is one block.
  mutating func prepare(_ scorer: BM25Scorer, _ units: ScoreUnits) throws(LexicalError) {
    weighting = scorer.kernel(weight: weight, units: units)
    if let columns = weighting?.columns, cursor.postingCount >= Self.tabledPostings {
      weighting?.table = .allocate(capacity: Self.tabledFrequencies * Int(columns))
    }
    if let impacts = cursor.listImpacts {
      listBound = units(scorer.bound(weight: weight, of: impacts))
      return
    }
    try cursor.seek(to: 0)
    var bound = 0.0
    let weight = weight
    cursor.forEachInBlock { document, frequency in
      bound = max(
        bound, scorer.contribution(weight: weight, frequency: frequency, document: document))
    }
    listBound = units(bound)
  }

  /// A bound of the contributions to documents in `window`, which only moves forward, in units.
  mutating func bound(in window: Range<Int>, _ scorer: BM25Scorer, _ units: ScoreUnits) -> Double {
    if cursor.document >= window.upperBound { return 0 }
    if cursor.blockCount == 1 { return listBound }
    cursor.shallowSeek(to: window.lowerBound)
    var bound = 0.0
    var block = cursor.shallowBlock
    while block < cursor.blockCount
      && cursor.firstPossibleDocument(of: block) < window.upperBound
    {
      if block != boundedBlock, let impacts = cursor.impacts(of: block) {
        boundedBlock = block
        blockBound = units(scorer.bound(weight: weight, of: impacts))
      }
      bound = max(bound, blockBound)
      block += 1
    }
    return min(bound, listBound)
  }

  /// About how many postings lie in a window, were they spread evenly.
  func postings(expectedIn window: Range<Int>) -> Int {
    cursor.postingCount * window.count / cursor.documentCount
  }

  /// The contribution to `document`, 0 where the term is not in it.
  ///
  /// Moves the cursor there.
  @inline(__always)
  mutating func contribution(
    to document: Int, _ scorer: BM25Scorer
  ) throws(LexicalError) -> Double {
    try cursor.seek(to: document)
    if cursor.document != document { return 0 }
    return scorer.contribution(
      weight: weight, frequency: cursor.frequency, document: document)
  }

  /// Whether any posting lies in a window, not before the current one.
  mutating func meets(_ window: Range<Int>) throws(LexicalError) -> Bool {
    try cursor.seek(to: window.lowerBound)
    return cursor.document < window.upperBound
  }

  /// Adds the contributions to the documents of a window, in units, and says whether there are any.
  mutating func add(
    over window: Range<Int>, to sums: UnsafeMutablePointer<UInt16>
  ) throws(LexicalError) -> Bool {
    guard try meets(window), var weighting else { return false }
    let kernels = kernels
    try cursor.forEachRun(below: window.upperBound) { run in
      // Rows are filled when a block may first ask for them.
      let rows = min(1 << min(run.pointee.width, 16), UInt32(Self.tabledFrequencies))
      if weighting.table != nil, weighting.rows < rows {
        let filled = weighting.rows
        weighting.rows = rows
        kernels.fill(&weighting, filled)
      }
      kernels.add(run, &weighting, UInt32(window.lowerBound), sums)
    }
    self.weighting = weighting
    return true
  }
}
