// UTF-16 by hand, GB18030 through the C library's iconv: both to UTF-8, in pieces, with U+FFFD for
// what is broken and a count of it.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What a decoder did with a piece: bytes used, replacements, where in the block the first stands.
typealias DecodedPiece = (used: Int, repairs: Int, first: Int?)

enum UTF16Decoding {
  /// Appends the text of `bytes`; what may be cut at the end is left unless `isLast`.
  ///
  /// Linear.
  static func append(
    _ bytes: UnsafeBufferPointer<UInt8>, littleEndian: Bool, isLast: Bool, to block: TextBlock
  ) -> DecodedPiece {
    var result: DecodedPiece = (0, 0, nil)
    func unit(_ i: Int) -> UInt32 {
      littleEndian
        ? UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8
        : UInt32(bytes[i]) << 8 | UInt32(bytes[i + 1])
    }
    // A unit of two bytes gives at most three, so this room is enough for everything.
    let out = block.room(for: bytes.count / 2 * 3 + 3)
    var made = 0
    func put(_ scalar: UInt32) {
      switch scalar {
      case ..<0x80: write(UInt8(scalar))
      case ..<0x800:
        write(UInt8(0xC0 | scalar >> 6))
        write(UInt8(0x80 | scalar & 0x3F))
      case ..<0x10000:
        write(UInt8(0xE0 | scalar >> 12))
        write(UInt8(0x80 | scalar >> 6 & 0x3F))
        write(UInt8(0x80 | scalar & 0x3F))
      default:
        write(UInt8(0xF0 | scalar >> 18))
        write(UInt8(0x80 | scalar >> 12 & 0x3F))
        write(UInt8(0x80 | scalar >> 6 & 0x3F))
        write(UInt8(0x80 | scalar & 0x3F))
      }
    }
    func write(_ byte: UInt8) {
      out[made] = byte
      made += 1
    }
    func replace() {
      if result.first == nil { result.first = block.count + made }
      result.repairs += 1
      put(0xFFFD)
    }
    var i = 0
    while i + 1 < bytes.count {
      let first = unit(i)
      if first < 0xD800 || first >= 0xE000 {
        put(first)
      } else if first >= 0xDC00 {
        replace()
      } else if i + 3 < bytes.count {
        let second = unit(i + 2)
        if (0xDC00..<0xE000).contains(second) {
          put(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
          i += 2
        } else {
          replace()
        }
      } else if isLast {
        replace()
      } else {
        break
      }
      i += 2
    }
    if isLast && i < bytes.count {
      replace()
      i = bytes.count
    }
    block.commit(made)
    result.used = i
    return result
  }
}

final class GB18030Decoder {
  private let descriptor: iconv_t

  /// nil where the C library has no GB18030.
  init?() {
    let opened = iconv_open("UTF-8", "GB18030")
    // iconv_open's failure is the pointer with all bits set.
    guard let opened, Int(bitPattern: opened) != -1 else { return nil }
    descriptor = opened
  }

  deinit { iconv_close(descriptor) }

  /// Appends the text of `bytes`; what may be cut at the end is left unless `isLast`.
  ///
  /// Linear.
  func append(
    _ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, to block: TextBlock
  ) -> DecodedPiece {
    var result: DecodedPiece = (0, 0, nil)
    func replace() {
      if result.first == nil { result.first = block.count }
      result.repairs += 1
      block.appendReplacement()
      result.used += 1
    }
    while result.used < bytes.count {
      let rest = UnsafeBufferPointer(rebasing: bytes[result.used...])
      let step = convert(rest, to: block)
      result.used += step.used
      switch step.stop {
      case 0, E2BIG: continue
      case EINVAL where !isLast: return result
      default: replace()
      }
    }
    return result
  }

  private func convert(
    _ bytes: UnsafeBufferPointer<UInt8>, to block: TextBlock
  ) -> (used: Int, stop: Int32) {
    // iconv takes a mutable input pointer but does not write through it.
    var input = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(bytes.baseAddress))?
      .assumingMemoryBound(to: CChar.self)
    var left = bytes.count
    let room = block.room(for: bytes.count * 2 + 16)
    var output = room.baseAddress?.assumingMemoryBound(to: CChar.self)
    var free = room.count
    let status = iconv(descriptor, &input, &left, &output, &free)
    let stop = status == -1 ? errno : 0
    block.commit(room.count - free)
    return (bytes.count - left, stop)
  }
}
