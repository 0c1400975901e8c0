// Weekly digests as Markdown: a heading a paper, `[Chinese title](address)` under it or in it, then
// the abstract in one or more paragraphs. The week comes from a title line, else the file's name
// (`2024-0401-0405.md`); its first day is the date of the papers, as a digest tells no better one.

struct DigestMarkdownParser: DigestParser {
  let file: String
  let limits: Limits
  var parsed = ParsedBatch(byteCount: 0)

  private var date: (iso: String, year: Int)?
  private var draft: DigestDraft?
  private var heading = ""
  private var level = 0
  private var linkText: String?
  private var furniture = (count: 0, first: 0)

  init(file: String, limits: Limits) {
    self.file = file
    self.limits = limits
    date = CalendarDate.weekStart(in: String(DigestTitle.fileName(file)))
  }

  mutating func take(line: TextLine) {
    let text = line.text
    guard !text.isEmpty else { return }
    if let found = MarkdownLine.heading(text) {
      if DigestTitle.isTitle(found.text) {
        close()
        date = CalendarDate.weekStart(in: found.text) ?? date
        return
      }
      // A heading below a paper that has begun belongs to its text.
      let isInside = draft != nil && hasBody && found.level > level
      if !isInside {
        close(nextLevel: found.level)
        open(found, line: line.number)
        return
      }
    } else if draft == nil, DigestTitle.isTitle(text) {
      date = CalendarDate.weekStart(in: text) ?? date
      return
    }
    guard draft != nil, !MarkdownLine.namesSource(text) else {
      note(line)
      return
    }
    if !hasBody, let link = MarkdownLine.link(text) {
      draft?.url = link.url
      linkText = linkText ?? link.text
      return
    }
    draft?.add(MarkdownLine.withoutEmphasis(text), limit: limits.recordBytes)
  }

  mutating func finish() {
    close()
    guard furniture.count > 0 else { return }
    parsed.diagnostics.append(.furniture(file: file, furniture))
    furniture.count = 0
  }

  private var hasBody: Bool { draft?.url != nil || draft?.hasText == true }

  private mutating func note(_ line: TextLine) {
    if furniture.count == 0 { furniture.first = line.number }
    furniture.count += 1
  }

  private mutating func open(_ found: (level: Int, text: String), line: Int) {
    draft = DigestDraft(line: line)
    level = found.level
    linkText = nil
    heading = MarkdownLine.withoutEmphasis(found.text)
    if let link = MarkdownLine.link(found.text) {
      heading = link.text ?? heading
      draft?.url = link.url
    }
  }

  /// Ends the paper that is open.
  ///
  /// A heading with nothing under it but deeper headings is a section.
  private mutating func close(nextLevel: Int = 0) {
    guard var done = draft else { return }
    draft = nil
    if !done.hasText && done.url == nil && nextLevel > level {
      if furniture.count == 0 { furniture.first = done.line }
      furniture.count += 1
      return
    }
    DigestHeading.apply(heading, link: linkText, to: &done)
    guard done.title != nil || done.titleZH != nil || done.hasText else {
      parsed.diagnostics.append(
        .init(
          file: file, line: done.line, severity: .error, kind: .noText,
          expected: "a title or an abstract", found: "neither",
          cure: "Complete the paper; it was skipped."))
      return
    }
    if done.url == nil {
      parsed.diagnostics.append(
        .init(
          file: file, line: done.line, severity: .note, kind: .noLink,
          expected: "an address under the heading", found: "none",
          cure: "Add one if there is one; the id was made from the title."))
    }
    parsed.diagnostics += Diagnostic.ofDraft(done, file: file, limits: limits)
    parsed.papers.append(done.paper(file: file, date: date))
  }
}

/// What heading and link text say about the titles.
enum DigestHeading {
  /// English title from the heading and Chinese title from the link, unless they are the other way
  /// round, both in one language, or both in the heading.
  ///
  /// A title that finds no field is kept in `extra`.
  static func apply(_ heading: String, link: String?, to draft: inout DigestDraft) {
    let link = link.flatMap { $0.isEmpty ? nil : $0 }
    guard !heading.isEmpty else {
      let isChinese = link.map { Language.isChinese($0) } ?? false
      draft.title = isChinese ? nil : link
      draft.titleZH = isChinese ? link : nil
      return
    }
    if !Language.isChinese(heading) {
      draft.title = heading
      guard let link, TitleKey.normalized(link) != TitleKey.normalized(heading) else { return }
      // Any Han beside an English heading: "Seed1.5-VL X Y 技术报告" is the Chinese title.
      if Language.counts(link).han > 0 {
        draft.titleZH = link
      } else {
        draft.extra.append(ExtraField(name: "link_title", json: JSONText.quoted(link)))
      }
      return
    }
    if let both = bilingual(heading) {
      draft.title = both.english
      draft.titleZH = link ?? both.chinese
      return
    }
    guard let link else {
      draft.titleZH = heading
      return
    }
    guard Language.counts(link).han > 0 else {
      draft.title = link
      draft.titleZH = heading
      return
    }
    draft.titleZH = link
    if TitleKey.normalized(link) != TitleKey.normalized(heading) {
      draft.extra.append(ExtraField(name: "heading", json: JSONText.quoted(heading)))
    }
  }

  /// `English title of three words or more: 中文题目`, cut at the last colon before the first Han.
  static func bilingual(_ heading: String) -> (english: String, chinese: String)? {
    guard let han = heading.unicodeScalars.firstIndex(where: { Language.isHan($0.value) }),
      let colon = heading[..<han].lastIndex(where: { $0 == ":" || $0 == "：" })
    else { return nil }
    let english = heading[..<colon].trimmedASCII
    let chinese = heading[heading.index(after: colon)...].trimmedASCII
    let counts = Language.counts(String(english))
    guard counts.latinWords >= 3, !chinese.isEmpty else { return nil }
    return (String(english), String(chinese))
  }
}

