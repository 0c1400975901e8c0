// The words of a text that were met before: found by their letters alone, with no stemming and no term.
//
// Nine words of ten are plain ones, small letters with perhaps a capital in front, that the block has had
// already. Their letters, eight to a machine word, are folded and cut off by arithmetic and looked up in a
// table of fixed size, in which the later of two words of one place takes it. What the table does not know,
// and all that is no plain word, is left to the scanner.

import CFolding

/// Plain words with the numbers of their terms.
struct WordCache: Sendable {
  /// The number of a word that is no term.
  static let silent = UInt32.max
  /// Places as a power of two: the words that a block of papers says more than once.
  private static let bits = 15

  private struct Entry {
    var word = PlainWord()
    var id: UInt32 = 0
  }

  /// Shape (2^bits) once it is prepared; an entry without a word is free.
  private var entries: [Entry] = []

  /// Makes room, which waits for the first text.
  mutating func prepare() {
    if entries.isEmpty { entries = [Entry](repeating: Entry(), count: 1 << Self.bits) }
  }

  /// Remembers the number of a word's term, or that it is silent.
  mutating func remember(_ word: PlainWord, as id: UInt32) {
    entries[Self.place(word)] = Entry(word: word, id: id)
  }

  /// The number of a word's term, `silent` where it has none; nil where it was not met.
  @inline(__always)
  func id(of word: PlainWord) -> UInt32? {
    let entry = entries[Self.place(word)]
    return entry.word == word ? entry.id : nil
  }

  /// Reads plain words, and what only separates them, from `position` on, which must stand between words;
  /// returns how many were written.
  ///
  /// Asks for the entries of the words, so that memory answers while further words are read. O(bytes read).
  @inline(__always)
  func read(
    _ text: UnsafeBufferPointer<UInt8>, from position: inout Int,
    into words: UnsafeMutableBufferPointer<(word: PlainWord, start: Int)>
  ) -> Int {
    var place = position
    defer { position = place }
    return entries.withUnsafeBufferPointer { entries in
      guard let base = entries.baseAddress else { return 0 }
      var count = 0
      while place < text.count, count < words.count {
        switch Int32(lens_byte_class(text[place])) {
        case LENS_BYTE_SEPARATOR, LENS_BYTE_JOINER:
          place += 1
        case LENS_BYTE_LOWER, LENS_BYTE_UPPER:
          guard let (word, length) = PlainWord.read(text, at: place),
            Scanner.endsWord(text, at: place + length)
          else { return count }
          lens_prefetch(base + Self.place(word))
          words[count] = (word, place)
          count += 1
          place += length
        default:
          return count
        }
      }
      return count
    }
  }

  @inline(__always)
  private static func place(_ word: PlainWord) -> Int {
    let mixed = (word.low ^ (word.high &* 0xE703_7ED1_A0B4_28DB)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> UInt64(64 - bits))
  }
}
