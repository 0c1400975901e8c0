// The names that the world gives a paper (arXiv number, DOI) found in ids and addresses, and the
// name lens makes where there is none: a slug of the title.

enum Identifiers {
  /// The arXiv number in an id or address, without version: `2403.19887`, `hep-th/9901001`.
  ///
  /// Accepts bare numbers, `arXiv:` and `http(s)://arxiv.org/{abs,pdf,html}/…`, any spacing around.
  static func arXivNumber(_ text: String) -> String? {
    var rest = Substring(text).trimmedASCII
    guard let first = rest.utf8.first else { return nil }
    if (0x30...0x39).contains(first) { return number(rest) }
    // The rest is for addresses and prefixes; most ids are neither.
    guard rest.utf8.contains(where: { $0 == 0x2F || $0 == 0x3A }) else { return nil }
    let lower = rest.lowercased()
    if let host = lower.firstRange(ofASCII: "arxiv.org/") {
      // The lower-cased text has the same length: only its prefix in ASCII matters here.
      guard lower.utf8.count == rest.utf8.count else { return nil }
      let offset = lower.utf8.distance(from: lower.startIndex, to: host.upperBound)
      rest = rest[rest.utf8.index(rest.startIndex, offsetBy: offset)...]
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      let kind = rest[..<slash]
      guard ["abs", "pdf", "html", "format", "ps"].contains(kind) else { return nil }
      rest = rest[rest.index(after: slash)...]
    } else if lower.hasPrefix("arxiv:") {
      rest = rest.dropFirst(6).trimmedASCII
    }
    if rest.hasSuffix(".pdf") { rest = rest.dropLast(4) }
    return number(rest)
  }

  private static func number(_ text: Substring) -> String? {
    let bytes = Array(text.utf8)
    var i = 0
    func digits(_ count: ClosedRange<Int>) -> Bool {
      let start = i
      while i < bytes.count, (0x30...0x39).contains(bytes[i]), i - start < count.upperBound {
        i += 1
      }
      return count.contains(i - start)
    }
    if let first = bytes.first, (0x30...0x39).contains(first) {
      // Since April 2007: YYMM.NNNN or YYMM.NNNNN.
      guard digits(4...4), month(bytes[2], bytes[3]), i < bytes.count, bytes[i] == 0x2E else {
        return nil
      }
      i += 1
      guard digits(4...5) else { return nil }
    } else {
      // Before: archive(.XX)/YYMMNNN.
      guard let slash = bytes.firstIndex(of: 0x2F), slash > 1, slash < 20,
        bytes[..<slash].allSatisfy({
          ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x2D || $0 == 0x2E
        })
      else { return nil }
      i = slash + 1
      guard digits(7...7), month(bytes[slash + 3], bytes[slash + 4]) else { return nil }
    }
    let end = i
    if i < bytes.count {
      // A version, a fragment or a query may follow; anything else makes it another number.
      if bytes[i] == 0x76 {
        i += 1
        guard digits(1...3) else { return nil }
      }
      if i < bytes.count, !"?#/ \t)".utf8.contains(bytes[i]) { return nil }
    }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  private static func month(_ tens: UInt8, _ ones: UInt8) -> Bool {
    let value = (Int(tens) - 0x30) * 10 + Int(ones) - 0x30
    return (1...12).contains(value)
  }

  /// The DOI in a field or address, without resolver or prefix; nil if there is none.
  static func doi(_ text: String) -> String? {
    var rest = Substring(text).trimmedASCII
    let lower = rest.lowercased()
    guard lower.utf8.count == rest.utf8.count else { return nil }
    if let resolver = lower.firstRange(ofASCII: "doi.org/") {
      let offset = lower.utf8.distance(from: lower.startIndex, to: resolver.upperBound)
      rest = rest[rest.utf8.index(rest.startIndex, offsetBy: offset)...]
    } else if lower.hasPrefix("doi:") {
      rest = rest.dropFirst(4).trimmedASCII
    }
    guard rest.hasPrefix("10."), let slash = rest.firstIndex(of: "/") else { return nil }
    let registrant = rest[..<slash].dropFirst(3)
    guard registrant.utf8.count >= 4, rest.index(after: slash) < rest.endIndex,
      registrant.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E })
    else { return nil }
    return String(rest)
  }

  /// A name made from the title: `advancing-llm-reasoning`, at most 80 bytes, cut between words.
  ///
  /// A title with too few ASCII words (a Chinese one) gives `zh-` and 12 hexadecimal digits of a
  /// stable hash; a record without a title, `abstract-` and the hash of its abstract.
  static func slug(title: String?, titleZH: String?, abstract: String?) -> String {
    if let title {
      let words = slugWords(title)
      if words.count >= 2 || words.utf8.count >= 3 { return words }
      return "title-" + hex(StableHash.of(title))
    }
    if let titleZH { return "zh-" + hex(StableHash.of(titleZH)) }
    return "abstract-" + hex(StableHash.of(abstract ?? ""))
  }

  private static func slugWords(_ title: String) -> String {
    var slug: [UInt8] = []
    var wordEnd = 0
    for byte in title.utf8 {
      let lower = byte | 0x20
      if (0x30...0x39).contains(byte) {
        slug.append(byte)
      } else if (0x61...0x7A).contains(lower) && byte < 0x80 {
        slug.append(lower)
      } else if let last = slug.last, last != 0x2D, byte != 0x27 {
        if slug.count > 80 { break }
        wordEnd = slug.count
        slug.append(0x2D)
      }
    }
    if slug.count > 80 { slug = Array(slug[..<(wordEnd > 0 && wordEnd <= 80 ? wordEnd : 80)]) }
    while slug.last == 0x2D { slug.removeLast() }
    return String(decoding: slug, as: UTF8.self)
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value >> 16, radix: 16)
    return String(repeating: "0", count: 12 - digits.count) + digits
  }
}
