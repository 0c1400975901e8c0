// Runs of Han, kana and Hangul: every character a token, every adjacent two a pair.
//
// A character waits until the next one comes, because a voicing mark or another jamo may still
// belong to it. Its bytes stand right behind those of the character before it, so that a pair is
// one slice of the arena and nothing is written twice.

import CFolding

/// The character being put together and the one before it in the run.
struct CharacterRun {
  /// Most jamo kept of one syllable; modern ones have three.
  static let limit = 6
  /// The scalars of the open character; shape (count).
  var scalars = InlineArray<6, UInt32>(repeating: 0)
  /// Number of scalars; 0 while none is open.
  var count = 0
  /// Class of the open character.
  var kind: Int32 = 0
  var start = 0
  var end = 0

  /// The character before: its place in the text and in the arena; `previousLength` 0 for none.
  var previousStart: Int32 = 0
  var previousTermStart: Int32 = 0
  var previousLength: Int32 = 0
  /// Where it ends in the text, and whether it is written as a variant of its term.
  var previousEnd: Int32 = 0
  var previousIsVariant = false
}

extension Scanner {
  /// Opens a character, ending the one before.
  @inline(__always)
  mutating func begin(_ scalar: UInt32, _ kind: Int32, from start: Int, to end: Int) {
    if character.count > 0 { emitCharacter() }
    character.scalars[0] = scalar
    character.count = 1
    character.kind = kind
    character.start = start
    character.end = end
  }

  /// Ends the run.
  @inline(__always)
  mutating func closeCharacters() {
    if character.count > 0 { emitCharacter() }
    character.previousLength = 0
  }

  /// U+3099 or U+309A: か becomes が.
  ///
  /// Without a kana before it the mark is dropped.
  mutating func voice(by mark: UInt32) {
    guard character.count == 1, character.kind == LENS_CLASS_KANA else { return }
    let whole = lens_compose_kana(character.scalars[0], mark)
    if whole != 0 { character.scalars[0] = whole }
  }

  /// A jamo joins the open syllable where Hangul syllables are made so (L L, L V, V V, V T, T T).
  mutating func addJamo(_ jamo: UInt32, from start: Int, to end: Int) {
    if character.count > 0, character.kind == LENS_CLASS_HANGUL {
      let last = Hangul.position(character.scalars[character.count - 1])
      let next = Hangul.position(jamo)
      let joins =
        next == .leading ? last == .leading : next == .vowel ? last != .trailing : last != .leading
      if joins {
        if character.count < CharacterRun.limit {
          character.scalars[character.count] = jamo
          character.count += 1
        }
        character.end = end
        return
      }
    }
    begin(jamo, LENS_CLASS_HANGUL, from: start, to: end)
  }

  /// Writes the open character, the pair it ends first.
  @inline(__always)
  private mutating func emitCharacter() {
    let length: Int
    let first = character.scalars[0]
    if character.count == 1 {
      length = UTF8Decoder.encode(first, to: word)
    } else {
      length = encodeSyllable()
    }
    let isVariant = character.kind == LENS_CLASS_HAN && self.isVariant(length: length)
    character.count = 0
    let start = Int32(truncatingIfNeeded: character.start)
    let end = Int32(truncatingIfNeeded: character.end)
    let termLength = Int32(truncatingIfNeeded: length)
    var termStart = Int32(truncatingIfNeeded: output.termBytes.count)
    if isVariant || character.previousIsVariant {
      termStart = emitVariant(first, length: length, isVariant: isVariant)
    } else {
      output.termBytes.append(contentsOf: UnsafeBufferPointer(start: word, count: length))
      if character.previousLength > 0 {
        output.tokens.append(
          Token(
            start: character.previousStart, end: end, termStart: character.previousTermStart,
            termLength: character.previousLength + termLength, kind: .hanPair))
      }
      if !HanFunction.contains(first) {
        output.tokens.append(
          Token(
            start: start, end: end, termStart: termStart, termLength: termLength, kind: .han))
      }
    }
    character.previousStart = start
    character.previousEnd = end
    character.previousTermStart = termStart
    character.previousLength = termLength
    character.previousIsVariant = isVariant
  }

