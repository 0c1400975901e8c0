// What filters look at, beside the vectors in the segment and not in the catalogue: a filter reads
// five bytes a paper and opens no database.
import LensStore

/// Dates and languages of a segment's papers.
struct PaperAttributes: Sendable {
  private static let dates = SectionID("PDAT")
  private static let languages = SectionID("PLAN")

  /// Languages as bits.
  struct Languages: OptionSet, Sendable {
    let rawValue: UInt8
    static let english = Languages(rawValue: 1)
    static let chinese = Languages(rawValue: 2)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ language: Language) {
      switch language {
      case .english: self = .english
      case .chinese: self = .chinese
      }
    }
  }

  let count: Int
  private let dates: MappedArray<Int32>
  private let languages: MappedArray<UInt8>

  /// Opens the attributes of a segment.
  ///
  /// O(1).
  init(reading file: SectionedFile) throws(StoreError) {
    dates = try file.section(Self.dates).array(of: Int32.self)
    languages = try file.section(Self.languages).array(of: UInt8.self)
    count = dates.count
    guard languages.count == count else {
      throw languages.section.damaged(
        expected: "\(count) papers", found: "\(languages.count)")
    }
  }

  /// Writes the attributes of a segment's papers; a date of 0 is unknown.
  static func write(
    dates: [PaperDate?], languages: [Languages], to writer: SectionedFileWriter
  ) throws(StoreError) {
    try writer.add(Self.dates, dates.map { $0?.packed ?? 0 })
    try writer.add(Self.languages, languages.map(\.rawValue))
  }

  /// The papers whose packed date lies in a range.
  ///
  /// O(papers).
  func papers(from first: Int32, before end: Int32) throws(StoreError) -> Bitmap {
    let values = try dates.all()
    return withExtendedLifetime(dates) {
      Bitmap(count: count) { first <= values[$0] && values[$0] < end }
    }
  }

  /// The papers with text in a language.
  ///
  /// O(papers).
  func papers(in language: Languages) throws(StoreError) -> Bitmap {
    let values = try languages.all()
    let bit = language.rawValue
    return withExtendedLifetime(languages) {
      Bitmap(count: count) { values[$0] & bit != 0 }
    }
  }

  /// The years of some papers, and how many are of each.
  ///
  /// O(papers).
  func years(of papers: Bitmap) throws(StoreError) -> [Int: Int] {
    let values = try dates.all()
    return withExtendedLifetime(dates) {
      var counts: [Int: Int] = [:]
      for row in papers.rows where values[row] != 0 {
        counts[Int(values[row] / 10_000), default: 0] += 1
      }
      return counts
    }
  }

  /// The documents in exactly these languages, ascending.
  ///
  /// O(papers).
  func documents(in wanted: Languages) throws(StoreError) -> [Int] {
    let languages = try languages.all()
    return (0..<count).filter { languages[$0] == wanted.rawValue }
  }

  /// Counts the documents that `isLive` lets in.
  ///
  /// O(papers).
  func add(to tally: inout AttributeTally, where isLive: (Int) -> Bool) throws(StoreError) {
    let dates = try dates.all()
    let languages = try languages.all()
    for document in 0..<count where isLive(document) {
      tally.add(date: dates[document], languages: Languages(rawValue: languages[document]))
    }
  }
}

/// Papers by language, and the years they are of.
struct AttributeTally {
  /// The earliest and the latest year; `nil` when no year is known.
  private(set) var years: ClosedRange<Int>?
  private var counts: [UInt8: Int] = [:]

  /// Papers in exactly these languages.
  subscript(languages: PaperAttributes.Languages) -> Int { counts[languages.rawValue] ?? 0 }

  fileprivate mutating func add(date: Int32, languages: PaperAttributes.Languages) {
    counts[languages.rawValue, default: 0] += 1
    guard date != 0 else { return }
    let year = Int(date / 10_000)
    if let known = years, known.contains(year) { return }
    years = min(years?.lowerBound ?? year, year)...max(years?.upperBound ?? year, year)
  }
}
