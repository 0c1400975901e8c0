// Tokens and the buffer they are collected in.
//
// A buffer is reused from text to text: once its arrays have grown to the size of the usual text,
// analysing allocates nothing. Terms lie as bytes in one arena; a token names its slice of it.

/// What a token is.
public enum TokenKind: UInt8, Sendable {
  /// A plain word, stemmed where it is English.
  case word
  /// A whole made of parts, with the joiners removed: `long-context` gives `longcontext`.
  case compound
  /// A part of the compound before it.
  case part
  /// Digits, with an inner point where there was one.
  case number
  /// One Han character, kana or Hangul syllable.
  case han
  /// Two adjacent ones.
  case hanPair
  /// Anything else; none is made at present.
  case other
}

/// One token: where it stood in the text and where its term lies in the buffer's `termBytes`.
public struct Token: Sendable, Equatable {
  /// First byte of the token in the analysed text; on a scalar boundary of valid UTF-8.
  public var start: Int32
  /// One past the token's last byte in the analysed text.
  public var end: Int32
  /// First byte of the term in `TokenBuffer.termBytes`.
  public var termStart: Int32
  /// Bytes of the term, 1...64.
  public var termLength: Int32
  /// What the token is.
  public var kind: TokenKind
  /// Bytes of the surface, which lie just before the term; 0 where the term itself is the surface.
  public var surfaceLength: UInt8

  /// Makes a token; a surface of 0 bytes says that the term reads as it was written.
  public init(
    start: Int32, end: Int32, termStart: Int32, termLength: Int32, kind: TokenKind,
    surfaceLength: UInt8 = 0
  ) {
    self.start = start
    self.end = end
    self.termStart = termStart
    self.termLength = termLength
    self.kind = kind
    self.surfaceLength = surfaceLength
  }
}

/// The tokens of one text, in the order they start in.
public struct TokenBuffer: Sendable {
  /// The tokens, by ascending `start`; a compound stands before its parts.
  public internal(set) var tokens: [Token] = []
  /// The arena of the terms and surfaces.
  public internal(set) var termBytes: [UInt8] = []
  /// Scratch of the scanner, kept here so that it is allocated once.
  var room = ChunkRoom()

  /// An empty buffer.
  public init() {}

  /// Forgets the tokens and keeps the memory.
  public mutating func removeAll() {
    tokens.removeAll(keepingCapacity: true)
    termBytes.removeAll(keepingCapacity: true)
  }

  /// The folded, stemmed bytes of a token of this buffer.
  ///
  /// O(1), no copy.
  public func term(_ token: Token) -> ArraySlice<UInt8> {
    termBytes[Int(token.termStart)..<Int(token.termStart + token.termLength)]
  }

  /// The folded spelling of a token before stemming, as a person would read it.
  ///
  /// O(1), no copy.
  public func surface(_ token: Token) -> ArraySlice<UInt8> {
    guard token.surfaceLength > 0 else { return term(token) }
    return termBytes[Int(token.termStart) - Int(token.surfaceLength)..<Int(token.termStart)]
  }

  /// The term as a string; allocates, for tests and messages.
  public func string(_ token: Token) -> String {
    String(decoding: term(token), as: UTF8.self)
  }

  /// Calls `body` with the arena, so that a loop over tokens need not slice.
  ///
  /// The pointer is valid inside `body` only.
  public func withTermBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try termBytes.withUnsafeBufferPointer(body)
  }
}
