// Han characters of a text, run by run, and what cannot begin or end a word.

import CFolding

/// Splits text into runs of Han characters.
enum HanRuns {
  /// Calls `body` with the scalar of every Han character in order, as written, and with 0 wherever
  /// a run ends.
  ///
  /// Marks that are dropped end no run. O(bytes).
  static func forEach(in text: UnsafeBufferPointer<UInt8>, _ body: (UInt32) -> Void) {
    var index = 0
    var isOpen = false
    while index < text.count {
      let (scalar, length) = UTF8Decoder.decode(text, at: index)
      index += length
      let entry = lens_folding_entry(scalar)
      let kind = Int32(entry >> 21 & 15)
      if kind == LENS_CLASS_HAN {
        isOpen = true
        body(scalar)
      } else if isOpen, kind != LENS_CLASS_IGNORED {
        isOpen = false
        body(0)
      }
    }
    if isOpen { body(0) }
  }

  /// The folding of a scalar that `forEach` gave.
  ///
  /// O(1).
  @inline(__always)
  static func fold(_ scalar: UInt32) -> UInt32 {
    let entry = lens_folding_entry(scalar)
    return Int32(entry >> 25 & 3) == LENS_FOLD_SINGLE ? entry & 0x1F_FFFF : scalar
  }

  /// Characters that stand beside words more often than at their edges.
  private static let edges = scalars(HanFunction.characters + "对为以将从被并等我该能可不个到于由但或且所此")
  /// Places, at the end of three characters or more: in, on.
  private static let places = scalars("中上下里")

  private static func scalars(_ text: String) -> Set<UInt32> {
    Set(text.unicodeScalars.map(\.value))
  }

  /// Whether neither end of the string speaks against a word.
  static func mayBeWord(_ written: ArraySlice<UInt32>) -> Bool {
    guard let first = written.first.map(fold), let last = written.last.map(fold) else {
      return false
    }
    return !edges.contains(first) && !edges.contains(last)
      && (written.count < 3 || !places.contains(last))
  }
}
