// A few vectors held side by side, for all their cosines with each other.
import CKernels

/// Unit vectors of one dimension.
struct VectorBlock {
  private let values: [Float]
  private let dimension: Int

  /// Copies vectors of equal length.
  init(_ vectors: [[Float]]) {
    dimension = vectors.first?.count ?? 0
    values = vectors.flatMap(\.self)
  }

  /// The cosine of two of them.
  ///
  /// O(dimension).
  func similarity(_ a: Int, _ b: Int) -> Double {
    values.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return 0 }
      return Double(lens_dot_f32(start + a * dimension, start + b * dimension, dimension))
    }
  }
}
