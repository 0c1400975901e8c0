// Files that are no text, told by their first bytes, with a name for the kinds people try.

enum BinaryContent {
  private static let signatures: [([UInt8], String)] = [
    (Array("%PDF-".utf8), "a PDF"),
    ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or an office document"),
    (Array("BZh".utf8), "bzip2 data"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz data"),
    (Array("SQLite format 3\0".utf8), "an SQLite database"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
    ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
    ([0x1F, 0x8B], "gzip data inside compressed data"),
    ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard data inside compressed data"),
    ([0x7F, 0x45, 0x4C, 0x46], "a program"),
  ]

  /// What the bytes are if they are no text; nil for text.
  ///
  /// `bytes` is the opening of the file.
  static func description(of bytes: [UInt8]) -> String? {
    for (signature, name) in signatures where bytes.starts(with: signature) { return name }
    guard !bytes.isEmpty else { return nil }
    if bytes.contains(0) { return "binary data" }
    let controls = bytes.lazy.filter { $0 < 0x20 && !(0x08...0x0D).contains($0) && $0 != 0x1B }
    return controls.count * 10 > bytes.count ? "binary data" : nil
  }
}
