// What the tests of the store share: temporary directories, sample papers, a small index, and damage.

import Foundation
import Testing

@testable import LensStore

/// A directory of the real disk that goes with the value.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/lens-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The index within; its file system holds on to this value, so that the directory stays.
  func index(_ fileSystem: any FileSystem = LocalFileSystem()) -> IndexDirectory {
    let holding = FaultyFileSystem(fileSystem) { [self] _, _ in _ = self }
    return IndexDirectory(path: path + "/index", fileSystem: holding)
  }

  func names(_ directory: String = "index") throws -> [String] {
    try LocalFileSystem().list(path + "/" + directory)
  }
}

func contents(_ path: String) throws -> [UInt8] {
  try LocalFileSystem().map(path).withBytes { Array($0) }
}

func write(_ bytes: [UInt8], _ path: String) throws {
  let file = try LocalFileSystem().createFile(path)
  defer { file.close() }
  try bytes.withUnsafeBytes { try file.append($0) }
}

/// A paper that differs with its number and the generation, some fields absent, some in Chinese.
func paper(_ ordinal: Int64, generation: Int = 1) -> CatalogueRow {
  var row = CatalogueRow(ordinal: ordinal, id: "paper-\(ordinal * 7919 % 1009)")
  row.title = "On things of number \(ordinal)"
  if ordinal % 2 == 0 { row.titleZH = "论第\(ordinal)件事" }
  row.abstract = String(repeating: "Sentence \(generation). ", count: Int(ordinal % 5) * 3)
  row.authors = ["Ann Author", "王 伟"]
  if ordinal % 3 == 0 { row.year = "\(2000 + ordinal)" }
  row.extra = #"{"generation":\#(generation)}"#
  return row
}

func papers(_ count: Int64, generation: Int = 1) -> [CatalogueRow] {
  (0..<count).map { paper($0, generation: generation) }
}

let dataSection = SectionID("data")

/// What the section file of a generation holds.
func numbers(_ generation: Int) -> [UInt32] { (0..<100).map { UInt32($0 * generation) } }

/// Publishes a generation of papers and one section file.
@discardableResult
func publish(_ directory: IndexDirectory, generation: Int, papers count: Int64 = 12) throws
  -> Publication
{
  let session = try directory.beginWriting()
  let writer = try session.makeFile(.segment)
  try writer.add(dataSection, numbers(generation))
  let record = try writer.finish()
  return try session.commit(
    rows: papers(count, generation: generation), files: [record],
    meta: ["made": "generation \(generation)"])
}

/// Reads everything of an index; which generation of `publish` it is, or a thrown StoreError.
func readAll(_ directory: IndexDirectory, papers count: Int64 = 12) throws -> Int {
  let snapshot = try directory.openForReading()
  let made = try #require(snapshot.meta["made"])
  let generation = try #require(Int(made.dropFirst("generation ".count)))
  for expected in papers(count, generation: generation) {
    #expect(try snapshot.catalogue.row(expected.ordinal) == expected)
    #expect(try snapshot.catalogue.row(id: expected.id) == expected)
  }
  var rows: [CatalogueRow] = []
  try snapshot.catalogue.forEachRow { rows.append($0) }
  #expect(rows == papers(count, generation: generation))
  #expect(try snapshot.catalogue.row(id: "nobody's") == nil)
  for record in snapshot.files {
    let file = try SectionedFile(opening: record, in: directory)
    let array = try file.section(dataSection).array(of: UInt32.self)
    let values = try (0..<array.count).map { try array.at($0) }
    #expect(values == numbers(generation))
  }
  return generation
}

/// A directory in memory.
func memoryIndex(_ fileSystem: any FileSystem = MemoryFileSystem(directories: ["/index"]))
  -> IndexDirectory
{
  IndexDirectory(path: "/index", fileSystem: fileSystem)
}

/// A seed that the message of a failing test shows.
func freshSeed() -> UInt64 { UInt64.random(in: 0...UInt64.max) }
