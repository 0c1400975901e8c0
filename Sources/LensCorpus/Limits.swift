// Limits on untrusted input: how much of a line, a record or a nesting lens is ready to hold.

/// What a reader is ready to hold in memory for one line or record.
public struct Limits: Sendable, Equatable {
  /// The longest line, bytes of UTF-8 (default 16 MiB), and the longest record of JSON lists and XML; a
  /// longer one is skipped and reported.
  public var lineBytes: Int
  /// The deepest nesting of JSON, the record itself included; at most 64.
  public var nesting: Int
  /// The longest record of a format that is read by lines, bytes of UTF-8 (default 4 MiB); what is
  /// beyond is left out and reported, or the record is skipped.
  ///
  /// What is kept is analysed whole, which takes some 30 times its length in memory.
  public var recordBytes: Int
  /// The longest id, bytes of UTF-8; a longer one is ignored and reported.
  public var idBytes: Int

  /// Limits, each with its default.
  public init(
    lineBytes: Int = 16 << 20, nesting: Int = 64, recordBytes: Int = 4 << 20, idBytes: Int = 512
  ) {
    self.lineBytes = max(1, lineBytes)
    self.nesting = min(max(1, nesting), 64)
    self.recordBytes = max(1, recordBytes)
    self.idBytes = max(1, idBytes)
  }

  /// The defaults.
  public static let standard = Limits()
}
