// Which of the two languages a text is written in, counted and not guessed.
//
// A paper may carry both; a Chinese abstract is full of Latin names, and an English one may name an
// author in Han. So the two answers are independent, and each wants its script to carry weight
// beside the other.

import CFolding

/// How much of a text is Han and how much is Latin words.
public struct LanguageProfile: Sendable, Equatable {
  /// Han characters.
  public private(set) var hanCount = 0
  /// Kana, which tell Japanese from Chinese.
  public private(set) var kanaCount = 0
  /// Runs of two or more Latin letters.
  public private(set) var latinWordCount = 0

  /// The profile of no text.
  public init() {}

  /// The profile of a text.
  ///
  /// O(bytes), no allocation.
  public init(_ text: UnsafeBufferPointer<UInt8>) {
    add(text)
  }

  /// The profile of a text.
  public init(_ text: String) {
    var text = text
    text.withUTF8 { add($0) }
  }

  /// Whether Chinese is one of its languages: at least two Han characters, at least one to four
  /// Latin words, and hardly any kana.
  public var hasChinese: Bool {
    hanCount >= 2 && hanCount * 4 >= latinWordCount && kanaCount * 8 < hanCount
  }

  /// Whether English (or another language in Latin letters) is one of its languages: some Latin
  /// word, and as many of them as Han characters and kana.
  public var hasEnglish: Bool {
    latinWordCount > 0 && latinWordCount >= hanCount + kanaCount
  }

  /// Adds a further text.
  ///
  /// O(bytes).
  public mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    var index = 0
    var letters = 0
    while index < text.count {
      if text[index] < 0x80 {
        addASCII(text, &index, &letters)
        continue
      }
      let (scalar, length) = UTF8Decoder.decode(text, at: index)
      let entry = lens_folding_entry(scalar)  // 0, a separator, for a broken byte
      let kind = Int32(entry >> 21 & 15)
      if kind == LENS_CLASS_LETTER, scalar < 0x250 || scalar >= 0xFF21 && scalar <= 0xFF5A {
        letters += 1
        if letters == 2 { latinWordCount += 1 }
      } else if kind != LENS_CLASS_IGNORED {
        letters = 0
        if kind == LENS_CLASS_HAN { hanCount += 1 }
        if kind == LENS_CLASS_KANA { kanaCount += 1 }
      }
      index += length
    }
  }

  /// A run of ASCII, of which every byte is a letter or ends a run of letters: no ASCII character is
  /// of the class that folding drops.
  @inline(__always)
  private mutating func addASCII(
    _ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ letters: inout Int
  ) {
    addASCIIWords(text, &index, &letters)
    while index < text.count, text[index] < 0x80 {
      let isLetter = (text[index] | 0x20) &- 0x61 < 26
      letters = isLetter ? letters + 1 : 0
      if letters == 2 { latinWordCount += 1 }
      index += 1
    }
  }

  /// The same eight bytes at a time, up to the first eight that are not all ASCII.
  @inline(__always)
  private mutating func addASCIIWords(
    _ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ letters: inout Int
  ) {
    guard let base = text.baseAddress else { return }
    while index + 8 <= text.count {
      // In bounds: eight bytes remain.
      let bytes = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self).littleEndian
      guard bytes & 0x8080_8080_8080_8080 == 0 else { return }
      let here = PlainWord.letters(bytes)
      let last = letters >= 1 ? 0x80 : 0 as UInt64
      let before = here << 8 | last
      let twoBefore = here << 16 | last << 8 | (letters >= 2 ? 0x80 : 0)
      // A word counts where its second letter stands.
      let seconds = (here & before & ~twoBefore) >> 7
      latinWordCount += Int(truncatingIfNeeded: (seconds &* 0x0101_0101_0101_0101) >> 56)
      letters = here >> 63 == 0 ? 0 : before >> 63 == 0 ? 1 : 2
      index += 8
    }
  }
}
