// The English stemmer of the Snowball project, Porter2, on bytes in place.
//
// After M. F. Porter, "The English (Porter2) stemming algorithm", snowballstem.org/algorithms/english,
// in the form of Snowball 3 (which added `past`, `organ`, `ogist`, `dying` to `die`, `evening`, …). The
// names of the steps, R1, R2 and "short syllable" are the description's. A y that is a consonant is
// written Y while the word is worked on.

/// The Porter2 stemmer for words of the letters a to z and the apostrophe.
public enum Porter2 {
  /// Stems the word in place and returns its new length, never above `count` (a final e that a step
  /// puts back replaces letters it took away).
  ///
  /// O(count), no allocation.
  ///
  /// A word above 64 bytes is no English and stays as it is.
  ///
  /// - Precondition: `word` holds `count` bytes, lower case.
  public static func stem(_ word: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
    if count < 3 || count > 64 { return count }
    if count <= 6, mayBeException(word[0], word[count - 1]) {
      let key = PackedWords.pack(UnsafeBufferPointer(start: word, count: count))
      let exception = exceptions.index(of: key)
      if exception >= 0 { return replace(word, count: count, exception: exception) }
    }
    var state = State(word: word, count: count)
    state.prelude()
    state.step1a()
    state.step1b()
    state.step1c()
    state.step2()
    state.step3()
    state.step4()
    state.step5()
    state.postlude()
    return state.count
  }

  /// The stem of a lower-case word; allocates, for tests and for single words.
  public static func stem(_ word: String) -> String {
    var bytes = Array(word.utf8)
    let count = bytes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return stem(base, count: buffer.count)
    }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  /// Whether the byte is one of a, e, i, o, u, y.
  @inline(__always)
  static func isVowel(_ byte: UInt8) -> Bool {
    // Bits of a, e, i, o, u and y counted from a.
    let place = byte &- 0x61
    return place < 26 && (0x0110_4111 as UInt32) >> UInt32(place) & 1 == 1
  }

  // Words with a stem of their own; from the seventh on the word is its own stem.
  private static let exceptions = PackedWords(
    "skis skies idly gently ugly early only singly andes atlas bias cosmos howe news sky")
  private static let replacements: [StaticString] = [
    "ski", "sky", "idl", "gentl", "ugli", "earli", "onli", "singl",
  ]

  /// Whether some exception begins and ends so: a, b, c, e, g, h, i, n, o, s, u; e, s, y.
  @inline(__always)
  private static func mayBeException(_ first: UInt8, _ last: UInt8) -> Bool {
    let place = first &- 0x61
    return place < 26 && (0x0014_61D7 as UInt32) >> UInt32(place) & 1 == 1
      && (last == 0x79 || last == 0x73 || last == 0x65)
  }

  private static func replace(
    _ word: UnsafeMutablePointer<UInt8>, count: Int, exception: Int
  ) -> Int {
    guard exception < replacements.count else { return count }
    let stem = replacements[exception]
    // Every replacement is shorter than its word.
    word.update(from: stem.utf8Start, count: stem.utf8CodeUnitCount)
    return stem.utf8CodeUnitCount
  }
}

extension Porter2 {
  /// A word while its steps run: `count` letters, regions R1 = [p1, count), R2 = [p2, count).
  struct State {
    let word: UnsafeMutablePointer<UInt8>
    var count: Int
    var p1 = 0
    var p2 = 0
    /// Bit i: letter i of the word as it came is a vowel.
    var vowels: UInt64 = 0
    /// Whether some y is written Y.
    var hasConsonantY = false

    init(word: UnsafeMutablePointer<UInt8>, count: Int) {
      self.word = word
      self.count = count
    }

    @inline(__always)
    func isVowel(at index: Int) -> Bool { Porter2.isVowel(word[index]) }

    /// Whether the first `length` letters end in `suffix`.
    @inline(__always)
    func ends(_ suffix: StaticString, length: Int) -> Bool {
      let size = suffix.utf8CodeUnitCount
      guard length >= size else { return false }
      let bytes = suffix.utf8Start
      var index = size - 1
      while index >= 0 {
        if word[length - size + index] != bytes[index] { return false }
        index -= 1
      }
      return true
    }

    @inline(__always)
    func ends(_ suffix: StaticString) -> Bool { ends(suffix, length: count) }

    /// Puts `ending` at `place` and lets the word end behind it.
    ///
    /// The callers never lengthen the word.
    @inline(__always)
    mutating func set(_ ending: StaticString, at place: Int) {
      let size = ending.utf8CodeUnitCount
      (word + place).update(from: ending.utf8Start, count: size)
      count = place + size
    }

    /// Takes the apostrophe off the front, writes consonant y as Y and finds the regions.
    @inline(__always)
    mutating func prelude() {
      if word[0] == 0x27 {
        for index in 1..<count { word[index - 1] = word[index] }
        count -= 1
      }
      var wasVowel = true  // a y that begins the word is a consonant
      for index in 0..<count {
        var isVowel = Porter2.isVowel(word[index])
        if wasVowel, word[index] == 0x79 {
          word[index] = 0x59
          hasConsonantY = true
          isVowel = false
        }
        vowels |= isVowel ? 1 << UInt64(index) : 0
        wasVowel = isVowel
      }
      p1 = prefixRegion()
      if p1 == 0 { p1 = region(after: 0) }
      p2 = region(after: p1)
    }

    /// The place behind the first consonant that follows a vowel at or after `start`.
    @inline(__always)
    private func region(after start: Int) -> Int {
      // Shifts past 63 give 0, whose trailing zeros are 64: past any word.
      let vowel = start + (vowels >> UInt64(start)).trailingZeroBitCount
      let consonant = vowel + (~vowels >> UInt64(vowel)).trailingZeroBitCount
      return min(consonant + 1, count)
    }

    /// Whether some letter before `end`, which no step has changed yet, is a vowel.
    @inline(__always)
    func hasVowel(before end: Int) -> Bool {
      end > 0 && vowels << UInt64(64 - end) != 0
    }

    /// Length of the beginning after which R1 starts by exception; 0 where there is none.
    @inline(__always)
    private func prefixRegion() -> Int {
      switch word[0] {
      case 0x61: begins("arsen")
      case 0x63: begins("commun")
      case 0x65: begins("emerg")
      case 0x67: begins("gener")
      case 0x69: begins("inter")
      case 0x6C: begins("later")
      case 0x6F: begins("organ")
      case 0x70: begins("past")
      case 0x75: begins("univers")
      default: 0
      }
    }

    @inline(__always)
    private func begins(_ prefix: StaticString) -> Int {
      let size = prefix.utf8CodeUnitCount
      guard count >= size else { return 0 }
      let bytes = prefix.utf8Start
      for index in 0..<size where word[index] != bytes[index] { return 0 }
      return size
    }

    /// Whether the first `length` letters end in a short syllable.
    @inline(__always)
    func endsInShortSyllable(length: Int) -> Bool {
      if length >= 3 {
        let last = word[length - 1]
        if !Porter2.isVowel(last), last != 0x77, last != 0x78, last != 0x59,
          isVowel(at: length - 2), !isVowel(at: length - 3)
        {
          return true
        }
      } else if length == 2, isVowel(at: 0), !isVowel(at: 1) {
        return true
      }
      return ends("past", length: length)
    }

    /// Writes Y as y again.
    @inline(__always)
    mutating func postlude() {
      guard hasConsonantY else { return }
      for index in 0..<count where word[index] == 0x59 { word[index] = 0x79 }
    }
  }
}
