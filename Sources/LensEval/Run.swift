// A run: what a system answered to each query, best first.
//
// The file form is TREC's: `query Q0 paper rank score tag`, columns apart by blanks. The order of a
// ranking comes from the scores alone, as in trec_eval: by score descending, papers of equal score
// by id descending, byte by byte. The rank column is ignored, the lines of a query may lie anywhere
// in the file. A line with exactly five tabs is cut at them, so that an id may hold spaces. Scores are held in double precision (trec_eval 9 rounds them to single precision
// first and so sees more ties; later versions do not).

/// One paper of a ranking.
public struct RankedPaper: Sendable, Equatable {
  /// The paper's id.
  public let paper: String
  /// The system's score, finite, larger is better; only its order matters.
  public let score: Double

  /// `paper` with `score`.
  public init(paper: String, score: Double) {
    self.paper = paper
    self.score = score
  }

  /// Whether the paper stands before `other` in a ranking.
  func precedes(_ other: RankedPaper) -> Bool {
    if score != other.score { return score > other.score }
    return other.paper.utf8.lexicographicallyPrecedes(paper.utf8)
  }
}

/// The rankings that one system gave for a set of queries.
public struct Run: Sendable, Equatable {
  /// The system's name: the tag of the first line of a file.
  public let tag: String
  /// The queries with a ranking, in the order in which they first appear.
  public private(set) var queries: [String] = []
  private var rankings: [String: [RankedPaper]] = [:]

  /// A run of no query yet.
  public init(tag: String) {
    self.tag = tag
  }

  /// Reads the TREC run in the file at `path`; `-` is standard input.
  ///
  /// O(n log n) for n lines; memory is the file and the run.
  ///
  /// - Throws: `EvalError` with the file and line at fault.
  public init(reading path: String) throws(EvalError) {
    try self.init(lines: TextLines(reading: path))
  }

  /// Parses the TREC run in `bytes`, the contents of `file`.
  ///
  /// - Throws: as `init(reading:)`, but for reading.
  public init(parsing bytes: [UInt8], file: String) throws(EvalError) {
    try self.init(lines: TextLines(bytes: bytes, file: file))
  }

  /// Adds the ranking of `query`, which may be empty, in any order.
  ///
  /// A paper given twice keeps its better score. O(n log n).
  ///
  /// - Returns: false, and nothing is changed, where the query has a ranking.
  /// - Precondition: every score is finite.
  @discardableResult
  public mutating func add(query: String, papers: [RankedPaper]) -> Bool {
    precondition(papers.allSatisfy { $0.score.isFinite }, "a score is not finite")
    let query = comparableID(query)
    guard rankings[query] == nil else { return false }
    var seen: Set<String> = Set(minimumCapacity: papers.count)
    queries.append(query)
    rankings[query] =
      papers
      .map { RankedPaper(paper: comparableID($0.paper), score: $0.score) }
      .sorted { $0.precedes($1) }
      .filter { seen.insert($0.paper).inserted }
    return true
  }

  /// The ranking of `query`, best first, or nil where the run has none, in O(1).
  public subscript(query: String) -> [RankedPaper]? { rankings[comparableID(query)] }

  private init(lines: TextLines) throws(EvalError) {
    // Entries are gathered per query, as indices into one array, and sorted at the end.
    var tag: String?
    var entries: [[(ranked: RankedPaper, line: Int)]] = []
    var slots: [String: Int] = [:]
    var order: [String] = []
    var current: (bytes: ArraySlice<UInt8>, slot: Int) = ([], -1)
    try lines.forEachLine { (place, line) throws(EvalError) in
      let fields = columns(of: line, counts: [6])
      guard fields.count == 6 else {
        throw .columns(
          place, expected: "6 columns (query, Q0, paper, rank, score, tag)",
          found: "\(fields.count) in \(quoted(line))")
      }
      // The lines of a query mostly lie together: look the slot up only where it changes.
      if current.slot < 0 || current.bytes != fields[0] {
        let query = try identifier(fields[0], "query", at: place)
        let slot = slots[query] ?? order.count
        if slot == order.count {
          slots[query] = slot
          order.append(query)
          entries.append([])
        }
        current = (fields[0], slot)
      }
      let paper = try identifier(fields[2], "paper", at: place)
      guard let score = Double(String(decoding: fields[4], as: UTF8.self)), score.isFinite else {
        throw .score(place, found: quoted(fields[4]))
      }
      if tag == nil { tag = String(decoding: fields[5], as: UTF8.self) }
      entries[current.slot].append((RankedPaper(paper: paper, score: score), place.line))
    }
    guard let tag else { throw .empty(file: lines.file, expected: "at least one ranked paper") }

    self.init(tag: tag)
    for (slot, query) in order.enumerated() {
      var firstLines: [String: Int] = Dictionary(minimumCapacity: entries[slot].count)
      for entry in entries[slot] {
        if let firstLine = firstLines.updateValue(entry.line, forKey: entry.ranked.paper) {
          throw .repeated(
            Place(file: lines.file, line: entry.line), query: query, paper: entry.ranked.paper,
            firstLine: firstLine)
        }
      }
      rankings[query] = entries[slot].map(\.ranked).sorted { $0.precedes($1) }
      entries[slot] = []
    }
    queries = order
  }
}
