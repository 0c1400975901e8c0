// The fast JSONL path against a naive recursive reader: what is accepted, and what is read, must
// be the same for documents that were made at random and then damaged.

import Testing

@testable import LensCorpus

/// JSON by recursive descent over an array of bytes: slow and plain.
///
/// Accepts one object.
private struct NaiveJSON {
  var bytes: [UInt8]
  var i = 0
  /// Top-level strings by name, escapes in place.
  var strings: [String: String] = [:]

  static func object(_ line: String) -> NaiveJSON? {
    var json = NaiveJSON(bytes: Array(line.utf8))
    json.space()
    guard json.peek == UInt8(ascii: "{"), json.value(depth: 1) else { return nil }
    json.space()
    return json.i == json.bytes.count ? json : nil
  }

  var peek: UInt8 { i < bytes.count ? bytes[i] : 0 }

  mutating func space() { while [0x20, 0x09, 0x0A, 0x0D].contains(peek) { i += 1 } }

  mutating func take(_ text: String) -> Bool {
    guard bytes[i...].starts(with: text.utf8) else { return false }
    i += text.utf8.count
    return true
  }

  mutating func value(depth: Int) -> Bool {
    guard depth <= 65 else { return false }
    space()
    switch peek {
    case UInt8(ascii: "{"):
      return depth <= 64
        && list("}", depth) { json in
          json.space()
          let start = json.i
          guard json.string() else { return false }
          let name = String(decoding: json.bytes[start + 1..<json.i - 1], as: UTF8.self)
          json.space()
          guard json.take(":") else { return false }
          json.space()
          let from = json.i
          guard json.value(depth: depth + 1) else { return false }
          if depth == 1, json.bytes[from] == UInt8(ascii: "\"") {
            json.strings[name] = String(decoding: json.bytes[from + 1..<json.i - 1], as: UTF8.self)
          }
          return true
        }
    case UInt8(ascii: "["): return depth <= 64 && list("]", depth) { $0.value(depth: depth + 1) }
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "t"): return take("true")
    case UInt8(ascii: "f"): return take("false")
    case UInt8(ascii: "n"): return take("null")
    default: return number()
    }
  }

  mutating func list(_ end: String, _ depth: Int, _ element: (inout NaiveJSON) -> Bool) -> Bool {
    i += 1
    space()
    if take(end) { return true }
    while true {
      guard element(&self) else { return false }
      space()
      if take(end) { return true }
      guard take(",") else { return false }
    }
  }

  mutating func string() -> Bool {
    guard take("\"") else { return false }
    while i < bytes.count {
      let byte = bytes[i]
      i += 1
      if byte == UInt8(ascii: "\"") { return true }
      if byte < 0x20 { return false }
      guard byte == UInt8(ascii: "\\") else { continue }
      let escape = peek
      i += 1
      if escape == UInt8(ascii: "u") {
        for _ in 0..<4 {
          guard Character(Unicode.Scalar(peek)).isHexDigit, peek < 0x80 else { return false }
          i += 1
        }
      } else if !"\"\\/bfnrt".utf8.contains(escape) {
        return false
      }
    }
    return false
  }

  mutating func number() -> Bool {
    _ = take("-")
    guard digits() else { return false }
    if take(".") { guard digits(zeros: true) else { return false } }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      guard digits(zeros: true) else { return false }
    }
    return true
  }

  mutating func digits(zeros: Bool = false) -> Bool {
    let start = i
    while (0x30...0x39).contains(peek) { i += 1 }
    return i > start && (zeros || bytes[start] != 0x30 || i == start + 1)
  }
}

@Suite struct JSONGrammarTests {
  private static func value(_ depth: Int, _ generator: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<(depth < 4 ? 9 : 6), using: &generator) {
    case 0: return "null"
    case 1: return Bool.random(using: &generator) ? "true" : "false"
    case 2:
      return ["0", "-1", "12.50", "3e8", "-0.1E-2", "12345678901234567890123"].randomElement(
        using: &generator) ?? "0"
    case 3: return "\"羊 \\\"\\\\ \\n é\""
    case 4, 5: return "\"plain\""
    case 6, 7:
      let items = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
        value(depth + 1, &generator)
      }
      return "[" + items.joined(separator: " , ") + "]"
    default: return object(depth + 1, &generator)
    }
  }

  private static func object(_ depth: Int, _ generator: inout SeededGenerator) -> String {
    let names = ["id", "x", "authors", "y\\u0041", "abstract", "keywords", "year", "羊"]
    let items = (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
      "\"\(names.randomElement(using: &generator) ?? "x")\": " + value(depth, &generator)
    }
    return "{" + items.joined(separator: ",") + "}"
  }

  @Test func theFastReaderAcceptsExactlyWhatTheNaiveOneDoes() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let signs = Array("{}[]\",:\\ntfe0123456789.-+ u羊".unicodeScalars)
    var accepted = 0
    for _ in 0..<4000 {
      var line = Self.object(1, &generator)
      line = "{\"title\":\"A Title\"" + (line == "{}" ? "}" : "," + line.dropFirst())
      for _ in 0..<Int.random(in: 0..<3, using: &generator) {
        var scalars = Array(line.unicodeScalars)
        let place = Int.random(in: 0..<scalars.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: scalars.remove(at: place)
        case 1: scalars[place] = signs.randomElement(using: &generator) ?? " "
        default: scalars.insert(signs.randomElement(using: &generator) ?? " ", at: place)
        }
        line = String(String.UnicodeScalarView(scalars))
      }
      let expected = NaiveJSON.object(line)
      let reading = Reading(line, from: .jsonl)
      let refused = reading.diagnostics.contains {
        [.notJSON, .notObject, .cutLine, .tooDeep].contains($0.kind)
      }
      guard reading.error == nil else { continue }
      #expect(refused == (expected == nil), "seed \(seed): \(line)")
      accepted += refused ? 0 : 1
      if let title = expected?.strings["title"], !title.contains("\\"),
        let paper = reading.papers.first,
        let read = paper.title ?? paper.titleZH
      {
        #expect(TitleKey.normalized(read) == TitleKey.normalized(title), "seed \(seed): \(line)")
      }
      for field in reading.papers.first?.extra ?? [] {
        #expect(NaiveJSON.object("{\"v\":\(field.json)}") != nil, "seed \(seed): \(line)")
      }
    }
    #expect(accepted > 1000 && accepted < 3500, "seed \(seed)")
  }

  @Test func nestingIsAllowedUpToTheLimitAndNoDeeper() {
    for (depth, isRead) in [(1, true), (63, true), (64, false), (1000, false)] {
      let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      let reading = Reading("{\"id\":\"a\",\"title\":\"T\",\"x\":\(nested)}", from: .jsonl)
      #expect((reading.papers.count == 1) == isRead, "depth \(depth)")
    }
  }

  @Test func randomBytesNeverTrap() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let count = Int.random(in: 1..<300, using: &generator)
      var bytes = (0..<count).map { _ in UInt8.random(in: 1...255, using: &generator) }
      for _ in 0..<20 { bytes.append("{}[]\",:\\#\n".utf8.randomElement(using: &generator) ?? 0) }
      bytes.shuffle(using: &generator)
      for format in Format.allCases { _ = Reading(bytes, from: format) }
    }
  }
}
