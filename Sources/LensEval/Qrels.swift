// Relevance judgements: which papers answer which query, and how well.
//
// Two forms are read, told apart by the number of columns of the first line: `query TAB paper TAB
// grade`, and TREC's `query 0 paper grade`, whose second column is ignored. A first line whose last
// column begins with a letter is a header (`query-id corpus-id score`) and is passed over.

/// Relevance judgements of a set of queries.
///
/// A grade of 1 or more is relevant, 0 and less is not; a paper without a judgement counts as not
/// relevant. Ids compare as Swift strings do, two spellings that are canonically equivalent in
/// Unicode being one id, and without blanks at their ends.
public struct Qrels: Sendable, Equatable {
  /// The judged queries, in the order in which they first appear.
  public private(set) var queries: [String] = []
  /// The number of judgements.
  public private(set) var count = 0
  private var grades: [String: [String: Int]] = [:]

  /// Judgements of no query.
  public init() {}

  /// Reads the judgements in the file at `path`; `-` is standard input.
  ///
  /// O(bytes) time and memory.
  ///
  /// - Throws: `EvalError` with the file and line at fault; nothing is skipped silently, since a
  ///   lost judgement changes every figure.
  public init(reading path: String) throws(EvalError) {
    try self.init(lines: TextLines(reading: path))
  }

  /// Parses the judgements in `bytes`, the contents of `file`.
  ///
  /// - Throws: as `init(reading:)`, but for reading.
  public init(parsing bytes: [UInt8], file: String) throws(EvalError) {
    try self.init(lines: TextLines(bytes: bytes, file: file))
  }

  /// Adds the judgement that `paper` answers `query` with `grade`, in O(1).
  ///
  /// - Returns: false, and nothing is changed, where the pair was judged before.
  @discardableResult
  public mutating func add(query: String, paper: String, grade: Int) -> Bool {
    let (query, paper) = (comparableID(query), comparableID(paper))
    guard grades[query]?[paper] == nil else { return false }
    if grades[query] == nil { queries.append(query) }
    grades[query, default: [:]][paper] = grade
    count += 1
    return true
  }

  /// The grades of the papers judged for `query`, or nil where it was not judged, in O(1).
  public subscript(query: String) -> [String: Int]? { grades[comparableID(query)] }

  private init(lines: TextLines) throws(EvalError) {
    var width: (columns: Int, line: Int)?
    var firstLines: [String: [String: Int]] = [:]
    var isFirst = true
    try lines.forEachLine { (place, line) throws(EvalError) in
      defer { isFirst = false }
      let fields = columns(of: line, counts: width.map { [$0.columns] } ?? [3, 4])
      guard fields.count == width?.columns ?? fields.count, 3...4 ~= fields.count else {
        throw .columns(
          place, expected: Self.expectation(width: width),
          found: "\(fields.count) in \(quoted(line))")
      }
      let last = fields[fields.count - 1]
      if isFirst, let initial = last.first, isASCIILetter(initial) { return }
      width = width ?? (fields.count, place.line)
      let query = try identifier(fields[0], "query", at: place)
      let paper = try identifier(fields[fields.count - 2], "paper", at: place)
      guard let grade = Int(String(decoding: last, as: UTF8.self)) else {
        throw .grade(place, found: quoted(last))
      }
      guard add(query: query, paper: paper, grade: grade) else {
        throw .repeated(
          place, query: query, paper: paper, firstLine: firstLines[query]?[paper] ?? 0)
      }
      firstLines[query, default: [:]][paper] = place.line
    }
    if count == 0 { throw .empty(file: lines.file, expected: "at least one judgement") }
  }

  private static func expectation(width: (columns: Int, line: Int)?) -> String {
    switch width {
    case (3, let line)?: "3 columns (query, paper, grade) as in line \(line)"
    case (_, let line)?: "4 columns (query, 0, paper, grade) as in line \(line)"
    case nil: "3 columns (query, paper, grade) or 4 (query, 0, paper, grade)"
    }
  }
}

private func isASCIILetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
