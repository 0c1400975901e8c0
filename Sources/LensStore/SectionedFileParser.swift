// The checks of a section file's frame. Every number is compared, overflow-safe, with the mapped
// length before it is used; what passes here may be dereferenced.

/// Checks header, footer and section table of mapped bytes against a record.
struct SectionedFileParser {
  let bytes: UnsafeRawBufferPointer
  let record: FileRecord
  let path: String

  /// The footer, after header and footer were found sound and the record's own.
  func checkedFooter() throws(StoreError) -> FileFooter {
    let smallest = SectionLayout.headerSize + SectionLayout.footerSize
    guard bytes.count >= smallest else {
      throw damaged("header", "\(record.byteCount) bytes", "\(bytes.count) bytes")
    }
    let header = try checkedHeader()
    guard header.kind == record.kind.rawValue, header.id == record.id else {
      throw .foreignFile(
        file: path, expected: record.kind.fileName(id: record.id),
        found: "a file made as kind \(header.kind), id \(hex(header.id))")
    }
    guard Int64(bytes.count) == record.byteCount else {
      throw damaged("footer", "\(record.byteCount) bytes", "\(bytes.count) bytes")
    }
    return try footer(matching: header)
  }

  private func checkedHeader() throws(StoreError) -> FileHeader {
    guard bytes.starts(with: SectionLayout.magic) else {
      throw damaged("header", "magic LENSFILE", "other bytes")
    }
    try checkSeal(of: 0, "header")
    let version: UInt32 = try integer(8, "header")
    guard version <= SectionLayout.version else {
      throw .newerFormat(path: path, found: version, supported: SectionLayout.version)
    }
    guard version > 0, bytes.part(at: 24, count: 36)?.isZero == true else {
      throw damaged("header", "format 1 and zeros after the id", "format \(version), other bytes")
    }
    return FileHeader(
      version: version, kind: try integer(12, "header"), id: try integer(16, "header"))
  }

  private func footer(matching header: FileHeader) throws(StoreError) -> FileFooter {
    let start = bytes.count - SectionLayout.footerSize
    guard bytes[start...].starts(with: SectionLayout.footerMagic) else {
      throw damaged("footer", "magic LENSTAIL", "other bytes")
    }
    try checkSeal(of: start, "footer")
    let footer = FileFooter(
      version: try integer(start + 8, "footer"), kind: try integer(start + 12, "footer"),
      id: try integer(start + 16, "footer"), fileLength: try integer(start + 24, "footer"),
      tableOffset: try integer(start + 32, "footer"),
      sectionCount: try integer(start + 40, "footer"),
      tableChecksum: try integer(start + 44, "footer"),
      headerChecksum: try integer(start + 48, "footer"))
    let headerSeal: UInt32 = try integer(SectionLayout.sealOffset, "header")
    guard footer.version == header.version, footer.kind == header.kind, footer.id == header.id,
      footer.headerChecksum == headerSeal, footer.fileLength == UInt64(bytes.count),
      bytes.part(at: start + 52, count: 8)?.isZero == true
    else { throw damaged("footer", "the header's kind, id and length", "others") }
    let seal: UInt32 = try integer(start + SectionLayout.sealOffset, "footer")
    guard seal == record.checksum else {
      throw .foreignFile(
        file: path, expected: "checksum \(hex(record.checksum))", found: hex(seal))
    }
    return footer
  }

  /// The section table: contiguous, aligned, within the file, and its checksum right.
  func checkedEntries(_ footer: FileFooter) throws(StoreError) -> [SectionEntry] {
    let end = bytes.count - SectionLayout.footerSize
    guard let start = Int(exactly: footer.tableOffset), start >= SectionLayout.headerSize,
      start <= end, start % SectionLayout.alignment == 0
    else { throw damaged("table", "an offset within the file", "\(footer.tableOffset)") }
    let count = Int(footer.sectionCount)
    guard count <= (end - start) / SectionLayout.entrySize else {
      throw damaged(
        "table", "at most \((end - start) / SectionLayout.entrySize) sections", "\(count)")
    }
    var entries: [SectionEntry] = []
    entries.reserveCapacity(count)
    var names = Set<UInt32>()
    var dataEnd = SectionLayout.headerSize
    var checksumEnd = start + count * SectionLayout.entrySize
    for index in 0..<count {
      let entry = try self.entry(at: start + index * SectionLayout.entrySize)
      guard SectionLayout.aligned(dataEnd) == entry.offset, entry.offset <= start,
        entry.byteCount <= start - entry.offset
      else { throw damaged("table", "section \(entry.id) at \(dataEnd)", "at \(entry.offset)") }
      dataEnd = entry.offset + entry.byteCount
      guard entry.checksumOffset == checksumEnd, entry.chunkCount <= (end - checksumEnd) / 4 else {
        throw damaged(
          "table", "checksums of \(entry.id) at \(checksumEnd)", "\(entry.checksumOffset)")
      }
      checksumEnd += entry.chunkCount * 4
      guard names.insert(entry.id.rawValue).inserted else {
        throw damaged("table", "each section once", "\(entry.id) twice")
      }
      entries.append(entry)
    }
    guard SectionLayout.aligned(dataEnd) == start, SectionLayout.aligned(checksumEnd) == end,
      let table = bytes.part(at: start, count: checksumEnd - start),
      let padding = bytes.part(at: checksumEnd, count: end - checksumEnd), padding.isZero
    else { throw damaged("table", "sections, table and footer without gaps", "gaps") }
    let found = Checksum.of(table)
    guard found == footer.tableChecksum else {
      throw damaged("table", "checksum \(hex(footer.tableChecksum))", hex(found))
    }
    return entries
  }

  private func entry(at offset: Int) throws(StoreError) -> SectionEntry {
    let place: UInt64 = try integer(offset + 8, "table")
    let length: UInt64 = try integer(offset + 16, "table")
    let checksums: UInt64 = try integer(offset + 24, "table")
    guard let place = Int(exactly: place), let length = Int(exactly: length),
      let checksums = Int(exactly: checksums), (try integer(offset + 4, "table")) == UInt32(0)
    else { throw damaged("table", "offsets within the file", "\(place), \(length), \(checksums)") }
    let id: UInt32 = try integer(offset, "table")
    return SectionEntry(
      id: SectionID(rawValue: id), offset: place, byteCount: length, checksumOffset: checksums)
  }

  private func checkSeal(of start: Int, _ section: String) throws(StoreError) {
    let expected: UInt32 = try integer(start + SectionLayout.sealOffset, section)
    guard let covered = bytes.part(at: start, count: SectionLayout.sealOffset) else {
      throw damaged(section, "64 bytes", "fewer")
    }
    let found = Checksum.of(covered)
    if found != expected { throw damaged(section, "checksum \(hex(expected))", hex(found)) }
  }

  private func integer<Integer: FixedWidthInteger>(_ offset: Int, _ section: String)
    throws(StoreError) -> Integer
  {
    guard let value = bytes.integer(at: offset, as: Integer.self) else {
      throw damaged(section, "a number at byte \(offset)", "the end of the file")
    }
    return value
  }

  private func damaged(_ section: String, _ expected: String, _ found: String) -> StoreError {
    .damaged(file: path, section: section, expected: expected, found: found)
  }
}
