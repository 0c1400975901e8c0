// Bad input gets a message with its place and its cure, the documented exit code, and loses nothing.
import Foundation
import Testing

@Suite struct BadInputTests {
  let good =
    #"{"id":"a1","title":"Sparse attention for long documents","abstract":"Windows and global tokens."}"#

  @Test func aMissingFileIsNamedAndTheOthersAreIndexed() throws {
    let lens = try LensCommand()
    let file = try lens.write(good + "\n", to: "good.jsonl")
    let result = try lens.run("index", "nowhere.jsonl", file)
    #expect(result.status == 0)
    #expect(
      result.errors.contains(
        "nowhere.jsonl: expected a file, found nothing under this name. Check the path."))
    #expect(result.output.contains("papers     1"))
    #expect(try lens.run("show", "a1").status == 0)
  }

  @Test func nothingButBadFilesIsUnusableInputAndKeepsTheOldIndex() throws {
    let lens = try LensCommand()
    try lens.run("index", try lens.write(good + "\n", to: "good.jsonl"))
    let empty = try lens.write("", to: "empty.jsonl")
    let binary = try lens.write(
      Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 37) }), to: "photo.jpg")
    for file in ["nowhere.jsonl", empty, binary] {
      let result = try lens.run("index", file)
      #expect(result.status == 2, "\(file)")
      #expect(result.errors.contains(file), "\(result.errors)")
      #expect(result.errors.contains("an index that was there is as it was"), "\(result.errors)")
    }
    #expect(try lens.run("query", "attention", "--format", "json").objects().count == 1)
  }

  @Test func badLinesAreReportedWithTheirPlaceAndSkipped() throws {
    let lens = try LensCommand()
    let lines = [
      good, "{not json", #"["a list"]"#, #"{"id":"b2","abstract":"A text without a title."}"#,
      #"{"id":"c3"}"#, good, #"{"id":"a1","title":"Something else altogether"}"#,
      #"{"id":"d4","title":"The last one","year":2020}"#,
    ]
    let file = try lens.write(lines.joined(separator: "\n") + "\n", to: "mixed.jsonl")
    let result = try lens.run("index", file, "--format", "json")
    #expect(result.status == 0)
    for line in [2, 3, 4, 5, 7] {
      #expect(
        result.errors.contains("mixed.jsonl:\(line): expected"), "line \(line) in \(result.errors)")
    }
    let summary = try result.object()
    #expect(summary["papers"] as? Int == 4)
    #expect(summary["skipped"] as? Int == 3)
    #expect(summary["merged"] as? Int == 1)
    #expect(try lens.run("show", "a1-2").output.contains("Something else altogether"))
    #expect(try lens.run("show", "b2").status == 0)
    #expect(try lens.run("show", "d4").output.contains("The last one"))
  }

  @Test func strictStopsAtTheFirstBadRecordAndKeepsTheOldIndex() throws {
    let lens = try LensCommand()
    try lens.run("index", try lens.write(good + "\n", to: "good.jsonl"))
    let bad = try lens.write(#"{"id":"z","title":"New"}"# + "\n{broken\n", to: "bad.jsonl")
    let result = try lens.run("index", "--strict", bad)
    #expect(result.status == 2)
    #expect(result.errors.contains("bad.jsonl:2: expected"))
    #expect(try lens.run("show", "a1").status == 0)
    #expect(try lens.run("show", "z").status == 2)
  }

  @Test func anOverlongLineIsSkippedAndItsNeighboursAreIndexed() throws {
    let lens = try LensCommand()
    let long = #"{"id":"huge","title":""# + String(repeating: "x", count: 50 << 20) + #""}"#
    let file = try lens.write(
      good + "\n" + long + "\n" + #"{"id":"e5","title":"After it"}"# + "\n", to: "long.jsonl")
    let result = try lens.run("index", file)
    #expect(result.status == 0)
    #expect(result.errors.contains("long.jsonl:2: expected"))
    #expect(result.output.contains("papers     2"))
    #expect(try lens.run("show", "e5").status == 0)
  }

  @Test func aGB18030FileIsReadAndItsCharsetReported() throws {
    let lens = try LensCommand()
    let text = "长上下文语言模型的评测方法：我们提出一个新的基准，并比较多种模型在长文档上的表现。"
    let line = #"{"id":"zh1","title_zh":"\#(text)","abstract_zh":"\#(text)"}"# + "\n"
    let encoding = String.Encoding(rawValue: 0x8000_0632)
    let data = try #require(line.data(using: encoding))
    let result = try lens.run("index", try lens.write(data, to: "cnki.jsonl"))
    #expect(result.status == 0)
    #expect(result.errors.contains("GB18030"))
    let hits = try lens.run("query", "长上下文", "--format", "json").objects()
    #expect(hits.first?["title_zh"] as? String == text)
  }

  @Test func aHalfWrittenFileGivesWhatItHolds() throws {
    let lens = try LensCommand()
    let file = try lens.write(
      good + "\n" + #"{"id":"f6","title":"Cut in the mid"#, to: "half.jsonl")
    let result = try lens.run("index", file)
    #expect(result.status == 0)
    #expect(result.errors.contains("half.jsonl:2: expected"))
    #expect(result.output.contains("papers     1"))
  }

  @Test func anUnwritableDirectoryIsNamed() throws {
    let lens = try LensCommand()
    let file = try lens.write(good + "\n", to: "good.jsonl")
    let result = try lens.run("index", file, "--index", "/proc/lens")
    #expect(result.status == 2)
    #expect(result.errors.contains("/proc/lens"))
    #expect(!result.wasKilled)
  }

  @Test func noIndexSaysHowToMakeOne() throws {
    let lens = try LensCommand()
    let result = try lens.run("query", "anything")
    #expect(result.status == 2)
    #expect(result.errors.contains("lens index FILES"))
  }

  @Test func wrongUsageExitsWith2AndTeaches() throws {
    let lens = try LensCommand()
    for arguments in [
      ["query"], ["query", "x", "--mode", "magic"], ["nonsense"], ["index"], ["eval"],
    ] {
      let result = try lens.run(arguments)
      #expect(result.status == 2, "\(arguments): \(result.errors)")
      #expect(result.errors.contains("Usage:"), "\(arguments): \(result.errors)")
      #expect(result.output.isEmpty, "\(arguments)")
    }
  }

  @Test func aSecondWriterIsRefusedAndReadersAreNot() throws {
    let lens = try LensCommand()
    let file = try lens.write(good + "\n", to: "good.jsonl")
    try lens.run("index", file)
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    holder.arguments = [lens.path("idx") + "/lock", "sleep", "30"]
    try holder.run()
    defer { holder.terminate() }
    // Until the holder has the lock, the command may still succeed.
    var result = try lens.run("index", file)
    for _ in 0..<100 where result.status == 0 { result = try lens.run("index", file) }
    #expect(result.status == 2)
    #expect(result.errors.contains("expected no other writer"))
    #expect(try lens.run("query", "attention", "--format", "json").objects().count == 1)
  }

  @Test func anIndexOfANewerLensIsNamed() throws {
    let lens = try LensCommand()
    try lens.run("index", try lens.write(good + "\n", to: "good.jsonl"))
    // The header of a section file says its format; a later one keeps the header's meaning.
    let names = try FileManager.default.contentsOfDirectory(atPath: lens.path("idx"))
    let model = try #require(names.first { $0.hasPrefix("model-") })
    let path = lens.path("idx") + "/" + model
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    bytes[8] = 9
    let sum = crc32c(bytes[0..<60])
    for place in 0..<4 { bytes[60 + place] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(place))) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let result = try lens.run("query", "attention")
    #expect(result.status == 2)
    #expect(result.errors.contains("made by a newer lens") && result.errors.contains("Update lens"))
  }

  /// CRC-32C bit by bit, as docs/format.md defines it.
  private func crc32c(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum: UInt32 = .max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0x82f6_3b78 : 0) }
    }
    return ~sum
  }
}
