// What the decoder did to a text, as remarks: for readers that do not go line by line.

import CSimdJSON

/// Keeps the line of the first repair until the number of repairs is known.
struct DecoderRemarks {
  private let file: String
  private var passed = 0
  private var repairLine: Int?
  private var reportedCharset = false

  init(file: String) { self.file = file }

  /// Takes note of the text that was appended to `block` from offset `start` on, the first byte
  /// of which stands on `line`.
  mutating func note(_ decoder: TextDecoder, _ block: TextBlock, from start: Int, line: Int) {
    let fresh = UnsafeBufferPointer(rebasing: block.bytes[start...])
    if repairLine == nil, let first = decoder.firstRepair, first < passed + fresh.count {
      let before = max(0, first - passed)
      repairLine = line + lens_count_byte(fresh.baseAddress, before, 0x0A)
    }
    passed += fresh.count
  }

  /// The charset, once, if it is not UTF-8; the repairs at the end.
  mutating func take(_ decoder: TextDecoder, isOver: Bool) -> [Diagnostic] {
    var remarks: [Diagnostic] = []
    let charset = decoder.charset ?? .utf8
    if !reportedCharset, charset != .utf8 {
      reportedCharset = true
      remarks.append(.charset(charset, file: file))
    }
    if isOver, let line = repairLine {
      repairLine = nil
      remarks.append(.repairs(decoder.repairs, charset, file: file, line: line))
    }
    return remarks
  }
}

extension Diagnostic {
  static func charset(_ charset: Charset, file: String) -> Diagnostic {
    Diagnostic(
      file: file, line: nil, severity: .note, kind: .charset, expected: "UTF-8",
      found: charset.rawValue, cure: "It was converted; there is nothing to do.")
  }

  static func repairs(_ count: Int, _ charset: Charset, file: String, line: Int) -> Diagnostic {
    Diagnostic(
      file: file, line: line, severity: .warning, kind: .brokenText,
      expected: "valid \(charset.rawValue)",
      found: count == 1
        ? "a broken byte sequence" : "the first of \(count) broken byte sequences",
      cure: "Correct the text; U+FFFD was read in its place.")
  }
}
