// Which directory is the index: what was said, then the environment, then the usual places.
import LensStore

#if canImport(Glibc)
  import Glibc
#endif

/// The directory of the index, by the rule of the command: `--index`, `$LENS_INDEX`, `./index`, the
/// user's usual index, `$XDG_DATA_HOME/lens`.
public enum IndexPlace {
  /// A directory that holds an index, or is to hold one.
  public typealias Directory = IndexDirectory

  /// The directory of an index to search.
  ///
  /// Throws where there is none.
  public static func existing(explicit: String?, usual: String? = nil) throws(SearchError)
    -> IndexDirectory
  {
    try locate(explicit, usual, .reading)
  }

  /// The directory to make an index in; it may not exist yet.
  public static func making(explicit: String?, usual: String? = nil) throws(SearchError)
    -> IndexDirectory
  {
    try locate(explicit, usual, .making)
  }

  private static func locate(
    _ explicit: String?, _ usual: String?, _ purpose: IndexDirectory.Purpose
  ) throws(SearchError) -> IndexDirectory {
    let environment = environment
    let here = getcwd(nil, 0)
    defer { free(here) }
    let workingDirectory = here.map { String(cString: $0) } ?? "."
    return try searching {
      try IndexDirectory.locate(
        explicit: explicit, usual: usual, environment: environment,
        workingDirectory: workingDirectory, purpose: purpose)
    }
  }
  /// The directory `$XDG_DATA_HOME/lens`; nil without a home.
  public static var dataDirectory: String? {
    IndexDirectory.dataHome(environment).map { $0 + "/lens" }
  }

  /// Whether a finished index lies in a directory.
  public static func holdsIndex(_ directory: String) -> Bool {
    IndexDirectory(path: directory).holdsCatalogue
  }

  private static var environment: [String: String] {
    var environment: [String: String] = [:]
    for name in ["LENS_INDEX", "XDG_DATA_HOME", "HOME"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    return environment
  }
}
