// A JSON document cut into blocks of whole records, about 4 MiB each, as LineReader does with lines.
// A record longer than the limit is passed over in bounded memory, and so is one that never ends.

import CSimdJSON

/// Whole records of a JSON document and where they stand: what a parser takes.
///
/// Immutable.
final class ItemBlock: Sendable {
  /// One record: its bytes in the block, the line it starts on, its number in the file from 1.
  struct Item: Sendable {
    var range: Range<Int>
    var line: Int
    var number: Int
  }

  private let text: LineBlock
  let items: [Item]

  init(_ text: TextBlock, _ items: [Item]) {
    self.text = LineBlock(text, firstLine: 1)
    self.items = items
  }

  var byteCount: Int { text.byteCount }

  /// Calls `body` for each record.
  func forEachItem(_ body: (UnsafeBufferPointer<UInt8>, Item) -> Void) {
    text.withBytes { bytes in
      for item in items { body(UnsafeBufferPointer(rebasing: bytes[item.range]), item) }
    }
  }
}

/// Reads blocks of whole records.
final class JSONItemReader {
  private let decoder: TextDecoder
  private let file: String
  private let limits: Limits
  private let blockBytes: Int
  private let cutter: OpaquePointer
  private var block: TextBlock
  private var scanned = 0
  private var ended = false
  private var isOver = false
  private var found = 0
  private var remarks: DecoderRemarks
  private var diagnostics: [Diagnostic] = []

  /// A reader that goes on behind `opening`, the start of the text; `wrapped`: top-level objects hold
  /// the records in a list.
  init(
    _ decoder: TextDecoder, opening: TextBlock, wrapped: Bool, file: String, limits: Limits,
    blockBytes: Int
  ) throws(CorpusError) {
    guard
      let cutter = lens_json_items_create(UInt32(limits.nesting), limits.lineBytes, wrapped ? 1 : 0)
    else { throw .noMemory(file: file) }
    self.cutter = cutter
    self.decoder = decoder
    self.file = file
    self.limits = limits
    self.blockBytes = blockBytes
    block = opening
    remarks = DecoderRemarks(file: file)
    remarks.note(decoder, opening, from: 0, line: 1)
  }

  deinit { lens_json_items_destroy(cutter) }

  /// The next records; nil at the end.
  func next() throws(CorpusError) -> ItemBlock? {
    var items: [ItemBlock.Item] = []
    while !isOver {
      scan(into: &items)
      if !items.isEmpty, block.count >= blockBytes { return take(items) }
      if items.isEmpty { drop() }
      let before = block.count
      if try decoder.append(to: block) {
        remarks.note(decoder, block, from: before, line: lens_json_items_line(cutter))
      } else {
        isOver = true
        finish()
      }
    }
    return items.isEmpty ? nil : take(items)
  }

  func takeDiagnostics() -> [Diagnostic] {
    defer { diagnostics = [] }
    return remarks.take(decoder, isOver: isOver) + diagnostics
  }

  private func scan(into items: inout [ItemBlock.Item]) {
    while true {
      let bytes = block.bytes
      let finding = lens_json_items_next(cutter, bytes.baseAddress, bytes.count, scanned)
      scanned = finding.end
      switch Int(finding.kind) {
      case LENS_ITEMS_MORE: return
      case LENS_ITEMS_RECORD:
        found += 1
        items.append(
          ItemBlock.Item(
            range: (finding.end - finding.length)..<finding.end, line: finding.line,
            number: finding.number))
      default: remark(finding)
      }
    }
  }

  /// Gives out the records that were found; the start of the next one stays.
  private func take(_ items: [ItemBlock.Item]) -> ItemBlock {
    let kept = min(lens_json_items_kept(cutter), block.count)
    let rest = TextBlock(capacity: max(blockBytes, kept) + TextDecoder.chunk)
    rest.append(UnsafeBufferPointer(rebasing: block.bytes[(block.count - kept)...]))
    let taken = ItemBlock(block, items)
    block = rest
    scanned = rest.count
    return taken
  }

  /// Forgets what stands before the open record.
  private func drop() {
    block.removeFirst(block.count - min(lens_json_items_kept(cutter), block.count))
    scanned = block.count
  }

  private func finish() {
    let end = lens_json_items_end(cutter)
    if Int(end.kind) != LENS_ITEMS_WHOLE { remark(end) }
    if found == 0, diagnostics.isEmpty {
      diagnostics.append(
        Diagnostic(
          file: file, line: nil, severity: .warning, kind: .noRecords,
          expected: "papers in the list", found: "an empty list",
          cure: "Fetch the file again if it should hold papers."))
    }
  }

  private func remark(_ finding: lens_json_finding) {
    found += 1
    func add(_ kind: Diagnostic.Kind, _ expected: String, _ found: String, _ cure: String) {
      diagnostics.append(
        Diagnostic(
          file: file, line: finding.line, record: finding.number, severity: .error, kind: kind,
          expected: expected, found: found, cure: cure))
    }
    switch Int(finding.kind) {
    case LENS_ITEMS_TOO_LONG:
      add(
        .longRecord, "a record of at most \(limits.lineBytes) bytes", "\(finding.length) bytes",
        "Shorten it; it was skipped.")
    case LENS_ITEMS_TOO_DEEP:
      add(
        .tooDeep, "JSON nested at most \(limits.nesting) deep", "deeper nesting",
        "Flatten the record; it was skipped.")
    case LENS_ITEMS_BROKEN:
      add(
        .notJSON, "a whole JSON object", "brackets or quotes that do not match",
        "Correct the record; it was skipped.")
    case LENS_ITEMS_ODD:
      add(
        .notObject, "a JSON object", "something else among the records",
        "Write each paper as an object; this was skipped.")
    case LENS_ITEMS_CUT:
      add(
        .cutLine, "the end of the record", "the end of the file",
        "Fetch the file again; the papers before it were read.")
    case LENS_ITEMS_LOST:
      add(
        .notJSON, "another record behind the broken one", "none that begins a line",
        "Correct the record; what stands behind it was skipped.")
    default:
      add(
        .cutLine, "the end of the list", "the end of the file",
        "Fetch the file again; the papers before it were read.")
    }
  }
}
