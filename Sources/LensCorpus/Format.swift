// The formats that lens reads, and how it tells them by their content. File names are not looked at:
// standard input has none, and what people save from a browser is called anything.

/// A format of paper records.
public enum Format: String, Sendable, Equatable, CaseIterable {
  /// A weekly digest as a person saves it from the web page: title line, then English title, Chinese
  /// title, Chinese abstract of each paper.
  case digest
  /// A weekly digest as Markdown: headings, `[Chinese title](address)`, abstract.
  case markdown
  /// One JSON object a line.
  case jsonl

  /// What a person calls it.
  public var displayName: String {
    switch self {
    case .digest: "weekly digest"
    case .markdown: "Markdown digest"
    case .jsonl: "JSONL"
    }
  }
}

extension Format {
  /// The format of a text that starts with `opening` (up to 64 KiB of UTF-8 is looked at).
  static func detect(
    _ opening: UnsafeBufferPointer<UInt8>, file: String, claimed: Format?
  ) throws(CorpusError) -> Format {
    let look = Look(UnsafeBufferPointer(rebasing: opening.prefix(64 << 10)))
    if claimed == nil || claimed == .jsonl {
      if look.isJSONArray { throw .jsonArray(file: file) }
      if look.isSpreadObject { throw .jsonOverLines(file: file) }
    }
    if let claimed { return claimed }
    if look.objects * 2 >= look.lines { return .jsonl }
    // A Markdown digest may start with a title line, too; one stray `# …` makes no Markdown of it.
    if look.headings > (look.startsWithDigestTitle ? 1 : 0) { return .markdown }
    if look.startsWithDigestTitle { return .digest }
    throw .unknownFormat(file: file, found: look.firstLine)
  }

  /// What the lines of an opening look like.
  private struct Look {
    var lines = 0
    var objects = 0
    var headings = 0
    var firstLine = ""
    var isJSONArray = false
    var isSpreadObject = false
    var startsWithDigestTitle = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
      for slice in bytes.split(separator: 0x0A) {
        let line = UnsafeBufferPointer(rebasing: slice).trimmedASCII
        guard let first = line.first else { continue }
        lines += 1
        if lines == 1 { lookAtFirst(line, in: bytes) }
        if first == 0x7B { objects += 1 }
        if first == 0x23, MarkdownLine.heading(String(decoding: line, as: UTF8.self)) != nil {
          headings += 1
        }
      }
    }

    private mutating func lookAtFirst(
      _ line: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>
    ) {
      firstLine = Excerpt.of(line)
      // Beyond the first sign: `[` then an object or a string is an array, `[题目](…)` a link.
      let signs = bytes.lazy.filter { !$0.isASCIISpace }.prefix(2)
      isJSONArray = signs.first == 0x5B && [0x7B, 0x22, 0x5D].contains(signs.dropFirst().first)
      isSpreadObject = line.elementsEqual([0x7B])
      let text = String(decoding: line.prefix(400), as: UTF8.self)
      startsWithDigestTitle = DigestTitle.isTitle(text)
    }
  }
}
