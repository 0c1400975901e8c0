// Every way in which judgements, runs or a comparison of two runs can be unusable.
//
// A message reads `place: expected X, found Y. Do Z.`; the place is a file, with a line where there
// is one. What is quoted from a file is shortened and stripped of control characters, so that it can
// be shown on a terminal as it is.

/// A line of a text file, for messages.
public struct Place: Sendable, Equatable, CustomStringConvertible {
  /// The file as the user named it.
  public let file: String
  /// The line, from 1.
  public let line: Int

  /// A place in `file` at `line`, from 1.
  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  /// `file:line`.
  public var description: String { "\(file):\(line)" }
}

/// Why judgements or runs could not be read or compared.
public enum EvalError: Error, Sendable, Equatable {
  /// The file cannot be opened or read. Check the path and its permissions.
  case unreadable(file: String, found: String)
  /// The file is larger than is read into memory. Split it by query.
  case tooLarge(file: String, limit: Int)
  /// The file holds no entry. Check that it is the file meant, and not cut short.
  case empty(file: String, expected: String)
  /// The line is not UTF-8 text. Convert the file, for instance with iconv.
  case notText(Place, expected: String, found: String)
  /// The line has the wrong number of columns. Correct or remove the line.
  case columns(Place, expected: String, found: String)
  /// A query or paper id is empty. Write the id, or remove the line.
  case emptyID(Place, expected: String)
  /// The grade is no whole number. Write 0 for not relevant, 1 or more for relevant.
  case grade(Place, found: String)
  /// The score is no finite number. Write the score that the system gave the paper.
  case score(Place, found: String)
  /// The same paper stands twice for one query. Remove one of the two lines.
  case repeated(Place, query: String, paper: String, firstLine: Int)
  /// Two evaluations do not cover the same queries. Evaluate both runs with the same judgements.
  case differentQueries(first: Int, second: Int)
  /// A metric to compare by was not evaluated. Name it when evaluating both runs.
  case metricMissing(Metric)
}

extension EvalError: CustomStringConvertible {
  /// The message, one line without a line end.
  public var description: String {
    switch self {
    case .unreadable(let file, let found):
      "\(file): expected a readable file, found: \(found). Check the path and its permissions."
    case .tooLarge(let file, let limit):
      "\(file): expected at most \(limit) bytes, found more. Split the file by query."
    case .empty(let file, let expected):
      "\(file): expected \(expected), found none. Check that this is the file you meant, "
        + "and that it is not cut short."
    case .notText(let place, let expected, let found):
      "\(place): expected \(expected), found \(found). Convert the file to UTF-8."
    case .columns(let place, let expected, let found):
      "\(place): expected \(expected), found \(found). Correct or remove the line."
    case .emptyID(let place, let expected):
      "\(place): expected \(expected), found nothing. Write the id, or remove the line."
    case .grade(let place, let found):
      "\(place): expected a grade that is a whole number, found \(found). "
        + "Write 0 for not relevant, 1 or more for relevant."
    case .score(let place, let found):
      "\(place): expected a score that is a finite number, found \(found). "
        + "Write the score that the system gave the paper."
    case .repeated(let place, let query, let paper, let firstLine):
      "\(place): expected each paper once for a query, found paper \(quoted(paper.utf8)) "
        + "of query \(quoted(query.utf8)) again after line \(firstLine). Remove one of the two lines."
    case .differentQueries(let first, let second):
      "comparison: expected two evaluations of the same queries, found \(first) only in the first "
        + "and \(second) only in the second. Evaluate both runs with the same judgements."
    case .metricMissing(let metric):
      "comparison: expected \(metric) in both evaluations, found it missing. "
        + "Evaluate both runs by \(metric)."
    }
  }
}

/// `bytes` quoted for a message: at most 40 characters, control characters as `.`.
func quoted(_ bytes: some Sequence<UInt8>) -> String {
  var characters: [Character] = []
  for character in String(decoding: Array(bytes.prefix(200)), as: UTF8.self) {
    guard characters.count < 40 else { return "“\(String(characters))…”" }
    let isShown = character.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned: false
      default: true
      }
    }
    // A cluster of marks has no upper length of its own; one scalar of it will do.
    characters.append(isShown && character.unicodeScalars.count <= 4 ? character : ".")
  }
  return "“\(String(characters))”"
}
