// Runs of letters and digits: the fast path for plain words, and how every other run is taken apart.
//
// A run is cut at hyphens, between a word and the number behind it, and in camel case where the
// parts are words; the whole is kept with its joiners removed, so that fine-tuning and finetuning,
// GPT-4 and GPT4 are one term.

import CFolding

extension Scanner {
  /// Reads ASCII letters.
  ///
  /// A run of nothing else is a word at once; otherwise its letters open or continue a run of
  /// units.
  @inline(__always)
  mutating func readLetters() {
    let start = position
    if chunk.units.isEmpty {
      closeCharacters()
      var index = start
      var capitals = 0
      while index < text.count {
        let byte = text[index]
        let kind = Int32(lens_byte_class(byte))
        guard kind == LENS_BYTE_LOWER || kind == LENS_BYTE_UPPER else { break }
        if index - start < Scanner.termLimit { word[index - start] = byte | 0x20 }
        capitals += kind == LENS_BYTE_UPPER ? 1 : 0
        index += 1
      }
      let length = index - start
      let isPlain =
        capitals == 0 || capitals == length || (capitals == 1 && text[start] < 0x60)
      if isPlain, Self.endsWord(text, at: index) {
        position = index
        emitEnglish(
          count: min(length, Scanner.termLimit), kind: .word, from: start, to: index)
        return
      }
    }
    while position < text.count {
      let byte = text[position]
      let kind = Int32(lens_byte_class(byte))
      guard kind == LENS_BYTE_LOWER || kind == LENS_BYTE_UPPER else { break }
      append(
        UInt32(byte | 0x20), kind == LENS_BYTE_UPPER ? .upper : .lower, from: position,
        to: position + 1)
      position += 1
    }
  }

  /// Whether a word that stops before `index` ends there for certain.
  @inline(__always)
  static func endsWord(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    guard index < text.count else { return true }
    let kind = Int32(lens_byte_class(text[index]))
    if kind == LENS_BYTE_SEPARATOR || kind == LENS_BYTE_URL { return true }
    guard kind == LENS_BYTE_JOINER else { return false }
    // A point or comma joins digits only.
    if text[index] == 0x2E || text[index] == 0x2C { return true }
    guard index + 1 < text.count else { return true }
    let next = Int32(lens_byte_class(text[index + 1]))
    return next == LENS_BYTE_SEPARATOR || next == LENS_BYTE_JOINER || next == LENS_BYTE_URL
  }

  /// A hyphen, apostrophe, point or comma: may be inside a word, which what follows decides.
  @inline(__always)
  mutating func join(_ scalar: UInt32, from start: Int, to end: Int) {
    if chunk.units.isEmpty || joiner != 0 || chunk.units.count > Chunk.joinLimit {
      close()
    } else {
      joiner = scalar
      joinerStart = start
      joinerEnd = end
    }
  }

  /// Adds a letter or digit to the open run, or opens one.
  mutating func append(_ scalar: UInt32, _ form: Unit.Form, from start: Int, to end: Int) {
    let start = Int32(truncatingIfNeeded: start)
    let end = Int32(truncatingIfNeeded: end)
    if let last = chunk.units.last {
      if joiner != 0 {
        let joins =
          joiner == ASCII.hyphen
          || (joiner == ASCII.apostrophe
            ? form.isLetter : last.form == .digit && form == .digit)
        if joins {
          chunk.units.append(
            Unit(
              scalar: joiner, start: Int32(truncatingIfNeeded: joinerStart),
              end: Int32(truncatingIfNeeded: joinerEnd), form: .joiner))
          joiner = 0
        } else {
          closeWord()
        }
      } else if chunk.units.count >= Chunk.unitLimit {
        chunk.units[chunk.units.count - 1].end = end
        return
      }
    } else {
      closeCharacters()
    }
    chunk.units.append(Unit(scalar: scalar, start: start, end: end, form: form))
  }

  /// Ends the run and writes its tokens.
  mutating func closeWord() {
    joiner = 0
    var low = 0
    let count = chunk.units.count
    for index in 0..<count where chunk.units[index].scalar == ASCII.comma {
      if !separatesThousands(index) {
        takeApart(low, index)
        low = index + 1
      }
    }
    takeApart(low, count)
    chunk.units.removeAll()
  }

