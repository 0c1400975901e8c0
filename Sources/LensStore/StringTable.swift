// Many short strings as two sections: offsets and bytes. Sorted tables are searched by bisection.

/// A table of byte strings in two sections of a file; strings have numbers from 0.
///
/// The first section holds UInt32s: flags (bit 0: sorted), then count + 1 offsets into the second,
/// ascending from 0. At most 4 GiB of bytes.
public struct StringTable: Sendable {
  /// The names of the two sections of a table.
  public struct Sections: Sendable {
    /// The section of flags and offsets.
    public let offsets: SectionID
    /// The section of bytes.
    public let bytes: SectionID

    /// Two section names.
    public init(offsets: SectionID, bytes: SectionID) {
      self.offsets = offsets
      self.bytes = bytes
    }
  }

  /// The number of strings.
  public let count: Int
  /// Whether the strings ascend, byte by byte.
  public let isSorted: Bool
  let offsets: MappedArray<UInt32>
  let section: Section

  /// Opens a table.
  ///
  /// O(1); offsets are checked when used.
  public init(reading file: SectionedFile, sections: Sections) throws(StoreError) {
    offsets = try file.section(sections.offsets).array(of: UInt32.self)
    section = try file.section(sections.bytes)
    guard offsets.count >= 2 else {
      throw offsets.section.damaged(
        expected: "flags and at least one offset", found: "\(offsets.count) numbers")
    }
    count = offsets.count - 2
    isSorted = try offsets.at(0) & 1 == 1
    let first = try offsets.at(1)
    let last = try offsets.at(offsets.count - 1)
    guard first == 0, Int(last) == section.byteCount else {
      throw offsets.section.damaged(
        expected: "offsets from 0 to \(section.byteCount)", found: "\(first) to \(last)")
    }
  }

  /// The bytes of a string; the pointer is good as long as the table lives.
  ///
  /// O(1).
  public func bytes(at i: Int) throws(StoreError) -> UnsafeBufferPointer<UInt8> {
    guard i >= 0, i < count else { throw offsets.failure("\(i)") }
    let pair = try offsets.slice(i + 1..<i + 3)
    let (start, end) = (pair[0], pair[1])
    guard start <= end else {
      throw offsets.section.damaged(expected: "ascending offsets", found: "\(start), \(end)")
    }
    return try section.bytes(Int(start)..<Int(end)).bindMemory(to: UInt8.self)
  }

  /// A string, repaired where it is not UTF-8.
  public func string(at i: Int) throws(StoreError) -> String {
    String(decoding: try bytes(at: i), as: UTF8.self)
  }

  /// The number of a string in a sorted table, or nil.
  ///
  /// O(log count) comparisons.
  public func find(_ key: UnsafeBufferPointer<UInt8>) throws(StoreError) -> Int? {
    precondition(isSorted, "only a sorted table can be searched")
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      let order = Self.compare(try bytes(at: middle), key)
      if order == 0 { return middle }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The number of a string in a sorted table, or nil.
  public func find(_ key: [UInt8]) throws(StoreError) -> Int? {
    try rethrowing { try key.withUnsafeBufferPointer { try find($0) } }
  }

  /// Byte order: negative, zero or positive; a prefix comes first.
  static func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    for i in 0..<min(a.count, b.count) where a[i] != b[i] { return Int(a[i]) - Int(b[i]) }
    return a.count - b.count
  }
}

extension StringTable {
  /// Writes `count` strings, given one by one; with `sorted` they must ascend strictly.
  ///
  /// The closure is called several times for each string; what it gives stays until the writing ends.
  public static func write(
    count: Int, sorted: Bool, sections: Sections, to writer: SectionedFileWriter,
    string: (Int) -> UnsafeBufferPointer<UInt8>
  ) throws(StoreError) {
    var offsets: [UInt32] = [sorted ? 1 : 0, 0]
    offsets.reserveCapacity(count + 2)
    var end = 0
    for i in 0..<count {
      end += string(i).count
      guard let offset = UInt32(exactly: end) else {
        throw .tooLarge(
          file: writer.name, section: sections.bytes.description, limit: Int64(UInt32.max),
          found: Int64(end))
      }
      offsets.append(offset)
    }
    try writer.add(sections.offsets, offsets)
    try writer.begin(sections.bytes)
    var piece: [UInt8] = []
    for i in 0..<count {
      let bytes = string(i)
      precondition(
        !sorted || i == 0 || compare(string(i - 1), bytes) < 0,
        "strings of a sorted table ascend strictly")
      piece.append(contentsOf: bytes)
      if piece.count >= 1 << 16 {
        try writer.append(piece)
        piece.removeAll(keepingCapacity: true)
      }
    }
    try writer.append(piece)
    try writer.end()
  }

  /// Writes strings held in memory.
  public static func write(
    _ strings: [[UInt8]], sorted: Bool, sections: Sections, to writer: SectionedFileWriter
  ) throws(StoreError) {
    var offsets: [UInt32] = [sorted ? 1 : 0, 0]
    offsets.reserveCapacity(strings.count + 2)
    var bytes: [UInt8] = []
    for (i, string) in strings.enumerated() {
      precondition(
        !sorted || i == 0 || strings[i - 1].lexicographicallyPrecedes(string),
        "strings of a sorted table ascend strictly")
      bytes.append(contentsOf: string)
      guard let offset = UInt32(exactly: bytes.count) else {
        throw .tooLarge(
          file: writer.name, section: sections.bytes.description, limit: Int64(UInt32.max),
          found: Int64(bytes.count))
      }
      offsets.append(offset)
    }
    try writer.add(sections.offsets, offsets)
    try writer.add(sections.bytes, bytes)
  }

  /// Writes strings held in memory as UTF-8.
  public static func write(
    _ strings: [String], sorted: Bool, sections: Sections, to writer: SectionedFileWriter
  ) throws(StoreError) {
    try write(strings.map { Array($0.utf8) }, sorted: sorted, sections: sections, to: writer)
  }
}
