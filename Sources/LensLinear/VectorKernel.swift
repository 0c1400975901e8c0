// The two vector operations that modules above need, over the C kernels.

import CKernels

/// Operations on vectors of single precision, in the instruction set chosen at run time.
public enum VectorKernel {
  /// Σ x[i]·y[i] over the shorter count.
  ///
  /// O(count).
  @inline(__always)
  public static func dot(
    _ x: UnsafeBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>
  ) -> Float {
    lens_dot_f32(x.baseAddress, y.baseAddress, min(x.count, y.count))
  }

  /// y[i] += a·x[i] over the shorter count.
  ///
  /// O(count).
  @inline(__always)
  public static func add(
    _ a: Float, _ x: UnsafeBufferPointer<Float>, to y: UnsafeMutableBufferPointer<Float>
  ) {
    lens_axpy_f32(a, x.baseAddress, y.baseAddress, min(x.count, y.count))
  }
}
