// The kernels of clustering of every instruction set, bit for bit against their definition in plain
// Swift, hard against pages that fault.
import CKernels
import Testing

@Suite struct ClusteringKernelTests {
  @Test(arguments: InstructionSet.supported)
  func everyRowGetsTheFirstOfTheBestCentroids(_ set: InstructionSet) throws {
    let kernels = try #require(lens_clustering_kernels_for(set.kernels.name)?.pointee)
    var generator = SeededGenerator(seed: 11)
    for (dim, rowCount) in [(4, 9), (64, 1027), (68, 8), (256, 17), (4160, 3)] {
      for count in [1, 16, 31, 32, 33, 100, 300] {
        // Few values and few weights make ties; every other time bytes of the whole range.
        let isTight = count % 2 == 0
        func fill(_ bytes: UnsafeMutablePointer<Int8>, _ n: Int) {
          for i in 0..<n {
            let bits = generator.next()
            bytes[i] = isTight ? Int8(bits % 3) - 1 : Int8(truncatingIfNeeded: bits)
          }
        }
        let rowMemory = try GuardedMemory(atLeast: dim * rowCount)
        let rows = rowMemory.last(dim * rowCount, of: Int8.self)
        fill(rows, dim * rowCount)
        let centroidMemory = try GuardedMemory(atLeast: dim * count)
        let bytes = centroidMemory.last(dim * count, of: Int8.self)
        fill(bytes, dim * count)
        let weightMemory = try GuardedMemory(atLeast: 4 * count)
        let weights = weightMemory.last(count, of: Float.self)
        for i in 0..<count { weights[i] = [0, 0.25, 1, 1][Int(generator.next() % 4)] }

        var wanted: [UInt32] = []
        for row in 0..<rowCount {
          var best: (value: Float, place: Int) = (-.infinity, 0)
          for centroid in 0..<count {
            let product = (0..<dim).reduce(0) {
              $0 + Int(rows[row * dim + $1]) * Int(bytes[centroid * dim + $1])
            }
            let value = Float(product) * weights[centroid]
            if value > best.value { best = (value, centroid) }
          }
          wanted.append(UInt32(best.place))
        }
        let starts = (0..<rowCount).map { UnsafePointer(rows + $0 * dim) }
        var centroids = lens_centroids(bytes: bytes, weights: weights, dim: dim, count: count)
        var places = [UInt32](repeating: .max, count: rowCount)
        kernels.nearest(starts, rowCount, &centroids, &places)
        #expect(places == wanted, "\(dim) bytes, \(rowCount) rows, \(count) centroids")
      }
    }
  }

  @Test(arguments: InstructionSet.supported, [false, true])
  func residualsAgreeWithTheirDefinitionToTheLastBit(_ set: InstructionSet, hasLow: Bool) throws {
    let kernels = try #require(lens_clustering_kernels_for(set.kernels.name)?.pointee)
    for dim in [16, 64, 256, 320] {
      let memory = try (0..<3).map { _ in try GuardedMemory(atLeast: dim) }
      for (i, part) in memory.enumerated() { part.fillWithNoise(seed: UInt64(dim + i)) }
      let (high, low, centre) = (
        memory[0].last(dim, of: Int8.self), memory[1].last(dim, of: Int8.self),
        memory[2].last(dim, of: Int8.self)
      )
      let planes = dim / 8 - 1
      let signMemory = try GuardedMemory(atLeast: 64 * planes)
      let signs = signMemory.last(64 * (planes - 1) + 1, of: UInt8.self)
      var residual = lens_residual(
        high: high, low: hasLow ? low : nil, centre: centre, scale: 0.013, centreScale: 3.1,
        dim: dim)
      let sums = kernels.residual(&residual, planes, signs)

      let values = (0..<dim).map { i -> Float in
        let code = 256 * Int(high[i]) + (hasLow ? Int(low[i]) : 0)
        let own = Float(0.013) * Float(code)
        return own - Float(3.1) * Float(centre[i])
      }
      for plane in 0..<planes {
        let byte = (0..<8).reduce(UInt8(0)) {
          $0 | (values[8 * plane + $1] > 0 ? 1 << UInt8($1) : 0)
        }
        #expect(signs[64 * plane] == byte, "\(dim) values, plane \(plane)")
      }
      #expect(sums.squares == Self.folded(values.map { $0 * $0 }))
      #expect(sums.magnitudes == Self.folded(values.map(\.magnitude)))
    }
  }

  /// Sixteen sums in turn, added up half to half.
  private static func folded(_ values: [Float]) -> Float {
    var sums = [Float](repeating: 0, count: 16)
    for (i, value) in values.enumerated() { sums[i % 16] += value }
    while sums.count > 1 {
      let half = sums.count / 2
      sums = (0..<half).map { sums[$0] + sums[$0 + half] }
    }
    return sums[0]
  }
}
