// Chooses the sentence that shows why a paper was found, and marks the words that matched.
//
// Words match by term, in whichever language the paper has them: the query's own terms, and the
// paper's terms that carry the semantic score (the bridge between the languages).
import LensText

/// Finds the passage of a text with the most of a query in it.
struct SnippetMaker {
  /// What each term is worth, by its bytes.
  private let worth: [ArraySlice<UInt8>: Double]
  /// Whether a term of this length and these ends is looked for: most words are not, and hashing all
  /// of their bytes to find that out takes longer than all else.
  private var mayBeWorth = [Bool](repeating: false, count: 1024)
  private let analyzer: Analyzer
  private var buffer = TokenBuffer()

  /// - Parameter worth: the terms to look for and what each is worth, above 0.
  init(worth: [ArraySlice<UInt8>: Double], analyzer: Analyzer) {
    self.worth = worth
    self.analyzer = analyzer
    for term in worth.keys { mayBeWorth[Self.shape(of: term)] = true }
  }

  /// The length and the ends of a term as a number below 1,024.
  private static func shape(of term: ArraySlice<UInt8>) -> Int {
    guard let first = term.first, let last = term.last else { return 0 }
    return (Int(first) ^ Int(last) << 3 ^ term.count << 6) & 1023
  }

  /// The best sentence of the given texts; the first sentence when nothing matches; `nil` without text.
  mutating func snippet(from texts: [String]) -> Snippet? {
    var best: (text: String, range: Range<Int>, marks: [Range<Int>], worth: Double)?
    for text in texts where !text.isEmpty {
      let found = matches(in: text)
      for sentence in Self.sentences(of: text) {
        let inside = found.filter {
          sentence.contains($0.range.lowerBound) && $0.range.upperBound <= sentence.upperBound
        }
        var seen: Set<ArraySlice<UInt8>> = []
        let total = inside.reduce(0) { $0 + (seen.insert($1.term).inserted ? $1.worth : 0) }
        if total > best?.worth ?? -1 {
          best = (text, sentence, Self.united(inside.map(\.range)), total)
        }
      }
    }
    guard let best else { return nil }
    let bytes = Array(best.text.utf8)[best.range].map { $0 < 0x20 ? UInt8(ascii: " ") : $0 }
    return Snippet(
      text: String(decoding: bytes, as: UTF8.self),
      marks: best.marks.map {
        $0.lowerBound - best.range.lowerBound..<$0.upperBound - best.range.lowerBound
      })
  }

  private mutating func matches(in text: String) -> [(
    range: Range<Int>, term: ArraySlice<UInt8>, worth: Double
  )] {
    if worth.isEmpty { return [] }
    analyzer.analyze(text, into: &buffer)
    return buffer.tokens.compactMap { token in
      let term = buffer.term(token)
      guard mayBeWorth[Self.shape(of: term)], let value = worth[term] else { return nil }
      return (Int(token.start)..<Int(token.end), term, value)
    }
  }

  /// Ranges that overlap or touch, made one.
  private static func united(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var out: [Range<Int>] = []
    for range in ranges.sorted(by: {
      ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
    }) {
      if let last = out.last, range.lowerBound <= last.upperBound {
        out[out.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        out.append(range)
      }
    }
    return out
  }

  /// 。！？ in UTF-8.
  private static let hanEnders: [[UInt8]] = ["。", "！", "？"].map { Array($0.utf8) }

  /// UTF-8 ranges of the sentences of a text, white space around them left out.
  ///
  /// A sentence ends at 。！？ or a line break, and at `.`, `!`, `?` before a space.
  static func sentences(of text: String) -> [Range<Int>] {
    let bytes = Array(text.utf8)
    var sentences: [Range<Int>] = []
    var start = 0
    func close(_ end: Int) {
      var (first, last) = (start, end)
      while first < last, bytes[first] <= 0x20 { first += 1 }
      while last > first, bytes[last - 1] <= 0x20 { last -= 1 }
      if first < last { sentences.append(first..<last) }
      start = end
    }
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      // Every ender is below 0x40 or begins with 0xE3 or 0xEF.
      if byte >= 0x40, byte < 0xE3 {
        position += 1
        continue
      }
      if byte >= 0xE3 {
        let isEnder = Self.hanEnders.contains { bytes[position...].starts(with: $0) }
        position += isEnder ? 3 : 1
        if isEnder { close(position) }
        continue
      }
      position += 1
      let endsWord = position == bytes.count || bytes[position] <= 0x20
      switch byte {
      case UInt8(ascii: "\n"): close(position)
      case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
        if endsWord { close(position) }
      default: break
      }
    }
    close(bytes.count)
    return sentences
  }
}
