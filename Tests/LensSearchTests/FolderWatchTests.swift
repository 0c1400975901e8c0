// Watching folders: what is reported, and what is not.
import Foundation
import Testing

@testable import LensSearch

@Suite struct FolderWatchTests {
  @Test func filesAreReportedOnceWhenTheyChangeAndWhenTheyGo() throws {
    let directory = try TemporaryDirectory()
    let first = try directory.write("{}", to: "first.jsonl")
    let watch = try FolderWatch([directory.path], knownUntil: nil)
    #expect(try watch.changes(waiting: 0) == FolderChanges(changed: [first]))
    #expect(try watch.changes(waiting: 0).isEmpty)
    let second = try directory.write("{}", to: "second.bib")
    _ = try directory.write("not papers", to: "notes.pdf")
    #expect(try watch.changes(waiting: 10_000) == FolderChanges(changed: [second]))
    _ = try directory.write("{ }", to: "first.jsonl")
    #expect(try watch.changes(waiting: 10_000) == FolderChanges(changed: [first]))
    try FileManager.default.removeItem(atPath: second)
    #expect(try watch.changes(waiting: 10_000) == FolderChanges(gone: [second]))
  }

  @Test func aNewFolderIsWatchedToo() throws {
    let directory = try TemporaryDirectory()
    let watch = try FolderWatch([directory.path], knownUntil: nil)
    let folder = directory.path + "/below"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    #expect(try watch.changes(waiting: 10_000).isEmpty)
    let file = try directory.write("{}", to: "below/a.jsonl")
    #expect(try watch.changes(waiting: 10_000) == FolderChanges(changed: [file]))
  }

  @Test func aFileIsLeftUntilItIsClosed() throws {
    let directory = try TemporaryDirectory()
    let watch = try FolderWatch([directory.path], knownUntil: nil)
    let path = try directory.write("", to: "a.jsonl")
    _ = try watch.changes(waiting: 10_000)
    let file = try #require(FileHandle(forWritingAtPath: path))
    file.write(Data("{\"title\":".utf8))
    #expect(try watch.changes(waiting: 10_000).isEmpty)
    file.write(Data("\"x\"}\n".utf8))
    try file.close()
    #expect(try watch.changes(waiting: 10_000) == FolderChanges(changed: [path]))
  }

  @Test func whatDidNotChangeSinceATimeIsKnown() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("{}", to: "a.jsonl")
    let now = Int(Date().timeIntervalSince1970)
    #expect(try FolderWatch([directory.path], knownUntil: now + 10).changes(waiting: 0).isEmpty)
    #expect(
      try FolderWatch([directory.path], knownUntil: now - 60).changes(waiting: 0).changed == [path])
  }
}
