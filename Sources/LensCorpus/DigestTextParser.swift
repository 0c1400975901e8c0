// Weekly digests as a person saves them from the web page: a title line with the week, then English
// title, Chinese title and abstract of each paper, then the page's comment form and emoji. There is
// no markup, so papers are recognised by their shape: what makes a paper is an abstract (a long
// line, or sentences) with a title above it. Everything else is furniture.
//
// The first day of the week in the title line is the date of the papers.

struct DigestTextParser: DigestParser {
  let file: String
  let limits: Limits
  var parsed = ParsedBatch(byteCount: 0)

  private var date: (iso: String, year: Int)?
  private var draft: DigestDraft?
  /// Lines since the last paragraph of an abstract: titles of the next paper, among other things.
  private var pending: [DigestShape] = []
  private var furniture = (count: 0, first: 0)
  private var inFurniture = false

  /// Beyond this many lines without an abstract, the middle ones cannot be titles any more.
  private static let pendingLimit = 64

  init(file: String, limits: Limits) {
    self.file = file
    self.limits = limits
    date = CalendarDate.weekStart(in: String(DigestTitle.fileName(file)))
  }

  mutating func take(line: TextLine) {
    guard !line.text.isEmpty else { return }
    if DigestTitle.isTitle(line.text) {
      finishPapers()
      date = CalendarDate.weekStart(in: line.text) ?? date
      inFurniture = false
      return
    }
    if DigestShape.opensFurniture(line.text) {
      finishPapers()
      inFurniture = true
    }
    guard !inFurniture else {
      skip(line.number)
      return
    }
    let shape = DigestShape(line)
    if isAbstract(shape) {
      takeAbstract(shape)
    } else {
      pending.append(shape)
      if pending.count > Self.pendingLimit { skip(pending.remove(at: 4).line.number) }
    }
  }

  mutating func finish() {
    finishPapers()
    guard furniture.count > 0 else { return }
    parsed.diagnostics.append(.furniture(file: file, furniture))
    furniture.count = 0
  }

  // MARK: Shapes

  /// A long line is an abstract anywhere; a short sentence is one below a title or a paragraph.
  private func isAbstract(_ shape: DigestShape) -> Bool {
    if shape.isLong { return true }
    guard shape.isSentence else { return false }
    guard let above = pending.last else { return draft != nil }
    return above.isTitle && (above.isEnglish || pending.dropLast().last?.isEnglish == true)
  }

  private mutating func takeAbstract(_ shape: DigestShape) {
    let titles = takeTitles()
    if titles.english == nil && titles.chinese == nil {
      if draft == nil {
        skip(shape.line.number)
      } else {
        draft?.add(shape.line.text, limit: limits.recordBytes)
        if draft?.url == nil, let url = titles.url { draft?.url = url }
      }
      return
    }
    if let open = draft, completes(open, titles, shape) {
      draft?.title = open.title ?? titles.english?.line.text
      draft?.titleZH = open.titleZH ?? titles.chinese?.line.text
    } else {
      close()
      var next = DigestDraft(
        line: min(titles.english?.line.number ?? .max, titles.chinese?.line.number ?? .max))
      next.title = titles.english?.line.text
      next.titleZH = titles.chinese?.line.text
      draft = next
    }
    if let url = titles.url { draft?.url = url }
    draft?.add(shape.line.text, limit: limits.recordBytes)
  }

  /// English title and abstract, then Chinese title and abstract, of one paper: the second half
  /// brings exactly what the first lacks.
  private func completes(_ open: DigestDraft, _ titles: Titles, _ shape: DigestShape) -> Bool {
    if titles.english == nil, open.titleZH == nil, open.chinese.isEmpty { return shape.isChinese }
    if titles.chinese == nil, open.title == nil, open.english.isEmpty { return !shape.isChinese }
    return false
  }

  // MARK: Titles

  private typealias Titles = (english: DigestShape?, chinese: DigestShape?, url: String?)

  /// The titles right above an abstract, taken out of `pending`; what stands before them is settled.
  private mutating func takeTitles() -> Titles {
    var titles: Titles = (nil, nil, nil)
    while let last = pending.last, !last.isTitle, let url = last.url {
      titles.url = url
      pending.removeLast()
    }
    guard let last = pending.last, last.isTitle else {
      settle()
      return titles
    }
    pending.removeLast()
    let above = pending.last.flatMap { $0.isTitle ? $0 : nil }
    if last.isEnglish {
      titles.english = last
      if let above {
        if above.isEnglish && above.key == last.key {
          pending.removeLast()  // The same title twice stands for a Chinese title that is English.
        } else if !above.isEnglish && pending.count == 1 {
          titles.chinese = above
          pending.removeLast()
        }
      }
    } else {
      titles.chinese = last
      if let above, above.isEnglish {
        titles.english = above
        pending.removeLast()
      }
    }
    settle()
    return titles
  }

