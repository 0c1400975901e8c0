// Damage: every flipped byte is found by check, and reading gives right data or a typed error.

import Foundation
import Testing

@testable import LensStore

@Suite struct CheckTests {
  /// With LENS_EXHAUSTIVE set every byte goes through the whole of `check`; takes minutes.
  private static let step = ProcessInfo.processInfo.environment["LENS_EXHAUSTIVE"] == nil ? 257 : 1

  private func index() throws -> (TemporaryDirectory, IndexDirectory) {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    try publish(directory, generation: 1)
    return (temporary, directory)
  }

  @Test(arguments: [UInt8(0x01), 0x80, 0xFF]) func everyFlippedByteIsFound(_ mask: UInt8) throws {
    let (temporary, directory) = try index()
    for name in try temporary.names() where name != "lock" {
      let path = directory.path(of: name)
      let whole = try contents(path)
      let step = name == "papers.sqlite" ? Self.step : max(1, Self.step / 20)
      for place in stride(from: Int(mask) % step, to: whole.count, by: step) {
        var bytes = whole
        bytes[place] ^= mask
        try write(bytes, path)
        let report = try directory.check()
        let named = report.findings.filter { $0.severity == .damage && $0.file == name }
        #expect(!named.isEmpty, "\(name), byte \(place) ^ \(mask): \(report.findings)")
        do {
          #expect(try readAll(directory) == 1, "\(name), byte \(place) ^ \(mask)")
        } catch is StoreError {}
      }
      try write(whole, path)
    }
    #expect(try directory.check().findings == [])
    #expect(try readAll(directory) == 1)
  }

  @Test func theSumFindsEveryFlippedByteOfTheCatalogue() throws {
    let (temporary, directory) = try index()
    let whole = try contents(directory.cataloguePath)
    let sum = try #require(try CatalogueSum.read(directory))
    func differences(_ bytes: [UInt8]) -> [Range<UInt64>] {
      bytes.withUnsafeBytes { sum.differences(to: CatalogueSum(of: $0, generation: 0)) }
    }
    let all: [Range<UInt64>] = [0..<UInt64(whole.count)]
    #expect(differences(whole) == [])
    var bytes = whole
    for place in whole.indices {
      bytes[place] ^= 0x80
      #expect(differences(bytes) == all)
      bytes[place] = whole[place]
    }
    for length in [0, 1, whole.count - 1] { #expect(differences(Array(whole[..<length])) == all) }
    #expect(differences(whole + [0]) == [0..<UInt64(whole.count) + 1])
    #expect(try temporary.names().count == 4)
  }

  @Test func filesCutShortAreFoundAndNamed() throws {
    let (temporary, directory) = try index()
    for name in try temporary.names() where name != "lock" {
      let path = directory.path(of: name)
      let whole = try contents(path)
      for length in stride(from: 0, to: whole.count, by: name == "papers.sqlite" ? 1_021 : 97) {
        try write(Array(whole[..<length]), path)
        let report = try directory.check()
        #expect(
          report.findings.contains { $0.severity == .damage && $0.file == name },
          "\(name) cut to \(length)")
        if name == "papers.sqlite" {
          #expect(throws: StoreError.self, "cut to \(length)") { try directory.openForReading() }
        }
      }
      try write(whole, path)
    }
  }

  @Test func aMissingSectionFileIsDamage() throws {
    let (_, directory) = try index()
    let name = FileKind.segment.fileName(id: 1)
    try LocalFileSystem().remove(directory.path(of: name))
    let report = try directory.check()
    #expect(report.findings.map(\.file) == [name] && !report.isSound)
  }

