// Which strings of a table hold a text: one pass of the C library's search over all bytes at once, which
// is several times faster than looking into one string after the other.
import CKernels

extension StringTable {
  /// The numbers of the strings that hold `key`, ascending; all of them for an empty key.
  ///
  /// O(bytes of all strings).
  public func numbers(containing key: [UInt8]) throws(StoreError) -> [Int] {
    if key.isEmpty { return Array(0..<count) }
    var found: [Int] = []
    let bytes = try section.bytes()
    let ends = try offsets.slice(2..<count + 2)
    var place = 0
    while let hit = Self.firstPlace(of: key, in: bytes, from: place) {
      // The string that holds the first byte: the first one to end behind it.
      var (low, high) = (0, count)
      while low < high {
        let middle = low + (high - low) / 2
        if Int(ends[middle]) > hit { high = middle } else { low = middle + 1 }
      }
      guard low < count else { throw offsets.failure("a string at byte \(hit)") }
      let end = Int(ends[low])
      // A hit may lie across the border of two strings.
      if hit + key.count <= end {
        found.append(low)
        place = end
      } else {
        place = hit + 1
      }
    }
    return found
  }

  private static func firstPlace(
    of key: [UInt8], in bytes: UnsafeRawBufferPointer, from place: Int
  ) -> Int? {
    guard let start = bytes.baseAddress, place < bytes.count else { return nil }
    return lens_find(start + place, bytes.count - place, key, key.count).map { $0 - start }
  }
}
