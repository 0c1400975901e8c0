// Diagnostic: what was wrong, or worth knowing, about one place of an input. Readers return them
// beside the papers; nothing here stops a reader. `kind` lets a caller count and group them,
// the text is for people.

/// A remark about one place of the input, with the cure.
public struct Diagnostic: Sendable, Equatable, CustomStringConvertible {
  /// How much it matters.
  public enum Severity: String, Sendable, Equatable, Comparable {
    /// Worth knowing; nothing is wrong.
    case note
    /// Something was ignored or repaired; the record is kept.
    case warning
    /// A record was skipped.
    case error

    /// note < warning < error.
    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

    private var rank: Int {
      switch self {
      case .note: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  /// What it is about, for counting and grouping.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// The text was in another charset than UTF-8.
    case charset
    /// Broken byte sequences were replaced with U+FFFD.
    case brokenText
    /// A line is longer than the limit.
    case longLine
    /// A line is no JSON.
    case notJSON
    /// A line is JSON but no object.
    case notObject
    /// A line ends inside its JSON.
    case cutLine
    /// JSON nested deeper than the limit.
    case tooDeep
    /// A known field holds another type than it should.
    case wrongType
    /// A record without a title.
    case noTitle
    /// A record without title and abstract.
    case noText
    /// A digest's paper without an abstract.
    case noAbstract
    /// A digest's heading without an address.
    case noLink
    /// A record longer than the limit.
    case longRecord
    /// A record that breaks the rules of its format.
    case brokenRecord
    /// A file without a record of its format, or a server's refusal in their place.
    case noRecords
    /// Lines that belong to no paper.
    case furniture
    /// XML that breaks its grammar, or uses an entity of its own.
    case notXML
    /// A record that its source has deleted.
    case deleted
    /// A repeat that says something else than the first.
    case conflictingRepeat
  }

  /// The file's name as it was given.
  public var file: String
  /// The line, from 1; nil where it is about the whole file.
  public var line: Int?
  /// The record's number, from 1, in formats that put many on one line.
  public var record: Int?
  /// How much it matters.
  public var severity: Severity
  /// What it is about.
  public var kind: Kind
  /// What should stand there.
  public var expected: String
  /// What stands there.
  public var found: String
  /// What to do, as a whole sentence.
  public var cure: String

  /// A remark.
  public init(
    file: String, line: Int?, record: Int? = nil, severity: Severity, kind: Kind, expected: String,
    found: String,
    cure: String
  ) {
    self.file = file
    self.line = line
    self.record = record
    self.severity = severity
    self.kind = kind
    self.expected = expected
    self.found = found
    self.cure = cure
  }

  /// Place, what was expected, what was found, and the cure, as one line.
  public var description: String {
    var place = line.map { "\(file):\($0)" } ?? file
    if let record { place += " (record \(record))" }
    return "\(place): expected \(expected), found \(found). \(cure)"
  }
}
