// One suite against every implementation of the seam, then what is particular to each.

import Foundation
import Testing

@testable import LensStore

private enum Kind: String, CaseIterable, Sendable {
  case local, read, memory, faultless
}

@Suite struct FileSystemTests {
  private func withFileSystem(_ kind: Kind, _ body: (any FileSystem, String) throws -> Void) throws
  {
    let temporary = try TemporaryDirectory()
    switch kind {
    case .local: try body(LocalFileSystem(), temporary.path)
    case .read: try body(LocalFileSystem(mapping: false), temporary.path)
    case .memory: try body(MemoryFileSystem(directories: ["/d"]), "/d")
    case .faultless: try body(FaultyFileSystem(LocalFileSystem()), temporary.path)
    }
  }

  @Test(arguments: Kind.allCases) private func filesAreWrittenReadRenamedAndRemoved(_ kind: Kind)
    throws
  {
    try withFileSystem(kind) { files, root in
      let (one, two) = (root + "/one", root + "/two")
      #expect(try files.length(one) == nil)
      let file = try files.createFile(one)
      try [UInt8](1...200).withUnsafeBytes { try file.append($0) }
      try [UInt8](repeating: 7, count: 300_000).withUnsafeBytes { try file.append($0) }
      try file.sync()
      file.close()
      #expect(try files.length(one) == 300_200)
      let isRight = try files.map(one).withBytes {
        $0.count == 300_200 && $0[0] == 1 && $0[300_199] == 7
      }
      #expect(isRight)
      for chunkSize in [1_000, 65_536, 300_200, 1_000_000] {
        var pieces: [Int] = []
        try files.read(one, chunkSize: chunkSize) { pieces.append($0.count) }
        #expect(pieces.reduce(0, +) == 300_200)
        #expect(pieces.dropLast().allSatisfy { $0 == chunkSize })
      }
      let mapping = try files.map(one)
      try files.rename(one, to: two)
      try files.syncDirectory(root)
      try files.syncFile(two)
      #expect(try files.list(root) == ["two"])
      try files.remove(two)
      try files.remove(two)
      #expect(try files.list(root) == [])
      #expect(try mapping.withBytes { $0.count } == 300_200)
      let again = try files.createFile(two)
      again.close()
      #expect(try files.length(two) == 0)
      #expect(try files.map(two).withBytes { $0.count } == 0)
    }
  }

  @Test(arguments: Kind.allCases) private func missingFilesAreTypedErrors(_ kind: Kind) throws {
    try withFileSystem(kind) { files, root in
      #expect(throws: StoreError.self) { try files.map(root + "/none") }
      #expect(throws: StoreError.self) { try files.read(root + "/none", chunkSize: 9) { _ in } }
      #expect(throws: StoreError.self) { try files.rename(root + "/none", to: root + "/x") }
      #expect(throws: StoreError.self) { try files.syncFile(root + "/none") }
      #expect(throws: StoreError.self) { try files.list(root + "/none") }
      #expect(throws: StoreError.self) { try files.createFile(root + "/none/file") }
      #expect(files.isDirectory(root) && !files.isDirectory(root + "/none"))
      try files.makeDirectory(root + "/new")
      try files.makeDirectory(root + "/new")
      #expect(files.isDirectory(root + "/new"))
    }
  }

  @Test(arguments: Kind.allCases) private func locksExcludeAndAdmit(_ kind: Kind) throws {
    try withFileSystem(kind) { files, root in
      let one = try #require(try files.lock(root + "/lock", .file, .exclusive))
      #expect(try files.lock(root + "/lock", .file, .exclusive) == nil)
      #expect(try files.lock(root + "/lock", .file, .shared) == nil)
      one.note("17\n")
      #expect(try files.map(root + "/lock").withBytes { Array($0) } == Array("17\n".utf8))
      one.release()
      one.release()
      #expect(try files.length(root + "/lock") == 0)
      let readers = try (0..<3).map { _ in try files.lock(root, .directory, .shared) }
      #expect(readers.allSatisfy { $0 != nil })
      #expect(try files.lock(root, .directory, .exclusive) == nil)
      for reader in readers { reader?.release() }
      #expect(try files.lock(root, .directory, .exclusive) != nil)
      // The last one went with its value.
      #expect(try files.lock(root, .directory, .exclusive) != nil)
    }
  }

  @Test func interruptedAndShortWritesAreContinued() {
    let seed = freshSeed()
    var generator = SplitMix(state: seed)
    let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
    var written: [UInt8] = []
    let failure = bytes.withUnsafeBytes { all in
      writeAll(all) { rest in
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
          errno = EINTR
          return -1
        default:
          let take = Int.random(in: 1...rest.count, using: &generator)
          written.append(contentsOf: rest[..<take])
          return take
        }
      }
    }
    #expect(failure == nil)
    #expect(written == bytes, "seed \(seed)")
  }

  @Test func aFullDiskEndsAWrite() {
    let failure = [UInt8](1...9).withUnsafeBytes { all in
      writeAll(all) { _ in
        errno = ENOSPC
        return -1
      }
    }
    #expect(failure == ENOSPC)
    #expect([UInt8](1...9).withUnsafeBytes { writeAll($0) { _ in 0 } } == ENOSPC)
  }

  @Test func interruptedCallsAreRepeated() {
    var calls = 0
    let result: Int32 = retrying {
      calls += 1
      errno = calls < 3 ? EINTR : EIO
      return -1
    }
    #expect(result == -1 && calls == 3)
  }

  @Test func memoryForgetsWhatWasNotSynced() throws {
    let files = MemoryFileSystem(directories: ["/d"])
    let file = try files.createFile("/d/a")
    try [UInt8](1...9).withUnsafeBytes { try file.append($0) }
    #expect(files.crash(keeping: .synced).contents("/d/a") == nil)
    try files.syncDirectory("/d")
    #expect(files.crash(keeping: .synced).contents("/d/a") == [])
    try file.sync()
    #expect(files.crash(keeping: .synced).contents("/d/a") == [UInt8](1...9))
    try files.rename("/d/a", to: "/d/b")
    #expect(files.crash(keeping: .synced).contents("/d/b") == nil)
    #expect(files.crash(keeping: .everything).contents("/d/b") == [UInt8](1...9))
    try files.remove("/d/b")
    try files.syncDirectory("/d")
    #expect(files.crash(keeping: .everything).contents("/d/a") == nil)
    let torn = Set(
      (UInt64(0)..<200).map { seed in
        (try? files.createFile("/d/c")).map { file in
          try? [UInt8](1...9).withUnsafeBytes { try file.append($0) }
        }
        return files.crash(keeping: .mixture(seed: seed)).contents("/d/c")
      })
    #expect(torn.count > 4)
  }
}
