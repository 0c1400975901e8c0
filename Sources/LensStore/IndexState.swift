// What one generation of an index is: format, files, counts and the caller's notes. One row of the
// catalogue holds it as text with a checksum, so that it is read, and replaced, all at once.

/// The state of one generation of an index.
public struct IndexState: Sendable, Equatable {
  /// The newest index format this code reads, and the one it writes.
  public static let supportedFormat: UInt32 = 2
  /// The format of the index.
  public var format: UInt32
  /// Rises with every commit; 1 is the first.
  public var generation: UInt64
  /// The number of papers.
  public var paperCount: Int64
  /// The lowest id no file of the index has had.
  public var nextFileID: UInt64
  /// The current section files.
  public var files: [FileRecord]
  /// The caller's own notes: analyzer fingerprint, times, counts.
  public var meta: [String: String]
}

extension IndexState {
  /// Above every count and id an index can come to; what is below can be added to without care.
  static let limit: UInt64 = 1 << 62

  /// The text: a line for each item, notes ascending by key.
  var encoded: String {
    var lines = [
      "lens-index format \(format)", "generation \(generation)", "papers \(paperCount)",
      "next-file \(nextFileID)",
    ]
    for file in files {
      lines.append(
        "file \(file.kind.rawValue) \(hex(file.id)) \(file.byteCount) \(hex(file.checksum))")
    }
    for (key, value) in meta.sorted(by: { $0.key < $1.key }) {
      lines.append("meta \(Self.escaped(key)) \(Self.escaped(value))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads the text whose checksum was found right.
  init(decoding text: String, path: String) throws(StoreError) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: true)[...]
    func failure(_ found: some StringProtocol) -> StoreError {
      .damaged(
        file: path, section: "state", expected: "the state of an index", found: "\"\(found)\"")
    }
    func number<Number: FixedWidthInteger>(_ prefix: String, _ line: Substring?)
      throws(StoreError) -> Number
    {
      guard let line, line.hasPrefix(prefix), let number = Number(line.dropFirst(prefix.count))
      else { throw failure(line ?? "") }
      return number
    }
    format = try number("lens-index format ", lines.popFirst())
    guard format <= Self.supportedFormat else {
      throw .newerFormat(path: path, found: format, supported: Self.supportedFormat)
    }
    generation = try number("generation ", lines.popFirst())
    paperCount = try number("papers ", lines.popFirst())
    nextFileID = try number("next-file ", lines.popFirst())
    guard generation < Self.limit, nextFileID < Self.limit, (0..<Int64(Self.limit)) ~= paperCount
    else {
      throw failure("generation \(generation), papers \(paperCount), next-file \(nextFileID)")
    }
    files = []
    meta = [:]
    for line in lines {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      if words.count == 5, words[0] == "file" {
        guard let kind = UInt32(words[1]).flatMap(FileKind.init),
          let id = UInt64(words[2], radix: 16),
          let length = Int64(words[3]), length >= 0, id < Self.limit,
          let checksum = UInt32(words[4], radix: 16)
        else { throw failure(line) }
        files.append(FileRecord(kind: kind, id: id, byteCount: length, checksum: checksum))
      } else if words.count == 3, words[0] == "meta", let key = Self.unescaped(words[1]),
        let value = Self.unescaped(words[2])
      {
        meta[key] = value
      } else {
        throw failure(line)
      }
    }
  }

  /// Percent-encodes all but printable ASCII, and `%` itself: no spaces, no line breaks.
  static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "%") {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        result += "%" + hex(byte)
      }
    }
    return result
  }

  static func unescaped(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let value = UInt8(Substring(rest.prefix(2)), radix: 16), rest.count >= 2 else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
