// From UTF-8 bytes to tokens: the one analysis of papers and of queries.
//
// The scanner walks the bytes once. Plain English words take a path over ASCII classes alone; all
// else goes scalar by scalar through the folding tables, so that texts that differ only in normal
// form, width, case or Han variant give the same terms. Markup (HTML entities and tags, TeX, web
// addresses) is recognised in ASCII only.

import CFolding

/// Turns texts into tokens.
///
/// Holds no state: one analyzer serves any number of threads.
public struct Analyzer: Sendable {
  /// Raised whenever the rules give other tokens for some text.
  static let version: UInt64 = 1

  /// An analyzer.
  public init() {}

  /// Names the rules and tables: indexes whose fingerprints differ cannot be mixed.
  public static var fingerprint: UInt64 {
    var hash = lens_folding_checksum() ^ version &* 0x9E37_79B9_7F4A_7C15
    for byte in English.stopWords.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    for byte in HanFunction.characters.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    return hash
  }

  /// What the folding tables were made from, for `status` and bug reports.
  public static var tableVersion: String { String(cString: lens_folding_version()) }

  /// Replaces the buffer's tokens with those of `text`.
  ///
  /// Bytes that are not UTF-8 separate. O(bytes); allocates nothing once the buffer is warm.
  ///
  /// Offsets are 32 bits wide: of a text above 2 GiB only the first 2 GiB are read.
  public func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: inout TokenBuffer) {
    Self.withScanner(of: text, output: &buffer) { $0.run() }
  }

  /// Lends a scanner of the text that writes to the buffer, which is emptied before.
  static func withScanner(
    of text: UnsafeBufferPointer<UInt8>, output buffer: inout TokenBuffer,
    _ body: (inout Scanner) -> Void
  ) {
    buffer.removeAll()
    guard !text.isEmpty else { return }
    let limited = UnsafeBufferPointer(rebasing: text[..<min(text.count, Int(Int32.max) - 64)])
    // The scanner owns the buffer while it runs, so that appending never copies it.
    var owned = TokenBuffer()
    swap(&owned, &buffer)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Scanner.wordCapacity) { word in
      guard let base = word.baseAddress else { return }
      var room = ChunkRoom()
      swap(&room, &owned.room)
      room.withChunk { chunk in
        var scanner = Scanner(text: limited, word: base, chunk: chunk, output: owned)
        owned = TokenBuffer()
        body(&scanner)
        owned = scanner.finish()
      }
      swap(&room, &owned.room)
    }
    swap(&owned, &buffer)
  }

  /// Replaces the buffer's tokens with those of `text`; offsets count its UTF-8 bytes.
  public func analyze(_ text: String, into buffer: inout TokenBuffer) {
    var text = text
    text.withUTF8 { analyze($0, into: &buffer) }
  }
}
