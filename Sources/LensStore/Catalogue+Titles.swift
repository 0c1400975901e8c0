// Finding a paper by its title: letter for letter, then regardless of case and spacing, then as part
// of a title. One pass over the papers.

/// A paper found by its title.
public struct TitleMatch: Sendable, Equatable {
  /// How near the title is to the text looked for; better ones compare greater.
  public enum Nearness: Int, Sendable, Comparable {
    /// The text is part of the title.
    case part
    /// The title begins with the text.
    case start
    /// Equal but for case and spacing.
    case folded
    /// Equal.
    case exact

    /// Orders from `part` to `exact`.
    public static func < (a: Nearness, b: Nearness) -> Bool { a.rawValue < b.rawValue }
  }

  /// The paper.
  public let row: CatalogueRow
  /// How near its title is.
  public let nearness: Nearness
}

extension Catalogue {
  /// The papers whose English or Chinese title is nearest to a text, all of the same nearness.
  ///
  /// At most `limit`, in order of their numbers; an empty text matches none. O(papers): every row is
  /// read and checked. Case is folded for ASCII only.
  public func rows(titled text: String, limit: Int = 10) throws(StoreError) -> [TitleMatch] {
    let key = TitleKey.folded(text)
    guard !key.isEmpty, limit > 0 else { return [] }
    var best: [TitleMatch] = []
    try forEachRow { row in
      let nearness = [row.title, row.titleZH].compactMap { title in
        title.flatMap { Self.nearness(of: $0, to: text, key) }
      }.max()
      guard let nearness, nearness >= best.first?.nearness ?? .part else { return }
      if nearness > best.first?.nearness ?? .part { best.removeAll() }
      if best.count < limit { best.append(TitleMatch(row: row, nearness: nearness)) }
    }
    return best
  }

  private static func nearness(of title: String, to text: String, _ key: [UInt8])
    -> TitleMatch.Nearness?
  {
    if title.utf8.elementsEqual(text.utf8) { return .exact }
    let folded = TitleKey.folded(title)
    if folded == key { return .folded }
    if folded.starts(with: key) { return .start }
    return TitleKey.contains(folded, key) ? .part : nil
  }
}

/// Titles compared as bytes.
enum TitleKey {
  /// ASCII in lower case, white space at the ends gone and inside single, a closing full stop gone.
  static func folded(_ text: String) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(text.utf8.count)
    var isGap = false
    for byte in text.utf8 {
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        isGap = !key.isEmpty
        continue
      }
      if isGap { key.append(0x20) }
      isGap = false
      key.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
    }
    if key.last == UInt8(ascii: ".") { key.removeLast() }
    return key
  }

  static func contains(_ text: [UInt8], _ key: [UInt8]) -> Bool {
    guard let first = key.first, text.count >= key.count else { return false }
    for start in 0...text.count - key.count where text[start] == first {
      if text[start..<start + key.count].elementsEqual(key) { return true }
    }
    return false
  }
}
