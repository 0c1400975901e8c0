// What English asks for beside stemming: function words and the plurals of acronyms.

/// Rules for folded words of the letters a to z.
enum English {
  /// Words that say nothing about a paper; the last ones come from web addresses.
  static let stopWords =
    "a an and are as at be been but by can for from has have in into is it its of on or our such "
    + "that the their these they this those to was we were which with http https www"
  /// The same, packed; a scanner holds it, so that no word pays for the access to a global.
  static let stops = PackedWords(stopWords)

  /// Plurals that the rule below cannot tell from words such as `thus`.
  private static let plurals = PackedWords("gpus cpus tpus npus pdes sdes")

  /// The word's length without the plural s of an acronym: at least four letters, no vowel, one s at
  /// the end (`llms`), which the stemmer would leave.
  @inline(__always)
  static func singularLength(_ word: UnsafeBufferPointer<UInt8>) -> Int {
    let count = word.count
    guard count >= 4, word[count - 1] == ASCII.s, word[count - 2] != ASCII.s else { return count }
    if count == 4, plurals.index(of: PackedWords.pack(word)) >= 0 { return count - 1 }
    for byte in word where Porter2.isVowel(byte) { return count }
    return count - 1
  }
}

/// Han characters that only bind a sentence together.
///
/// They make no token of their own and still stand in pairs.
enum HanFunction {
  /// The characters.
  static let characters = "的了是在和与及之而也其这"
  private static let scalars: [UInt32] = characters.unicodeScalars.map(\.value)

  /// Whether the folded scalar is one of them.
  @inline(__always)
  static func contains(_ scalar: UInt32) -> Bool {
    // All of them lie in this range, most others do not.
    guard scalar >= 0x4E0E, scalar <= 0x8FD9 else { return false }
    for other in scalars where other == scalar { return true }
    return false
  }
}
