// Titles reduced to what identifies them: letters, digits and Han, in lower case, full width made
// half width. Two copies of a title differ in spaces, dashes and quotes; never here.

enum TitleKey {
  /// The shortest title that identifies a paper, in characters kept.
  ///
  /// "Introduction" would be long enough, but such records have ids or abstracts that differ.
  static let shortest = 8

  /// The UTF-8 of the title's letters and digits in lower case.
  ///
  /// Linear.
  static func normalized(_ title: String) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(title.utf8.count)
    forEachByte(title) { key.append($0) }
    return key
  }

  /// The hash of the normalised title, and how many characters it has.
  ///
  /// No allocation for ASCII.
  static func hash(_ title: String, domain: UInt8) -> (hash: UInt64, characters: Int) {
    var hash = StableHash(domain: domain)
    var characters = 0
    forEachByte(title) { byte in
      hash.add(byte)
      // Bytes that continue a character are 10xxxxxx.
      if byte & 0xC0 != 0x80 { characters += 1 }
    }
    return (hash.value, characters)
  }

  @inline(__always)
  private static func forEachByte(_ title: String, _ body: (UInt8) -> Void) {
    var title = title
    let done: Bool = title.withUTF8 { bytes in
      guard bytes.allSatisfy({ $0 < 0x80 }) else { return false }
      for byte in bytes {
        let lower = byte | 0x20
        if lower >= 0x61 && lower <= 0x7A {
          body(lower)
        } else if byte >= 0x30 && byte <= 0x39 {
          body(byte)
        }
      }
      return true
    }
    if !done { forEachScalarByte(title, body) }
  }

  private static func forEachScalarByte(_ title: String, _ body: (UInt8) -> Void) {
    for scalar in title.unicodeScalars {
      var scalar = scalar
      if (0xFF01...0xFF5E).contains(scalar.value) {
        scalar = Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
      }
      let isKept: Bool
      switch scalar.value {
      case ..<0x80:
        let lower = scalar.value | 0x20
        isKept = (0x61...0x7A).contains(lower) || (0x30...0x39).contains(scalar.value)
      default:
        isKept =
          Language.isHan(scalar.value) || scalar.properties.isAlphabetic
          || scalar.properties.numericType != nil
      }
      guard isKept else { continue }
      for byte in scalar.properties.lowercaseMapping.utf8 { body(byte) }
    }
  }
}
