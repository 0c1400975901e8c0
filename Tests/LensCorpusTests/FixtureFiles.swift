// The files of our own writing that lie in Fixtures: one or more a format, with the ugly cases real
// exports have.

import Foundation
import Testing

@testable import LensCorpus

enum FixtureFiles {
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(name)").path
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// What a fixture reads as, whatever the sizes in which it comes.
  static func reading(
    _ name: String, piece: Int = .max, blockBytes: Int = 4 << 20, limits: Limits = .standard
  ) throws -> Reading {
    Reading(
      try bytes(name), name: name, piece: piece, limits: limits, blockBytes: blockBytes)
  }

  static let all: [(name: String, format: Format, papers: Int)] = [
    ("zotero.csl.json", .csl, 23), ("openalex.json", .openAlex, 21),
    ("openalex.jsonl", .openAlex, 21), ("semanticscholar.json", .semanticScholar, 21),
    ("semanticscholar.jsonl", .semanticScholar, 22), ("arxiv-snapshot.jsonl", .jsonl, 22),
    ("oai.xml", .oai, 22), ("arxiv-atom.xml", .atom, 22), ("pubmed.xml", .pubMed, 23),
    ("acl.xml", .acl, 22), ("acl-old.xml", .acl, 2),
  ]
}

extension Reading {
  /// The paper of an id.
  func paper(_ id: String) throws -> Paper {
    try #require(papers.first { $0.id == id }, "no paper \(id) among \(papers.map(\.id))")
  }
}

extension Paper {
  /// The raw JSON of a field that was kept.
  func extra(_ name: String) -> String? { extra.first { $0.name == name }?.json }
}

@Suite struct FixtureTests {
  @Test(arguments: FixtureFiles.all.map(\.name))
  func theFormatIsFoundByContent(name: String) throws {
    let expected = try #require(FixtureFiles.all.first { $0.name == name })
    let reading = try FixtureFiles.reading(name)
    #expect(reading.error == nil)
    #expect(reading.format == expected.format)
    #expect(reading.papers.count == expected.papers)
    // The format's name may be given as well.
    let named = Reading(path: FixtureFiles.path(name), from: expected.format)
    #expect(named.papers.map(\.id) == reading.papers.map(\.id))
  }

  @Test(arguments: FixtureFiles.all.map(\.name))
  func aFileReadsTheSameInPiecesOfAnySize(name: String) throws {
    let whole = try FixtureFiles.reading(name)
    for size in [1, 7, 64, 1000] {
      // Pieces matter to ASCII text, blocks to any.
      let pieces = try FixtureFiles.reading(name, piece: size, blockBytes: size)
      #expect(pieces.papers == whole.papers)
      #expect(Set(pieces.messages) == Set(whole.messages))
    }
  }

  @Test(arguments: FixtureFiles.all.map(\.name))
  func aFileReadsTheSameCompressedAndInOtherCharsets(name: String) throws {
    let bytes = try FixtureFiles.bytes(name)
    let whole = Reading(bytes, name: name)
    #expect(Reading(gzipped(bytes), name: name).papers == whole.papers)
    #expect(Reading(zstandard(bytes), name: name).papers == whole.papers)
    let text = String(decoding: bytes, as: UTF8.self)
    var wide: [UInt8] = [0xFF, 0xFE]
    for unit in text.utf16 where unit != 0xFEFF {
      wide += [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
    }
    #expect(Reading(wide, name: name).papers == whole.papers)
  }

  @Test(arguments: FixtureFiles.all.map(\.name))
  func aFileCutAnywhereNeverTrapsAndKeepsWhatStoodBefore(name: String) throws {
    let bytes = try FixtureFiles.bytes(name)
    let whole = Reading(bytes, name: name)
    var generator = SeededGenerator(seed: 20)
    for _ in 0..<60 {
      let length = Int.random(in: 0..<bytes.count, using: &generator)
      let cut = Reading(Array(bytes[..<length]), name: name, from: whole.format)
      #expect(cut.papers.count <= whole.papers.count)
      // A cut JSONL line is skipped, so what is read is what the whole file begins with.
      #expect(zip(cut.papers, whole.papers).allSatisfy { $0 == $1 }, "cut at \(length)")
    }
  }
}
