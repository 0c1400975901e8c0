// Paper: the one record type. Every reader makes it, the merger unites its repeats, the engine
// indexes it. A field that a source does not give is nil or empty; nothing is guessed except the
// id, and `idOrigin` says so.

/// One paper: what it is called, what it says, where it was read.
public struct Paper: Sendable, Equatable {
  /// The id that every list, run and export names it by; unique after ``PaperMerger``.
  public var id: String
  /// Where ``id`` comes from.
  public var idOrigin: IDOrigin
  /// The English title, or the only one unless that is Chinese.
  public var title: String?
  /// The Chinese title.
  public var titleZH: String?
  /// The English abstract, or the only one unless that is Chinese.
  public var abstract: String?
  /// The Chinese abstract.
  public var abstractZH: String?
  /// Names as the source spells them; see ``AuthorNames`` for how one string is split.
  public var authors: [String]
  /// Year of publication.
  public var year: Int?
  /// ISO 8601 prefix: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
  public var date: String?
  /// Journal, conference or book.
  public var venue: String?
  /// Keywords and subject categories.
  public var keywords: [String]
  /// Where the paper can be read.
  public var url: String?
  /// Digital object identifier, without a resolver's address.
  public var doi: String?
  /// Fields lens has no name for, in their order.
  public var extra: [ExtraField]
  /// Where the record stands.
  public var source: SourcePlace
  /// Where else the same paper was read.
  public var otherSources: [OtherSource] = []

  /// A paper of the given parts.
  public init(
    id: String, idOrigin: IDOrigin = .given, title: String? = nil, titleZH: String? = nil,
    abstract: String? = nil, abstractZH: String? = nil, authors: [String] = [], year: Int? = nil,
    date: String? = nil, venue: String? = nil, keywords: [String] = [], url: String? = nil,
    doi: String? = nil, extra: [ExtraField] = [], source: SourcePlace
  ) {
    self.id = id
    self.idOrigin = idOrigin
    self.title = title
    self.titleZH = titleZH
    self.abstract = abstract
    self.abstractZH = abstractZH
    self.authors = authors
    self.year = year
    self.date = date
    self.venue = venue
    self.keywords = keywords
    self.url = url
    self.doi = doi
    self.extra = extra
    self.source = source
  }

  /// Whether the id is not the record's own: made from a DOI, an address or the title, or a catalogue's
  /// number, beside which another catalogue has its own.
  public var idIsDerived: Bool { idOrigin != .given }

  /// Bytes of its texts, and some for what holds them.
  ///
  /// O(authors + keywords + other fields).
  public var heldByteCount: Int {
    let texts = [title, titleZH, abstract, abstractZH, date, venue, url, doi]
    var count = 512 + id.utf8.count + source.file.utf8.count
    for text in texts { count += text?.utf8.count ?? 0 }
    for name in authors { count += 16 + name.utf8.count }
    for word in keywords { count += 16 + word.utf8.count }
    for field in extra { count += 32 + field.name.utf8.count + field.json.utf8.count }
    return count
  }

  /// The title to show when only one fits: English, else Chinese, else the id.
  public var displayTitle: String { title ?? titleZH ?? id }
}

/// Where a paper's id comes from.
public enum IDOrigin: String, Sendable, Equatable {
  /// The record's own `id` field.
  case given
  /// The arXiv number in its address.
  case arXiv
  /// Its DOI.
  case doi
  /// The number PubMed gives it.
  case pubMed
  /// The number OpenAlex gives it.
  case openAlex
  /// The name Semantic Scholar gives it.
  case semanticScholar
  /// The name the ACL Anthology gives it.
  case aclAnthology
  /// A slug of its title (or a hash of its text): stable, but nobody else's name for it.
  case title
}

/// A field that lens keeps without understanding it.
public struct ExtraField: Sendable, Equatable {
  /// The field's name.
  public var name: String
  /// Its value, as JSON text.
  public var json: String

  /// A named raw value.
  public init(name: String, json: String) {
    self.name = name
    self.json = json
  }
}
