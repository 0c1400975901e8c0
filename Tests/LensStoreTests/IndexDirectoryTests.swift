// The directory: where it is, who may write, what is cleaned, what a reader keeps.

import Foundation
import Testing

@testable import LensStore

@Suite struct LocateTests {
  private func located(
    _ purpose: IndexDirectory.Purpose, explicit: String? = nil, environment: [String: String] = [:],
    directories: [String] = [], files: [String] = []
  ) throws -> String {
    let memory = MemoryFileSystem(directories: directories)
    for file in files { memory.setContents(file, [1]) }
    return try IndexDirectory.locate(
      explicit: explicit, environment: environment, workingDirectory: "/work", purpose: purpose,
      fileSystem: memory
    ).path
  }

  @Test func theOrderIsOptionVariableHereHome() throws {
    let all = ["LENS_INDEX": "/env", "XDG_DATA_HOME": "/xdg", "HOME": "/home/u"]
    let files = ["/work/index/papers.sqlite", "/xdg/lens/papers.sqlite"]
    for purpose in [IndexDirectory.Purpose.reading, .making] {
      #expect(try located(purpose, explicit: "a/b/", environment: all) == "/work/a/b")
      #expect(try located(purpose, explicit: "", environment: all) == "/env")
      #expect(try located(purpose, environment: ["LENS_INDEX": "rel"]) == "/work/rel")
    }
    let rest = ["LENS_INDEX": "", "XDG_DATA_HOME": "/xdg"]
    #expect(try located(.reading, environment: rest, files: files) == "/work/index")
    #expect(
      try located(.reading, environment: rest, directories: ["/work/index"], files: [files[1]])
        == "/xdg/lens")
    #expect(try located(.making, environment: rest, directories: ["/work/index"]) == "/work/index")
    #expect(try located(.making, environment: rest) == "/xdg/lens")
    #expect(
      try located(.making, environment: ["XDG_DATA_HOME": "rel", "HOME": "/home/u"])
        == "/home/u/.local/share/lens")
    #expect(try located(.making) == "/work/index")
  }

  @Test func nowhereIsNamed() {
    #expect(throws: StoreError.indexNotFound(tried: ["/work/index", "/home/u/.local/share/lens"])) {
      try located(.reading, environment: ["HOME": "/home/u"], directories: ["/work/index"])
    }
  }
}

