// Bytes of any known charset in, UTF-8 out, streaming. The charset is decided by the opening of the
// text or, if that is all ASCII, at the first byte that is not: a long ASCII start cannot mislead.
// Broken sequences become U+FFFD and are counted; the place of the first is kept.

import CSimdJSON

/// Decodes a byte source to UTF-8 text blocks.
final class TextDecoder {
  private let source: any ByteSource
  private let file: String
  /// Bytes read and not decoded: a cut sequence, or a window that is being looked at.
  private var raw: [UInt8] = []
  private var atEnd = false
  private var opened = false
  private var gb18030: GB18030Decoder?
  /// nil while everything was ASCII.
  private(set) var charset: Charset?
  /// Broken sequences replaced so far.
  private(set) var repairs = 0
  /// Where the first replacement stands, in bytes of all text given out.
  private(set) var firstRepair: Int?
  private var given = 0
  /// Added to an offset in the block that is being filled, gives the offset in the whole text.
  private var base = 0
  /// What stopped the source early, to be thrown when everything before it is given out.
  private(set) var failure: CorpusError?

  static let chunk = 1 << 20
  static let window = 64 << 10

  init(_ source: any ByteSource, file: String) {
    self.source = source
    self.file = file
  }

  /// Appends the next piece of text to `block`; false at the end.
  func append(to block: TextBlock) throws(CorpusError) -> Bool {
    let before = block.count
    base = given - before
    if !opened { try open() }
    if charset == .utf8 || charset == nil, raw.isEmpty {
      guard try !appendDirectly(to: block) else { return true }
      if raw.isEmpty { return false }
    }
    if raw.count < Self.window { fill(to: Self.chunk) }
    guard !raw.isEmpty else { return false }
    if charset == nil { try decideOrPassASCII(to: block) }
    if let charset { decode(charset, to: block) }
    given += block.count - before
    return true
  }

  /// Reads until `raw` holds `wanted` bytes or the source ends.
  ///
  /// A failing source ends, too.
  private func fill(to wanted: Int) {
    let held = raw.count
    guard !atEnd, wanted > held else { return }
    let source = source
    var failure: CorpusError?
    var ended = false
    raw = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      _ = buffer.update(fromContentsOf: raw)
      count = held
      while count < wanted {
        do throws(CorpusError) {
          let free = UnsafeMutableRawBufferPointer(buffer)[count...]
          let got = try source.read(into: .init(rebasing: free))
          if got == 0 { ended = true }
          count += got
        } catch {
          failure = error
          ended = true
        }
        if ended { break }
      }
    }
    atEnd = ended
    if let failure { self.failure = failure }
  }

  /// Looks at the start of the text: a mark, UTF-16 zeros, or something that is no text at all.
  private func open() throws(CorpusError) {
    opened = true
    fill(to: Self.window)
    let opening = raw.withUnsafeBufferPointer { CharsetDetection.opening($0) }
    switch opening {
    case .mark(let found, let length):
      charset = found
      raw.removeFirst(length)
    case .zeros(let found):
      charset = found
    case .unsupported(let name):
      throw .unsupportedCharset(file: file, charset: name)
    case .none:
      if let found = BinaryContent.description(of: raw) { throw .binary(file: file, found: found) }
    }
  }

  /// While all is ASCII, lets it through; at the first other byte, decides.
  private func decideOrPassASCII(to block: TextBlock) throws(CorpusError) {
    // A whole piece of ASCII is common, a search byte by byte is not.
    let isASCII = raw.withUnsafeBufferPointer {
      lens_largest_byte($0.baseAddress, $0.count) < 0x80
    }
    let ascii = isASCII ? raw.count : raw.firstIndex { $0 >= 0x80 } ?? raw.count
    raw.withUnsafeBufferPointer { block.append(.init(rebasing: $0[..<ascii])) }
    raw.removeFirst(ascii)
    guard !raw.isEmpty else { return }
    if raw.count < Self.window { fill(to: Self.window) }
    charset = raw.withUnsafeBufferPointer { bytes in
      let seen = UnsafeBufferPointer(rebasing: bytes.prefix(Self.window))
      return CharsetDetection.eightBit(seen, isWhole: atEnd && seen.count == bytes.count)
    }
    if charset == .gb18030 {
      guard let decoder = GB18030Decoder() else {
        throw .unsupportedCharset(file: file, charset: "GB18030")
      }
      gb18030 = decoder
    }
  }

  /// Decodes `raw`, except a cut sequence at its end.
  private func decode(_ charset: Charset, to block: TextBlock) {
    var used = 0
    raw.withUnsafeBufferPointer { bytes in
      switch charset {
      case .utf8:
        used = bytes.count - (atEnd ? 0 : UTF8Repair.cutLength(bytes))
        note(appendUTF8(.init(rebasing: bytes[..<used]), to: block))
      case .utf16LE, .utf16BE:
        let result = UTF16Decoding.append(
          bytes, littleEndian: charset == .utf16LE, isLast: atEnd, to: block)
        used = result.used
        note((result.repairs, result.first))
      case .gb18030:
        guard let gb18030 else { return }
        let result = gb18030.append(bytes, isLast: atEnd, to: block)
        used = result.used
        note((result.repairs, result.first))
      }
    }
    raw.removeFirst(used)
  }

  /// The common case without a copy: the source writes into the block, where it is checked.
  ///
  /// False if nothing was added: the source is over, or `raw` holds what wants a closer look.
  private func appendDirectly(to block: TextBlock) throws(CorpusError) -> Bool {
    guard !atEnd else { return false }
    let before = block.count
    var got = 0
    do throws(CorpusError) {
      got = try source.read(into: block.room(for: Self.chunk))
    } catch {
      failure = error
    }
    if got == 0 {
      atEnd = true
      return false
    }
    block.commit(got)
    let fresh = UnsafeBufferPointer(rebasing: block.bytes[before...])
    if charset == nil {
      if lens_largest_byte(fresh.baseAddress, fresh.count) >= 0x80 {
        raw = Array(fresh)
        block.truncate(to: before)
        return false
      }
    } else {
      let cut = UTF8Repair.cutLength(fresh)
      if lens_utf8_valid(fresh.baseAddress, fresh.count - cut) == 0 {
        raw = Array(fresh)
        block.truncate(to: before)
        return false
      }
      raw = Array(fresh[(fresh.count - cut)...])
      block.truncate(to: block.count - cut)
    }
    given += block.count - before
    return true
  }

  private func appendUTF8(
    _ bytes: UnsafeBufferPointer<UInt8>, to block: TextBlock
  ) -> (count: Int, first: Int?) {
    if lens_utf8_valid(bytes.baseAddress, bytes.count) != 0 {
      block.append(bytes)
      return (0, nil)
    }
    return UTF8Repair.append(bytes, to: block)
  }

  private func note(_ repaired: (count: Int, first: Int?)) {
    repairs += repaired.count
    if firstRepair == nil, let first = repaired.first { firstRepair = base + first }
  }
}
