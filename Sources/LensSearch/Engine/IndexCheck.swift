// Verifying an index, as the command and the server report it.
import LensStore

/// The result of a check.
public struct IndexCheck: Sendable {
  /// Each damage found, naming file and section.
  public var damage: [String]
  /// What is worth knowing; nothing is lost.
  public var notes: [String]
  /// Files read.
  public var files: Int
  /// Bytes read.
  public var byteCount: Int64

  /// Whether nothing is damaged.
  public var isWhole: Bool { damage.isEmpty }

  /// Reads and verifies every byte of an index.
  ///
  /// - Parameter onProgress: called with the part that is done, 0 to 1.
  /// - Throws: where there is no index, it is of a newer version, or the disk refuses.
  public static func run(in directory: IndexDirectory, onProgress: (Double) -> Void = { _ in })
    throws(SearchError) -> IndexCheck
  {
    try searching {
      let report = try directory.check { done, total in
        onProgress(Double(done) / Double(max(total, 1)))
      }
      return IndexCheck(
        damage: report.findings.filter { $0.severity == .damage }.map(\.message),
        notes: report.findings.filter { $0.severity == .note }.map(\.message),
        files: report.fileCount, byteCount: report.byteCount)
    }
  }

  /// The report in the documented field names.
  public var json: JSONValue {
    .object([
      "whole": .bool(isWhole),
      "files": .integer(files),
      "bytes": .integer(Int(byteCount)),
      "damage": .array(damage.map { .string($0) }),
      "notes": .array(notes.map { .string($0) }),
    ])
  }
}
