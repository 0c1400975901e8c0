// The TeX a title or abstract may hold: which commands are letters, which say nothing.

/// Small tables of TeX command names.
enum TeX {
  /// Letters that TeX names, and what they are.
  private static let letters = PackedWords("o O l L ss ae AE oe OE aa AA i j dh DH th TH dj DJ")
  private static let letterScalars: [UInt32] = [
    0xF8, 0xD8, 0x142, 0x141, 0xDF, 0xE6, 0xC6, 0x153, 0x152, 0xE5, 0xC5, 0x69, 0x6A, 0xF0, 0xD0,
    0xFE, 0xDE, 0x111, 0x110,
  ]

  /// Spacing, sizes, fonts, relations and operators: nothing a reader would search for.
  private static let silent = PackedWords(
    "left right big Big bigg Bigg bigl bigr quad qquad cdot cdots ldots dots times le leq ge geq ne "
      + "neq approx sim simeq equiv pm mp rm bf it em sc tt sf sl cal in to mid ll gg prime circ "
      + "langle rangle lfloor rfloor lceil rceil limits par item noindent small large")
  private static let keyed = PackedWords(
    "cite citep citet citeyear ref eqref cref label begin end")

  /// The scalar of a letter command, `nil` for any other name.
  static func letter(_ name: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard name.count <= 2 else { return nil }
    let index = letters.index(of: PackedWords.pack(name))
    return index < 0 ? nil : letterScalars[index]
  }

  /// Whether the letter alone is an accent that takes an argument: \c{c}.
  static func isAccent(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x48, 0x62, 0x63, 0x64, 0x6B, 0x72, 0x74, 0x75, 0x76: true  // H b c d k r t u v
    default: false
    }
  }

  /// Whether the command leaves no word.
  static func isSilent(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    name.count <= 8 && silent.index(of: PackedWords.pack(name)) >= 0
  }

  /// Whether the command's argument is a key and no text.
  static func takesKey(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    name.count <= 8 && keyed.index(of: PackedWords.pack(name)) >= 0
  }
}
