// A person's name put together from its parts as databases keep them.

package enum PersonName {
  /// `Given particle Family Suffix`; a Chinese name is written family first, without a space.
  static func joined(
    given: String?, particle: String? = nil, family: String?, suffix: String? = nil
  ) -> String? {
    let parts = [given, particle, family, suffix].compactMap { part in
      part.flatMap { $0.isEmpty ? nil : $0 }
    }
    guard !parts.isEmpty else { return nil }
    if let given, let family, parts.count == 2, isHan(given), isHan(family) {
      return family + given
    }
    return parts.joined(separator: " ")
  }

  /// The name without what may follow a family name: `J. Richard Gott` of `J. Richard Gott III`.
  ///
  /// The suffix as it stands, empty where there is none.
  package static func withoutSuffix(_ name: String) -> (name: String, suffix: String) {
    guard let space = name.utf8.lastIndex(of: 0x20) else { return (name, "") }
    let last = name[name.utf8.index(after: space)...]
    guard last.utf8.count < 5, isSuffix(last.utf8) else { return (name, "") }
    return (String(name[..<space]), String(last))
  }

  /// Whether bytes are `Jr.`, `Sr` or `II` to `IV`.
  static func isSuffix(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
    let letters = bytes.last == 0x2E ? bytes.dropLast() : bytes[...]
    return ["Jr", "Sr", "II", "III", "IV"].contains { $0.utf8.elementsEqual(letters) }
  }

  private static func isHan(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { Language.isHan($0.value) || $0 == "·" }
  }
}
