// Finding a paper by its title: letter for letter, then regardless of case and spacing, then as part
// of a title. One pass over the papers, unless it is known which may have the title.

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
  /// At most `limit`, in order of their numbers; an empty text matches none. O(papers): all titles
  /// are read, and all rows where the file cannot be vouched for. Case is folded for ASCII only.
  public func rows(titled text: String, limit: Int = 10) throws(StoreError) -> [TitleMatch] {
    let key = TitleKey(text)
    guard !key.folded.isEmpty, limit > 0 else { return [] }
    var nearest = TitleMatch.Nearness.part
    var ordinals: [Int64] = []
    func offer(_ ordinal: Int64, _ nearness: TitleMatch.Nearness?) {
      guard let nearness, nearness >= nearest else { return }
      if nearness > nearest { ordinals.removeAll() }
      nearest = nearness
      if ordinals.count < limit { ordinals.append(ordinal) }
    }
    if isKnownSound() {
      try CatalogueTables.forEachTitle(connection) { ordinal, titles in
        offer(ordinal, titles.compactMap { key.nearness(of: $0) }.max())
      }
    } else {
      try forEachRow { offer($0.ordinal, key.nearness(of: $0)) }
    }
    return try rows(ordinals).map { TitleMatch(row: $0, nearness: nearest) }
  }

  /// Those of some papers that have a title, letter for letter if one does, else but for case and spacing.
  ///
  /// O(papers given).
  public func rows(_ ordinals: [Int64], titled text: String) throws(StoreError) -> [TitleMatch] {
    let key = TitleKey(text)
    guard !key.folded.isEmpty else { return [] }
    let matches = try rows(ordinals).compactMap { row in
      key.nearness(of: row).map { TitleMatch(row: row, nearness: $0) }
    }
    let nearest = matches.map(\.nearness).max()
    return matches.filter { $0.nearness == nearest && $0.nearness >= .folded }
  }
}

/// A title looked for, compared with others as bytes.
struct TitleKey {
  let exact: [UInt8]
  let folded: [UInt8]

  init(_ text: String) {
    exact = Array(text.utf8)
    folded = exact.withUnsafeBufferPointer { Self.folded($0) }
  }

  func nearness(of row: CatalogueRow) -> TitleMatch.Nearness? {
    [row.title, row.titleZH].compactMap { title in
      title.flatMap { Array($0.utf8).withUnsafeBufferPointer { nearness(of: $0) } }
    }.max()
  }

  func nearness(of title: UnsafeBufferPointer<UInt8>) -> TitleMatch.Nearness? {
    if title.elementsEqual(exact) { return .exact }
    let other = Self.folded(title)
    if other == folded { return .folded }
    if other.starts(with: folded) { return .start }
    return Self.contains(other, folded) ? .part : nil
  }

  /// ASCII in lower case, white space at the ends gone and inside single, a closing full stop gone.
  private static func folded(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(text.count)
    var isGap = false
    for byte in text {
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

  private static func contains(_ text: [UInt8], _ key: [UInt8]) -> Bool {
    guard let first = key.first, text.count >= key.count else { return false }
    for start in 0...text.count - key.count where text[start] == first {
      if text[start..<start + key.count].elementsEqual(key) { return true }
    }
    return false
  }
}
