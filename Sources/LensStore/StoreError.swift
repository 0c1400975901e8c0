// Everything that can go wrong between lens and its index directory. Each case carries the place,
// what was expected and what was found; its doc comment is the cure. Nothing a file contains traps:
// a damaged file ends here.

/// A failure of the index store, naming the place, what was expected, what was found and the cure.
public enum StoreError: Error, Sendable, Equatable {
  /// No index at any of the places looked at. Cure: make one with `lens index`, or name its directory.
  case indexNotFound(tried: [String])
  /// The directory holds no finished index. Cure: make one with `lens index`.
  case indexMissing(directory: String)
  /// Another writer is at work. Cure: wait for it to end, or end it.
  case locked(directory: String, holder: Int32?)
  /// Readers or a writer kept the index busy for too long. Cure: try again.
  case busy(path: String)
  /// The index was made by a newer lens. Cure: update lens.
  case newerFormat(path: String, found: UInt32, supported: UInt32)
  /// A file's bytes are not what was written. Cure: rebuild from the papers.
  case damaged(file: String, section: String, expected: String, found: String)
  /// The user's own notes are not what was written. Cure: restore the file; its text can be read.
  case notesDamaged(file: String, expected: String, found: String)
  /// A sound file of another index or generation lies in this place. Cure: rebuild or restore it.
  case foreignFile(file: String, expected: String, found: String)
  /// A file lists no such section. Cure: rebuild from the papers.
  case sectionMissing(file: String, section: String)
  /// An ordinal, row or range outside what the file holds. Cure: rebuild from the papers.
  case outOfRange(file: String, section: String, expected: String, found: String)
  /// Two papers of one index share an identity. Cure: give each paper its own `id`.
  case duplicateID(file: String, id: String)
  /// The operating system refused. Cure: free space, grant access, or look at the disk.
  case system(operation: String, path: String, code: Int32)
  /// SQLite refused for a reason that is not damage. Cure: free space, grant access, or try again.
  case database(path: String, code: Int32, message: String)
  /// More than the format can hold. Cure: split the library.
  case tooLarge(file: String, section: String, limit: Int64, found: Int64)
}

extension StoreError: CustomStringConvertible {
  /// `place: expected X, found Y.
  ///
  /// Do Z.`
  public var description: String {
    switch self {
    case .indexNotFound(let tried):
      return "\(tried.joined(separator: ", ")): expected an index, found none. "
        + "Make one with `lens index FILES`, or name its directory with --index."
    case .indexMissing(let directory):
      return "\(directory): expected an index, found no finished one. "
        + "Make it with `lens index FILES`, or name another directory with --index."
    case .locked(let directory, let holder):
      let who = holder.map { "process \($0)" } ?? "another process"
      return "\(directory): expected no other writer, found \(who) writing. "
        + "Wait until it ends, or end it."
    case .busy(let path):
      return "\(path): expected it free, found it in use by others. Try again later."
    case .newerFormat(let path, let found, let supported):
      return "\(path): expected a format this lens knows, found one made by a newer lens "
        + "(format \(found), this lens reads up to \(supported)). Update lens."
    case .damaged(let file, let section, let expected, let found):
      return "\(file), section \(section): expected \(expected), found \(found). "
        + "The file is damaged: rebuild the index with `lens index FILES`."
    case .notesDamaged(let file, let expected, let found):
      return "\(file): expected \(expected), found \(found). The file is damaged: "
        + "restore it from a backup, or move it away to begin anew; everything else of the index works without it."
    case .foreignFile(let file, let expected, let found):
      return "\(file): expected \(expected), found \(found). The file belongs to another index or "
        + "generation: restore the right one, or rebuild the index with `lens index FILES`."
    case .sectionMissing(let file, let section):
      return "\(file): expected section \(section), found none. "
        + "Rebuild the index with `lens index FILES`."
    case .outOfRange(let file, let section, let expected, let found):
      return "\(file), section \(section): expected \(expected), found \(found). "
        + "If this came from a query, the index is damaged: rebuild it with `lens index FILES`."
    case .duplicateID(let file, let id):
      return "\(file): expected each paper id once, found \"\(id)\" twice. "
        + "Give each paper its own id."
    case .system(let operation, let path, let code):
      return "\(path): expected to \(operation), found: \(Self.reason(code)). \(Self.cure(code))"
    case .database(let path, let code, let message):
      return "\(path): expected SQLite to answer, found error \(code): \(message). "
        + "Free disk space, grant access to the directory, or try again."
    case .tooLarge(let file, let section, let limit, let found):
      return "\(file), section \(section): expected at most \(limit), found \(found). "
        + "Split the library into several indexes."
    }
  }
}
