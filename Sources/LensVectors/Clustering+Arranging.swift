// The order of the lists: near ones side by side, so that what a search touches lies on few pages.
//
// Lists are halved again and again: between the two of them that are farthest apart, or nearly so, by
// which of the two a list is nearer to (a tree of balls: Omohundro 1989, read from left to right).
import CKernels

extension Clustering {
  /// Numbers the lists anew.
  ///
  /// O(lists · log lists · dimension).
  mutating func arrange() {
    guard listCount > 2 else { return }
    let norms = (0..<listCount).map { Float(product($0, $0)).squareRoot() }
    let order = arranged(Array(0..<listCount), norms)
    let old = (centroids: centroids, scales: scales)
    for (place, list) in order.enumerated() {
      scales[place] = old.scales[list]
      let bytes = old.centroids[list * stride..<(list + 1) * stride]
      centroids.replaceSubrange(place * stride..<(place + 1) * stride, with: bytes)
    }
  }

  private func arranged(_ lists: [Int], _ norms: [Float]) -> [Int] {
    guard lists.count > 2 else { return lists }
    let one = farthest(from: lists[0], of: lists, norms)
    let other = farthest(from: one, of: lists, norms)
    let sides = lists.map { (cosine($0, one, norms) - cosine($0, other, norms), $0) }.sorted {
      $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1
    }.map { $0.1 }
    let half = lists.count / 2
    return arranged(Array(sides[..<half]), norms) + arranged(Array(sides[half...]), norms)
  }

  private func farthest(from list: Int, of lists: [Int], _ norms: [Float]) -> Int {
    var least = Float.infinity
    var found = list
    for other in lists {
      let cosine = cosine(list, other, norms)
      if cosine < least { (least, found) = (cosine, other) }
    }
    return found
  }

  /// 0 where one of two centroids is zero.
  private func cosine(_ a: Int, _ b: Int, _ norms: [Float]) -> Float {
    let norm = norms[a] * norms[b]
    return norm > 0 ? Float(product(a, b)) / norm : 0
  }

  private func product(_ a: Int, _ b: Int) -> Int32 {
    centroids.withUnsafeBufferPointer { bytes in
      lens_dot_i8(
        bytes.baseAddress.map { $0 + a * stride }, bytes.baseAddress.map { $0 + b * stride }, stride
      )
    }
  }
}
