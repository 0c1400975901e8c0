// What a bibliography wants to know of a paper beyond the fields that are searched: the kind of
// publication, volume, pages. They are kept in `extra`, under names that all readers share.
import LensCorpus

/// A paper as the writers of bibliographies look at it.
struct ExportRecord {
  let kind: PublicationKind
  /// The arXiv number, version off.
  let arXiv: String?
  private let kept: [String: [String]]

  init(_ paper: Paper) {
    var kept: [String: [String]] = [:]
    for field in paper.extra { kept[field.name] = field.texts }
    self.kept = kept
    kind = PublicationKind(named: kept["type"]?.first, hasVenue: paper.venue != nil)
    arXiv = paper.arXivNumber
  }

  /// The one text kept under a name.
  subscript(name: String) -> String? {
    kept[name].flatMap { $0.count == 1 ? $0[0] : nil }
  }

  /// All texts kept under a name.
  func list(_ name: String) -> [String] { kept[name] ?? [] }

  /// First and last page.
  var pages: String? {
    if let pages = self["pages"] {
      return String(pages.map { $0 == "–" || $0 == "—" ? "-" : $0 })
    }
    guard let first = self["first_page"] else { return nil }
    return self["last_page"].map { "\(first)-\($0)" } ?? first
  }
}

/// Kinds of publications, by what BibTeX and RIS call them.
enum PublicationKind {
  case article, conference, book, chapter, thesis, report, other

  /// The kind that a source's name stands for: `JOUR`, `Journal Article`, `journalArticle`, `期刊`.
  init(named name: String?, hasVenue: Bool) {
    let key = (name ?? "").lowercased().filter(\.isLetter)
    switch key {
    case "article", "jour", "journalarticle", "ejour", "mgzn", "magazinearticle", "期刊":
      self = .article
    case "inproceedings", "conference", "conf", "cpaper", "conferencepaper", "proceedingsarticle",
      "conferenceproceedings", "会议":
      self = .conference
    case "book", "whole", "bookwhole", "图书": self = .book
    case "inbook", "incollection", "chap", "booksection", "booksectionchapter": self = .chapter
    case "phdthesis", "mastersthesis", "thesis", "thes", "dissertationthesis", "硕士", "博士":
      self = .thesis
    case "techreport", "report", "rprt": self = .report
    default: self = hasVenue ? .article : .other
    }
  }

  /// BibTeX's entry type.
  var bibTeX: String {
    switch self {
    case .article: "article"
    case .conference: "inproceedings"
    case .book: "book"
    case .chapter: "incollection"
    case .thesis: "phdthesis"
    case .report: "techreport"
    case .other: "misc"
    }
  }

  /// RIS's reference type.
  var ris: String {
    switch self {
    case .article: "JOUR"
    case .conference: "CPAPER"
    case .book: "BOOK"
    case .chapter: "CHAP"
    case .thesis: "THES"
    case .report: "RPRT"
    case .other: "GEN"
    }
  }

  /// The BibTeX field that says where the paper stands.
  var venueField: String {
    switch self {
    case .article: "journal"
    case .conference, .chapter: "booktitle"
    case .thesis: "school"
    case .report: "institution"
    case .book: "series"
    case .other: "howpublished"
    }
  }
}