  /// Whether the open character is one Han scalar written otherwise than its folding in
  /// `word[0..<length]`: Traditional, or a compatibility form.
  @inline(__always)
  private func isVariant(length: Int) -> Bool {
    let size = character.end - character.start
    var differs = size != length
    if !differs {
      for index in 0..<length where text[character.start + index] != word[index] { differs = true }
    }
    return differs && UTF8Decoder.decode(text, at: character.start).length == size
      && text[character.start] >= 0x80
  }

  /// Writes a character, or a pair, with the spelling of the text as its surface before the term.
  ///
  /// Returns where the character's own bytes lie at the end of the arena, for the next pair.
  private mutating func emitVariant(_ scalar: UInt32, length: Int, isVariant: Bool) -> Int32 {
    func arenaEnd() -> Int32 { Int32(truncatingIfNeeded: output.termBytes.count) }
    let termLength = Int32(truncatingIfNeeded: length)
    let term = UnsafeBufferPointer(start: word, count: length)
    let spelling = UnsafeBufferPointer(rebasing: text[character.start..<character.end])
    let start = Int32(truncatingIfNeeded: character.start)
    let end = Int32(truncatingIfNeeded: character.end)
    if isVariant { output.termBytes.append(contentsOf: spelling) }
    let single = Token(
      start: start, end: end, termStart: arenaEnd(), termLength: termLength, kind: .han,
      surfaceLength: isVariant ? UInt8(truncatingIfNeeded: spelling.count) : 0)
    output.termBytes.append(contentsOf: term)
    if character.previousLength > 0 {
      let before = text[Int(character.previousStart)..<Int(character.previousEnd)]
      // Marks behind the character before could make its source long; then the term must do.
      let hasSurface = before.count <= 8
      if hasSurface {
        output.termBytes.append(contentsOf: before)
        output.termBytes.append(contentsOf: spelling)
      }
      let pairStart = arenaEnd()
      for index in 0..<Int(character.previousLength) {
        output.termBytes.append(output.termBytes[Int(character.previousTermStart) + index])
      }
      output.termBytes.append(contentsOf: term)
      output.tokens.append(
        Token(
          start: character.previousStart, end: end, termStart: pairStart,
          termLength: character.previousLength + termLength, kind: .hanPair,
          surfaceLength: hasSurface
            ? UInt8(truncatingIfNeeded: before.count + spelling.count) : 0))
    }
    if !HanFunction.contains(scalar) { output.tokens.append(single) }
    return arenaEnd() - termLength
  }

  /// Composes a modern syllable; an old one is written as its jamo.
  private func encodeSyllable() -> Int {
    let count = character.count
    if count <= 3,
      let syllable = Hangul.compose(
        character.scalars[0], character.scalars[1], count == 3 ? character.scalars[2] : nil)
    {
      return UTF8Decoder.encode(syllable, to: word)
    }
    var length = 0
    for index in 0..<count {
      length += UTF8Decoder.encode(character.scalars[index], to: word + length)
    }
    return length
  }
}

/// Hangul by arithmetic, Unicode Standard section 3.12.
enum Hangul {
  /// Where a jamo stands in a syllable.
  enum Position {
    case leading
    case vowel
    case trailing
  }

  /// Where the jamo stands.
  static func position(_ jamo: UInt32) -> Position {
    switch jamo {
    case 0x1160...0x11A7, 0xD7B0...0xD7CA: .vowel
    case 0x11A8...0x11FF, 0xD7CB...0xD7FF: .trailing
    default: .leading
    }
  }

  /// Calls `body` with the two or three jamo of a syllable U+AC00...U+D7A3.
  @inline(__always)
  static func decompose(_ syllable: UInt32, _ body: (UInt32) -> Void) {
    let index = syllable &- 0xAC00
    body(0x1100 + index / 588)
    body(0x1161 + index % 588 / 28)
    if index % 28 != 0 { body(0x11A7 + index % 28) }
  }

  /// The syllable of modern jamo, `nil` where they make none.
  static func compose(_ leading: UInt32, _ vowel: UInt32, _ trailing: UInt32?) -> UInt32? {
    guard (0x1100...0x1112).contains(leading), (0x1161...0x1175).contains(vowel) else {
      return nil
    }
    let open = 0xAC00 + ((leading - 0x1100) * 21 + (vowel - 0x1161)) * 28
    guard let trailing else { return open }
    return (0x11A8...0x11C2).contains(trailing) ? open + (trailing - 0x11A7) : nil
  }
}
