// White space off the ends and, in titles, out of the middle; for strings and for bytes.

extension UnsafeBufferPointer<UInt8> {
  /// Without ASCII white space at both ends.
  var trimmedASCII: UnsafeBufferPointer<UInt8> {
    var start = startIndex
    var end = endIndex
    while start < end, self[start].isASCIISpace { start += 1 }
    while end > start, self[end - 1].isASCIISpace { end -= 1 }
    return UnsafeBufferPointer(rebasing: self[start..<end])
  }
}

extension UInt8 {
  /// Space, tab, line ends, form feed.
  @inline(__always)
  var isASCIISpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
}

extension Substring {
  /// Without ASCII white space (and the ideographic and no-break space) at both ends.
  var trimmedASCII: Substring {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0x20, 0x09...0x0D, 0xA0, 0x3000, 0xFEFF, 0x200B: true
      default: false
      }
    }
    let scalars = unicodeScalars
    guard let start = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return self[start..<scalars.index(after: last)]
  }
}

extension String {
  /// Where an ASCII needle first stands.
  func firstRange(ofASCII needle: String) -> Range<Index>? {
    let hay = utf8
    let wanted = Array(needle.utf8)
    var start = hay.startIndex
    while start < hay.endIndex {
      if hay[start...].starts(with: wanted) {
        return start..<hay.index(start, offsetBy: wanted.count)
      }
      start = hay.index(after: start)
    }
    return nil
  }

  /// The same of a string's bytes.
  var unwrapped: String {
    var text = self
    return text.withUTF8 { String.unwrapped($0) }
  }

  /// Runs of white space that hold a line end or tab made one space: wrapped titles in one line.
  static func unwrapped(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let trimmed = bytes.trimmedASCII
    guard trimmed.contains(where: { $0 < 0x20 }) else {
      return String(decoding: trimmed, as: UTF8.self)
    }
    var out: [UInt8] = []
    out.reserveCapacity(trimmed.count)
    for byte in trimmed {
      if !byte.isASCIISpace {
        out.append(byte)
      } else if out.last != 0x20 {
        out.append(0x20)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
