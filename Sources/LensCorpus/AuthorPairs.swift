// `Rippon, P. J., Stallard, G. M.`: names that are turned round, so that the commas inside them and those
// between them look alike. arXiv's OAI records are passed on in this form.
//
// What tells it from a list of full names is that families and given names alone are none. One part that
// is no full name may be an author of one word; most pairs having one cannot be.

/// Splitting of author strings in which each name is turned round.
enum AuthorPairs {
  /// The names, each as `Family, Given`, and groups as they are; nil where the parts cannot be paired
  /// for certain.
  ///
  /// A suffix goes behind the family name, as `Gott III, J. Richard`. O(bytes).
  ///
  /// - Parameter fields: what stands between the commas.
  static func names(in fields: [UnsafeBufferPointer<UInt8>]) -> [String]? {
    guard fields.count > 2 else { return nil }
    var names: [String] = []
    var family: UnsafeBufferPointer<UInt8>?
    var suffix: UnsafeBufferPointer<UInt8>?
    var pairs = 0
    var certain = 0
    for field in fields {
      if let half = family {
        if suffix == nil, PersonName.isSuffix(field) {
          suffix = field
          continue
        }
        guard hasLetter(field), !isGroup(field) else { return nil }
        names.append(joined(half, suffix, field))
        pairs += 1
        if !AuthorNames.isFullName(half) || !AuthorNames.isFullName(field) { certain += 1 }
        (family, suffix) = (nil, nil)
      } else if isGroup(field) {
        names.append(String.unwrapped(field))
      } else if hasLetter(field) {
        guard !PersonName.isSuffix(field) else { return nil }
        family = field
      }
    }
    return family == nil && 2 * certain > pairs ? names : nil
  }

  private static func joined(
    _ family: UnsafeBufferPointer<UInt8>, _ suffix: UnsafeBufferPointer<UInt8>?,
    _ given: UnsafeBufferPointer<UInt8>
  ) -> String {
    let family = String.unwrapped(family) + (suffix.map { " " + String.unwrapped($0) } ?? "")
    return family + ", " + String.unwrapped(given)
  }

  private static func hasLetter(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    field.contains { $0 >= 0x80 || (0x61...0x7A).contains($0 | 0x20) }
  }

  /// Several words, one of which says that they are many: `IceCube Collaboration`.
  private static func isGroup(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    guard field.count > 5, field.contains(0x20) else { return false }
    return field.split(separator: 0x20).contains { word in
      guard let first = word.first, [0x63, 0x74, 0x67].contains(first | 0x20) else { return false }
      return groupWords.contains { $0.utf8.elementsEqual(word.lazy.map { $0 | 0x20 }) }
    }
  }

  private static let groupWords = [
    "collaboration", "collaborations", "consortium", "team", "group",
  ]
}
