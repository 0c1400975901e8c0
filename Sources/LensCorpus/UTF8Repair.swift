// Broken UTF-8 made whole: each maximal part of an ill-formed sequence becomes one U+FFFD, as the
// Unicode standard (section 3.9, "U+FFFD Substitution of Maximal Subparts") recommends and as
// Swift's own String does. Counted, so that it can be reported; nothing disappears.

enum UTF8Repair {
  /// The well-formed sequence at `i`: its length, positive if sound; else minus the length of the
  /// maximal part that starts one; `cut` if the bytes end before that can be told.
  @inline(__always)
  static func sequence(
    _ bytes: UnsafeBufferPointer<UInt8>, at i: Int
  ) -> (length: Int, isSound: Bool, isCut: Bool) {
    let lead = bytes[i]
    if lead < 0x80 { return (1, true, false) }
    let need: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    switch lead {
    case 0xC2...0xDF: need = 1
    case 0xE0: (need, low) = (2, 0xA0)
    case 0xED: (need, high) = (2, 0x9F)
    case 0xE1...0xEF: need = 2
    case 0xF0: (need, low) = (3, 0x90)
    case 0xF4: (need, high) = (3, 0x8F)
    case 0xF1...0xF3: need = 3
    default: return (1, false, false)
    }
    for k in 1...need {
      guard i + k < bytes.count else { return (k, false, true) }
      guard bytes[i + k] >= low && bytes[i + k] <= high else { return (k, false, false) }
      low = 0x80
      high = 0xBF
    }
    return (need + 1, true, false)
  }

  /// How many multi-byte sequences are sound, and how many parts are broken.
  ///
  /// Linear.
  static func survey(_ bytes: UnsafeBufferPointer<UInt8>) -> (sound: Int, broken: Int) {
    var result = (sound: 0, broken: 0)
    var i = 0
    while i < bytes.count {
      let step = sequence(bytes, at: i)
      if !step.isSound {
        result.broken += 1
      } else if step.length > 1 {
        result.sound += 1
      }
      i += step.length
    }
    return result
  }

  /// How many bytes at the end begin a sequence that goes on behind them (0 to 3).
  static func cutLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    for back in 1...3 where back <= bytes.count {
      let byte = bytes[bytes.count - back]
      if byte < 0x80 { return 0 }
      if byte >= 0xC0 { return sequence(bytes, at: bytes.count - back).isCut ? back : 0 }
    }
    return 0
  }

  /// Appends the bytes to `text`, repaired.
  ///
  /// Returns the number of repairs and where in `text` the first one stands. Linear.
  static func append(
    _ bytes: UnsafeBufferPointer<UInt8>, to text: TextBlock
  ) -> (count: Int, first: Int?) {
    var count = 0
    var first: Int?
    var start = 0
    var i = 0
    // A broken byte becomes three, so this is room for everything.
    let out = text.room(for: bytes.count * 3)
    var made = 0
    func copy(to end: Int) {
      let sound = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start..<end]))
      UnsafeMutableRawBufferPointer(rebasing: out[made...]).copyMemory(from: sound)
      made += sound.count
    }
    while i < bytes.count {
      let step = sequence(bytes, at: i)
      if !step.isSound {
        copy(to: i)
        if first == nil { first = text.count + made }
        out[made] = 0xEF
        out[made + 1] = 0xBF
        out[made + 2] = 0xBD
        made += 3
        count += 1
        start = i + step.length
      }
      i += step.length
    }
    copy(to: bytes.count)
    text.commit(made)
    return (count, first)
  }
}
