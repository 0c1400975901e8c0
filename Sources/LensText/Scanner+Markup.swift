// Markup inside titles and abstracts: HTML entities and tags, TeX, web addresses.
//
// Entities and TeX accents become the characters they name, inside a word without breaking it. Other
// commands separate; those that format vanish, those that name a symbol leave its name.

import CFolding

extension Scanner {
  /// One of & \ { <.
  mutating func readMarkup(_ byte: UInt8) {
    switch byte {
    case 0x26: readEntity()
    case 0x5C: readCommand()
    case 0x7B:
      // {\"o} and {\o}: the braces belong to the accent.
      if let accent = accent(at: position + 1), peek(accent.end) == 0x7D {
        feed(accent.scalar, from: position, to: accent.end + 1)
        position = accent.end + 1
      } else {
        close()
        position += 1
      }
    default: readTag()
    }
  }

  /// The byte at `index`, 0 past the end.
  @inline(__always)
  private func peek(_ index: Int) -> UInt8 {
    index < text.count ? text[index] : 0
  }

  @inline(__always)
  private func isLetter(_ byte: UInt8) -> Bool {
    let kind = Int32(lens_byte_class(byte))
    return kind == LENS_BYTE_LOWER || kind == LENS_BYTE_UPPER
  }

  // MARK: HTML

  /// `&amp;`, `&#233;`, `&#xE9;`; also escaped twice, `&amp;eacute;`.
  private mutating func readEntity() {
    var name = position + 1
    while peek(name) == 0x61, peek(name + 1) == 0x6D, peek(name + 2) == 0x70,
      peek(name + 3) == 0x3B,
      peek(name + 4) == 0x23 || isLetter(peek(name + 4)), entity(at: name + 4) != nil
    {
      name += 4
    }
    guard let found = entity(at: name) else {
      close()
      position += 1
      return
    }
    if found.scalar == 0 {
      close()
    } else {
      feed(found.scalar, from: position, to: found.end)
    }
    position = found.end
  }

  /// The entity whose name begins at `index`, with the place behind its semicolon.
  ///
  /// Scalar 0: a number that names no scalar.
  private func entity(at index: Int) -> (scalar: UInt32, end: Int)? {
    var place = index
    if peek(place) == 0x23 {
      place += 1
      let isHex = peek(place) | 0x20 == 0x78
      if isHex { place += 1 }
      var value: UInt32 = 0
      let first = place
      while place - first < 8, let digit = digit(peek(place), isHex: isHex) {
        value = min(value * (isHex ? 16 : 10) + digit, 0x110000)
        place += 1
      }
      guard place > first, peek(place) == 0x3B else { return nil }
      let isScalar = value > 0 && value < 0x110000 && value & 0xFFFF_F800 != 0xD800
      return (isScalar ? value : 0, place + 1)
    }
    while place - index < 9, isLetter(peek(place)) || peek(place) &- 0x30 < 10 { place += 1 }
    guard place > index, peek(place) == 0x3B, let base = text.baseAddress else { return nil }
    let scalar = lens_html_entity(base + index, place - index)
    return scalar == 0 ? nil : (scalar, place + 1)
  }

  private func digit(_ byte: UInt8, isHex: Bool) -> UInt32? {
    if byte &- 0x30 < 10 { return UInt32(byte - 0x30) }
    let letter = (byte | 0x20) &- 0x61
    return isHex && letter < 6 ? UInt32(letter) + 10 : nil
  }

  /// `<sub>`, `</i>`: short tags separate and say nothing; any other < only separates.
  private mutating func readTag() {
    close()
    var place = position + 1
    if peek(place) == 0x2F { place += 1 }
    let name = place
    while place - name < 16, isLetter(peek(place)) || (place > name && peek(place) == 0x3A) {
      place += 1
    }
    let hasName = place > name
    if peek(place) == 0x2F { place += 1 }
    position = hasName && peek(place) == 0x3E ? place + 1 : position + 1
  }

  // MARK: TeX

