// The header of a table: which column is which field. Names are those of Zotero, of the databases
// that export CSV (Scopus, IEEE Xplore, PubMed, Dimensions), of lens itself, and the plain Chinese and
// English words; `--map` says it where they differ.

/// A column of a table.
struct TableColumn {
  let name: String
  let field: RecordField
}

/// What the user says about columns: field names of lens and the columns they are in.
public struct ColumnMapping: Sendable, Equatable {
  private var columns: [(field: String, column: String)] = []

  /// No mapping: the header decides.
  public init() {}

  /// Reads `title=Name,abstract=Summary`.
  ///
  /// Throws for a text of another form and for a field that lens does not have.
  public init(parsing text: String) throws(BadColumnMapping) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let equal = part.firstIndex(of: "=") else {
        throw BadColumnMapping(expected: "field=column", found: String(part))
      }
      let field = String(part[..<equal].trimmedASCII).lowercased()
      let column = String(part[part.index(after: equal)...].trimmedASCII)
      guard TableHeader.mappable[field] != nil else {
        throw BadColumnMapping(
          expected: "one of \(Self.fieldNames.joined(separator: ", "))", found: field)
      }
      guard !column.isEmpty else {
        throw BadColumnMapping(expected: "a column after \"\(field)=\"", found: "")
      }
      columns.append((field, column))
    }
  }

  /// The names of fields that a column can be given to.
  public static var fieldNames: [String] { TableHeader.mappable.keys.sorted() }

  /// The field that a column is given to.
  func field(of column: String) -> RecordField? {
    columns.first { $0.column == column }.flatMap { TableHeader.mappable[$0.field] }
  }

  /// Whether a field has a column of the user's choice.
  func decides(_ field: RecordField) -> Bool {
    columns.contains { TableHeader.mappable[$0.field] == field }
  }

  /// The columns that the header does not have.
  func missing(in header: [String]) -> [String] {
    columns.map(\.column).filter { !header.contains($0) }
  }

  /// Whether they say the same.
  public static func == (a: ColumnMapping, b: ColumnMapping) -> Bool {
    a.columns.elementsEqual(b.columns) { $0 == $1 }
  }
}

/// A mapping of columns that cannot be read.
public struct BadColumnMapping: Error, Equatable, CustomStringConvertible {
  var expected: String
  var found: String

  /// What was expected and what was found.
  public var description: String { "expected \(expected), found \"\(found)\"." }
}

enum TableHeader {
  /// The columns of a header row.
  static func columns(_ names: [String], mapping: ColumnMapping) -> [TableColumn] {
    names.map { name in
      if let chosen = mapping.field(of: name) { return TableColumn(name: name, field: chosen) }
      let key = normalised(name)
      guard let field = fields[key], !mapping.decides(field) else {
        return TableColumn(name: name, field: isBookkeeping(key) ? .ignored : .kept(name))
      }
      return TableColumn(name: name, field: field)
    }
  }

  /// The delimiter that makes most columns of a header known; a comma if none does.
  static func delimiter(of line: UnsafeBufferPointer<UInt8>) -> UInt8 {
    let text = String(decoding: line.prefix(8192), as: UTF8.self)
    let candidates: [(delimiter: UInt8, character: Character)] = [
      (0x2C, ","), (0x09, "\t"), (0x3B, ";"),
    ]
    var best: (delimiter: UInt8, known: Int, all: Int) = (0x2C, 0, 0)
    for (delimiter, character) in candidates {
      let names = text.split(separator: character, omittingEmptySubsequences: false)
      let known = names.count { fields[normalised(String($0))] != nil }
      if (known, names.count) > (best.known, best.all) { best = (delimiter, known, names.count) }
    }
    return best.delimiter
  }

  /// The table that an opening is the beginning of: its header has a title or an abstract and
  /// another column that is known.
  static func format(of opening: Opening) -> Format? {
    guard var first = opening.lines.first.map(String.init), first.utf8.count <= 8192,
      // JSON, a tag or an entry, not a name.
      !["{", "[", "@", "%", "#"].contains(first.prefix(1))
    else { return nil }
    let delimiter = first.withUTF8 { Self.delimiter(of: $0) }
    let names = first.split(separator: Character(Unicode.Scalar(delimiter)))
    let known = names.compactMap { fields[normalised(String($0))] }
    guard known.contains(.title) || known.contains(.abstract), known.count >= 2 else { return nil }
    return delimiter == 0x09 ? .tsv : .csv
  }

  /// Letters and digits alone, small.
  private static func normalised(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  /// Columns of Zotero's that are no part of a record.
  private static func isBookkeeping(_ key: String) -> Bool {
    [
      "dateadded", "datemodified", "accessdate", "fileattachments", "linkattachments", "rank",
      "score",
      "lexical", "semantic",
    ].contains(key)
  }

  /// The fields that `--map` takes.
  static let mappable: [String: RecordField] = [
    "id": .id, "title": .title, "title_zh": .title, "abstract": .abstract, "abstract_zh": .abstract,
    "authors": .authors, "year": .year, "date": .date, "venue": .venue(rank: 0),
    "keywords": .keywords, "url": .url, "doi": .doi, "arxiv": .arXiv, "pmid": .pubMed,
  ]

  private static let fields: [String: RecordField] = {
    var table: [String: RecordField] = [:]
    func set(_ field: RecordField, _ names: String) {
      for name in names.split(separator: " ") { table[String(name)] = field }
    }
    set(.id, "id paperid")
    set(
      .title,
      "title titlezh titleen articletitle documenttitle papertitle chinesetitle englishtitle ti "
        + "标题 题名 篇名 题目 论文题目 中文题名 英文题名 论文标题")
    set(
      .abstract,
      "abstract abstractnote abstractzh abstracten summary ab chineseabstract englishabstract 摘要 "
        + "中文摘要 英文摘要 内容摘要")
    set(.authors, "author authors authornames au 作者 作者姓名")
    set(.year, "year publicationyear pubyear py 年 年份 出版年 发表年份")
    set(.date, "date publicationdate pubdate published publisheddate 日期 发表时间 发表日期 出版日期")
    set(
      .venue(rank: 0),
      "publicationtitle journal venue sourcetitle journalbook journaltitle so 来源 刊名 期刊 文献来源 期刊名称")
    set(.venue(rank: 1), "conferencename conference booktitle proceedingstitle 会议名称")
    set(
      .keywords,
      "keywords keyword manualtags automatictags authorkeywords indexkeywords tags categories de "
        + "关键词 关键字 中文关键词 英文关键词")
    set(.url, "url link pdflink 网址 链接 全文链接")
    set(.doi, "doi di")
    set(.arXiv, "arxiv arxivid arxivnumber")
    set(.pubMed, "pmid pubmedid")
    set(.kept("citation_key"), "citationkey")
    set(.kept("zotero_key"), "key")
    set(.kept("type"), "itemtype type documenttype publicationtype 文献类型")
    set(.kept("issn"), "issn")
    set(.kept("isbn"), "isbn")
    set(.kept("volume"), "volume 卷")
    set(.kept("issue"), "issue 期")
    set(.kept("pages"), "pages 页码")
    set(.kept("publisher"), "publisher 出版社 出版者")
    set(.kept("language"), "language 语种 语言")
    return table
  }()
}
