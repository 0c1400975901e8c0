// Names and labels as they are compared: an author, a venue, a subject or a tag is the same whatever
// its case, width, accents, Han variant, and punctuation between words.

import CFolding

/// The folding under which labels are equal.
public enum FoldedLabel {
  /// The folded words of a label with single spaces between them; Han stands without spaces inside.
  ///
  /// `Proc. of  NeurIPS`, `PROC OF NEURIPS` and `Ｐｒｏｃ of neurips` are one, 計算語言學 and 计算语言学 too,
  /// 王 伟 and 王伟. `+` and `#` count as letters (C++, C#). A label without any word is what it is,
  /// trimmed. O(bytes).
  public static func bytes(of label: String) -> [UInt8] {
    var label = label
    return label.withUTF8 { text in
      if text.allSatisfy({ $0 < 0x80 }) {
        let folded = foldedASCII(text)
        return folded.isEmpty ? trimmed(text) : folded
      }
      var folded = Folded(capacity: text.count)
      var i = 0
      while i < text.count {
        let byte = text[i]
        if byte < 0x80 {
          i += 1
          switch lens_byte_class(byte) {
          case UInt8(LENS_BYTE_LOWER), UInt8(LENS_BYTE_DIGIT): folded.append(UInt32(byte))
          case UInt8(LENS_BYTE_UPPER): folded.append(UInt32(byte | 0x20))
          default:
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "#") {
              folded.append(UInt32(byte))
            } else {
              folded.space()
            }
          }
        } else {
          let (scalar, length) = UTF8Decoder.decode(text, at: i)
          i += length
          folded.append(foldingOf: scalar)
        }
      }
      return folded.bytes.isEmpty ? trimmed(text) : folded.bytes
    }
  }

  /// The same for ASCII, which most labels are: a byte gives a byte or a space.
  private static func foldedASCII(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    // A space is written only before a letter that takes another byte, so no more than came.
    [UInt8](unsafeUninitializedCapacity: text.count) { room, count in
      var isSpaced = false
      for byte in text {
        let letter: UInt8
        switch byte {
        case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "#"): letter = byte
        case 0x41...0x5A: letter = byte | 0x20
        default:
          isSpaced = count > 0
          continue
        }
        if isSpaced {
          room[count] = 0x20
          count += 1
          isSpaced = false
        }
        room[count] = letter
        count += 1
      }
    }
  }

  private static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    Array(text.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed())
  }
}

/// Bytes that grow scalar by scalar.
private struct Folded {
  private(set) var bytes: [UInt8] = []
  private var isSpaced = false
  private var endsInHan = false

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func space() { isSpaced = true }

  mutating func append(_ scalar: UInt32, isHan: Bool = false) {
    if isSpaced, !bytes.isEmpty, !(isHan && endsInHan) { bytes.append(0x20) }
    isSpaced = false
    endsInHan = isHan
    if scalar < 0x80 { return bytes.append(UInt8(truncatingIfNeeded: scalar)) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { room in
      guard let start = room.baseAddress else { return }
      // Four bytes are room for any scalar.
      let length = UTF8Decoder.encode(scalar, to: start)
      bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
    }
  }

  mutating func append(foldingOf scalar: UInt32) {
    guard scalar != UTF8Decoder.invalid else { return space() }
    let parts = Folding.fold(scalar)
    for part in parts {
      let kind = Int32(lens_folding_entry(part) >> 21 & 15)
      switch kind {
      case LENS_CLASS_OTHER: space()
      case LENS_CLASS_IGNORED: break
      default: append(part, isHan: kind == LENS_CLASS_HAN)
      }
    }
  }
}