  /// A backslash: an accent, a hyphenation mark, or a command.
  private mutating func readCommand() {
    if let accent = accent(at: position) {
      feed(accent.scalar, from: accent.start, to: accent.end)
      position = accent.end
      return
    }
    let name = position + 1
    guard isLetter(peek(name)) else {
      if peek(name) == 0x2D {
        position += 2  // \- may break the line here, not the word
      } else {
        close()
        position += peek(name) > 0x20 && peek(name) < 0x80 ? 2 : 1
      }
      return
    }
    close()
    var end = name
    while end - name < 32, isLetter(peek(end)) { end += 1 }
    let bytes = UnsafeBufferPointer(rebasing: text[name..<end])
    if peek(end) == 0x2A { end += 1 }
    if peek(end) == 0x7B || peek(end) == 0x5B {
      position = TeX.takesKey(bytes) ? skipKeys(from: end) : end
    } else if TeX.isSilent(bytes) {
      position = end
    } else {
      position = name  // its name reads as a word: \alpha
    }
  }

  /// Past the arguments of a command that names a key, [..]{..}; at most 256 bytes each.
  private func skipKeys(from start: Int) -> Int {
    var place = start
    while peek(place) == 0x7B || peek(place) == 0x5B {
      let closing: UInt8 = peek(place) == 0x7B ? 0x7D : 0x5D
      var end = place + 1
      while end < text.count, end - place < 256, text[end] != closing { end += 1 }
      guard peek(end) == closing else { return place }
      place = end + 1
    }
    return place
  }

  /// The accented letter or letter command whose backslash is at `index`: the scalar without its
  /// accent, the place of the letter and the place behind it all.
  ///
  /// `nil` where it is none.
  private func accent(at index: Int) -> (scalar: UInt32, start: Int, end: Int)? {
    guard peek(index) == 0x5C else { return nil }
    let mark = peek(index + 1)
    var place = index + 2
    switch mark {
    case 0x27, 0x22, 0x60, 0x5E, 0x7E, 0x3D, 0x2E:  // ' " ` ^ ~ = .
      break
    default:
      guard isLetter(mark) else { return nil }
      if let letter = letterCommand(at: index) { return letter }
      // \c{c}, \v s: one letter, then a brace or a space.
      guard TeX.isAccent(mark), peek(place) == 0x7B || peek(place) == 0x20 else { return nil }
      while peek(place) == 0x20, place - index < 8 { place += 1 }
    }
    let hasBrace = peek(place) == 0x7B
    if hasBrace { place += 1 }
    let start = place
    var scalar = UInt32(peek(place))
    var isCommand = false
    if scalar == 0x5C, peek(place + 1) | 1 == 0x69 || peek(place + 1) == 0x6A,
      !isLetter(peek(place + 2))
    {
      scalar = UInt32(peek(place + 1))  // \i and \j lose their dot under an accent
      isCommand = true
      place += 1
    }
    guard scalar < 0x80, isLetter(UInt8(truncatingIfNeeded: scalar)) else { return nil }
    place += 1
    if hasBrace {
      guard peek(place) == 0x7D else { return nil }
      place += 1
    } else if isCommand, peek(place) == 0x20, isLetter(peek(place + 1)) {
      place += 1  // the space only ends the command's name
    }
    return (scalar, start, place)
  }

  /// \o, \ss, \AE …, with the {} or the one space that ends the name.
  private func letterCommand(at index: Int) -> (scalar: UInt32, start: Int, end: Int)? {
    var end = index + 1
    while end - index < 4, isLetter(peek(end)) { end += 1 }
    guard !isLetter(peek(end)) else { return nil }
    let name = UnsafeBufferPointer(rebasing: text[index + 1..<end])
    guard let scalar = TeX.letter(name) else { return nil }
    if peek(end) == 0x7B, peek(end + 1) == 0x7D {
      end += 2
    } else if peek(end) == 0x20, isLetter(peek(end + 1)) {
      end += 1
    }
    return (scalar, index, end)
  }

  // MARK: Web addresses

  /// One of : ? #.
  ///
  /// They separate; behind `://` they also bound the address, of which only host and path are
  /// words: from ? or # on it is passed over.
  mutating func readAddressMark(_ byte: UInt8) {
    close()
    if byte == 0x3A {
      if peek(position + 1) == 0x2F, peek(position + 2) == 0x2F, position > 0,
        isLetter(text[position - 1]), position >= addressEnd
      {
        // Inside an address its end is known: to look for it again would make http://http://… quadratic.
        var end = position + 3
        while end < text.count, endsNoAddress(text[end]) { end += 1 }
        addressEnd = end
      }
      position += 1
    } else {
      position = position < addressEnd ? addressEnd : position + 1
    }
  }

  private func endsNoAddress(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x22, 0x29, 0x3C, 0x3E, 0x5C, 0x5D, 0x5E, 0x60, 0x7B...0xFF: false
    default: true
    }
  }
}
