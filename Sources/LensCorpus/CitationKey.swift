// CitationKey: the name that a paper has in a bibliography: its own where the source gave one, else
// family name, year and first long word of the title, as most people make them by hand.

/// Keys for BibTeX and RIS.
public enum CitationKey {
  /// The paper's key: ASCII letters, digits and `-_:.+/`, the same whenever it is asked for.
  ///
  /// Two papers may have one key; see ``unique(_:among:)``.
  public static func of(_ paper: Paper) -> String {
    if let own = paper.extra.first(where: { $0.name == "citation_key" })?.texts.first,
      !own.isEmpty, own.utf8.allSatisfy(isAllowed)
    {
      return own
    }
    let name = paper.authors.first.map { ascii(familyName($0)) } ?? ""
    let word =
      (paper.title ?? "").split { !$0.isLetter && !$0.isNumber }.map { ascii(String($0)) }
      .first { $0.utf8.count > 3 } ?? ""
    let made = name + (paper.year.map(String.init) ?? "") + word
    let hasName = !name.isEmpty || !word.isEmpty
    // Chinese names and titles leave nothing: the id is as good a name as any.
    return hasName
      ? made : String(decoding: paper.id.utf8.map { isAllowed($0) ? $0 : 0x2D }, as: UTF8.self)
  }

  /// The key, or with `a`, `b`, … behind it if it is taken.
  public static func unique(_ key: String, among taken: inout Set<String>) -> String {
    // BibTeX does not tell small from capital letters in keys.
    if taken.insert(key.lowercased()).inserted { return key }
    var number = 0
    while true {
      let candidate = key + suffix(number)
      if taken.insert(candidate.lowercased()).inserted { return candidate }
      number += 1
    }
  }

  /// Letters counted up: a, b, …, z, aa, ab, and so on.
  private static func suffix(_ number: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(0x61 + number % 26)))
    return number < 26 ? letter : suffix(number / 26 - 1) + letter
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || (0x30...0x39).contains(byte) || "-_:.+/".utf8.contains(byte)
  }

  /// What stands before the comma, else the last word.
  private static func familyName(_ name: String) -> String {
    if let comma = name.firstIndex(of: ",") { return String(name[..<comma]) }
    return name.split(separator: " ").last.map(String.init) ?? name
  }

  /// Small ASCII letters and digits, accents off.
  static func ascii(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
          out += String(Character(scalar)).lowercased()
        }
      } else if let plain = LaTeXAccents.plain(scalar) {
        out += plain.lowercased()
      }
    }
    return out
  }
}
