// A query in the forms that the parts of an index compare with their codes, made once for
// all segments.
import CKernels

/// A query vector, rotated and coded.
public struct VectorQuery: Sendable {
  /// The number of values.
  public let dimension: Int
  /// The rotated vector, 16 bits a value.
  let codes: QuantisedVector
  /// Its values as whole numbers of at most `LENS_SIGN_LIMIT`, zero up to a multiple of 8.
  let weights: [Int8]
  /// What one unit of a weight is worth.
  let step: Float
  /// The sum of the weights' magnitudes.
  let magnitude: Int32
  /// The norm of the query, and of what the weights leave of it.
  let norm: Float
  let weightError: Float

  /// Prepares a query.
  ///
  /// - Parameter values: finite numbers of at most 1,000,000 in magnitude; unit for cosines.
  /// - Throws: `VectorsError.valueOutOfRange` or `.dimensionTooLarge`.
  /// - Complexity: O(dimension · log dimension).
  public init(_ values: [Float]) throws(VectorsError) {
    // Before the rotation, so that an error names the caller's value.
    if let place = QuantisedVector.firstOutOfRange(values) {
      throw .valueOutOfRange(place: "vector, value \(place + 1)", found: "\(values[place])")
    }
    let rotation = Rotation.shared(dimension: values.count)
    var turned = values
    turned.withUnsafeMutableBufferPointer {
      if let start = $0.baseAddress { rotation.apply(start) }
    }
    dimension = values.count
    codes = try QuantisedVector(turned)
    let limit = Float(LENS_SIGN_LIMIT)
    let largest = codes.scale * QuantisedVector.largestCode
    step = largest / limit
    let inverse = largest > 0 ? limit / largest : 0
    var weights = [Int8](repeating: 0, count: (values.count + 7) & ~7)
    var magnitude: Int32 = 0
    var squares = 0.0, errors = 0.0
    for (i, value) in turned.enumerated() {
      let nearest = QuantisedVector.nearest(value * inverse)
      let weight = Float(nearest)
      weights[i] = Int8(truncatingIfNeeded: nearest)
      magnitude += Int32(nearest.magnitude)
      squares += Double(value) * Double(value)
      let error = Double(value) - Double(weight * step)
      errors += error * error
    }
    self.weights = weights
    self.magnitude = magnitude
    norm = Float(squares.squareRoot())
    weightError = Float(errors.squareRoot())
  }
}
