// Chinese or not, for deciding which field a text belongs to. Latin letters are counted by words,
// because Chinese writing about AI is full of English names: a title such as
// "Jamba：混合 Transformer-Mamba 语言模型" has more Latin letters than Han, and is Chinese.

import CSimdJSON

enum Language {
  /// Han characters and Latin words of a text.
  struct Counts: Equatable {
    var han = 0
    var latinWords = 0
    /// Han dominate.
    var isChinese: Bool { han > latinWords }
  }

  static func isHan(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0xF900...0xFAFF, 0x20000...0x323AF, 0x3007: true
    default: false
    }
  }

  /// Counts in well-formed UTF-8.
  ///
  /// Linear, no allocation.
  static func counts(_ bytes: UnsafeBufferPointer<UInt8>) -> Counts {
    var result = Counts()
    var inWord = false
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      if byte < 0x80 {
        let isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
        if isLetter && !inWord { result.latinWords += 1 }
        inWord = isLetter || (inWord && (byte == 0x27 || byte == 0x2D))
        i += 1
        continue
      }
      let (scalar, length) = decode(bytes, at: i)
      if isHan(scalar) {
        result.han += 1
        inWord = false
      } else if scalar >= 0xC0 && scalar < 0x370 {
        if !inWord { result.latinWords += 1 }
        inWord = true
      } else {
        inWord = false
      }
      i += length
    }
    return result
  }

  /// Counts in a text, or in its first bytes.
  static func counts(_ text: String, upTo limit: Int = .max) -> Counts {
    var text = text
    return text.withUTF8 { counts(UnsafeBufferPointer(rebasing: $0.prefix(limit))) }
  }

  /// Whether the text is to go into a Chinese field.
  ///
  /// ASCII is answered without counting.
  static func isChinese(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    // Han take three bytes from E3 on; Latin words, one at least.
    guard lens_largest_byte(bytes.baseAddress, bytes.count) >= 0xE3 else { return false }
    return counts(bytes).isChinese
  }

  static func isChinese(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { isChinese($0) }
  }

  /// The scalar at `i` of well-formed UTF-8 and its length.
  @inline(__always)
  private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at i: Int) -> (UInt32, Int) {
    let lead = UInt32(bytes[i])
    func next(_ k: Int) -> UInt32 { i + k < bytes.count ? UInt32(bytes[i + k]) & 0x3F : 0 }
    if lead < 0xE0 { return ((lead & 0x1F) << 6 | next(1), 2) }
    if lead < 0xF0 { return ((lead & 0x0F) << 12 | next(1) << 6 | next(2), 3) }
    return ((lead & 7) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
  }
}
