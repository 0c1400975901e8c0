// Bytes of format 1 as they were written when it was frozen. What is asserted here may never change:
// a change means a new format.

import Foundation
import Testing

@testable import LensStore

@Suite struct FrozenFormatTests {
  /// A segment file of id 5 with sections `nums` (UInt32 1, 2, 3) and `none` (empty).
  private static let sectionFile =
    "TEVOU0ZJTEUBAAAAAgAAAAUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJUeV"
    + "zgEAAAACAAAAAwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    + "AABudW1zAAAAAEAAAAAAAAAADAAAAAAAAADAAAAAAAAAAG5vbmUAAAAAgAAAAAAAAAAAAAAAAAAAAMQAAAAA"
    + "AAAAGhJL6gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    + "AAAAAExFTlNUQUlMAQAAAAIAAAAFAAAAAAAAAEABAAAAAAAAgAAAAAAAAAACAAAACuECZSVHlc4AAAAAAAAA"
    + "ABu4dXM="
  private static let record = FileRecord(
    kind: .segment, id: 5, byteCount: 320, checksum: 0x7375_B81B)

  @Test func aSectionFileOfFormat1IsReadAndWrittenTheSame() throws {
    let memory = MemoryFileSystem(directories: ["/index"])
    let directory = memoryIndex(memory)
    let path = directory.path(of: Self.record.name)
    let frozen = try Array(#require(Data(base64Encoded: Self.sectionFile)))
    memory.setContents(path, frozen)
    let file = try SectionedFile(opening: Self.record, in: directory)
    try file.verify()
    let numbers = try file.section(SectionID("nums")).array(of: UInt32.self)
    #expect(try (0..<numbers.count).map { try numbers.at($0) } == [1, 2, 3])
    #expect(file.sectionIDs == [SectionID("nums"), SectionID("none")])

    let writer = try SectionedFileWriter(creating: .segment, id: 5, in: directory)
    try writer.add(SectionID("nums"), [UInt32(1), 2, 3])
    try writer.add(SectionID("none"), [UInt32]())
    #expect(try writer.finish() == Self.record)
    #expect(memory.contents(path) == frozen)
  }

  @Test func theChecksumOfARowIsThatOfFormat1() {
    var row = CatalogueRow(ordinal: 7, id: "2404.02060")
    row.title = "Long-context LLMs"
    row.titleZH = "长上下文"
    row.authors = ["A", "B"]
    row.identity = ""
    var encoding = RowEncoding()
    encoding.encode(row)
    #expect(encoding.checksum == 0xD8B0_D866)
    #expect(
      encoding.bytes.prefix(13) == [7, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0],
      "ordinal, field 0, length")
  }

  @Test func theStateIsTheTextOfFormat1() throws {
    let text = """
      lens-index format 1
      generation 3
      papers 15
      next-file 5
      file 1 0000000000000003 123456 89abcdef
      meta analyzer 1f%2e%20x

      """
    let state = try IndexState(decoding: text, path: "p")
    #expect(
      state
        == IndexState(
          format: 1, generation: 3, paperCount: 15, nextFileID: 5,
          files: [FileRecord(kind: .model, id: 3, byteCount: 123_456, checksum: 0x89AB_CDEF)],
          meta: ["analyzer": "1f. x"]))
    #expect(state.encoded == text.replacingOccurrences(of: "%2e", with: "."))
  }

  @Test func aSumIsTheBytesOfFormat1() throws {
    let sum = [UInt8](repeating: 1, count: 65_537).withUnsafeBytes {
      CatalogueSum(of: $0, generation: 2)
    }
    #expect(
      Data(sum.encoded).base64EncodedString()
        == "TEVOU1BTVU0BAAAAAAABAAIAAAAAAAAAAQABAAAAAAACAAAAAAAAANl1SJxS0BagCWj3Zw==")
    let again = try sum.encoded.withUnsafeBytes { try CatalogueSum(decoding: $0, path: "p") }
    #expect(again == sum)
  }
}
