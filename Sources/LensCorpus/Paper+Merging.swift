// What becomes of the fields when records of one paper are united.

extension Paper {
  /// Fills fields that are missing from another record of the same paper.
  mutating func complete(from other: Paper) {
    title = title ?? other.title
    titleZH = titleZH ?? other.titleZH
    abstract = Self.fuller(abstract, other.abstract)
    abstractZH = Self.fuller(abstractZH, other.abstractZH)
    if authors.isEmpty { authors = other.authors }
    year = year ?? other.year
    if let known = date, let given = other.date, given.hasPrefix(known) { date = given }
    date = date ?? other.date
    venue = venue ?? other.venue
    if keywords.isEmpty { keywords = other.keywords }
    url = url ?? other.url
    doi = doi ?? other.doi
    for field in other.extra where !extra.contains(where: { $0.name == field.name }) {
      extra.append(field)
    }
  }

  /// Takes over what a newer version of the record says; what it leaves out stays.
  mutating func renew(from newer: Paper) {
    title = newer.title ?? title
    titleZH = newer.titleZH ?? titleZH
    abstract = newer.abstract ?? abstract
    abstractZH = newer.abstractZH ?? abstractZH
    if !newer.authors.isEmpty { authors = newer.authors }
    year = newer.year ?? year
    date = newer.date ?? date
    venue = newer.venue ?? venue
    if !newer.keywords.isEmpty { keywords = newer.keywords }
    url = newer.url ?? url
    doi = newer.doi ?? doi
    for field in newer.extra {
      if let place = extra.firstIndex(where: { $0.name == field.name }) {
        extra[place] = field
      } else {
        extra.append(field)
      }
    }
  }

  /// The first of two texts, unless it is the beginning of the second, cut short.
  private static func fuller(_ text: String?, _ other: String?) -> String? {
    guard let text, let other else { return text ?? other }
    return RecordComparison.isCut(text, short: other) ? other : text
  }
}

extension IDOrigin {
  /// Whose name counts more.
  var rank: Int {
    switch self {
    case .given: 4
    case .arXiv: 3
    case .pubMed, .openAlex, .semanticScholar, .aclAnthology: 2
    case .doi: 1
    case .title: 0
    }
  }

  /// Whether it is a catalogue, which gives each paper one number.
  var isCatalogue: Bool {
    switch self {
    case .pubMed, .openAlex, .semanticScholar, .aclAnthology: true
    case .given, .arXiv, .doi, .title: false
    }
  }
}