  /// Whether the comma stands in a number such as 1,000,000: one to three digits before it (three
  /// behind another comma), exactly three after it.
  private func separatesThousands(_ comma: Int) -> Bool {
    let units = chunk.units
    var before = comma - 1
    while before >= 0, units[before].form == .digit { before -= 1 }
    var after = comma + 1
    while after < units.count, units[after].form == .digit { after += 1 }
    let digits = comma - 1 - before
    let follows = before >= 0 && units[before].scalar == ASCII.comma
    return after - comma - 1 == 3 && (follows ? digits == 3 : digits >= 1 && digits <= 3)
  }

  /// Cuts units `low..<high` into parts and writes them, with the whole where there are several.
  private mutating func takeApart(_ low: Int, _ high: Int) {
    chunk.parts.removeAll()
    var segment = low
    var hasLetter = false
    for index in low..<high {
      let unit = chunk.units[index]
      if unit.form.isLetter { hasLetter = true }
      if unit.form == .joiner, unit.scalar == ASCII.hyphen {
        chunk.cutSegment(segment, index)
        segment = index + 1
      }
    }
    chunk.cutSegment(segment, high)
    let count = chunk.parts.count
    let isWhole = count > 1 && count <= Chunk.partLimit && hasLetter
    if isWhole { emitCompound() }
    for index in 0..<count { emitPart(chunk.parts[index], isPart: isWhole) }
  }
}

extension Chunk {
  /// Cuts what stands between hyphens: drops the possessive, splits words from the numbers behind
  /// them, and camel case.
  fileprivate mutating func cutSegment(_ low: Int, _ end: Int) {
    var high = end
    if high - low >= 3, units[high - 2].scalar == ASCII.apostrophe,
      units[high - 1].scalar == UInt32(ASCII.s)
    {
      high -= 2
    }
    guard low < high else { return }
    var start = low
    var letters = 0
    var isPure = true  // the piece since `start` holds letters alone
    for index in low..<high {
      let unit = units[index]
      if unit.form.isLetter {
        letters += 1
      } else {
        if unit.form == .digit {
          if letters >= 2 {
            cutLetters(start, index, isPure: isPure)
            start = index
          }
          letters = 0
        }
        isPure = false
      }
      if start == index { isPure = unit.form.isLetter }
    }
    cutLetters(start, high, isPure: isPure)
  }

  /// Adds `low..<high`, cut in camel case where every part is a word or a capital acronym beside one.
  private mutating func cutLetters(_ low: Int, _ high: Int, isPure: Bool) {
    let end = units[high - 1].end
    guard isPure else {
      parts.append(Part(low: low, high: high, end: end))
      return
    }
    if isAcronymPlural(low, high) {
      parts.append(Part(low: low, high: high - 1, end: end))
      return
    }
    let first = parts.count
    var start = low
    for index in low + 1..<max(high, low + 1) {
      let isUpper = units[index].form == .upper
      let afterLower = units[index - 1].form == .lower
      let beforeLower = index + 1 < high && units[index + 1].form == .lower
      if isUpper, afterLower || beforeLower {
        parts.append(Part(low: start, high: index, end: units[index - 1].end))
        start = index
      }
    }
    parts.append(Part(low: start, high: high, end: end))
    if parts.count - first > 1, !readsAsWords(first) {
      parts.removeLast(parts.count - first)
      parts.append(Part(low: low, high: high, end: end))
    }
  }

  /// LLMs, IDs: capitals, at least two, and a small s.
  private func isAcronymPlural(_ low: Int, _ high: Int) -> Bool {
    guard high - low >= 3, units[high - 1].scalar == UInt32(ASCII.s),
      units[high - 1].form == .lower
    else { return false }
    for index in low..<high - 1 where units[index].form != .upper { return false }
    return true
  }

  /// Whether every part from `first` on has three letters or is two capitals.
  ///
  /// Two capitals always stand beside a part with a small letter, which then has three letters
  /// itself.
  private func readsAsWords(_ first: Int) -> Bool {
    for index in first..<parts.count {
      let part = parts[index]
      if part.high - part.low >= 3 { continue }
      guard part.high - part.low == 2, units[part.low].form == .upper,
        units[part.low + 1].form == .upper
      else { return false }
    }
    return true
  }
}
