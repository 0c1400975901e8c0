// One BibTeX entry taken apart: key, fields, values with their macros and concatenations resolved.
// Values stay as they are written; LaTeX is a matter of what each field means.

/// What was wrong inside an entry.
struct BibTeXFault: Error {
  var line: Int
  var expected: String
  var found: String
  var cure = ""
}

/// An entry: its type and key, and its fields in their order.
struct BibTeXEntry {
  let type: String
  let key: String
  let line: Int
  private(set) var fields: [(name: String, value: [UInt8])] = []
  /// What was remarked and mended.
  private(set) var faults: [BibTeXFault] = []
  /// No entry has as many; one that has would cost more memory than its bytes.
  private static let fieldLimit = 1000
  /// One entry is not worth more remarks.
  private static let faultLimit = 20

  /// Takes apart what stands between the braces.
  ///
  /// Linear in the body and the macros that it names.
  init(
    type: String, body: [UInt8], line: Int, macros: inout BibTeXMacros
  ) throws(BibTeXFault) {
    self.type = type
    self.line = line
    var scanner = BibTeXScanner(body, line: line)
    key = scanner.takeKey()
    while let name = try scanner.takeFieldName() {
      guard fields.count < Self.fieldLimit else {
        throw BibTeXFault(
          line: scanner.line, expected: "an entry of at most \(Self.fieldLimit) fields",
          found: "more, from \"\(Excerpt.of(name))\" on")
      }
      let value = try scanner.takeValue(of: name, macros: &macros)
      for unknown in macros.takeUnknown() where faults.count < Self.faultLimit {
        faults.append(
          BibTeXFault(
            line: scanner.line, expected: "a macro that @string defines",
            found: "\"\(Excerpt.of(unknown))\"",
            cure: "Define it or put the text in braces; the name itself was read."))
      }
      fields.append((name, value))
      if faults.count < Self.faultLimit, let next = scanner.missingComma() {
        faults.append(
          BibTeXFault(
            line: scanner.line, expected: "a comma after \"\(name)\"",
            found: "\"\(Excerpt.of(next))\"", cure: "Add it; the field was read."))
      }
    }
  }

  /// The value of a field, LaTeX and all; of a field given twice, the first, as in BibTeX.
  subscript(name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }

  /// The key of the entry that this one inherits from.
  var crossReference: String? {
    self["crossref"].map { String(String(decoding: $0, as: UTF8.self)[...].trimmedASCII) }
  }

  /// Takes from another entry what it lacks, under the names given.
  mutating func inherit(_ inherited: [(name: String, value: [UInt8])]) {
    for field in inherited where self[field.name] == nil { fields.append(field) }
  }

  /// Bytes of all values.
  var byteCount: Int { fields.reduce(0) { $0 + $1.value.count } }
}

/// Reads through the body of an entry.
struct BibTeXScanner {
  private let bytes: [UInt8]
  private let firstLine: Int
  private var at = 0

  init(_ bytes: [UInt8], line: Int) {
    self.bytes = bytes
    firstLine = line
  }

  /// The line it has come to; counted, so only for messages.
  var line: Int { firstLine + bytes[..<at].count { $0 == 0x0A } }

  private mutating func skipSpaces() {
    while at < bytes.count, bytes[at].isASCIISpace { at += 1 }
  }

  /// The key, up to the first comma; empty where a field comes at once.
  mutating func takeKey() -> String {
    skipSpaces()
    let start = at
    while at < bytes.count, bytes[at] != 0x2C {
      if bytes[at] == 0x3D {
        at = start
        return ""
      }
      at += 1
    }
    let key = Substring(String(decoding: bytes[start..<at], as: UTF8.self)).trimmedASCII
    return String(key)
  }

  /// The next field's name, small, its equal sign passed; nil at the end.
  mutating func takeFieldName() throws(BibTeXFault) -> String? {
    while at < bytes.count, bytes[at].isASCIISpace || bytes[at] == 0x2C { at += 1 }
    guard at < bytes.count else { return nil }
    let name = takeName()
    skipSpaces()
    guard !name.isEmpty, at < bytes.count, bytes[at] == 0x3D else {
      throw BibTeXFault(
        line: line,
        expected: name.isEmpty ? "a field name" : "\"=\" after \"\(Excerpt.of(name))\"",
        found: found)
    }
    at += 1
    return name.lowercased()
  }

