// Which directory is the index: what was said, then the environment, then the usual places.
import LensStore

#if canImport(Glibc)
  import Glibc
#endif

/// The directory of the index, by the rule of the command: `--index`, `$LENS_INDEX`, `./index`,
/// `$XDG_DATA_HOME/lens`.
public enum IndexPlace {
  /// The directory of an index to search.
  ///
  /// Throws where there is none.
  public static func existing(explicit: String?) throws(SearchError) -> IndexDirectory {
    try locate(explicit, .reading)
  }

  /// The directory to make an index in; it may not exist yet.
  public static func making(explicit: String?) throws(SearchError) -> IndexDirectory {
    try locate(explicit, .making)
  }

  private static func locate(_ explicit: String?, _ purpose: IndexDirectory.Purpose)
    throws(SearchError) -> IndexDirectory
  {
    var environment: [String: String] = [:]
    for name in ["LENS_INDEX", "XDG_DATA_HOME", "HOME"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    let here = getcwd(nil, 0)
    defer { free(here) }
    let workingDirectory = here.map { String(cString: $0) } ?? "."
    return try searching {
      try IndexDirectory.locate(
        explicit: explicit, environment: environment, workingDirectory: workingDirectory,
        purpose: purpose)
    }
  }
}
