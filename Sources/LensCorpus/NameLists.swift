// One string that holds several authors or keywords, split where that is certain and kept whole
// where it is not: a wrong split makes people who do not exist. Bytes, because every record of an
// arXiv snapshot passes through here.

import CSimdJSON

/// Splitting of author strings.
public enum AuthorNames {
  /// The authors in one string.
  ///
  /// - `A; B` splits at semicolons, and `甲、乙` at the Chinese comma.
  /// - `A and B` and `A, B, and C` split at "and", and at commas if each part is a full name.
  /// - `Ada Noether, Bo Li` splits at commas: each part has two words that are not only initials.
  /// - `Rippon, P. J., Stallard, G. M.` splits into pairs of family and given name: `P. J.` is no name
  ///   of its own. See ``AuthorPairs``.
  public static func split(_ text: String) -> [String] {
    var text = text
    return text.withUTF8 { split($0) }
  }

  static func split(_ bytes: UnsafeBufferPointer<UInt8>) -> [String] {
    let hard = Separators(ascii: 0x3B, wide: [Separators.wideSemicolon, Separators.pauseMark])
    if hard.occur(in: bytes) { return hard.split(bytes).map(String.unwrapped) }
    let parts = splitAtAnd(bytes)
    let commas = Separators(ascii: 0x2C, wide: [Separators.wideComma])
    guard commas.occur(in: bytes) else { return parts.map(String.unwrapped) }
    let fields = parts.map { commas.split($0) }
    if fields.allSatisfy({ $0.allSatisfy(isFullName) }) {
      return fields.joined().map(String.unwrapped)
    }
    return zip(parts, fields).flatMap { part, fields in
      AuthorPairs.names(in: fields) ?? [withoutLastComma(part)]
    }
  }

  /// At the word "and".
  private static func splitAtAnd(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> [UnsafeBufferPointer<UInt8>] {
    var parts: [UnsafeBufferPointer<UInt8>] = []
    var start = 0
    var i = 0
    func isAnd(_ i: Int) -> Bool {
      bytes[i].isASCIISpace && i + 4 < bytes.count && bytes[i + 1] | 0x20 == 0x61
        && bytes[i + 2] | 0x20 == 0x6E && bytes[i + 3] | 0x20 == 0x64 && bytes[i + 4].isASCIISpace
    }
    while i < bytes.count {
      if isAnd(i) {
        parts.append(.init(rebasing: bytes[start..<i]))
        start = i + 4
        i = start
      } else {
        i += 1
      }
    }
    parts.append(.init(rebasing: bytes[start...]))
    return parts.filter { !$0.trimmedASCII.isEmpty }
  }

  private static func withoutLastComma(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let trimmed = bytes.trimmedASCII
    return String.unwrapped(
      trimmed.last == 0x2C ? UnsafeBufferPointer(rebasing: trimmed.dropLast()) : trimmed)
  }

  /// Two words or more, one of them more than an initial, no small letter first; or two to eight Han.
  ///
  /// A small letter opens surnames such as "de Vries", which stand before their initials.
  static func isFullName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = name.first else { return false }
    if first >= 0xE3 {
      let scalars = String(decoding: name, as: UTF8.self).unicodeScalars
      if scalars.allSatisfy({ Language.isHan($0.value) || $0 == "·" }) {
        return (2...8).contains(scalars.count)
      }
    }
    guard !(0x61...0x7A).contains(first) else { return false }
    var words = 0
    var longest = 0
    var length = 0
    var inWord = false
    for byte in name {
      let isSpace = byte.isASCIISpace
      if !isSpace && !inWord { words += 1 }
      inWord = !isSpace
      length = isSpace || byte == 0x2E || byte == 0x2D ? 0 : length + 1
      longest = max(longest, length)
    }
    return words >= 2 && longest >= 2
  }
}

enum KeywordList {
  /// At semicolons; if there are none, at commas; if there are none, at spaces between arXiv
  /// category codes (`cs.CL hep-th`).
  static func split(_ text: String) -> [String] {
    var text = text
    return text.withUTF8 { split($0) }
  }

