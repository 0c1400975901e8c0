// One paper as the catalogue keeps it, and the encoding its checksum covers. To add a field: a case
// with the next number, its column, an accessor, the next format, a line in docs/format.md.

/// One paper of the catalogue: its number, its id, and fields that are all optional texts.
public struct CatalogueRow: Sendable, Equatable {
  /// The fields in the order of their columns; the number stays the field's for ever.
  public enum Field: UInt8, Sendable, CaseIterable {
    case title = 1
    case titleZH = 2
    case abstract = 3
    case abstractZH = 4
    case authors = 5
    case year = 6
    case date = 7
    case venue = 8
    case keywords = 9
    case url = 10
    case doi = 11
    case extra = 12
    case source = 13
    case identity = 14

    /// The name of the column.
    var column: String { Self.columns[Int(rawValue) - 1] }

    private static let columns = [
      "title", "title_zh", "abstract", "abstract_zh", "authors", "year", "date", "venue",
      "keywords", "url", "doi", "extra", "source", "identity",
    ]
  }

  /// The document number, ascending within an index.
  public var ordinal: Int64
  /// The paper's own id, unique within an index.
  public var id: String
  private var values: [String?]

  /// A row without fields.
  public init(ordinal: Int64, id: String) {
    self.ordinal = ordinal
    self.id = id
    values = [String?](repeating: nil, count: Field.allCases.count)
  }

  /// The text of a field.
  public subscript(field: Field) -> String? {
    get { values[Int(field.rawValue) - 1] }
    set { values[Int(field.rawValue) - 1] = newValue }
  }

  /// The English, or only, title.
  public var title: String? {
    get { self[.title] }
    set { self[.title] = newValue }
  }
  /// The Chinese title.
  public var titleZH: String? {
    get { self[.titleZH] }
    set { self[.titleZH] = newValue }
  }
  /// The English, or only, abstract.
  public var abstract: String? {
    get { self[.abstract] }
    set { self[.abstract] = newValue }
  }
  /// The Chinese abstract.
  public var abstractZH: String? {
    get { self[.abstractZH] }
    set { self[.abstractZH] = newValue }
  }
  /// The year, in digits.
  public var year: String? {
    get { self[.year] }
    set { self[.year] = newValue }
  }
  /// The date as far as known: `YYYY[-MM[-DD]]`.
  public var date: String? {
    get { self[.date] }
    set { self[.date] = newValue }
  }
  /// The journal or conference.
  public var venue: String? {
    get { self[.venue] }
    set { self[.venue] = newValue }
  }
  /// The address of the paper.
  public var url: String? {
    get { self[.url] }
    set { self[.url] = newValue }
  }
  /// The DOI.
  public var doi: String? {
    get { self[.doi] }
    set { self[.doi] = newValue }
  }
  /// Unknown input fields as a JSON object.
  public var extra: String? {
    get { self[.extra] }
    set { self[.extra] = newValue }
  }
  /// Where the record was read: `file:line`.
  public var source: String? {
    get { self[.source] }
    set { self[.source] = newValue }
  }
  /// How the id came about, in the caller's words (`given`, `derived`).
  public var identity: String? {
    get { self[.identity] }
    set { self[.identity] = newValue }
  }

  /// The authors in order; none is absent.
  ///
  /// Names are joined by U+001F, which is taken out of them.
  public var authors: [String] {
    get { list(.authors) }
    set { setList(.authors, newValue) }
  }
  /// The keywords in order, joined like authors.
  public var keywords: [String] {
    get { list(.keywords) }
    set { setList(.keywords, newValue) }
  }

  private static let separator: Character = "\u{1F}"

  private func list(_ field: Field) -> [String] {
    self[field].map { $0.split(separator: Self.separator).map(String.init) } ?? []
  }

  private mutating func setList(_ field: Field, _ items: [String]) {
    let clean = items.map { item in
      item.utf8.contains(0x1F) ? item.filter { $0 != Self.separator } : item
    }.filter { !$0.isEmpty }
    self[field] = clean.isEmpty ? nil : clean.joined(separator: String(Self.separator))
  }
}

/// The bytes a row's checksum covers: ordinal, then for each present field its number, its length
/// and its UTF-8.
///
/// The id is field 0. An absent field leaves no trace, so that adding one later changes no old row.
struct RowEncoding {
  /// Where each field's text lies in `bytes`; nil for an absent one.
  ///
  /// Index 0 is the id.
  private(set) var ranges: [Range<Int>?] = []
  private(set) var bytes: [UInt8] = []

  /// Encodes a row; the storage is reused from row to row.
  mutating func encode(_ row: CatalogueRow) {
    bytes.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    bytes.put(row.ordinal)
    add(0, row.id)
    for field in CatalogueRow.Field.allCases { add(field.rawValue, row[field]) }
  }

  var checksum: UInt32 { Checksum.of(bytes) }

  private mutating func add(_ number: UInt8, _ text: String?) {
    guard var text else {
      ranges.append(nil)
      return
    }
    text.withUTF8 { utf8 in
      bytes.append(number)
      bytes.put(UInt32(truncatingIfNeeded: utf8.count))
      let start = bytes.count
      bytes.append(contentsOf: utf8)
      ranges.append(start..<bytes.count)
    }
  }

  /// The same checksum taken from the columns of a result.
  static func add(_ number: UInt8, _ text: UnsafeBufferPointer<UInt8>, to sum: inout Checksum) {
    sum.add(number)
    sum.add(UInt32(truncatingIfNeeded: text.count))
    sum.add(UnsafeRawBufferPointer(text))
  }
}
