// Opening: the first lines of a text, for telling its format.

/// The first lines that are not blank, trimmed.
struct Opening {
  /// At most 64 of them.
  let lines: [Substring]

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    var lines: [Substring] = []
    for slice in bytes.prefix(64 << 10).split(separator: 0x0A) {
      let line = UnsafeBufferPointer(rebasing: slice).trimmedASCII
      guard !line.isEmpty else { continue }
      lines.append(Substring(String(decoding: line, as: UTF8.self)))
      if lines.count == 64 { break }
    }
    self.lines = lines
  }
}