  static func split(_ bytes: UnsafeBufferPointer<UInt8>) -> [String] {
    let semicolons = Separators(ascii: 0x3B, wide: [Separators.wideSemicolon])
    if semicolons.occur(in: bytes) { return semicolons.split(bytes).map(String.unwrapped) }
    let commas = Separators(ascii: 0x2C, wide: [Separators.wideComma, Separators.pauseMark])
    if commas.occur(in: bytes) { return commas.split(bytes).map(String.unwrapped) }
    let words = Separators(ascii: 0x20, wide: []).split(bytes)
    if words.count > 1, words.allSatisfy(isCategoryCode) { return words.map(String.unwrapped) }
    return words.isEmpty ? [] : [String.unwrapped(bytes)]
  }

  private static let plainArchives: Set<String> = [
    "hep-th", "hep-ph", "hep-ex", "hep-lat", "gr-qc", "quant-ph", "nucl-th", "nucl-ex", "math-ph",
    "astro-ph", "cond-mat", "alg-geom", "q-alg", "dg-ga", "chao-dyn", "solv-int", "cmp-lg",
    "patt-sol", "adap-org", "comp-gas", "funct-an", "supr-con", "mtrl-th", "acc-phys", "atom-ph",
    "chem-ph", "plasm-ph", "bayes-an", "ao-sci",
  ]

  /// `cs.CL`, `physics.ins-det`, `hep-th`.
  private static func isCategoryCode(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    func isCode(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
      (2...12).contains(part.count)
        && part.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x2D }
    }
    let dot = word.offset(of: 0x2E)
    guard dot < word.count else {
      return plainArchives.contains(String(decoding: word, as: UTF8.self))
    }
    return isCode(word[..<dot]) && isCode(word[(dot + 1)...])
      && word[..<dot].allSatisfy { $0 >= 0x61 || $0 == 0x2D }
  }
}

/// A separator in ASCII and its Chinese equivalents.
private struct Separators {
  static let wideSemicolon: [UInt8] = [0xEF, 0xBC, 0x9B]
  static let wideComma: [UInt8] = [0xEF, 0xBC, 0x8C]
  static let pauseMark: [UInt8] = [0xE3, 0x80, 0x81]

  let ascii: UInt8
  let wide: [[UInt8]]

  func occur(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if bytes.offset(of: ascii) < bytes.count { return true }
    guard !wide.isEmpty, lens_largest_byte(bytes.baseAddress, bytes.count) >= 0xE3 else {
      return false
    }
    return bytes.indices.contains { length(at: $0, in: bytes) > 0 }
  }

  /// The trimmed parts between separators, without empty ones.
  func split(_ bytes: UnsafeBufferPointer<UInt8>) -> [UnsafeBufferPointer<UInt8>] {
    var parts: [UnsafeBufferPointer<UInt8>] = []
    var start = 0
    var i = 0
    func finish(_ end: Int) {
      let part = UnsafeBufferPointer(rebasing: bytes[start..<end]).trimmedASCII
      if !part.isEmpty { parts.append(part) }
    }
    let isASCII = lens_largest_byte(bytes.baseAddress, bytes.count) < 0x80
    while i < bytes.count {
      if isASCII { i += UnsafeBufferPointer(rebasing: bytes[i...]).offset(of: ascii) }
      let length = i < bytes.count ? length(at: i, in: bytes) : 0
      if length > 0 {
        finish(i)
        start = i + length
        i = start
      } else {
        i += 1
      }
    }
    finish(bytes.count)
    return parts
  }

  /// The length of the separator that stands at `i`; 0 if none does.
  private func length(at i: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    if bytes[i] == ascii { return 1 }
    guard bytes[i] >= 0xE3, i + 2 < bytes.count else { return 0 }
    return wide.contains { bytes[i] == $0[0] && bytes[i + 1] == $0[1] && bytes[i + 2] == $0[2] }
      ? 3 : 0
  }
}
