// What the user keeps beside an index: tags on papers, saved queries. Papers go by their ids, so that
// making the index anew, adding to it or removing from it leaves them as they are.
import LensStore

/// The tags and saved queries of an index.
///
/// Every change is on disk, whole, when a call returns. Several processes may change it at once.
public struct Library: Sendable {
  static let tagKind = "tag"
  static let queryKind = "query"

  /// The directory of the index.
  public let directory: IndexDirectory

  /// The library of the index in a directory.
  public init(directory: IndexDirectory) { self.directory = directory }

  /// A name as it may be given to a tag or a saved query: trimmed, on one line, not empty, at most 100
  /// bytes.
  static func checkedName(_ name: String, of what: String) throws(SearchError) -> String {
    var characters = Substring(name)
    while characters.first?.isWhitespace == true { characters.removeFirst() }
    while characters.last?.isWhitespace == true { characters.removeLast() }
    let hasControl = characters.unicodeScalars.contains {
      $0.properties.generalCategory == .control
    }
    guard !characters.isEmpty, characters.utf8.count <= 100, !hasControl else {
      throw .badName(
        what: what, found: characters.isEmpty ? "nothing" : "'\(characters.prefix(40))'")
    }
    return String(characters)
  }
}

extension SearchEngine {
  /// What the user keeps beside this index, as it is now.
  public var library: Library { Library(directory: snapshot.directory) }
}
