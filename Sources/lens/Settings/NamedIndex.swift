// Indexes by name: those of the settings, and those that lie in the user's data directory.
import LensText
import Foundation
import LensSearch
import LensSettings

/// An index that has a name.
struct NamedIndex {
  var name: String
  var directory: String
  /// Where the name comes from.
  var source: String

  /// Every index that has a name, by name; the settings come before the data directory.
  static func all() -> [NamedIndex] {
    let settings = Settings.current
    var found = settings.values.table("indexes").map { entry in
      NamedIndex(
        name: entry.key, directory: Settings.expanded(entry.text),
        source: "\(settings.path ?? ""):\(entry.line)")
    }
    if let data = IndexPlace.dataDirectory {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: data)) ?? []
      for name in names where IndexPlace.holdsIndex("\(data)/\(name)") {
        guard !found.contains(where: { $0.name == name }) else { continue }
        found.append(NamedIndex(name: name, directory: "\(data)/\(name)", source: data))
      }
    }
    return found.sorted { $0.name < $1.name }
  }

  /// The directory that a name or path given by the user means; nil where nothing was given.
  ///
  /// With a slash in it, or where a directory of that name lies here, it is a path. Throws for a name
  /// that nothing has, unless a new directory may be made under it.
  static func directory(_ given: String?, mayBeNew: Bool = false) throws -> String? {
    guard let given, !given.isEmpty else { return nil }
    if given.contains("/") || isDirectory(given) { return given }
    let known = all()
    if let index = known.first(where: { $0.name == given }) { return index.directory }
    if mayBeNew { return given }
    throw Failure.unusable(
      "\(given): expected a directory or the name of an index, found neither. "
        + advice(given, known.map(\.name)))
  }

  /// The directory that the settings name as the usual index.
  static func usual() throws -> String? {
    let settings = Settings.current
    guard let (value, line) = settings.values.value("index"), case .string(let text) = value else {
      return nil
    }
    if text.hasPrefix("/") || text.hasPrefix("~/") { return Settings.expanded(text) }
    let known = all()
    if let index = known.first(where: { $0.name == text }) { return index.directory }
    throw Failure.unusable(
      "\(settings.path ?? ""):\(line): expected index to be the name of an index or a path that begins "
        + "with / or ~/, found \"\(text)\". " + advice(text, known.map(\.name)))
  }

  private static func advice(_ given: String, _ known: [String]) -> String {
    if let near = Nearest.name(to: given, among: known) { return "Did you mean \(near)?" }
    return known.isEmpty
      ? "No index has a name yet: lens config --help shows how to give one."
      : "Known names: \(known.joined(separator: ", "))."
  }

  fileprivate static func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }
}

extension NamedIndex {
  /// What a shell may put in place of the beginning of a name: names, and directories.
  static func completions(of prefix: String) -> [String] {
    let folder = prefix.lastIndex(of: "/").map { prefix[...$0] } ?? ""
    let inside =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : String(folder)))
      ?? []
    let directories = inside.map { folder + $0 }.filter { isDirectory($0) }.sorted()
    return (all().map(\.name) + directories).filter { $0.hasPrefix(prefix) }
  }
}
