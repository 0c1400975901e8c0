// RecordDraft: one record on its way to a paper, whatever format it is written in. Values arrive in
// the order of the file, each with its meaning and the name that the file gave it; here the two
// languages are told apart, names of the same thing ranked, and the identity found. What finds no
// place is kept in `extra` under its own name.

/// The values of one record.
struct RecordDraft {
  /// The line the record starts on.
  let line: Int
  private let limits: Limits
  private var byteCount = 0
  private var isCut = false
  private var titles: [(text: String, name: String)] = []
  private var subtitle: String?
  private var bookTitle: String?
  private var abstracts: [(text: String, name: String)] = []
  private var authors: [String] = []
  private var shortAuthors: [String] = []
  private var keywords: [(text: String, isList: Bool)] = []
  private var years: [(text: String, name: String)] = []
  private var dates: [(text: String, name: String)] = []
  private var month: String?
  private var day: String?
  private var venue: (rank: Int, text: String)?
  private var urls: [String] = []
  private var doi: String?
  private var arXiv: String?
  private var pubMed: String?
  private var id: String?
  private var kept: [(name: String, values: [String])] = []
  private var placeOfKept: [String: Int] = [:]
  /// No record has as many names; one that has is an attack on whoever searches them.
  private static let keptLimit = 1000

  init(line: Int, limits: Limits) {
    self.line = line
    self.limits = limits
  }

  /// Takes a value; `name` is what the file calls it.
  ///
  /// Empty values are nothing. Beyond the limit for a record, values are left out.
  mutating func add(_ value: String, to field: RecordField, name: String) {
    guard !value.isEmpty, field != .ignored else { return }
    byteCount += value.utf8.count
    guard byteCount <= limits.recordBytes else {
      isCut = true
      return
    }
    switch field {
    case .title: titles.append((value.unwrapped, name))
    case .bookTitle: bookTitle = bookTitle ?? value.unwrapped
    case .subtitle: subtitle = subtitle ?? value.unwrapped
    case .abstract: abstracts.append((value, name))
    case .author: authors += value.unwrapped.splitAtSemicolons
    case .shortAuthor: shortAuthors.append(value.unwrapped)
    case .authors: authors += AuthorNames.split(value)
    case .keyword: keywords.append((value, false))
    case .keywords: keywords.append((value, true))
    case .year: years.append((value, name))
    case .date: dates.append((value, name))
    case .month: month = month ?? value
    case .day: day = day ?? value
    case .venue(let rank):
      if venue.map({ rank < $0.rank }) ?? true { venue = (rank, value.unwrapped) }
    case .url: urls += value.split(whereSeparator: \.isWhitespace).map(String.init)
    case .doi: take(doi: value, name: name)
    case .arXiv: take(arXiv: value, name: name)
    case .pubMed: pubMed = pubMed ?? value
    case .id: id = id ?? value
    case .kept(let shared): keep(value, as: shared)
    case .ignored: break
    }
  }

  /// Says that a part of the record was left out for its length.
  mutating func cut() { isCut = true }

  private mutating func take(doi value: String, name: String) {
    guard let found = Identifiers.doi(value) else { return keep(value, as: name) }
    if doi == nil { doi = found }
  }

  private mutating func take(arXiv value: String, name: String) {
    guard let found = Identifiers.arXivNumber(value) ?? Identifiers.arXivNumber("arXiv:" + value)
    else { return keep(value, as: name) }
    if arXiv == nil { arXiv = found }
  }

  /// Keeps a text under a name.
  private mutating func keep(_ value: String, as name: String) {
    if let place = placeOfKept[name] {
      kept[place].values.append(value)
    } else if kept.count < Self.keptLimit {
      placeOfKept[name] = kept.count
      kept.append((name, [value]))
    } else {
      isCut = true
    }
  }
}

// MARK: Making the paper

