// Folders as input: the files in them that can hold papers, in an order that does not depend on the
// file system. Told by their suffix, because a library's folder also holds PDFs, pictures and notes.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files named by a user, folders opened.
public enum InputFiles {
  /// Suffixes of files that may hold papers, `.gz` and `.zst` behind them left out of account.
  private static let suffixes: Set<String> = [
    "json", "jsonl", "ndjson", "xml", "md", "markdown", "txt", "bib", "bibtex", "ris", "enw",
    "nbib",
    "csv", "tsv", "net",
  ]

  /// The paths, each folder replaced by the files of papers in it and below it, by name.
  ///
  /// Hidden files and folders are left out, and links to folders are not followed: they may lead
  /// back. A folder without such files throws ``CorpusError/emptyDirectory(file:)``.
  public static func expanding(_ path: String) throws(CorpusError) -> [String] {
    guard isDirectory(path, followsLinks: true) else { return [path] }
    var files: [String] = []
    // Depth first without recursion; the last folder on the stack is the next in order.
    var folders = [path]
    while let folder = folders.popLast() {
      var inside: [String] = []
      for name in try names(in: folder) {
        let entry = folder.hasSuffix("/") ? folder + name : folder + "/" + name
        if isDirectory(entry, followsLinks: false) {
          inside.append(entry)
        } else if mayHoldPapers(name) {
          files.append(entry)
        }
      }
      folders += inside.reversed()
    }
    guard !files.isEmpty else { throw .emptyDirectory(file: path) }
    return files
  }

  /// A folder and those below it, hidden ones left out; none where it is none.
  public static func folders(under path: String) throws(CorpusError) -> [String] {
    guard isDirectory(path, followsLinks: true) else { return [] }
    var found = [path]
    var next = 0
    while next < found.count {
      let folder = found[next]
      next += 1
      for name in try names(in: folder) {
        let entry = folder.hasSuffix("/") ? folder + name : folder + "/" + name
        if isDirectory(entry, followsLinks: false) { found.append(entry) }
      }
    }
    return found
  }

  private static func names(in folder: String) throws(CorpusError) -> [String] {
    guard let stream = opendir(folder) else {
      throw .unreadable(file: folder, reason: String(cString: strerror(errno)))
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  private static func isDirectory(_ path: String, followsLinks: Bool) -> Bool {
    var status = stat()
    let found = followsLinks ? stat(path, &status) : lstat(path, &status)
    return found == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func mayHoldPapers(_ name: String) -> Bool {
    var parts = name.lowercased().split(separator: ".").dropFirst()
    if let last = parts.last, last == "gz" || last == "zst" { parts.removeLast() }
    return parts.last.map { suffixes.contains(String($0)) } ?? false
  }
}