  /// Lines between an abstract and the titles of the next paper: an address belongs to the paper
  /// above, a pair of titles is a paper without abstract, the rest is furniture.
  private mutating func settle() {
    var i = 0
    var isBelowAbstract = draft != nil
    while i < pending.count {
      let shape = pending[i]
      if shape.isWholeTitle, i + 1 < pending.count, pending[i + 1].isChineseTitle {
        close()
        isBelowAbstract = false
        emitTitles(shape, pending[i + 1])
        i += 2
        continue
      }
      if isBelowAbstract, shape.holdsAddress {
        draft?.add(shape.line.text, limit: limits.recordBytes)
        if draft?.url == nil, let url = shape.url, Identifiers.arXivNumber(url) != nil {
          draft?.url = url
        }
      } else {
        isBelowAbstract = false
        skip(shape.line.number)
      }
      i += 1
    }
    pending = []
  }

  /// At the end of the papers: titles right below the last abstract are a paper that was cut off.
  private mutating func finishPapers() {
    let isCut =
      pending.first?.isWholeTitle == true && (pending.count == 1 || pending[1].isChineseTitle)
    if isCut, let english = pending.first {
      let chinese = pending.count > 1 ? pending[1] : nil
      pending.removeFirst(chinese == nil ? 1 : 2)
      close()
      emitTitles(english, chinese)
    }
    for shape in pending {
      if let url = shape.url, draft != nil, draft?.url == nil, Identifiers.arXivNumber(url) != nil {
        draft?.url = url
      } else {
        skip(shape.line.number)
      }
    }
    pending = []
    close()
  }

  private mutating func emitTitles(_ english: DigestShape, _ chinese: DigestShape?) {
    var titled = DigestDraft(line: english.line.number)
    titled.title = english.line.text
    titled.titleZH = chinese?.line.text
    emit(titled)
  }

  private mutating func close() {
    guard let done = draft else { return }
    draft = nil
    emit(done)
  }

  private mutating func emit(_ done: DigestDraft) {
    parsed.diagnostics += Diagnostic.ofDraft(done, file: file, limits: limits)
    parsed.papers.append(done.paper(file: file, date: date))
  }

  private mutating func skip(_ line: Int) {
    if furniture.count == 0 { furniture.first = line }
    furniture.first = min(furniture.first, line)
    furniture.count += 1
  }
}

/// What a line of a digest looks like.
struct DigestShape {
  let line: TextLine
  let counts: Language.Counts
  /// The address, if the line is one and nothing else.
  let url: String?
  let holdsAddress: Bool

  init(_ line: TextLine) {
    self.line = line
    // What a line is shows early; a whole file may be one line.
    counts = Language.counts(line.text, upTo: 64 << 10)
    holdsAddress = MarkdownLine.holdsAddress(line.text)
    url = holdsAddress ? MarkdownLine.link(line.text)?.url : nil
  }

  var isChinese: Bool { counts.isChinese }

  /// As long as only abstracts are: 60 Han or 40 words.
  var isLong: Bool { counts.han >= 60 || (counts.latinWords >= 40 && !holdsAddress) }

  /// Ends as sentences do, and is longer than a phrase.
  var isSentence: Bool {
    guard counts.han >= 8 || counts.latinWords >= 6 else { return false }
    let text = line.text
    return text.hasSuffix("。") || (text.hasSuffix(".") && !text.hasSuffix(".."))
  }

  /// Could name a paper: words, no address, no sentence.
  var isTitle: Bool {
    !holdsAddress && !isLong && line.text.utf8.count <= 400
      && (counts.han >= 2 || counts.latinWords >= 1) && startsLikeTitle
  }

  /// An English title has no Han at all: two Han below it are enough for a Chinese one.
  var isEnglish: Bool { counts.han == 0 }

  /// A title that can stand for a paper on its own: three words at least.
  var isWholeTitle: Bool { isTitle && isEnglish && counts.latinWords >= 3 }

  var isChineseTitle: Bool { isTitle && counts.han >= 2 }

  /// For comparing titles.
  var key: [UInt8] { TitleKey.normalized(line.text) }

  /// Emoticons start with brackets and marks; titles with a letter, a digit, a quote or a formula.
  private var startsLikeTitle: Bool {
    guard let first = line.text.unicodeScalars.first else { return false }
    return first.properties.isAlphabetic || ("0"..."9").contains(first)
      || "\"'“‘《$\\[#@".unicodeScalars.contains(first)
  }

  /// Lines that open the part of a page below its article.
  static func opensFurniture(_ text: String) -> Bool {
    let openers = [
      "暂无评论", "发送评论", "发表评论", "编辑评论", "评论区", "上一篇", "下一篇", "相关文章", "相关推荐",
      "Leave a Reply", "Leave a comment", "No comments", "Post a comment", "Related posts",
    ]
    return text.utf8.count <= 60 && openers.contains { text.hasPrefix($0) }
  }
}
