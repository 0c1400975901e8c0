// A paper on its way out of a foreign format: texts go to the field of their language, whatever the
// format calls them, and what finds its field taken is kept beside it.

/// Collects the parts of one record.
struct PaperAssembly {
  var paper: Paper
  /// Remarks about the record.
  private(set) var diagnostics: [Diagnostic] = []
  private let limits: Limits
  private let hasMarkup: Bool

  /// `hasMarkup`: titles and abstracts come with tags of JATS or HTML in their text.
  init(place: SourcePlace, limits: Limits, hasMarkup: Bool) {
    self.hasMarkup = hasMarkup
    paper = Paper(id: "", source: place)
    self.limits = limits
  }

  // MARK: Texts

  /// Puts a title where its language belongs; a second one of a language is kept as `name`.
  mutating func add(title text: String?, orKeepAs name: String = "other_title") {
    guard let text = text.map(line), !text.isEmpty else { return }
    let isChinese = Language.isChinese(text)
    if isChinese ? paper.titleZH == nil : paper.title == nil {
      if isChinese { paper.titleZH = text } else { paper.title = text }
    } else if text != paper.title, text != paper.titleZH {
      keep(name, text)
    }
  }

  /// Puts an abstract where its language belongs; a second one of a language is kept as `name`.
  mutating func add(abstract text: String?, orKeepAs name: String = "other_abstract") {
    guard let text = text.map(paragraphs), !text.isEmpty else { return }
    let isChinese = Language.isChinese(text)
    if isChinese ? paper.abstractZH == nil : paper.abstract == nil {
      if isChinese { paper.abstractZH = text } else { paper.abstract = text }
    } else if text != paper.abstract, text != paper.abstractZH {
      keep(name, text)
    }
  }

  private func line(_ text: String) -> String {
    hasMarkup ? Markup.plainLine(text) : text.unwrapped
  }

  private func paragraphs(_ text: String) -> String {
    hasMarkup ? Markup.plainText(text) : String(Substring(text).trimmedASCII)
  }

  /// Keeps a text under a name of its own.
  mutating func keep(_ name: String, _ text: String?) {
    guard let text, !text.isEmpty else { return }
    paper.extra.append(ExtraField(name: name, json: JSONText.quoted(text)))
  }

  // MARK: Names and dates

  /// A date in any form that ``CalendarDate`` reads; nothing if it cannot be read.
  mutating func set(date text: String?) {
    guard paper.date == nil, let date = text.flatMap(CalendarDate.parse) else { return }
    paper.date = date.iso
    paper.year = paper.year ?? date.year
  }

  /// A date as mail writes it: `Fri, 1 Sep 2023 17:59:59 GMT`.
  mutating func set(mailDate text: String?) {
    guard paper.date == nil, let date = text.flatMap(CalendarDate.parseMail) else { return }
    paper.date = date.iso
    paper.year = paper.year ?? date.year
  }

  /// A year, with month and day as far as they are known; a year alone is no date.
  mutating func set(year: Int?, month: Int? = nil, day: Int? = nil) {
    guard paper.date == nil, let year, CalendarDate.isYear(year) else { return }
    paper.year = paper.year ?? year
    guard let month, (1...12).contains(month) else { return }
    let day = day.flatMap { CalendarDate.isDay(year, month, $0) ? $0 : nil }
    paper.date = CalendarDate.iso(year, month, day)
  }

  mutating func set(doi text: String?) {
    guard paper.doi == nil, let text, !text.isEmpty else { return }
    paper.doi = Identifiers.doi(text) ?? text
  }

  /// The PubMed number, digits only.
  mutating func set(pmid text: String?) {
    guard let text else { return }
    let digits = text.split { !$0.isASCII || !$0.isNumber }.last.map(String.init) ?? ""
    guard (1...9).contains(digits.count) else { return }
    keep("pmid", digits)
  }

  /// The arXiv number, version off: the address of a paper that has no better one.
  mutating func set(arXiv text: String?) {
    guard let number = text.flatMap(Identifiers.arXivNumber) else { return }
    paper.url = "https://arxiv.org/abs/\(number)"
  }

  /// The record's own id, if it is one; without, ``finish()`` makes one.
  mutating func set(id text: String?, from origin: IDOrigin) {
    guard let text, !text.isEmpty else { return }
    guard text.utf8.count <= limits.idBytes else {
      warn(
        .wrongType, "an id of at most \(limits.idBytes) bytes", "\(text.utf8.count) bytes",
        "Shorten it; an id was made from the record instead.")
      return
    }
    paper.id = text
    paper.idOrigin = origin
  }

  // MARK: The end

  mutating func warn(
    _ kind: Diagnostic.Kind, _ expected: String, _ found: String, _ cure: String,
    severity: Diagnostic.Severity = .warning
  ) {
    diagnostics.append(
      Diagnostic(
        file: paper.source.file, line: paper.source.line, severity: severity, kind: kind,
        expected: expected, found: found, cure: cure))
  }

  /// The paper; nil, with an error among the remarks, if there is no text.
  mutating func finish() -> Paper? {
    let hasAbstract = paper.abstract != nil || paper.abstractZH != nil
    if paper.title == nil, paper.titleZH == nil {
      guard hasAbstract else {
        warn(
          .noText, "a title or an abstract", "neither", "Add one; the record was skipped.",
          severity: .error)
        return nil
      }
      warn(
        .noTitle, "a title", "none", "Add one; the record was read with its abstract alone.")
    }
    if paper.id.isEmpty { paper.deriveID() }
    return paper
  }
}
