// LaTeX as it stands in bibliographies, made plain text: accents and letters become the characters
// they draw, fonts and protecting braces go, quotes and dashes are set. Mathematics stays as it is,
// since the analysis of texts reads it; so do commands that are not known.

/// Plain text from LaTeX.
public enum LaTeXText {
  /// A text that holds commands, line by line; any other as it stands.
  public static func plain(_ text: String) -> String {
    guard text.utf8.contains(0x5C) else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { plain($0.utf8) }.joined(separator: "\n")
  }

  /// The text; runs of white space are one space, empty lines a line end.
  ///
  /// Linear.
  static func plain(_ bytes: some Sequence<UInt8>) -> String {
    var reader = LaTeXReader(Array(bytes))
    reader.read()
    return reader.text
  }

  /// An address or number: escapes and braces taken out, tildes and hyphens left alone.
  static func verbatim(_ bytes: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    let bytes = Array(bytes)
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      i += 1
      if byte == 0x5C {
        let name = bytes[i...].prefix { $0.isASCIILetter }
        i = name.endIndex
        if name.elementsEqual("textasciitilde".utf8) || name.elementsEqual("sim".utf8) {
          out.append(0x7E)
        } else if name.elementsEqual("textunderscore".utf8) {
          out.append(0x5F)
        }
        continue
      }
      if byte == 0x7B || byte == 0x7D || byte == 0x24 { continue }
      out.append(byte < 0x20 || byte == 0x7F ? 0x20 : byte)
    }
    return String(Substring(String(decoding: out, as: UTF8.self)).trimmedASCII)
  }
}

