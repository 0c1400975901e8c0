// What can go wrong in the lexical index: storage below it and the bytes it gives, limits of the
// format, and queries that make no sense. Each case documents its cure; each message reads
// `place: expected X, found Y. Do Z.`

import LensStore

/// Everything the lexical index throws.
public enum LexicalError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The store refused a read or a write, or a section holds what no writer writes (`damaged`, with
  /// file and section); its own cure applies.
  case store(StoreError)
  /// Written by a newer release. Cure: update lens, or rebuild the index with this release.
  case newerFormat(expected: Int, found: Int)
  /// More than one segment can number. Cure: split the papers over several segments.
  case tooLarge(what: String, limit: Int, found: Int)
  /// A query weight that is not a positive finite number. Cure: leave the term out.
  case unusableWeight(term: String, found: Float)
  /// BM25 parameters outside k1 0...1000 and b 0...1. Cure: give such values.
  case unusableParameters(name: String, expected: String, found: Double)
  /// Two segments claim the same row. Cure: give each segment the sum of the counts before it.
  case overlappingSegments(row: Int, expected: Int)
  /// A row that no segment holds. Cure: ask for rows of the same snapshot only.
  case noSuchRow(row: Int, rows: Int)

  /// One line: the place, what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .store(let error):
      return error.description
    case .newerFormat(let expected, let found):
      return "lexical index, header: expected format version \(expected) or older, "
        + "found \(found). Update lens, or rebuild the index with this release."
    case .tooLarge(let what, let limit, let found):
      return "lexical index, \(what): expected at most \(limit), found \(found). "
        + "Split the papers over several segments."
    case .unusableWeight(let term, let found):
      return "query term \"\(term)\": expected a positive finite weight, found \(found). "
        + "Leave the term out."
    case .unusableParameters(let name, let expected, let found):
      return "BM25 parameter \(name): expected \(expected), found \(found). "
        + "Give a value of that range."
    case .overlappingSegments(let row, let expected):
      return "segment base \(row): expected \(expected) or more, found \(row). "
        + "Give each segment the sum of the counts before it."
    case .noSuchRow(let row, let rows):
      return "row \(row): expected a row of one of the segments, found none among \(rows) rows. "
        + "Ask for rows of the same snapshot only."
    }
  }
}
