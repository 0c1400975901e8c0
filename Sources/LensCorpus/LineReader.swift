// Text cut into blocks of whole lines, about 4 MiB each. A line longer than the limit is skipped in
// bounded memory: its bytes are counted and dropped as they come, and reading goes on behind it.

import CSimdJSON

/// Reads blocks of whole lines.
final class LineReader {
  private let decoder: TextDecoder
  private let file: String
  private let limit: Int
  private let blockBytes: Int
  private var block: TextBlock
  /// How much of `block` is known to hold no line end.
  private var scanned = 0
  private var nextLine = 1
  private var ended = false
  /// Bytes of text that stand before `block`.
  private var passed = 0
  private var repairLine: Int?
  private var reportedCharset = false
  /// Whether a line was skipped for its length.
  private(set) var hasSkipped = false

  /// Remarks since the last `takeDiagnostics`.
  private var diagnostics: [Diagnostic] = []

  /// A reader that goes on behind `opening`, the start of the text.
  init(
    _ decoder: TextDecoder, opening: TextBlock, file: String, limits: Limits, blockBytes: Int
  ) {
    self.decoder = decoder
    self.file = file
    limit = limits.lineBytes
    self.blockBytes = max(1, blockBytes)
    block = opening
  }

  /// The charset found so far; UTF-8 while all is ASCII.
  var charset: Charset { decoder.charset ?? .utf8 }

  /// Whether everything was given out.
  var isAtEnd: Bool { ended && block.count == 0 }

  /// What cut the text short, if anything.
  var failure: CorpusError? { decoder.failure }

  /// The next whole lines; nil at the end.
  func next() throws(CorpusError) -> LineBlock? {
    while true {
      if block.count >= blockBytes || ended, let cut = lastLineEnd() { return take(cut) }
      if ended {
        reportRepairs()
        return nil
      }
      if block.count > limit, block.bytes.offset(of: 0x0A) == block.count {
        try skipLongLine()
      } else if try !decoder.append(to: block) {
        ended = true
      }
    }
  }

  func takeDiagnostics() -> [Diagnostic] {
    if !reportedCharset, charset != .utf8 {
      reportedCharset = true
      diagnostics.append(.charset(charset, file: file))
    }
    defer { diagnostics = [] }
    return diagnostics
  }

  /// Where to cut: behind the last line end, or behind everything when the text is over.
  private func lastLineEnd() -> Int? {
    if ended { return block.count > 0 ? block.count : nil }
    let fresh = UnsafeBufferPointer(rebasing: block.bytes[scanned...])
    if let end = fresh.lastOffset(of: 0x0A) { return scanned + end + 1 }
    scanned = block.count
    return nil
  }

  private func take(_ cut: Int) -> LineBlock {
    let rest = TextBlock(capacity: blockBytes + TextDecoder.chunk)
    rest.append(UnsafeBufferPointer(rebasing: block.bytes[cut...]))
    block.truncate(to: cut)
    let taken = LineBlock(block, firstLine: nextLine)
    let bytes = block.bytes
    if repairLine == nil, let first = decoder.firstRepair, first < passed + cut {
      repairLine = nextLine + lens_count_byte(bytes.baseAddress, first - passed, 0x0A)
    }
    nextLine += lens_count_byte(bytes.baseAddress, cut, 0x0A)
    passed += cut
    block = rest
    scanned = 0
    return taken
  }

  /// Drops the line that fills the block and goes on to its end.
  private func skipLongLine() throws(CorpusError) {
    var length = 0
    while true {
      let end = block.bytes.offset(of: 0x0A)
      let isLast = end < block.count
      let dropped = isLast ? end + 1 : end
      length += end
      passed += dropped
      if repairLine == nil, let first = decoder.firstRepair, first < passed {
        repairLine = nextLine
      }
      block.removeFirst(dropped)
      scanned = 0
      if isLast { break }
      if try !decoder.append(to: block) {
        ended = true
        break
      }
    }
    hasSkipped = true
    diagnostics.append(.longLine(file: file, line: nextLine, length: length, limit: limit))
    nextLine += 1
  }

  private func reportRepairs() {
    guard decoder.repairs > 0, let line = repairLine else { return }
    diagnostics.append(.repairs(decoder.repairs, charset, file: file, line: line))
    repairLine = nil
  }
}

extension Diagnostic {
  static func longLine(file: String, line: Int, length: Int, limit: Int) -> Diagnostic {
    Diagnostic(
      file: file, line: line, severity: .error, kind: .longLine,
      expected: "a line of at most \(limit) bytes", found: "\(length) bytes",
      cure: "Shorten the record; the line was skipped.")
  }
}