/// Reads through LaTeX once.
private struct LaTeXReader {
  private let bytes: [UInt8]
  private var at = 0
  private var out: [UInt8] = []
  /// An accent waits for the next character.
  private var accents: [Unicode.Scalar] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    out.reserveCapacity(bytes.count)
  }

  var text: String { String(Substring(String(decoding: out, as: UTF8.self)).trimmedASCII) }

  mutating func read() {
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case 0x5C: readCommand()
      case 0x7B: at += 1
      case 0x7D:
        // An accent over nothing draws nothing.
        accents = []
        at += 1
      case 0x24: readMathematics()
      case 0x7E:
        put(0x20)
        at += 1
      case 0x60, 0x27: readQuote(byte)
      case 0x2D: readDash()
      case 0x09...0x0D, 0x20: readSpace()
      case 0..<0x20, 0x7F:
        put(0x20)
        at += 1
      case 0..<0x80:
        put(byte)
        at += 1
      default: readCharacter()
      }
    }
  }

  // MARK: Characters

  private mutating func put(_ byte: UInt8) {
    if accents.isEmpty {
      out.append(byte)
    } else if byte != 0x20 {
      put(Unicode.Scalar(byte))
    }
  }

  /// Adds a character under the accents that wait for it.
  private mutating func put(_ scalar: Unicode.Scalar) {
    var base = scalar
    var rest: [Unicode.Scalar] = []
    for accent in accents.reversed() {
      // A dotless i is only there for the accent's sake.
      let plain: Unicode.Scalar = base == "ı" ? "i" : base == "ȷ" ? "j" : base
      if rest.isEmpty, let whole = LaTeXAccents.composed(plain, accent) {
        base = whole
      } else {
        rest.append(accent)
      }
    }
    accents = []
    for scalar in [base] + rest { out.append(contentsOf: Array(String(Character(scalar)).utf8)) }
  }

  private mutating func put(_ text: String) {
    guard let first = text.unicodeScalars.first, !accents.isEmpty else {
      out.append(contentsOf: text.utf8)
      return
    }
    put(first)
    out.append(contentsOf: String(text.unicodeScalars.dropFirst()).utf8)
  }

  /// A character of more than one byte.
  private mutating func readCharacter() {
    let lead = bytes[at]
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    let end = min(bytes.count, at + length)
    if accents.isEmpty {
      out.append(contentsOf: bytes[at..<end])
    } else {
      put(String(decoding: bytes[at..<end], as: UTF8.self))
    }
    at = end
  }

  private mutating func readSpace() {
    var lineEnds = 0
    while at < bytes.count, bytes[at].isASCIISpace {
      if bytes[at] == 0x0A { lineEnds += 1 }
      at += 1
    }
    guard accents.isEmpty else { return }
    out.append(lineEnds > 1 ? 0x0A : 0x20)
  }

  private mutating func readQuote(_ byte: UInt8) {
    at += 1
    if at < bytes.count, bytes[at] == byte {
      at += 1
      put(byte == 0x60 ? "“" : "”")
    } else {
      put(byte == 0x60 ? "‘" : "'")
    }
  }

  private mutating func readDash() {
    let start = at
    while at < bytes.count, bytes[at] == 0x2D { at += 1 }
    switch at - start {
    case 2: put("–")
    case 3: put("—")
    default: out.append(contentsOf: bytes[start..<at])
    }
  }

  // MARK: Mathematics

  /// From `$` to `$`, as it stands; a sign without its partner is a sign.
  private mutating func readMathematics() {
    accents = []
    let isDisplay = at + 1 < bytes.count && bytes[at + 1] == 0x24
    var end = at + (isDisplay ? 2 : 1)
    while end < bytes.count, bytes[end] != 0x24 { end += bytes[end] == 0x5C ? 2 : 1 }
    guard end < bytes.count else {
      put(0x24)
      at += 1
      return
    }
    end += isDisplay && end + 1 < bytes.count && bytes[end + 1] == 0x24 ? 2 : 1
    for byte in bytes[at..<end] { out.append(byte < 0x20 ? 0x20 : byte) }
    at = end
  }

  // MARK: Commands

  private mutating func readCommand() {
    at += 1
    guard at < bytes.count else { return put(0x5C) }
    let byte = bytes[at]
    guard byte.isASCIILetter else {
      at += 1
      return readSymbol(byte)
    }
    let start = at
    while at < bytes.count, bytes[at].isASCIILetter { at += 1 }
    let name = String(decoding: bytes[start..<at], as: UTF8.self)
    if name.utf8.count == 1, let accent = LaTeXAccents.named[byte], isArgumentNext {
      skipSpaces()
      accents.append(accent)
    } else if let character = LaTeXCommands.characters[name] {
      put(character)
      skipSpaces()
      // "\ss{}" ends the command's name and nothing else.
      skipEmptyGroup()
    } else if LaTeXCommands.fonts.contains(name) {
      skipSpaces()
    } else if LaTeXCommands.keyed.contains(name) {
      skipSpaces()
      skipGroup()
    } else if LaTeXCommands.spaces.contains(name) {
      put(0x20)
      skipSpaces()
    } else {
      accents = []
      out.append(0x5C)
      out.append(contentsOf: name.utf8)
    }
  }

  private mutating func readSymbol(_ byte: UInt8) {
    if let accent = LaTeXAccents.signs[byte] {
      skipSpaces()
      accents.append(accent)
      return
    }
    switch byte {
    case 0x2D, 0x2F, 0x40, 0x21: break  // Hyphenation and kerning: \- \/ \@ \!
    case 0x5C, 0x20, 0x2C, 0x3A, 0x3B, 0x09...0x0D: put(0x20)
    case 0x28, 0x29, 0x5B, 0x5D:  // \( \) \[ \] are mathematics.
      out.append(0x5C)
      out.append(byte)
    case 0x80...:
      at -= 1
    default: put(byte)
    }
  }

  /// A one-letter accent needs an argument; else it is the name of something.
  private var isArgumentNext: Bool {
    guard at < bytes.count else { return false }
    return bytes[at] == 0x7B || bytes[at] == 0x20 || bytes[at] == 0x5C
  }

  private mutating func skipSpaces() {
    while at < bytes.count, bytes[at].isASCIISpace { at += 1 }
  }

  private mutating func skipEmptyGroup() {
    if at + 1 < bytes.count, bytes[at] == 0x7B, bytes[at + 1] == 0x7D { at += 2 }
  }

  private mutating func skipGroup() {
    guard at < bytes.count, bytes[at] == 0x7B else { return }
    var depth = 0
    while at < bytes.count {
      if bytes[at] == 0x7B { depth += 1 }
      if bytes[at] == 0x7D { depth -= 1 }
      at += 1
      if depth == 0 { return }
    }
  }
}
