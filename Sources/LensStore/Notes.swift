// What the user adds to an index: tags, saved queries. It is nobody's to derive, so it lies in a file of
// its own beside the catalogue: making the index anew replaces everything else and leaves it alone, a
// damaged index does not take it along, and a note can be written while an index is being made.
// The file is text, so that it can be read, and rescued, without lens.

/// The notes of an index: entries of a kind and a name, each a list of texts.
public struct Notes: Sendable, Equatable {
  /// The newest format this code reads, and the one it writes.
  static let version: UInt32 = 1
  private static let mark = "lens-notes format "

  private struct Entry: Equatable {
    var kind: String
    var name: String
    /// The texts, escaped, each with a line end; decoded when asked for.
    var lines: [UInt8]
  }

  private var entries: [Entry] = []

  /// Notes without any entry.
  public init() {}

  /// The names of a kind's entries, in the order in which they were made.
  public func names(_ kind: String) -> [String] {
    entries.filter { $0.kind == kind }.map(\.name)
  }

  /// The number of an entry's texts; 0 without such an entry.
  public func count(_ kind: String, _ name: String) -> Int {
    entry(kind, name).map { $0.lines.count { $0 == 0x0A } } ?? 0
  }

  /// An entry's texts; nil without such an entry.
  public func texts(_ kind: String, _ name: String) -> [String]? {
    guard let entry = entry(kind, name) else { return nil }
    return entry.lines.split(separator: 0x0A).map { Self.unescaped($0) }
  }

  /// Calls a closure with the bytes of each text of an entry, in order.
  ///
  /// O(bytes), without making a string of any.
  public func forEachText(
    _ kind: String, _ name: String, _ body: (Slice<UnsafeBufferPointer<UInt8>>) -> Void
  ) {
    guard let entry = entry(kind, name) else { return }
    entry.lines.withUnsafeBufferPointer { lines in
      var place = 0
      while place < lines.count {
        var end = place
        var isEscaped = false
        while lines[end] != 0x0A {
          isEscaped = isEscaped || lines[end] == UInt8(ascii: "%")
          end += 1
        }
        if isEscaped {
          var text = Self.unescaped(Array(lines[place..<end])[...])
          text.withUTF8 { body($0[...]) }
        } else {
          // Behind the space.
          body(lines[(place + 1)..<end])
        }
        place = end + 1
      }
    }
  }

  /// Makes or replaces an entry.
  public mutating func set(_ kind: String, _ name: String, to texts: [String]) {
    var lines: [UInt8] = []
    for text in texts { Self.append(text, to: &lines) }
    if let place = entries.firstIndex(where: { $0.kind == kind && $0.name == name }) {
      entries[place].lines = lines
    } else {
      entries.append(Entry(kind: kind, name: name, lines: lines))
    }
  }

  /// Removes an entry, if it is there.
  public mutating func remove(_ kind: String, _ name: String) {
    entries.removeAll { $0.kind == kind && $0.name == name }
  }

  private func entry(_ kind: String, _ name: String) -> Entry? {
    entries.first { $0.kind == kind && $0.name == name }
  }
}

extension Notes {
  /// The whole file: a line with format and checksum, then for each entry a line of kind and name, and
  /// its texts, each behind a space.
  var encoded: [UInt8] {
    var body: [UInt8] = []
    for entry in entries {
      body += entry.kind.utf8
      body.append(0x20)
      Self.append(entry.name, to: &body, indented: false)
      body += entry.lines
    }
    return Array("\(Self.mark)\(Self.version) checksum \(hex(Checksum.of(body)))\n".utf8) + body
  }

  /// Reads a file.
  ///
  /// Throws `damaged`, `newerFormat`.
  init(decoding bytes: UnsafeRawBufferPointer, path: String) throws(StoreError) {
    func failure(_ expected: String, _ found: String) -> StoreError {
      .notesDamaged(file: path, expected: expected, found: found)
    }
    guard let end = bytes.firstIndex(of: 0x0A) else { throw failure("a first line", "none") }
    let head = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
    guard head.count >= 3, head[0] == "lens-notes", head[1] == "format",
      let format = UInt32(head[2])
    else { throw failure("'\(Self.mark)\(Self.version)'", "other bytes") }
    guard format <= Self.version else {
      throw .newerFormat(path: path, found: format, supported: Self.version)
    }
    let body = UnsafeRawBufferPointer(rebasing: bytes[(end + 1)...])
    guard head.count == 5, head[3] == "checksum", let checksum = UInt32(head[4], radix: 16) else {
      throw failure("a checksum in the first line", "none")
    }
    let found = Checksum.of(body)
    guard found == checksum else { throw failure("checksum \(hex(checksum))", hex(found)) }
    var place = 0
    while place < body.count {
      let lineEnd = body[place...].firstIndex(of: 0x0A) ?? body.count
      guard lineEnd < body.count else { throw failure("a line end", "none") }
      if body[place] == 0x20 {
        guard !entries.isEmpty else { throw failure("an entry before its texts", "none") }
        entries[entries.count - 1].lines += body[place...lineEnd]
      } else {
        let line = body[place..<lineEnd]
        guard let space = line.firstIndex(of: 0x20) else {
          throw failure("a kind and a name", "one")
        }
        entries.append(
          Entry(
            kind: String(decoding: line[..<space], as: UTF8.self),
            name: Self.unescaped(Array(line[(space + 1)...])[...]), lines: []))
      }
      place = lineEnd + 1
    }
  }

  private static func append(_ text: String, to bytes: inout [UInt8], indented: Bool = true) {
    if indented { bytes.append(0x20) }
    for byte in text.utf8 {
      switch byte {
      case 0x0A: bytes += "%0a".utf8
      case 0x0D: bytes += "%0d".utf8
      case UInt8(ascii: "%"): bytes += "%25".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(0x0A)
  }

  private static func unescaped(_ line: ArraySlice<UInt8>) -> String {
    var line = line
    if line.first == 0x20 { line = line.dropFirst() }
    guard line.contains(UInt8(ascii: "%")) else { return String(decoding: line, as: UTF8.self) }
    var bytes: [UInt8] = []
    while let byte = line.popFirst() {
      if byte == UInt8(ascii: "%"),
        let value = UInt8(String(decoding: line.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        line = line.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
