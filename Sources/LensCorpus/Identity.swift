// What identifies a record, as hashes for the merger's index and as names to compare.

/// The names the world gives a paper.
struct PublishedNames {
  var arXiv: String?
  var doi: String?
  /// PubMed's number, as JSON text.
  var pmid: String?
  /// Whether the arXiv number is the record's own id.
  var ownIDIsArXiv = false

  init(_ paper: Paper) {
    arXiv =
      paper.idOrigin == .arXiv || paper.idOrigin == .given
      ? Identifiers.arXivNumber(paper.id) : nil
    ownIDIsArXiv = paper.idOrigin == .given && arXiv != nil
    if arXiv == nil, let url = paper.url { arXiv = Identifiers.arXivNumber(url) }
    if let text = paper.doi { doi = (Identifiers.doi(text) ?? text).lowercased() }
    if doi == nil, paper.idOrigin == .given, paper.id.hasPrefix("10.") {
      doi = Identifiers.doi(paper.id)?.lowercased()
    }
    if paper.idOrigin == .pubMed {
      pmid = JSONText.quoted(paper.id)
    } else if let field = paper.extra.first(where: { $0.name == "pmid" }) {
      pmid = field.json
    }
  }

  /// Both have one of a kind, and not the same.
  func contradict(_ other: PublishedNames) -> Bool {
    if let a = arXiv, let b = other.arXiv, a != b { return true }
    if let a = doi, let b = other.doi, a != b { return true }
    if let a = pmid, let b = other.pmid, a != b { return true }
    return false
  }
}

/// The hashes under which a record can be found.
struct IdentityKeys {
  let names: PublishedNames
  var id: UInt64?
  var arXiv: UInt64?
  var doi: UInt64?
  var pmid: UInt64?
  var address: UInt64?
  var title: UInt64?
  var titleZH: UInt64?
  /// For records whose title identifies nothing.
  var slug: UInt64?

  init(_ paper: Paper) {
    names = PublishedNames(paper)
    if !paper.idIsDerived || paper.idOrigin.isCatalogue {
      let own = names.ownIDIsArXiv ? names.arXiv : nil
      id = StableHash.of(own ?? paper.id, domain: 1)
    }
    arXiv = names.arXiv.map { StableHash.of($0, domain: 2) }
    doi = names.doi.map { StableHash.of($0, domain: 3) }
    pmid = names.pmid.map { StableHash.of($0, domain: 7) }
    address = paper.url.flatMap(WebAddress.key).map { StableHash.of($0, domain: 8) }
    title = Self.title(paper.title)
    titleZH = Self.title(paper.titleZH)
    if paper.idOrigin == .title && title == nil && titleZH == nil {
      slug = StableHash.of(paper.id, domain: 5)
    }
  }

  fileprivate static func title(_ text: String?) -> UInt64? {
    guard let text else { return nil }
    let key = TitleKey.hash(text, domain: 4)
    return key.characters >= TitleKey.shortest ? key.hash : nil
  }

  /// The hash of an id as a name that must be unique, whoever gave it.
  static func name(_ id: String) -> UInt64 { StableHash.of(id, domain: 6) }

  var all: [UInt64] { [id, arXiv, doi, pmid, address, title, titleZH, slug].compactMap { $0 } }
}

extension Paper {
  /// Every hash under which the merger looks for the paper.
  ///
  /// O(length of the titles).
  public var identityHashes: [UInt64] { [IdentityKeys.name(id)] + IdentityKeys(self).all }

  /// The one of them that an id gives, whoever gave it.
  public static func identityHash(ofID id: String) -> UInt64 { IdentityKeys.name(id) }

  /// The one of them that a title gives, whatever its case, spaces and punctuation; nil for titles that
  /// are too short to tell papers apart.
  public static func identityHash(ofTitle title: String) -> UInt64? { IdentityKeys.title(title) }
}

/// Whether two records of one paper say the same.
enum RecordComparison {
  /// The fewest bytes of an abstract's letters by which it is known for the beginning of another.
  private static let shortestCut = 40

  /// Whether a text is the beginning of another, as catalogues and web pages cut abstracts short.
  static func isCut(_ text: String, short whole: String) -> Bool {
    let (beginning, all) = (TitleKey.normalized(text), TitleKey.normalized(whole))
    return beginning.count >= shortestCut && beginning.count < all.count
      && all.starts(with: beginning)
  }

  /// The names of the fields that both have and that differ in more than typography.
  static func conflicts(_ a: Paper, _ b: Paper) -> [String] {
    var names: [String] = []
    if differ(a.title, b.title, tolerance: 0) { names.append("title") }
    if differ(a.titleZH, b.titleZH, tolerance: 0) { names.append("title_zh") }
    if differ(a.abstract, b.abstract, tolerance: 50) { names.append("abstract") }
    if differ(a.abstractZH, b.abstractZH, tolerance: 50) { names.append("abstract_zh") }
    if let x = a.year, let y = b.year, x != y { names.append("year") }
    return names
  }

  /// Letters and digits differ; with a tolerance, in a stretch of more than one in `tolerance`
  /// bytes: "(c)" set as "©" by a web page is not another abstract.
  private static func differ(_ a: String?, _ b: String?, tolerance: Int) -> Bool {
    guard let a, let b, a != b else { return false }
    let x = TitleKey.normalized(a)
    let y = TitleKey.normalized(b)
    if x == y { return false }
    guard tolerance > 0 else { return true }
    let shorter = min(x.count, y.count)
    var prefix = 0
    while prefix < shorter, x[prefix] == y[prefix] { prefix += 1 }
    if prefix == shorter, prefix >= shortestCut { return false }
    var suffix = 0
    while suffix < shorter - prefix, x[x.count - 1 - suffix] == y[y.count - 1 - suffix] {
      suffix += 1
    }
    return (max(x.count, y.count) - prefix - suffix) * tolerance > max(x.count, y.count)
  }
}