@Suite struct IndexDirectoryTests {
  @Test func aSecondWriterIsRefusedAtOnceAndTheNextLocksAtOnce() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    let session = try directory.beginWriting()
    #expect(throws: StoreError.locked(directory: directory.path, holder: getpid())) {
      try directory.beginWriting()
    }
    session.cancel()
    session.cancel()
    try publish(directory, generation: 1)
    do { _ = try directory.beginWriting() }
    _ = try directory.beginWriting()
    #expect(try readAll(directory) == 1)
  }

  @Test func onlyOurOwnLeavingsAreRemoved() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    try publish(directory, generation: 1)
    let foreign = [
      "README.md", "x.tmp", "model-1.tmp", "model-zz", "segment-00000000000000zz", "papers.json",
    ]
    let orphans = [
      "model-00000000000000aa", "segment-00000000000000ab.tmp", "papers.sqlite.tmp",
      "papers.sqlite.tmp-wal", "papers.sum.tmp",
    ]
    for name in foreign + orphans { try write([1, 2, 3], directory.path(of: name)) }
    try FileManager.default.createDirectory(
      atPath: directory.path(of: "sample"), withIntermediateDirectories: true)
    let notes = try directory.check()
    #expect(notes.isSound)
    #expect(Set(notes.findings.map(\.file)) == Set(orphans))
    do {
      // Section files may be in use by a reader of an older generation: they wait.
      let snapshot = try directory.openForReading()
      _ = try directory.beginWriting()
      #expect(try temporary.names().contains("model-00000000000000aa"))
      #expect(try !temporary.names().contains("papers.sqlite.tmp"))
      #expect(snapshot.generation == 1)
    }
    _ = try directory.beginWriting()
    #expect(try readAll(directory) == 1)
    let expected =
      foreign + ["sample", "lock", "papers.sqlite", "papers.sum", "segment-0000000000000001"]
    #expect(try temporary.names() == expected.sorted())
    #expect(try directory.check().findings == [])
  }

  @Test(arguments: [true, false]) func aReaderKeepsItsSnapshot(_ mapping: Bool) throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index(LocalFileSystem(mapping: mapping))
    try publish(directory, generation: 1, papers: 300)
    let old = try directory.openForReading()
    let publication = try publish(directory, generation: 2)
    #expect(publication.postponed == .busy(path: directory.path))
    #expect(try old.catalogue.rows([7, 299]) == [paper(7), paper(299)])
    #expect(try old.catalogue.row(id: "nobody's") == nil)
    var count = 0
    try old.catalogue.forEachRow { _ in count += 1 }
    #expect(count == 300)
    for record in old.files { try SectionedFile(opening: record, in: directory).verify() }
    #expect(try readAll(directory) == 2)
    let report = try directory.check()
    #expect(report.isSound && report.findings.map(\.file) == ["segment-0000000000000001"])
  }

  @Test func addingKeepsWhatIsThereAndItsReaders() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    try publish(directory, generation: 1)
    for round in 0..<3 {
      let old = try directory.openForReading()
      let session = try directory.beginWriting()
      try session.begin(replacing: false)
      let first = Int64(12 + round)
      #expect(session.previous?.paperCount == first)
      try session.insert(paper(first))
      let during = try directory.openForReading()
      #expect(during.catalogue.count == Int(first))
      let publication = try session.commit(files: old.files, meta: old.meta)
      #expect(publication.postponed == .busy(path: directory.path))
      #expect(old.catalogue.count == Int(first) && during.catalogue.count == Int(first))
      #expect(throws: StoreError.self) { try old.catalogue.row(first) }
      #expect(try old.catalogue.row(first - 1) == paper(first - 1))
      #expect(try readAll(directory, papers: first + 1) == 1)
      let report = try directory.check()
      #expect(report.isSound && report.findings.map(\.file) == ["papers.sum"])
    }
    _ = try directory.beginWriting()
    #expect(try directory.check().findings == [])
    #expect(try readAll(directory, papers: 15) == 1)
    #expect(
      try temporary.names() == ["lock", "papers.sqlite", "papers.sum", "segment-0000000000000001"])
  }

  @Test func addingWithoutReadersLeavesNothingBehind() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    #expect(throws: StoreError.indexMissing(directory: directory.path)) {
      try directory.beginWriting().begin(replacing: false)
    }
    try publish(directory, generation: 1)
    let session = try directory.beginWriting()
    let previous = try #require(session.previous)
    let publication = try session.commit(
      rows: [paper(12)], files: previous.files, meta: previous.meta, replacing: false)
    #expect(publication.postponed == nil && publication.state.generation == 2)
    #expect(try readAll(directory, papers: 13) == 1)
    #expect(try directory.check().findings == [])
    #expect(
      try temporary.names() == ["lock", "papers.sqlite", "papers.sum", "segment-0000000000000001"])
  }

  @Test func readingCreatesAndChangesNothing() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    try publish(directory, generation: 1)
    func state() throws -> [String: [UInt8]] {
      try Dictionary(
        uniqueKeysWithValues: temporary.names().map { ($0, try contents(directory.path(of: $0))) })
    }
    let before = try state()
    let snapshot = try directory.openForReading()
    _ = try snapshot.catalogue.row(id: "nobody's")
    #expect(try state() == before)
    #expect(try readAll(directory) == 1)
    #expect(try directory.check().findings == [])
    #expect(try state() == before)
  }

  @Test func aDirectoryOfOddNameWorks() throws {
    let temporary = try TemporaryDirectory()
    let directory = IndexDirectory(path: temporary.path + "/a b?c#d%41/论文")
    try publish(directory, generation: 1)
    #expect(try readAll(directory) == 1)
    #expect(try directory.check().findings == [])
  }

  @Test func anUnusablePlaceIsATypedError() throws {
    let temporary = try TemporaryDirectory()
    try write([1], temporary.path + "/file")
    let error = #expect(throws: StoreError.self) {
      try IndexDirectory(path: temporary.path + "/file").beginWriting()
    }
    if case .system(_, _, EEXIST) = error {} else { Issue.record("\(error as Any)") }
    #expect(throws: StoreError.indexMissing(directory: "/nowhere/at/all")) {
      try IndexDirectory(path: "/nowhere/at/all").openForReading()
    }
  }

  @Test func aNewerIndexIsNeitherReadNorReplaced() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    try publish(directory, generation: 1)
    let connection = try CatalogueConnection(path: directory.cataloguePath, mode: .writing)
    let body = "lens-index format 3\nunknown to us\n"
    try connection.execute(
      "UPDATE state SET body = '\(body)', checksum = \(Checksum.of(Array(body.utf8)))")
    try CatalogueWriter.settle(connection)
    connection.close()
    let expected = StoreError.newerFormat(path: directory.cataloguePath, found: 3, supported: 2)
    #expect(throws: expected) { try directory.openForReading() }
    #expect(throws: expected) { try directory.check() }
    #expect(throws: expected) { try directory.beginWriting() }
  }

  @Test func aDamagedCatalogueCanBeReplaced() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    for damage in [[], [UInt8](repeating: 7, count: 5), [UInt8](repeating: 0, count: 50_000)] {
      try publish(directory, generation: 1)
      try write(damage, directory.cataloguePath)
      #expect(throws: StoreError.self) { try directory.openForReading() }
      #expect(try !directory.check().isSound)
      let session = try directory.beginWriting()
      #expect(session.previous == nil && session.previousDamage != nil)
      session.cancel()
      try publish(directory, generation: 2)
      #expect(try readAll(directory) == 2)
      #expect(try directory.check().findings == [])
    }
  }

  @Test func aReadOnlyDirectoryIsReadByAnybody() async throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    try publish(directory, generation: 1)
    let path = directory.path
    for name in try temporary.names() { chmod(path + "/" + name, 0o444) }
    chmod(path, 0o555)
    chmod(temporary.path, 0o755)
    defer { chmod(path, 0o755) }
    await #expect(processExitsWith: .success) { [path = path as String] in
      // Root may write anywhere: be nobody.
      if geteuid() == 0 { setgid(65_534); setuid(65_534) }
      let directory = IndexDirectory(path: path)
      guard try readAll(directory) == 1, try directory.check().findings.isEmpty else { exit(3) }
      do { _ = try directory.beginWriting() } catch {
        guard case StoreError.system(_, _, EACCES) = error else { exit(4) }
        exit(0)
      }
      exit(5)
    }
    #expect(
      try temporary.names() == ["lock", "papers.sqlite", "papers.sum", "segment-0000000000000001"])
  }
}
