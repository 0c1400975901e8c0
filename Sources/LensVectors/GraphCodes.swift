// Codes of two bits a dimension, by which a walk through the graph scores the nodes it meets.
//
// A row x is kept as v, of the numbers -3, -1, 1 and 3, and one factor f = ‖x‖² / ⟨v, x⟩: f·⟨v, q⟩
// estimates ⟨x, q⟩ without bias over random rotations (Gao and Long 2024; with more bits Gao and others
// 2025). The steps are those that suit a normal distribution best (Max 1960), which is what a rotated
// row's values have. At 256 dimensions a code is one cache line; its error is half that of a sign code.
import CKernels
import LensLinear

/// The codes of all nodes, in the order of the nodes.
struct GraphCodes {
  /// Steps in units of the root mean square of a row's values.
  private static let step = 0.9957
  private static let nodesPerTask = 1024

  /// Bytes of a code; byte j holds dimensions j, j + stride, j + 2 stride and j + 3 stride, the first in the
  /// lowest bits.
  let stride: Int
  private(set) var codes: [UInt8]
  /// The number of each node's factor; see `factors`.
  private(set) var numbers: [UInt8]
  /// Whether a node's vector is other than zero.
  private(set) var isLinked: [Bool]
  /// The least factor, and the step from one of 256 to the next.
  private(set) var leastFactor: Float = 0
  private(set) var factorStep: Float = 0
  /// The root mean square over the nodes of ‖x - f·v‖ / √d: the estimate's error for a unit query.
  private(set) var spread: Float = 0

  static func stride(of dimension: Int) -> Int { FlatIndex.stride(of: dimension) / 4 }

  /// The 256 factors by number.
  static func factors(least: Float, step: Float) -> [Float] {
    (0..<256).map { least + step * Float($0) }
  }

  /// Codes rows; node i is row `order[i]`.
  init(_ rows: CodedRows, order: [UInt32], threads: Int?) {
    let stride = Self.stride(of: rows.dimension)
    self.stride = stride
    codes = [UInt8](repeating: 0, count: order.count * stride)
    var factors = [Float](repeating: 0, count: order.count)
    var errors = [Float](repeating: 0, count: order.count)
    codes.withUnsafeMutableBufferPointer { codes in
      factors.withUnsafeMutableBufferPointer { factors in
        errors.withUnsafeMutableBufferPointer { errors in
          // Every task writes its own nodes alone.
          nonisolated(unsafe) let (codes, factors, errors) = (codes, factors, errors)
          let tasks = (order.count + Self.nodesPerTask - 1) / Self.nodesPerTask
          Parallel.forEach(tasks, threads: threads) { task in
            let nodes = task * Self.nodesPerTask..<min((task + 1) * Self.nodesPerTask, order.count)
            for node in nodes {
              let row = Int(order[node])
              let code = codes[node * stride..<(node + 1) * stride]
              rows.high.withUnsafeBufferPointer { high in
                (factors[node], errors[node]) = Self.code(
                  UnsafeBufferPointer(rebasing: high[row * rows.stride..<(row + 1) * rows.stride]),
                  scale: rows.scales[row] * 256, dimension: rows.dimension,
                  into: UnsafeMutableBufferPointer(rebasing: code))
              }
            }
          }
        }
      }
    }
    isLinked = factors.map { $0 > 0 }
    numbers = [UInt8](repeating: 0, count: order.count)
    let linked = factors.filter { $0 > 0 }
    guard let least = linked.min(), let largest = linked.max() else { return }
    leastFactor = least
    factorStep = (largest - least) / 255
    for (node, factor) in factors.enumerated() where factor > 0 && factorStep > 0 {
      numbers[node] = UInt8(min(255, ((factor - least) / factorStep).rounded()))
    }
    let squares = errors.reduce(0.0) { $0 + Double($1) }
    spread = Float((squares / Double(linked.count * rows.dimension)).squareRoot())
  }

  /// A node as the graph names it.
  func entry(_ node: Int) -> UInt32 {
    UInt32(node) | UInt32(numbers[node]) << UInt32(LENS_GRAPH_NODE_BITS)
  }

  /// The bits of an entry that name the node.
  static let nodeMask = UInt32(GraphIndex.largestNodeCount - 1)

  /// Codes one row; returns its factor and the square of what the code leaves of it.
  private static func code(
    _ values: UnsafeBufferPointer<Int8>, scale: Float, dimension: Int,
    into code: UnsafeMutableBufferPointer<UInt8>
  ) -> (factor: Float, error: Float) {
    let squares = lens_dot_i8(values.baseAddress, values.baseAddress, values.count)
    guard squares > 0 else { return (0, 0) }
    let step = Int32((step * (Double(squares) / Double(dimension)).squareRoot()).rounded())
    var product: Int32 = 0
    var codeSquares: Int32 = 0
    for group in 0..<4 {
      let start = group * code.count
      for j in 0..<max(0, min(code.count, dimension - start)) {
        let value = Int32(values[start + j])
        let level: Int32 = (value >= 0 ? 1 : 0) + (value >= step ? 1 : 0) + (value > -step ? 1 : 0)
        code[j] |= UInt8(truncatingIfNeeded: level << Int32(2 * group))
        let stands = 2 * level - 3
        product += stands * value
        codeSquares += stands * stands
      }
    }
    // v and x agree in every sign, so that the product is positive.
    let factor = Double(squares) / Double(product)
    let error = factor * factor * Double(codeSquares) - Double(squares)
    return (scale * Float(factor), scale * scale * Float(max(0, error)))
  }
}
