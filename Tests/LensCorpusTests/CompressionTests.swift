// gzip and zstd: several members or frames, any piece size, and damage: what stood before it is read.

import Testing

@testable import LensCorpus

@Suite struct CompressionTests {
  static let lines = (0..<3000).map {
    "{\"id\":\"p\($0)\",\"title\":\"Title number \($0 * 7919)\"}"
  }
  static let text = Array((lines.joined(separator: "\n") + "\n").utf8)

  @Test(arguments: [Compression.gzip, .zstd], [1, 7, 4096, Int.max])
  func membersAndFramesFollowEachOther(_ kind: Compression, piece: Int) {
    let compress = kind == .gzip ? gzipped : zstandard
    let cut = Self.text.count / 3
    let bytes =
      compress(Array(Self.text[..<cut])) + compress([]) + compress(Array(Self.text[cut...]))
    let reading = Reading(bytes, piece: piece)
    #expect(reading.error == nil)
    #expect(reading.papers.count == 3000 && reading.papers.last?.id == "p2999")
  }

  @Test func zeroPaddingAfterGzipIsSilent() {
    let reading = Reading(gzipped(Self.text) + Array(repeating: 0, count: 5000), piece: 512)
    #expect(reading.error == nil && reading.papers.count == 3000)
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func aCutFileGivesWhatStoodBeforeTheCut(_ kind: Compression) {
    let bytes = kind == .gzip ? gzipped(Self.text) : zstandard(Self.text)
    for share in [0.3, 0.6, 0.9, 0.999] {
      let kept = Int(Double(bytes.count) * share)
      let reading = Reading(Array(bytes[..<kept]))
      #expect(
        reading.error?.description
          == "in: expected the end of the \(kind.rawValue) data, found the end of the file after "
          + "\(kept) bytes. Fetch the file again; the papers before the cut were read.")
      // zstd gives whole blocks only; this text is one block, or two.
      if kind == .gzip { #expect(!reading.papers.isEmpty) }
      #expect(reading.papers.map(\.id) == (0..<reading.papers.count).map { "p\($0)" })
      #expect(reading.diagnostics.allSatisfy { $0.kind == .cutLine || $0.kind == .notJSON })
      #expect(reading.diagnostics.count <= 1)
    }
  }

  @Test func aCutZstandardFileOfManyBlocksGivesTheFirst() {
    var generator = SeededGenerator(seed: 11)
    let long = (0..<20000).map { "{\"id\":\"p\($0)\",\"title\":\"\(generator.next())\"}\n" }
    let bytes = zstandard(Array(long.joined().utf8))
    let reading = Reading(Array(bytes[..<(bytes.count / 2)]))
    #expect(reading.papers.count > 5000 && reading.papers.count < 15000)
    #expect(reading.error == .truncated(file: "in", compression: .zstd, bytesRead: bytes.count / 2))
  }

  @Test func damageIsNamedAfterWhatStoodBeforeIt() {
    var bytes = gzipped(Self.text)
    bytes[bytes.count - 6] ^= 0xFF
    let reading = Reading(bytes)
    #expect(reading.papers.count == 3000)
    #expect(
      reading.error?.description
        == "in: expected gzip data, found damage (incorrect data check). "
        + "Fetch the file again; the papers before the damage were read.")
    let trailing = Reading(gzipped(Self.text) + Array("trailing".utf8))
    #expect(trailing.papers.count == 3000)
    #expect(
      trailing.error
        == .damaged(file: "in", compression: .gzip, reason: "other data after the last member"))
  }

  @Test func progressCountsCompressedBytes() throws {
    let bytes = zstandard(Self.text)
    var source = try PaperSource(bytes: bytes, name: "in")
    while let batch = try source.nextBatch() { _ = batch.parse() }
    #expect(source.progress.read == bytes.count && source.progress.total == bytes.count)
    #expect(source.compression == .zstd)
  }

  @Test func randomDamageNeverTraps() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for kind in [Compression.gzip, .zstd, .none] {
      let sound =
        kind == .gzip ? gzipped(Self.text) : kind == .zstd ? zstandard(Self.text) : Self.text
      for _ in 0..<12 {
        var bytes = sound
        for _ in 0..<3 {
          bytes[Int.random(in: 4..<bytes.count, using: &generator)] = UInt8.random(
            in: 0...255, using: &generator)
        }
        let reading = Reading(bytes, from: .jsonl)
        #expect(
          reading.papers.count + reading.diagnostics.count > 0 || reading.error != nil,
          "seed \(seed)")
      }
    }
  }
}
