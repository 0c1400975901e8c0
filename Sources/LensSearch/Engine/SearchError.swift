// What a search or a build can end with. Errors of the modules below keep their own words, which name
// the place, what was expected, what was found and the cure.
import Glibc
import LensCorpus
import LensLexical
import LensLinear
import LensSemantic
import LensStore
import LensVectors

/// A failure of the engine or the builder.
public enum SearchError: Error, Sendable, CustomStringConvertible {
  /// The index: its own message says what to do.
  case store(StoreError)
  /// The lexical part of a segment.
  case lexical(LexicalError)
  /// The model.
  case semantic(SemanticError)
  /// The vectors of a segment.
  case vectors(VectorsError)
  /// The linear algebra of a fit.
  case linear(LinearError)
  /// An input file that cannot be read, where one was needed.
  case corpus(CorpusError)
  /// None of the files held a paper; name others, the old index is as it was.
  case noPapers(files: [String])
  /// A bad record under `--strict`; mend it or leave `--strict` out, the old index is as it was.
  case badRecord(String)
  /// No paper has this id or title; look it up with `lens query`.
  case paperNotFound(name: String)
  /// Several papers have this title; name one by its id.
  case paperAmbiguous(name: String, candidates: [String])
  /// A name that cannot be given to a tag or a saved query; choose another.
  case badName(what: String, found: String)
  /// No paper has this tag; see `lens tag`.
  case tagNotFound(name: String, known: [String])
  /// No query was saved under this name; see `lens news`.
  case queryNotFound(name: String, known: [String])
  /// A condition that cannot be read; mend it where the message points.
  case filter(FilterSyntaxError)
  /// An index of an earlier version, which papers cannot be added to or removed from; refit it first.
  case cannotGrow(directory: String)
  /// Parts of the index that do not belong together; make it again.
  case inconsistent(place: String, expected: String, found: String)

  /// Whether the input or the index is at fault (exit code 2), not the run.
  public var isUnusable: Bool {
    switch self {
    case .store(.system(_, _, let code)):
      // A place that may not be written, or is none, is the user's to choose; a full disk is not.
      [EACCES, EPERM, EROFS, ENOENT, ENOTDIR, EISDIR].contains(code)
    case .store(.database), .store(.busy), .linear: false
    default: true
    }
  }

  /// One line: the place, what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .store(let error): "\(error)"
    case .lexical(let error): "\(error)"
    case .semantic(let error): "\(error)"
    case .vectors(let error): "\(error)"
    case .linear(let error): "\(error)"
    case .corpus(let error): "\(error)"
    case .noPapers(let files):
      "\(files.joined(separator: ", ")): expected at least one paper, found none. "
        + "Name other files; an index that was there is as it was."
    case .badRecord(let record):
      "\(record) Nothing was indexed: mend it, or leave --strict out to skip it."
    case .paperNotFound(let name):
      "\(name): expected the id or title of a paper, found no such paper. "
        + "Find its id with lens query."
    case .paperAmbiguous(let name, let candidates):
      "\(name): expected one paper, found \(candidates.count) or more: "
        + candidates.joined(separator: ", ") + ". Name one by its id."
    case .badName(let what, let found):
      "\(what): expected a name of 1 to 100 bytes on one line, found \(found). Choose another."
    case .tagNotFound(let name, let known):
      "\(name): expected a tag that some paper has, found none. "
        + Self.choice(known, "lens tag ID NAME")
    case .queryNotFound(let name, let known):
      "\(name): expected a saved query, found none. "
        + Self.choice(known, "lens query --save NAME TEXT")
    case .filter(let error): "\(error)"
    case .cannotGrow(let directory):
      "\(directory): expected an index of this version, found an earlier one's. "
        + "Run lens refit first."
    case .inconsistent(let place, let expected, let found):
      "\(place): expected \(expected), found \(found). Make the index again with lens index FILES."
    }
  }

  /// What to do for a name that is not known.
  private static func choice(_ known: [String], _ make: String) -> String {
    known.isEmpty
      ? "Make one with \(make)."
      : "There are: " + known.prefix(10).joined(separator: ", ") + (known.count > 10 ? ", …." : ".")
  }

  /// Wraps an error of a module below.
  init(_ error: any Error) {
    switch error {
    case let error as SearchError: self = error
    case let error as StoreError: self = .store(error)
    case let error as LexicalError: self = .lexical(error)
    case let error as SemanticError: self = .semantic(error)
    case let error as VectorsError: self = .vectors(error)
    case let error as LinearError: self = .linear(error)
    case let error as CorpusError: self = .corpus(error)
    case let error as FilterSyntaxError: self = .filter(error)
    default: self = .inconsistent(place: "lens", expected: "no other error", found: "\(error)")
    }
    // A damaged file reads the same whichever module met it.
    switch self {
    case .lexical(.store(let error)), .semantic(.store(let error)), .vectors(.store(let error)):
      self = .store(error)
    case .semantic(.linear(let error)): self = .linear(error)
    default: break
    }
  }
}

/// Runs `body`, whose errors come from several modules, and throws them as one type.
func searching<Result>(_ body: () throws -> Result) throws(SearchError) -> Result {
  do { return try body() } catch { throw SearchError(error) }
}