  /// Pieces joined by `#`.
  mutating func takeValue(
    of name: String, macros: inout BibTeXMacros
  ) throws(BibTeXFault) -> [UInt8] {
    var value: [UInt8] = []
    while true {
      skipSpaces()
      guard at < bytes.count else {
        throw BibTeXFault(
          line: line, expected: "a value of \"\(name)\"", found: "the end of the entry")
      }
      switch bytes[at] {
      case 0x7B: value += try takeBraced()
      case 0x22: value += try takeQuoted()
      case 0x30...0x39:
        let start = at
        while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
        value += bytes[start..<at]
      default:
        let macro = takeName()
        guard !macro.isEmpty else {
          throw BibTeXFault(
            line: line, expected: "a value of \"\(name)\"", found: found)
        }
        value += macros.value(of: macro)
      }
      guard value.count <= macros.limit else {
        throw BibTeXFault(
          line: line, expected: "a value of at most \(macros.limit) bytes in \"\(name)\"",
          found: "a longer one")
      }
      skipSpaces()
      guard at < bytes.count, bytes[at] == 0x23 else { return value }
      at += 1
    }
  }

  /// What follows a value, unless it is a comma or the end.
  func missingComma() -> String? {
    guard at < bytes.count, bytes[at] != 0x2C else { return nil }
    return text(from: at)
  }

  /// Letters, digits and whatever else BibTeX allows in names.
  private mutating func takeName() -> String {
    let start = at
    while at < bytes.count, !bytes[at].isASCIISpace, !Self.delimiters.contains(bytes[at]) {
      at += 1
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private static let delimiters = Set("\"#%'(),={}".utf8)

  private mutating func takeBraced() throws(BibTeXFault) -> ArraySlice<UInt8> {
    let start = at + 1
    var depth = 0
    while at < bytes.count {
      if bytes[at] == 0x7B { depth += 1 }
      if bytes[at] == 0x7D {
        depth -= 1
        if depth == 0 {
          at += 1
          return bytes[start..<at - 1]
        }
      }
      at += 1
    }
    throw unclosed("\"}\"", from: start)
  }

  /// A quote inside braces ends nothing.
  private mutating func takeQuoted() throws(BibTeXFault) -> ArraySlice<UInt8> {
    let start = at + 1
    var depth = 0
    at += 1
    while at < bytes.count {
      if bytes[at] == 0x7B { depth += 1 }
      if bytes[at] == 0x7D { depth -= 1 }
      if bytes[at] == 0x22, depth <= 0 {
        at += 1
        return bytes[start..<at - 1]
      }
      at += 1
    }
    throw unclosed("a closing quotation mark", from: start)
  }

  private mutating func unclosed(_ expected: String, from start: Int) -> BibTeXFault {
    at = start
    return BibTeXFault(
      line: line, expected: "\(expected) after \"\(text(from: start))\"",
      found: "the end of the entry")
  }

  private var found: String { at < bytes.count ? "\"\(text(from: at))\"" : "the end of the entry" }

  private func text(from start: Int) -> String {
    bytes[start..<min(bytes.count, start + 40)].withUnsafeBufferPointer { Excerpt.of($0) }
  }
}

/// The macros of `@string`, and the months, which are macros from the start.
struct BibTeXMacros {
  /// The most bytes of one value and of all macros together: names of names would double without end.
  let limit: Int
  private var values: [String: [UInt8]] = [:]
  private var byteCount = 0
  private var unknown: [String] = []

  private static let months: Set<String> = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  init(limit: Int) { self.limit = limit }

  /// Takes the body of a `@string`.
  mutating func define(_ body: [UInt8], line: Int) throws(BibTeXFault) {
    var scanner = BibTeXScanner(body, line: line)
    while let name = try scanner.takeFieldName() {
      let value = try scanner.takeValue(of: name, macros: &self)
      guard byteCount + value.count <= limit else {
        throw BibTeXFault(
          line: scanner.line, expected: "macros of at most \(limit) bytes",
          found: "more in \"\(Excerpt.of(name))\"")
      }
      byteCount += value.count
      values[name] = value
    }
  }

  /// The value of a macro; one that is not defined stands for its own name.
  mutating func value(of name: String) -> [UInt8] {
    let small = name.lowercased()
    if let value = values[small] { return value }
    if !Self.months.contains(small) { unknown.append(name) }
    return Array(name.utf8)
  }

  /// Names that were asked for and not defined, since the last call.
  mutating func takeUnknown() -> [String] {
    defer { unknown = [] }
    return unknown
  }
}
