// Everything that can go wrong with stored vectors, each with its cure. Damage,
// whether the checksums see it or the sections contradict each other, is a
// `StoreError`; what is here beyond it is misuse by a caller.
import LensStore

/// An error of the vector index: where, what was expected, what was found, and the cure.
public enum VectorsError: Error, Sendable, Equatable {
  /// Reading or writing the file failed. The store's own message names file, section and cure.
  case store(StoreError)
  /// The file was written by a newer version. Update lens.
  case newerFormat(found: Int, supported: Int)
  /// The query has another dimension than the stored vectors. Project it with the model that the
  /// segment was written with.
  case dimensionMismatch(expected: Int, found: Int)
  /// More dimensions than an exact 32-bit product allows. Fit a smaller space.
  case dimensionTooLarge(found: Int, limit: Int)
  /// The values do not fill rows × dimension. Pass one value per row and dimension.
  case shapeMismatch(rows: Int, dimension: Int, found: Int)
  /// NaN, infinite, or beyond the limit. Normalise the vector; leave an empty document all zero.
  case valueOutOfRange(place: String, found: String)
  /// No such row. Ask for a row below the count.
  case rowOutOfRange(row: Int, count: Int)
  /// The filter does not cover every row. Pass one bit per row in 64-bit words.
  case filterTooShort(expectedWords: Int, found: Int)
}

extension VectorsError: CustomStringConvertible {
  /// The message, in the form `place: expected X, found Y. Do Z.`.
  public var description: String {
    switch self {
    case .store(let error):
      "\(error)"
    case .newerFormat(let found, let supported):
      "vectors: expected format \(supported) or older, found \(found). Update lens."
    case .dimensionMismatch(let expected, let found):
      "query vector: expected \(expected) dimensions, found \(found). "
        + "Project the query with the model of this index."
    case .dimensionTooLarge(let found, let limit):
      "vectors: expected at most \(limit) dimensions, found \(found). Fit a smaller space."
    case .shapeMismatch(let rows, let dimension, let found):
      "vectors: expected \(rows) rows of \(dimension) values, found \(found) values. "
        + "Pass rows × dimension values."
    case .valueOutOfRange(let place, let found):
      "\(place): expected a finite number of at most 1,000,000 in magnitude, found \(found). "
        + "Normalise the vector first."
    case .rowOutOfRange(let row, let count):
      "vectors: expected a row from 0 and below \(count), found \(row). Ask for a stored row."
    case .filterTooShort(let expected, let found):
      "filter: expected at least \(expected) words of 64 bits, found \(found). "
        + "Pass one bit for every row."
    }
  }
}
