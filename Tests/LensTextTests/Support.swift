// What the tests share: a seeded generator, and tokens as readable strings.

import LensText

/// SplitMix64: small, seeded, the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

/// A token with its term and surface as strings and its place in the text.
struct ReadToken: Equatable, CustomStringConvertible {
  var term: String
  var surface: String
  var kind: TokenKind
  var range: Range<Int>

  var description: String { "\(term)/\(kind)@\(range)" }
}

/// The tokens of a text.
func tokens(_ text: String) -> [ReadToken] {
  tokens(Array(text.utf8))
}

/// The tokens of bytes that may be anything.
func tokens(_ bytes: [UInt8]) -> [ReadToken] {
  var buffer = TokenBuffer()
  bytes.withUnsafeBufferPointer { Analyzer().analyze($0, into: &buffer) }
  return buffer.tokens.map { token in
    ReadToken(
      term: buffer.string(token), surface: String(decoding: buffer.surface(token), as: UTF8.self),
      kind: token.kind, range: Int(token.start)..<Int(token.end))
  }
}

/// The terms of a text in order, separated by spaces.
func terms(_ text: String) -> String {
  tokens(text).map(\.term).joined(separator: " ")
}

/// Terms and kinds, what must not depend on how a text is written.
func essence(_ text: String) -> [String] {
  tokens(text).map { "\($0.term)/\($0.kind)" }
}
