// Which directory is the index: --index, then $LENS_INDEX, then ./index, then the user's data
// directory. Pure: everything comes in as arguments.

extension IndexDirectory {
  /// What the directory is wanted for.
  public enum Purpose: Sendable { case reading, making }

  /// The index directory by the rule of the command.
  ///
  /// `--index` and `$LENS_INDEX` count whatever lies there. `./index` counts for reading if it holds
  /// a catalogue, for making if it is a directory. Then comes `usual`, which counts whatever lies
  /// there. Last comes `$XDG_DATA_HOME/lens`, by default
  /// `~/.local/share/lens`; without a home, making falls to `./index`. Throws `indexNotFound` for
  /// reading where no place holds an index.
  public static func locate(
    explicit: String?, usual: String? = nil, environment: [String: String],
    workingDirectory: String, purpose: Purpose, fileSystem: any FileSystem = LocalFileSystem()
  ) throws(StoreError) -> IndexDirectory {
    func directory(_ path: String) -> IndexDirectory {
      IndexDirectory(
        path: absolute(path, in: workingDirectory), fileSystem: fileSystem)
    }
    for named in [explicit, environment["LENS_INDEX"]] {
      if let named, !named.isEmpty { return directory(named) }
    }
    let here = directory("index")
    let shared = (usual ?? dataHome(environment).map { $0 + "/lens" }).map(directory)
    switch purpose {
    case .making:
      return fileSystem.isDirectory(here.path) ? here : shared ?? here
    case .reading:
      let places = [here] + (shared.map { [$0] } ?? [])
      for place in places where try fileSystem.length(place.cataloguePath) != nil {
        return place
      }
      throw .indexNotFound(tried: places.map(\.path))
    }
  }

  /// `$XDG_DATA_HOME` if it is absolute, as its specification asks, else `~/.local/share`.
  package static func dataHome(_ environment: [String: String]) -> String? {
    if let home = environment["XDG_DATA_HOME"], home.hasPrefix("/") { return home }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.local/share"
  }

  /// Whether a catalogue lies in the directory; false where the directory cannot be looked into.
  package var holdsCatalogue: Bool {
    (try? fileSystem.length(cataloguePath)) != nil
  }

  private static func absolute(_ path: String, in workingDirectory: String) -> String {
    var path = path.hasPrefix("/") ? path : workingDirectory + "/" + path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }
}
