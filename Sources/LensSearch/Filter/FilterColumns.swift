// What conditions read of a segment beside dates and languages. Opened when first asked for: a search
// without a condition pays nothing, and an index made before there were columns is missed only by those
// who ask for one.
import LensCorpus
import LensStore
import LensText

/// The labels, properties and ids of a segment's papers.
struct FilterColumns: Sendable {
  private static let properties = SectionID("PHAS")
  private static let hashes = SectionID("PIDH")
  private static let hashRows = SectionID("PIDR")

  private let file: SectionedFile
  private let count: Int

  /// Names the columns of a segment file of `count` papers.
  init(of file: SectionedFile, count: Int) {
    self.file = file
    self.count = count
  }

  /// The labels of a kind.
  ///
  /// O(1). Throws `inconsistent` for an index made without them.
  func labels(_ kind: LabelKind) throws -> LabelColumn {
    guard LabelColumn.isThere(kind, in: file) else { throw missing(kind.field.rawValue) }
    return try LabelColumn(kind, reading: file, paperCount: count)
  }

  /// What each paper has, as bits.
  func properties() throws -> MappedArray<UInt8> {
    try column(Self.properties, "has")
  }

  /// The hashes of the papers' ids, ascending, and the paper of each.
  func ids() throws -> (hashes: MappedArray<UInt64>, rows: MappedArray<UInt32>) {
    (try column(Self.hashes, "tag"), try column(Self.hashRows, "tag"))
  }

  private func column<Element: BitwiseCopyable>(_ id: SectionID, _ name: String) throws
    -> MappedArray<Element>
  {
    guard file.hasSection(id) else { throw missing(name) }
    let array: MappedArray<Element> = try file.section(id).array()
    guard array.count == count else {
      throw array.section.damaged(expected: "\(count) papers", found: "\(array.count)")
    }
    return array
  }

  private func missing(_ name: String) -> SearchError {
    .inconsistent(
      place: file.record.name, expected: "a column for '\(name)' conditions",
      found: "an index made before there were any")
  }

  /// Writes the columns of a segment's papers.
  ///
  /// O(labels · log labels).
  static func write(_ papers: [Paper], to writer: SectionedFileWriter) throws(StoreError) {
    try writer.add(Self.properties, papers.indices.map { PaperProperties(papers[$0]).rawValue })
    var ids = papers.indices.map {
      KeyedNumber(key: idHash(papers[$0].id.utf8), number: UInt32($0))
    }
    RadixSort.sort(&ids)
    try writer.add(Self.hashes, ids.map(\.key))
    try writer.add(Self.hashRows, ids.map(\.number))
    for kind in LabelKind.allCases {
      var column = LabelColumnWriter(kind)
      for place in papers.indices { column.add(papers, at: place) }
      try column.write(to: writer)
    }
  }

  /// The hash by which a paper's id is found, from its UTF-8.
  static func idHash(_ id: some Sequence<UInt8>) -> UInt64 {
    var hash = StableHash()
    for byte in id { hash.add(byte) }
    return hash.value
  }
}

/// What a paper has, as bits.
struct PaperProperties: OptionSet, Sendable {
  let rawValue: UInt8

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The properties of a paper.
  init(_ paper: Paper) {
    let has: [(Bool, FilterProperty)] = [
      (paper.title != nil || paper.titleZH != nil, .title),
      (paper.abstract != nil || paper.abstractZH != nil, .abstract),
      (!paper.authors.isEmpty, .author), (paper.venue != nil, .venue),
      (!paper.keywords.isEmpty, .category),
      (PaperDate(date: paper.date, year: paper.year) != nil, .date), (paper.doi != nil, .doi),
      (paper.url != nil, .url),
    ]
    self = []
    for case (true, let property) in has { insert(PaperProperties(rawValue: property.bit)) }
  }
}

extension FilterProperty {
  /// Its bit; none for a tag, which is the user's and not the paper's.
  var bit: UInt8 {
    switch self {
    case .title: 1 << 0
    case .abstract: 1 << 1
    case .author: 1 << 2
    case .venue: 1 << 3
    case .category: 1 << 4
    case .date: 1 << 5
    case .doi: 1 << 6
    case .url: 1 << 7
    case .tag: 0
    }
  }
}
