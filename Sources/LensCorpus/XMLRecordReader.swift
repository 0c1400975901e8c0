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
  /// The line on which the block begins.
  private var blockLine = 1
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
    remove(blank)
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
        let line = blockLine + lens_count_byte(block.bytes.baseAddress, before, 0x0A)
        remarks.note(decoder, block, from: before, line: line)
      } else {
        try finish()
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
      let end = block.count - start
      try push(upTo: start)
      remove(block.count - end)
      endDocument()
      try beginDocument()
    }
    try push(upTo: max(0, block.count - Self.mark.count + 1))
  }

  private func finish() throws(CorpusError) {
    try push(upTo: block.count)
    endDocument()
    isOver = true
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

  /// Gives the parser the bytes before `end`, or looks there for a record to take up parsing at.
  private func push(upTo end: Int) throws(CorpusError) {
    var left = end
    while left > 0 {
      guard let parser else {
        left = try seek(upTo: left)
        continue
      }
      // The parser reads the bytes before it returns.
      block.base.withMemoryRebound(to: CChar.self, capacity: left) {
        lens_xml_feed(parser, $0, left, 0)
      }
      guard let lostLine = builder.lostLine else {
        remove(left)
        return
      }
      lens_xml_destroy(parser)
      self.parser = nil
      // On behind the line where parsing ended, as far as it is in the block.
      var passed = 0
      for _ in blockLine...max(blockLine, lostLine) where passed < left {
        passed += UnsafeBufferPointer(rebasing: block.bytes[passed..<left]).offset(of: 0x0A) + 1
      }
      passed = min(passed, left)
      remove(passed)
      left -= passed
    }
  }

  /// Begins a parser at the next record that opens before `end`, inside an element of our own.
  ///
  /// Returns how many bytes are left for it; 0 if there is no record.
  private func seek(upTo end: Int) throws(CorpusError) -> Int {
    var start = 0
    while start < end {
      start += UnsafeBufferPointer(rebasing: block.bytes[start..<end]).offset(of: 0x3C)
      if start < end, opensRecord(at: start) {
        remove(start)
        builder.documentLine = blockLine - 1
        builder.resume()
        try beginParser()
        if let parser { lens_xml_feed(parser, "<lens>", 6, 0) }
        return end - start
      }
      start += 1
    }
    // A start that the end cuts stays: no record's name is so long.
    remove(max(0, end - Self.longestStart))
    return 0
  }

  private static let longestStart = 32

  /// Whether `<name` of a record stands there, whole.
  private func opensRecord(at start: Int) -> Bool {
    let name = block.bytes[(start + 1)...].prefix(Self.longestStart)
      .prefix { $0 > 0x20 && $0 != 0x3E && $0 != 0x2F }
    return start + 1 + name.count < block.count
      && builder.records.contains(String(decoding: name, as: UTF8.self))
  }

  private func remove(_ count: Int) {
    blockLine += lens_count_byte(block.bytes.baseAddress, count, 0x0A)
    block.removeFirst(count)
    scanned = max(0, scanned - count)
  }

  private func beginDocument() throws(CorpusError) {
    scanned = 1
    builder.documentLine = blockLine - 1
    builder.beginDocument()
    try beginParser()
  }

  private func beginParser() throws(CorpusError) {
    // The builder outlives the parser: both are this reader's.
    let owner = Unmanaged.passUnretained(builder).toOpaque()
    var handler = XMLEvents.handler
    guard let parser = lens_xml_create(&handler, owner) else { throw .noMemory(file: file) }
    self.parser = parser
  }

  private func endDocument() {
    guard let parser else { return }
    lens_xml_feed(parser, nil, 0, 1)
    builder.finish()
    lens_xml_destroy(parser)
    self.parser = nil
  }
}