extension RecordDraft {
  /// The paper, or nil where the record holds no text; remarks go to `diagnostics`.
  consuming func paper(file: String, diagnostics: inout [Diagnostic]) -> Paper? {
    let place = SourcePlace(file: file, line: line)
    if isCut { diagnostics.append(.longRecord(at: place, limit: limits.recordBytes)) }
    if let bookTitle {
      if titles.isEmpty {
        titles.append((bookTitle, "booktitle"))
      } else {
        add(bookTitle, to: .venue(rank: 4), name: "booktitle")
      }
    }
    if let subtitle, !titles.isEmpty { titles[0].text += ": " + subtitle }
    let title = languages(titles)
    let abstract = languages(abstracts)
    guard
      title.english != nil || title.chinese != nil || abstract.english != nil
        || abstract.chinese != nil
    else {
      diagnostics.append(.noText(at: place))
      return nil
    }
    if title.english == nil && title.chinese == nil { diagnostics.append(.noTitle(at: place)) }
    var paper = Paper(
      id: "", title: title.english, titleZH: title.chinese, abstract: abstract.english,
      abstractZH: abstract.chinese, authors: authors.isEmpty ? shortAuthors : authors,
      venue: venue?.text,
      keywords: keywordList(), url: urls.first, doi: doi, source: place)
    setDate(&paper, diagnostics: &diagnostics)
    for other in urls.dropFirst() { keep(other, as: "urls") }
    if let pubMed { keep(pubMed, as: "pmid") }
    identify(&paper)
    // Of several values under one name, a list.
    paper.extra = kept.map { name, values in
      let quoted = values.map(JSONText.quoted)
      return ExtraField(
        name: name, json: quoted.count == 1 ? quoted[0] : "[" + quoted.joined(separator: ",") + "]")
    }
    return paper
  }

  /// The first text of each language; the others are kept.
  private mutating func languages(
    _ texts: [(text: String, name: String)]
  ) -> (english: String?, chinese: String?) {
    var english: String?
    var chinese: String?
    for (text, name) in texts {
      if Language.isChinese(text) {
        if chinese == nil { chinese = text } else if chinese != text { keep(text, as: name) }
      } else {
        if english == nil { english = text } else if english != text { keep(text, as: name) }
      }
    }
    return (english, chinese)
  }

  /// Each value a keyword or, where there is one value only, a list of them.
  private func keywordList() -> [String] {
    var seen: Set<String> = []
    let words = keywords.flatMap { value, isList -> [String] in
      if isList || keywords.count == 1 { return KeywordList.split(value) }
      return value.unwrapped.splitAtSemicolons
    }
    return words.filter { seen.insert($0).inserted }
  }

  private mutating func setDate(_ paper: inout Paper, diagnostics: inout [Diagnostic]) {
    var best: (iso: String, year: Int)?
    for (text, name) in dates + years {
      guard let found = LooseDate.parse(text) else {
        diagnostics.append(
          Diagnostic(
            file: paper.source.file, line: line, severity: .warning, kind: .wrongType,
            expected: "a year or date in \"\(name)\"", found: "\"\(Excerpt.of(text))\"",
            cure: "Correct the field; it was ignored."))
        keep(text, as: name)
        continue
      }
      if best.map({ found.iso.utf8.count > $0.iso.utf8.count && found.year == $0.year }) ?? true {
        best = found
      }
    }
    guard let best else { return }
    paper.year = years.lazy.compactMap { LooseDate.parse($0.text)?.year }.first ?? best.year
    // A year alone is no date.
    guard best.iso.utf8.count == 4 else {
      paper.date = best.iso
      return
    }
    guard let month = month.flatMap(LooseDate.month) else { return }
    let day = day.flatMap { Int($0) }.flatMap {
      CalendarDate.isDay(best.year, month, $0) ? $0 : nil
    }
    paper.date = CalendarDate.iso(best.year, month, day)
  }

  /// The best id there is, an arXiv number's address included.
  private func identify(_ paper: inout Paper) {
    let number = arXiv ?? doi.flatMap(Identifiers.arXivNumberInDOI)
    if let id, id.utf8.count <= limits.idBytes {
      paper.id = id
    } else if let number {
      paper.id = number
      paper.idOrigin = .arXiv
    } else {
      paper.deriveID()
    }
    if paper.url == nil, let number { paper.url = "https://arxiv.org/abs/" + number }
    if paper.url == nil, let pubMed { paper.url = "https://pubmed.ncbi.nlm.nih.gov/\(pubMed)/" }
  }
}

extension Identifiers {
  /// The arXiv number in the DOI that arXiv itself gives: `10.48550/arXiv.2403.19887`.
  static func arXivNumberInDOI(_ doi: String) -> String? {
    let prefix = "10.48550/arxiv."
    guard doi.lowercased().hasPrefix(prefix) else { return nil }
    return arXivNumber("arXiv:" + doi.dropFirst(prefix.count))
  }
}

extension String {
  /// The trimmed parts between semicolons, those of Chinese too, without empty ones.
  fileprivate var splitAtSemicolons: [String] {
    guard utf8.contains(0x3B) || unicodeScalars.contains("；") else { return [self] }
    return split { ";；".contains($0) }.map { String($0.trimmedASCII) }.filter { !$0.isEmpty }
  }
}
