// How the catalogue names a file of the index: kind, id, length and a checksum that covers every byte
// of it (see docs/format.md, "Footer").

/// The kinds of section files.
public enum FileKind: UInt32, Sendable, Codable, CaseIterable {
  /// Vocabulary, weights and the semantic space.
  case model = 1
  /// Postings and vectors of a run of papers.
  case segment = 2
  /// Which rows are removed, and what they take with them.
  case removals = 3
  /// Pairs of terms of two languages, learnt later than the model's.
  case lexicon = 4
  /// Where papers were read that were met in another file after their segment was written.
  case sources = 5

  /// The first part of the file's name.
  public var name: String {
    switch self {
    case .model: "model"
    case .segment: "segment"
    case .removals: "removals"
    case .lexicon: "lexicon"
    case .sources: "sources"
    }
  }

  /// The file name of an id: the kind and sixteen hexadecimal digits.
  public func fileName(id: UInt64) -> String { "\(name)-\(hex(id))" }
}

/// One section file as the catalogue lists it.
public struct FileRecord: Sendable, Equatable, Codable {
  /// The name within the index directory.
  public let name: String
  /// The kind.
  public let kind: FileKind
  /// The number, never used twice within one index directory.
  public let id: UInt64
  /// The length in bytes.
  public let byteCount: Int64
  /// CRC-32C of the footer, which holds the checksum of the table, which holds those of the data.
  public let checksum: UInt32

  /// A record; the name follows from kind and id.
  public init(kind: FileKind, id: UInt64, byteCount: Int64, checksum: UInt32) {
    self.name = kind.fileName(id: id)
    self.kind = kind
    self.id = id
    self.byteCount = byteCount
    self.checksum = checksum
  }
}
