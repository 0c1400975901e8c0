// What can go wrong with a model: the file it is read from or written to, and the
// algebra it is made by. Both modules' errors carry place, finding and cure.

import LensLinear
import LensStore

/// An error of the semantic model.
public enum SemanticError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The model file is damaged, missing, or could not be written. The cure is that of the store's
  /// error; a model can always be made again from the papers.
  case store(StoreError)
  /// The decomposition failed. The cure is that of the numerical layer's error.
  case linear(LinearError)
  /// The model was written by a newer or a much older lens. Update lens, or make the index again.
  case otherFormat(file: String, found: Int, supported: Int)
  /// A vector has another number of dimensions than the model. Project it with this model.
  case dimensionMismatch(expected: Int, found: Int)

  /// One line: the place, what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .store(let error): error.description
    case .linear(let error): error.description
    case .otherFormat(let file, let found, let supported):
      "\(file): expected model format \(supported), found format \(found). "
        + "Do update lens, or make the index again."
    case .dimensionMismatch(let expected, let found):
      "vector: expected \(expected) dimensions, found \(found). Do project it with this model."
    }
  }
}

/// Runs a body whose failures are the store's.
func stored<Result>(
  _ body: () throws(StoreError) -> Result
) throws(SemanticError) -> Result {
  do { return try body() } catch { throw .store(error) }
}
