// An XML file as batches of papers. The decoder makes UTF-8 of it, libxml2 events, the builder
// records. Files of several documents one after another, as harvests are saved, are taken apart at
// their declarations.

import CLibXML2
import CSimdJSON

/// Reads the records of an XML file.
final class XMLRecordReader {
  private let decoder: TextDecoder
  private let file: String
  private let blockBytes: Int
  private let builder: XMLRecordBuilder
  private var parser: OpaquePointer?
  private var block: TextBlock
  /// How far the declaration of a further document was looked for.
  private var scanned = 1
  private var isOver = false
  private var remarks: DecoderRemarks

  /// A reader that goes on behind `opening`, the start of the text.
  init(
    _ decoder: TextDecoder, opening: TextBlock, dialect: any XMLDialect.Type, file: String,
    limits: Limits, blockBytes: Int
  ) throws(CorpusError) {
    if let reason = lens_xml_load() {
      throw .missingLibrary(
        file: file, library: "libxml2", package: "libxml2", reason: String(cString: reason))
    }
    self.decoder = decoder
    self.file = file
    self.blockBytes = blockBytes
    block = opening
    remarks = DecoderRemarks(file: file)
    remarks.note(decoder, opening, from: 0, line: 1)
    builder = XMLRecordBuilder(dialect, file: file, limits: limits)
    // XML allows nothing before a declaration, not even the blank line some servers send.
    let blank = opening.bytes.prefix { $0.isASCIISpace }.count
    builder.documentLine = lens_count_byte(opening.bytes.baseAddress, blank, 0x0A)
    opening.removeFirst(blank)
    builder.parserLine = { [unowned self] in parser.map { Int(lens_xml_line($0)) } ?? 1 }
    try beginDocument()
  }

  deinit { if let parser { lens_xml_destroy(parser) } }

  /// The next papers; nil at the end.
  func next() throws(CorpusError) -> ParsedBatch? {
    guard !isOver else { return nil }
    var read = 0
    while read < blockBytes, !isOver {
      read += block.count
      try feed()
      let before = block.count
      if try decoder.append(to: block) {
        remarks.note(decoder, block, from: before, line: line(at: before))
      } else {
        finish()
      }
    }
    var batch = builder.takeBatch()
    batch.byteCount = read
    batch.diagnostics = remarks.take(decoder, isOver: isOver) + batch.diagnostics
    return batch
  }

  /// Gives the parser what is there, except a cut declaration at the end.
  private func feed() throws(CorpusError) {
    while let start = declaration() {
      push(upTo: start)
      endDocument()
      try beginDocument()
    }
    push(upTo: max(0, block.count - Self.mark.count + 1))
  }

  private func finish() {
    push(upTo: block.count)
    endDocument()
    isOver = true
  }

  /// The line on which the byte at an offset of the block stands.
  private func line(at offset: Int) -> Int {
    builder.documentLine + builder.parserLine()
      + lens_count_byte(block.bytes.baseAddress, offset, 0x0A)
  }

  private static let mark = Array("<?xml ".utf8)

  /// Where the declaration of a further document stands in the block.
  private func declaration() -> Int? {
    let bytes = block.bytes
    while scanned + Self.mark.count <= bytes.count {
      let rest = UnsafeBufferPointer(rebasing: bytes[scanned...])
      scanned += rest.offset(of: Self.mark[0])
      guard scanned + Self.mark.count <= bytes.count else { break }
      if bytes[scanned..<scanned + Self.mark.count].elementsEqual(Self.mark) { return scanned }
      scanned += 1
    }
    scanned = min(scanned, bytes.count)
    return nil
  }

  private func push(upTo end: Int) {
    guard end > 0 else { return }
    if let parser, !builder.mustStop {
      // The parser reads the bytes before it returns.
      block.base.withMemoryRebound(to: CChar.self, capacity: end) {
        lens_xml_feed(parser, $0, end, 0)
      }
      if builder.mustStop { lens_xml_stop(parser) }
    }
    block.removeFirst(end)
    scanned = max(0, scanned - end)
  }

  private func beginDocument() throws(CorpusError) {
    scanned = 1
    // The builder outlives the parser: both are this reader's.
    let owner = Unmanaged.passUnretained(builder).toOpaque()
    var handler = XMLEvents.handler
    guard let parser = lens_xml_create(&handler, owner) else { throw .noMemory(file: file) }
    self.parser = parser
    builder.beginDocument()
  }

  private func endDocument() {
    guard let parser else { return }
    if !builder.mustStop { lens_xml_feed(parser, nil, 0, 1) }
    builder.finish()
    builder.documentLine += Int(lens_xml_line(parser)) - 1
    lens_xml_destroy(parser)
    self.parser = nil
  }
}
