// Adding to a catalogue and deleting from it: what readers see, and the sum of the bytes that changed.
import Foundation
import Testing

@testable import LensStore

@Suite struct AppendingTests {
  /// Rows that fill some chunks of 64 KiB.
  private static func rows(_ ordinals: Range<Int64>) -> [CatalogueRow] {
    ordinals.map { ordinal in
      var row = CatalogueRow(ordinal: ordinal, id: "id-\(ordinal)")
      row.abstract = String(repeating: "\(ordinal) ", count: 200)
      return row
    }
  }

  private func expectSound(_ directory: IndexDirectory, ids: [Int64]) throws {
    let report = try directory.check()
    #expect(report.findings.isEmpty, "\(report.findings)")
    let snapshot = try directory.openForReading()
    var seen: [Int64] = []
    try snapshot.catalogue.forEachRow { seen.append($0.ordinal) }
    #expect(seen == ids && snapshot.catalogue.count == ids.count)
  }

  @Test func theSumOfAnAdditionIsThatOfTheWholeFile() throws {
    let directory = try TemporaryDirectory().index()
    _ = try directory.beginWriting().commit(rows: Self.rows(0..<900), files: [], meta: [:])
    var ids = Array(Int64(0)..<900)
    for round in Int64(0)..<4 {
      let session = try directory.beginWriting()
      try session.begin(replacing: false)
      let gone = [round * 7, 300 + round, 899 - round]
      try session.delete(gone)
      var changed = Self.rows(500 + round..<501 + round)
      changed[0].title = "changed"
      try session.replace(changed)
      let first = 900 + round * 100
      try session.insert(Self.rows(first..<first + 100))
      #expect(try session.row(gone[0]) == nil && session.row(id: "id-\(first)") != nil)
      let publication = try session.commit(files: [], meta: [:])
      #expect(publication.postponed == nil)
      ids = ids.filter { !gone.contains($0) } + Array(first..<first + 100)
      let state = publication.state
      #expect(
        try CatalogueSum.read(directory)
          == CatalogueSum(
            of: directory.cataloguePath, on: LocalFileSystem(), generation: state.generation))
      try expectSound(directory, ids: ids)
      #expect(try directory.openForReading().catalogue.row(500 + round).title == "changed")
    }
  }

  @Test func anAdditionDoesNotVouchForBytesItDidNotWrite() throws {
    let directory = try TemporaryDirectory().index()
    _ = try directory.beginWriting().commit(rows: Self.rows(0..<900), files: [], meta: [:])
    var bytes = try contents(directory.cataloguePath)
    let place = bytes.count / 2
    bytes[place] ^= 1
    try write(bytes, directory.cataloguePath)
    let session = try directory.beginWriting()
    try session.begin(replacing: false)
    try session.insert(Self.rows(900..<901))
    _ = try session.commit(files: [], meta: [:])
    #expect(try !directory.check().isSound)
  }

  @Test func deletingWhatIsNotThereFailsAndLeavesAll() throws {
    let directory = try TemporaryDirectory().index()
    _ = try directory.beginWriting().commit(rows: Self.rows(0..<10), files: [], meta: [:])
    let session = try directory.beginWriting()
    try session.begin(replacing: false)
    #expect(throws: StoreError.self) { try session.delete([3, 10]) }
    session.cancel()
    try expectSound(directory, ids: Array(0..<10))
  }

  @Test func aReaderDuringAnAdditionSeesWhatWasAndTheNextWriterTidiesUp() throws {
    let directory = try TemporaryDirectory().index()
    _ = try directory.beginWriting().commit(rows: Self.rows(0..<50), files: [], meta: [:])
    do {
      let reader = try directory.openForReading()
      for round in Int64(0)..<2 {
        let session = try directory.beginWriting()
        try session.begin(replacing: false)
        try session.delete([round])
        try session.insert(Self.rows(50 + round..<51 + round))
        #expect(try session.commit(files: [], meta: [:]).postponed != nil)
        var seen: [Int64] = []
        try reader.catalogue.forEachRow { seen.append($0.ordinal) }
        #expect(seen == Array(0..<50))
        #expect(try directory.openForReading().catalogue.count == 50)
      }
    }
    try directory.beginWriting().cancel()
    try expectSound(directory, ids: Array(2..<52))
  }

  @Test func aLogThatReadersHoldIsNoHindranceToReplacing() throws {
    let directory = try TemporaryDirectory().index()
    _ = try directory.beginWriting().commit(rows: Self.rows(0..<50), files: [], meta: [:])
    let readers = [try directory.openForReading()]
    let session = try directory.beginWriting()
    try session.begin(replacing: false)
    try session.insert(Self.rows(50..<60))
    #expect(try session.commit(files: [], meta: [:]).postponed != nil)
    let besideLog = try directory.openForReading()
    _ = try directory.beginWriting().commit(rows: Self.rows(7..<9), files: [], meta: [:])
    #expect(try directory.openForReading().catalogue.count == 2)
    for (reader, count) in [(readers[0], 50), (besideLog, 60)] {
      var seen = 0
      try reader.catalogue.forEachRow { _ in seen += 1 }
      #expect(seen == count)
    }
  }
}
