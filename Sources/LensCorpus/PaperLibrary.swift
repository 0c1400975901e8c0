// The papers of an index as the merger meets them: found by hash, fetched one by one, so that adding
// to a large index costs a look for each record and never a pass over all.

/// Papers that are there already.
///
/// Asked by one thread at a time. A library that cannot answer says that it has nothing and keeps the
/// reason for whoever made it.
public protocol PaperLibrary: Sendable {
  /// Numbers of the papers that may have one of the names hashed, ascending; others may be among them.
  func rows(under hash: UInt64) -> [Int]
  /// The paper of a number, without what was derived from its id.
  func paper(at row: Int) -> Paper?
  /// Whether a paper stood there before this reading, so that a record of the file it was first read
  /// from is its newer version, and no repeat.
  func stoodBefore(_ row: Int) -> Bool
}

/// A paper of the library that records were merged with.
public struct MetPaper: Sendable {
  /// Its number in the library.
  public var row: Int
  /// Its number among the merger's papers.
  public var number: Int
  /// What it was before.
  public var before: Paper
  /// Whether a record was found to be this paper.
  public var wasRead = false
}

/// What the merger has met of a library.
struct MetPapers: Sendable {
  let library: any PaperLibrary
  private var papers: [MetPaper] = []
  private var places: [Int: Int] = [:]
  private var hashes: Set<UInt64> = []
  /// Rows of the papers, by the merger's number.
  private var rows: [Int: Int] = [:]
  /// Files whose records each of the papers has met, by the merger's number.
  private var files: [Int: Set<String>] = [:]

  /// All of them, in the order in which they were met.
  var all: [MetPaper] {
    papers.map { paper in
      var paper = paper
      paper.wasRead = files[paper.number]?.isEmpty == false
      return paper
    }
  }

  init(_ library: any PaperLibrary) { self.library = library }

  /// Looks a hash up for the first time; gives the numbers of the papers under it, those that are new
  /// appended to `all`.
  mutating func look(under hash: UInt64, appendingTo all: inout [Paper]) -> [Int] {
    guard hashes.insert(hash).inserted else { return [] }
    return library.rows(under: hash).compactMap { row in
      if let place = places[row] { return papers[place].number }
      guard let paper = library.paper(at: row) else { return nil }
      let number = all.count
      places[row] = papers.count
      rows[number] = row
      files[number] = []
      papers.append(MetPaper(row: row, number: number, before: paper))
      all.append(paper)
      return number
    }
  }

  /// The row of a paper; nil for one that is not the library's.
  func row(of number: Int) -> Int? { rows[number] }

  /// Whether a paper stood in the library before this reading and meets a record of this file for the
  /// first time.
  mutating func isFirst(of file: String, for number: Int) -> Bool {
    guard let row = rows[number], files[number]?.insert(file).inserted == true else { return false }
    return library.stoodBefore(row)
  }
}