/// Lines of Markdown.
enum MarkdownLine {
  /// The level and text of `# Heading` to `###### Heading`.
  static func heading(_ text: String) -> (level: Int, text: String)? {
    let level = text.prefix { $0 == "#" }.count
    guard (1...6).contains(level) else { return nil }
    let rest = text.dropFirst(level)
    // Without a space it is a hash tag, unless Chinese follows, where people leave the space out.
    guard let next = rest.unicodeScalars.first, next == " " || next == "\t" || next.value > 0x2E7F
    else { return nil }
    var title = rest.trimmedASCII
    // Closing marks stand behind a space or each other. dropLast() would look through the whole title.
    while title.utf8.last == 0x23 {
      var shorter = title
      shorter.removeLast()
      let trimmed = shorter.trimmedASCII
      guard trimmed.utf8.count < shorter.utf8.count || trimmed.utf8.last == 0x23 else { break }
      title = trimmed
    }
    return (level, String(title))
  }

  /// A line that is a link and nothing else: `[text](address)`, `<address>` or the bare address,
  /// a short label such as `论文：` before it allowed.
  static func link(_ text: String) -> (text: String?, url: String)? {
    // A longer line is a text, and to look through it for one would cost more than to read it.
    guard text.utf8.count <= 8192 else { return nil }
    if text.hasPrefix("["), text.hasSuffix(")"), let middle = lastLinkMiddle(text) {
      guard let url = address(text[text.index(middle, offsetBy: 2)...].dropLast()) else {
        return nil
      }
      let label = text[text.index(after: text.startIndex)..<middle].trimmedASCII
      return (withoutEmphasis(String(label)), url)
    }
    var bare = Substring(text)
    if bare.hasPrefix("<"), bare.hasSuffix(">") { bare = bare.dropFirst().dropLast() }
    if let url = address(bare) { return (nil, url) }
    if let colon = bare.firstIndex(where: { $0 == ":" || $0 == "：" }),
      bare[..<colon].count <= 8, let url = address(bare[bare.index(after: colon)...]),
      Identifiers.arXivNumber(url) != nil
    {
      return (nil, url)
    }
    return nil
  }

  private static func lastLinkMiddle(_ text: String) -> String.Index? {
    var found: String.Index?
    var i = text.startIndex
    while i < text.endIndex {
      let next = text.index(after: i)
      if text[i] == "]", next < text.endIndex, text[next] == "(" { found = i }
      i = next
    }
    return found
  }

  /// Whether `http://` or `https://` stands anywhere in a text; linear.
  static func holdsAddress(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var start = 0
      while start < bytes.count {
        let colon = start + UnsafeBufferPointer(rebasing: bytes[start...]).offset(of: 0x3A)
        let before = bytes[..<min(colon, bytes.count)]
        if bytes[min(colon, bytes.count)...].starts(with: "://".utf8),
          before.suffix(4).elementsEqual("http".utf8)
            || before.suffix(5).elementsEqual("https".utf8)
        {
          return true
        }
        start = colon + 1
      }
      return false
    }
  }

  /// A web address, stray spaces taken out; nil for anything else.
  private static func address(_ text: Substring) -> String? {
    let trimmed = text.trimmedASCII
    guard trimmed.hasPrefix("http://") || trimmed.hasPrefix("https://") else { return nil }
    let parts = trimmed.split(separator: " ")
    // One space may have slipped into an address; more make it a sentence.
    guard parts.count <= 2 else { return nil }
    let joined = parts.joined()
    return joined.unicodeScalars.allSatisfy { $0.isASCII } ? joined : nil
  }

  /// `数据来源：…` at the foot of a digest.
  static func namesSource(_ text: String) -> Bool {
    ["数据来源", "来源：", "来源:", "Source:"].contains { text.hasPrefix($0) }
  }

  /// Without the `**` of bold text.
  static func withoutEmphasis(_ text: String) -> String {
    guard text.utf8.contains(0x2A) else { return text }
    var out = ""
    var rest = Substring(text)
    while let stars = rest.firstIndex(of: "*") {
      out += rest[..<stars]
      let run = rest[stars...].prefix { $0 == "*" }
      if run.count != 2 { out += run }
      rest = rest[run.endIndex...]
    }
    return out + rest
  }
}

extension Diagnostic {
  /// One note for all lines that belong to no paper.
  static func furniture(file: String, _ lines: (count: Int, first: Int)) -> Diagnostic {
    Diagnostic(
      file: file, line: lines.first, severity: .note, kind: .furniture, expected: "a paper",
      found: lines.count == 1
        ? "a line that belongs to none" : "the first of \(lines.count) lines that belong to none",
      cure: "They were left out; there is nothing to do.")
  }

  /// Remarks on a digest's paper: no abstract, too long.
  static func ofDraft(_ draft: DigestDraft, file: String, limits: Limits) -> [Diagnostic] {
    var remarks: [Diagnostic] = []
    if !draft.hasText {
      remarks.append(
        Diagnostic(
          file: file, line: draft.line, severity: .warning, kind: .noAbstract,
          expected: "an abstract under the title", found: "none",
          cure: "Add one; the paper was read with its title alone."))
    }
    if draft.isCut {
      remarks.append(
        Diagnostic(
          file: file, line: draft.line, severity: .warning, kind: .longRecord,
          expected: "a paper of at most \(limits.recordBytes) bytes", found: "a longer one",
          cure: "Shorten it; paragraphs beyond the limit were left out."))
    }
    return remarks
  }
}
