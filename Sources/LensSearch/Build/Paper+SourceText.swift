// The sources of a paper as one field of the catalogue: one after another, joined by U+001F; each its
// place, its format, the day it was read and what it says otherwise (a JSON object), joined by U+001E,
// what is unknown at the end left out.
import LensCorpus

extension Paper {
  private static let sourceSeparator: Character = "\u{1F}"
  private static let partSeparator: Character = "\u{1E}"

  /// All sources as text.
  var sourceText: String {
    ([OtherSource(place: source)] + otherSources).map { source in
      let object = source.differing.map { JSONValue.Member($0.name, .raw($0.json)) }
      var parts = [
        Self.withoutSeparators("\(source.place)"),
        source.place.format?.rawValue ?? "", source.place.added ?? "",
        object.isEmpty ? "" : JSONValue.object(object).text(),
      ]
      while parts.last == "" { parts.removeLast() }
      return parts.joined(separator: String(Self.partSeparator))
    }
    .joined(separator: String(Self.sourceSeparator))
  }

  private static func withoutSeparators(_ text: String) -> String {
    let isClean = !text.utf8.contains { $0 == 0x1E || $0 == 0x1F }
    return isClean ? text : text.filter { $0 != sourceSeparator && $0 != partSeparator }
  }

  /// Whether a text names more than one source.
  static func hasSeveralSources(_ text: String) -> Bool {
    text.utf8.contains(sourceSeparator.utf8.first ?? 0)
  }

  /// Takes the sources from their text.
  mutating func readSources(_ text: String) {
    let sources = text.split(separator: Self.sourceSeparator).map { source in
      let parts = source.split(separator: Self.partSeparator, omittingEmptySubsequences: false)
        .map(String.init)
      func part(_ place: Int) -> String? {
        place < parts.count && !parts[place].isEmpty ? parts[place] : nil
      }
      let colon = parts[0].lastIndex(of: ":")
      let line = colon.flatMap { Int(parts[0][parts[0].index(after: $0)...]) }
      return OtherSource(
        place: SourcePlace(
          file: colon.map { String(parts[0][..<$0]) } ?? parts[0], line: line ?? 0,
          format: part(1).flatMap(Format.init(rawValue:)), added: part(2)),
        differing: part(3).map(ExtraField.fields(ofObject:)) ?? [])
    }
    guard let first = sources.first else { return }
    source = first.place
    otherSources = Array(sources.dropFirst())
  }
}
