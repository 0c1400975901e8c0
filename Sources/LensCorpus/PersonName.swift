// A person's name put together from its parts as databases keep them.

enum PersonName {
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

  private static func isHan(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { Language.isHan($0.value) || $0 == "·" }
  }
}