  @Test func aFlippedByteInALargeFileNamesItsSection() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    let session = try directory.beginWriting()
    let writer = try session.makeFile(.model)
    try writer.add(SectionID("aaaa"), [UInt32](0..<50_000))
    try writer.add(SectionID("bbbb"), [UInt32](0..<50_000))
    let record = try writer.finish()
    _ = try session.commit(files: [record], meta: [:])
    var bytes = try contents(directory.path(of: record.name))
    bytes[64 + 200_000 + 70_000] ^= 1
    try write(bytes, directory.path(of: record.name))
    let report = try directory.check()
    #expect(report.findings.map { [$0.file, $0.section] } == [[record.name, "bbbb"]])
    #expect(
      report.findings.first?.message.contains("bytes 269696..<") == true, "\(report.findings)")
  }

  @Test func aMissingOrStaleSumIsANoteAndTheNextWriterRenewsIt() throws {
    let (_, directory) = try index()
    let old = try contents(directory.sumPath)
    try publish(directory, generation: 2)
    for stale in [nil, old] {
      if let stale {
        try write(stale, directory.sumPath)
      } else {
        try LocalFileSystem().remove(directory.sumPath)
      }
      let report = try directory.check()
      #expect(report.isSound && report.findings.map(\.file) == ["papers.sum"])
      #expect(report.paperCount == 12)
      #expect(try readAll(directory) == 2)
      _ = try directory.beginWriting()
      #expect(try directory.check().findings == [])
    }
  }

  @Test func withoutASumDamagedRowsAreFoundAllTheSame() throws {
    let (_, directory) = try index()
    try LocalFileSystem().remove(directory.sumPath)
    var bytes = try contents(directory.cataloguePath)
    let text = Array("On things of number 4".utf8)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: text) })
    bytes[place] = UInt8(ascii: "o")
    try write(bytes, directory.cataloguePath)
    let report = try directory.check()
    #expect(report.findings.contains { $0.severity == .damage && $0.section == "papers" })
    #expect(throws: StoreError.self) { try directory.openForReading().catalogue.row(4) }
    #expect(try directory.openForReading().catalogue.row(3) == paper(3))
  }

  @Test func aChangedStateIsATypedError() throws {
    let (_, directory) = try index()
    var bytes = try contents(directory.cataloguePath)
    let text = Array("meta made generation%20".utf8)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: text) })
    bytes[place + text.count] = UInt8(ascii: "2")
    try write(bytes, directory.cataloguePath)
    let error = #expect(throws: StoreError.self) { try directory.openForReading() }
    if case .damaged(directory.cataloguePath, "state", _, _) = error {
    } else {
      Issue.record("\(error as Any)")
    }
  }

  @Test func aRowGoneMissingIsDamage() throws {
    let (_, directory) = try index()
    let connection = try CatalogueConnection(path: directory.cataloguePath, mode: .writing)
    try connection.execute("DELETE FROM papers WHERE ordinal = 3")
    try CatalogueWriter.settle(connection)
    connection.close()
    try LocalFileSystem().remove(directory.sumPath)
    let report = try directory.check()
    #expect(
      report.findings.contains {
        $0.severity == .damage && $0.message.contains("expected 12 papers, found 11")
      })
    #expect(throws: StoreError.self) {
      try directory.openForReading().catalogue.forEachRow { _ in }
    }
  }

  @Test func anIDHiddenByADamagedIndexPageIsFoundAllTheSame() throws {
    let (_, directory) = try index()
    var bytes = try contents(directory.cataloguePath)
    // The id stands in its row and in the index: spoil the copy in the index, whose page is later.
    let id = Array(paper(5).id.utf8)
    let places = bytes.indices.filter { bytes[$0...].starts(with: id) }
    try #require(places.count == 2)
    let inIndex = try #require(places.first { bytes[$0 + id.count] == 5 })
    bytes[inIndex] = UInt8(ascii: "z")
    try write(bytes, directory.cataloguePath)
    #expect(try directory.openForReading().catalogue.row(id: paper(5).id) == paper(5))
  }

  @Test func progressReachesTheTotal() throws {
    let (temporary, directory) = try index()
    var last: (Int64, Int64) = (0, 0)
    let report = try directory.check { done, total in
      #expect(done >= last.0 && done <= total)
      last = (done, total)
    }
    let bytes = try temporary.names().filter { $0 != "papers.sum" }.map {
      try contents(directory.path(of: $0)).count
    }
    #expect(last.0 == last.1 && last.1 == Int64(bytes.reduce(0, +)))
    #expect(report.fileCount == 3 && report.paperCount == 12 && report.generation == 1)
  }
}
