// The folding of one scalar as a list: slow and plain, for tests and for whoever needs it outside
// the scanner.

import CFolding

/// Swift's face on the folding tables.
enum Folding {
  /// What a scalar folds to; empty where it is dropped.
  ///
  /// O(1), allocates.
  static func fold(_ scalar: UInt32) -> [UInt32] {
    let entry = lens_folding_entry(scalar)
    let payload = entry & 0x1F_FFFF
    switch Int32(entry >> 25 & 3) {
    case LENS_FOLD_SINGLE:
      return [payload]
    case LENS_FOLD_SEQUENCE:
      guard let elements = lens_folding_sequence(payload) else { return [] }
      return (1...Int(elements[0])).map { elements[$0] & 0x1F_FFFF }
    case LENS_FOLD_HANGUL:
      var jamo: [UInt32] = []
      Hangul.decompose(scalar) { jamo.append($0) }
      return jamo
    default:
      return Int32(entry >> 21 & 15) == LENS_CLASS_IGNORED ? [] : [scalar]
    }
  }
}
