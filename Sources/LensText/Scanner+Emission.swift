// Writing terms: folded scalars to bytes, stop words out, English stemmed, the surface kept.

extension Scanner {
  /// Writes the English word in `word[0..<count]`, unless it is a stop word.
  @inline(__always)
  mutating func emitEnglish(count: Int, kind: TokenKind, from start: Int, to end: Int) {
    let bytes = UnsafeBufferPointer(start: word, count: count)
    if count <= 8, stops.index(of: PackedWords.pack(bytes)) >= 0 { return }
    let singular = English.singularLength(bytes)
    // The spelling is put right before the term, so that both go out as one piece: at most 64
    // bytes, for which there is room before `word`.
    let spelling = word - singular
    spelling.update(from: word, count: singular)
    let stem = Porter2.stem(word, count: singular)
    var surface = 0
    if stem != singular || differs(from: spelling, count: stem) { surface = singular }
    output.termBytes.append(
      contentsOf: UnsafeBufferPointer(start: word - surface, count: surface + stem))
    addToken(kind, length: stem, surface: surface, from: start, to: end)
  }

  /// Whether the stem differs from the first bytes of the spelling.
  @inline(__always)
  private func differs(from spelling: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
    var index = count - 1  // stems differ at their end
    while index >= 0 {
      if spelling[index] != word[index] { return true }
      index -= 1
    }
    return false
  }

  @inline(__always)
  private mutating func addToken(
    _ kind: TokenKind, length: Int, surface: Int, from start: Int, to end: Int
  ) {
    output.tokens.append(
      Token(
        start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end),
        termStart: Int32(truncatingIfNeeded: output.termBytes.count - length),
        termLength: Int32(truncatingIfNeeded: length), kind: kind,
        surfaceLength: UInt8(truncatingIfNeeded: surface)))
  }

  /// Writes one part of a run: as a word or number of its own, or as a part of the compound before.
  mutating func emitPart(_ part: Part, isPart: Bool) {
    let (count, alphabet) = encode(part, at: 0)
    guard count > 0 else { return }
    let start = Int(chunk.units[part.low].start)
    let end = Int(part.end)
    if alphabet == .english {
      emitEnglish(count: count, kind: isPart ? .part : .word, from: start, to: end)
      return
    }
    output.termBytes.append(contentsOf: UnsafeBufferPointer(start: word, count: count))
    let kind: TokenKind = isPart ? .part : alphabet == .number ? .number : .word
    addToken(kind, length: count, surface: 0, from: start, to: end)
  }

  /// Writes all parts as one term: joined, stemmed as a word where it is one, else at its last part.
  mutating func emitCompound() {
    var count = 0
    var isEnglish = true
    var last = (start: 0, isEnglish: false)
    var first: Int32 = 0
    var end: Int32 = 0
    for index in 0..<chunk.parts.count {
      let part = chunk.parts[index]
      let (length, alphabet) = encode(part, at: count)
      if index == 0 { first = chunk.units[part.low].start }
      end = part.end
      // Behind a hyphen the last part is a word of its own; in camel case the whole is one.
      let isWord = part.low > 0 && chunk.units[part.low - 1].scalar == ASCII.hyphen
      last = (count, alphabet == .english && isWord)
      isEnglish = isEnglish && alphabet == .english
      count += length
    }
    guard count > 0 else { return }
    if last.isEnglish || isEnglish {
      let tail = UnsafeBufferPointer(start: word + last.start, count: count - last.start)
      count = last.start + English.singularLength(tail)
    }
    let surface = encodeSurface()
    output.termBytes.append(
      contentsOf: UnsafeBufferPointer(start: word + Scanner.termLimit, count: surface))
    if isEnglish {
      count = Porter2.stem(word, count: count)
    } else if last.isEnglish {
      count = last.start + Porter2.stem(word + last.start, count: count - last.start)
    }
    output.termBytes.append(contentsOf: UnsafeBufferPointer(start: word, count: count))
    addToken(.compound, length: count, surface: surface, from: Int(first), to: Int(end))
  }

  /// What a term is written in.
  enum Alphabet {
    case english
    case number
    case other
  }

  /// Encodes a part at `word[offset]` without its joiners, up to the limit of a term, and says what
  /// it is written in.
  private func encode(_ part: Part, at offset: Int) -> (count: Int, alphabet: Alphabet) {
    var place = offset
    var isEnglish = true
    var isNumber = true
    for index in part.low..<part.high {
      let unit = chunk.units[index]
      if unit.form == .joiner, unit.scalar != ASCII.point { continue }
      if unit.scalar < 0x61 || unit.scalar > 0x7A { isEnglish = false }
      if unit.form.isLetter { isNumber = false }
      // Four bytes are the most a scalar takes, and the surface behind is written later.
      let size = UTF8Decoder.encode(unit.scalar, to: word + place)
      if place + size > Scanner.termLimit { break }
      place += size
    }
    return (place - offset, isEnglish ? .english : isNumber ? .number : .other)
  }

  /// Encodes the compound as it is read, hyphens kept, behind the term; at most 120 bytes.
  private func encodeSurface() -> Int {
    let base = word + Scanner.termLimit
    var place = 0
    for index in 0..<chunk.parts.count {
      let part = chunk.parts[index]
      if part.low > 0, place > 0, chunk.units[part.low - 1].scalar == ASCII.hyphen {
        base[place] = UInt8(ASCII.hyphen)
        place += 1
      }
      for index in part.low..<part.high {
        let unit = chunk.units[index]
        if unit.form == .joiner, unit.scalar != ASCII.point { continue }
        if place > 120 { return place }
        place += UTF8Decoder.encode(unit.scalar, to: base + place)
      }
    }
    return place
  }
}
