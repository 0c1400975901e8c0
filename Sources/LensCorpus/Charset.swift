// The charset of a text, found by looking at it: a byte order mark, the zero pattern of UTF-16, or,
// at the first byte that is not ASCII, whether what follows is UTF-8 or GB18030. A table of common
// Han is not needed: GB 2312 placed the 3,755 commonest characters in rows B0 to D7 and its
// punctuation in rows A1 to A3, so a Chinese text shows by its lead bytes.

/// A charset that lens reads.
public enum Charset: String, Sendable, Equatable {
  /// UTF-8, with or without a byte order mark.
  case utf8 = "UTF-8"
  /// UTF-16, little-endian.
  case utf16LE = "UTF-16LE"
  /// UTF-16, big-endian.
  case utf16BE = "UTF-16BE"
  /// GB18030, and with it GBK and GB 2312.
  case gb18030 = "GB18030"
}

enum CharsetDetection {
  /// What the first bytes of a text say: a charset and how many bytes its mark takes.
  enum Opening: Equatable {
    case mark(Charset, Int)
    case unsupported(String)
    case zeros(Charset)
    case none
  }

  static func opening(_ bytes: UnsafeBufferPointer<UInt8>) -> Opening {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return .mark(.utf8, 3) }
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return .unsupported("UTF-32LE") }
    if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return .unsupported("UTF-32BE") }
    if bytes.starts(with: [0xFF, 0xFE]) { return .mark(.utf16LE, 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return .mark(.utf16BE, 2) }
    return zeroPattern(bytes).map(Opening.zeros) ?? .none
  }

  /// UTF-16 without a mark: ASCII characters leave a zero in every other byte, always on the same
  /// side, and no unit is one that text does not use.
  private static func zeroPattern(_ bytes: UnsafeBufferPointer<UInt8>) -> Charset? {
    let units = bytes.count / 2
    guard units >= 4 else { return nil }
    var zeros = (even: 0, odd: 0)
    for i in 0..<units {
      zeros.even += bytes[2 * i] == 0 ? 1 : 0
      zeros.odd += bytes[2 * i + 1] == 0 ? 1 : 0
    }
    let little = zeros.odd > zeros.even
    let most = max(zeros.even, zeros.odd)
    // Some zeros on the other side are fair: 一 (4E00) and its like have one there.
    guard most * 50 >= units, min(zeros.even, zeros.odd) * 3 <= most else { return nil }
    var odd = 0
    for i in 0..<units {
      let low = bytes[2 * i + (little ? 0 : 1)]
      let high = bytes[2 * i + (little ? 1 : 0)]
      let unit = UInt16(high) << 8 | UInt16(low)
      let control = unit < 0x20 && unit != 0x0A && unit != 0x0D && unit != 0x09
      odd += control || unit >= 0xFFFE || (0xE000..<0xF900).contains(unit) ? 1 : 0
    }
    return odd * 100 <= units ? (little ? .utf16LE : .utf16BE) : nil
  }

  /// UTF-8 or GB18030, for a stretch that starts at the first byte that is not ASCII.
  ///
  /// `isWhole` says that the stretch ends with the text and not in the middle of it.
  static func eightBit(_ bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) -> Charset {
    let utf8 = UTF8Repair.survey(bytes)
    let allowedCut = isWhole ? 0 : 1
    if utf8.broken <= allowedCut { return .utf8 }
    // Mostly sound sequences of UTF-8 are damaged UTF-8, not another charset.
    if utf8.sound >= utf8.broken { return .utf8 }
    return looksLikeGB18030(bytes) ? .gb18030 : .utf8
  }

  /// Valid GB18030 (a few stray bytes in a thousand aside), most of it common Han or punctuation.
  static func looksLikeGB18030(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var i = 0
    var pairs = 0
    var common = 0
    var wrong = 0
    while i < bytes.count {
      let lead = bytes[i]
      if lead < 0x80 {
        i += 1
        continue
      }
      guard i + 1 < bytes.count else { break }
      let trail = bytes[i + 1]
      if lead == 0x80 || lead == 0xFF {
        wrong += 1
        i += 1
      } else if (0x30...0x39).contains(trail) {
        guard i + 3 < bytes.count else { break }
        if (0x81...0xFE).contains(bytes[i + 2]) && (0x30...0x39).contains(bytes[i + 3]) {
          i += 4
        } else {
          wrong += 1
          i += 1
        }
      } else if trail >= 0x40 && trail != 0x7F && trail != 0xFF {
        pairs += 1
        let row = (0xB0...0xD7).contains(lead) || (0xA1...0xA3).contains(lead)
        common += row && trail >= 0xA1 ? 1 : 0
        i += 2
      } else {
        wrong += 1
        i += 1
      }
    }
    return pairs > 0 && wrong * 200 <= pairs && common * 2 >= pairs
  }
}
