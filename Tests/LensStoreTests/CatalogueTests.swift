// The catalogue: rows in, the same rows out, by number, id, title and in order.

import Testing

@testable import LensStore

@Suite struct CatalogueTests {
  @Test func randomRowsComeBackWhole() throws {
    let seed = freshSeed()
    var generator = SplitMix(state: seed)
    let pieces = [
      "", "a", "long context", "长上下文", "é", "e\u{301}", "\u{0}", "\n", "🙂", "'", "\"", "\u{1F}x",
    ]
    let rows = (0..<200).map { number in
      var row = CatalogueRow(
        ordinal: Int64(number) * 3 - 50, id: "id-\(number)-\(pieces[number % pieces.count])")
      for field in CatalogueRow.Field.allCases where Bool.random(using: &generator) {
        row[field] = (0..<Int.random(in: 0...40, using: &generator))
          .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      }
      return row
    }
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    let session = try directory.beginWriting()
    for row in rows.prefix(100) { try session.insert(row) }
    try session.insert(rows.dropFirst(100))
    var seen: [CatalogueRow] = []
    try session.forEachRow { seen.append($0) }
    #expect(seen == rows, "seed \(seed)")
    _ = try session.commit(files: [], meta: ["k y": "v\n%1\u{301}", "长": ""])

    let snapshot = try directory.openForReading()
    #expect(snapshot.meta == ["k y": "v\n%1\u{301}", "长": ""])
    #expect(snapshot.generation == 1 && snapshot.catalogue.count == 200)
    seen = []
    try snapshot.catalogue.forEachRow { seen.append($0) }
    #expect(seen == rows, "seed \(seed)")
    #expect(
      try snapshot.catalogue.rows(rows.reversed().map(\.ordinal)) == rows.reversed(), "seed \(seed)"
    )
    for row in rows { #expect(try snapshot.catalogue.row(id: row.id) == row, "seed \(seed)") }
    #expect(try snapshot.catalogue.row(id: "ID-0-") == nil)
    #expect(throws: StoreError.self) { try snapshot.catalogue.row(-49) }
    #expect(try directory.check().findings == [])
  }

  @Test func anIDIsToldFromItsCanonicalTwin() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    let ids = ["e\u{301}", "é"]
    let session = try directory.beginWriting()
    for (number, id) in ids.enumerated() {
      try session.insert(CatalogueRow(ordinal: Int64(number), id: id))
    }
    _ = try session.commit(files: [], meta: [:])
    let catalogue = try directory.openForReading().catalogue
    #expect(try ids.map { try catalogue.row(id: $0)?.ordinal } == [0, 1])
  }

  @Test func listsKeepTheirOrderAndLoseTheSeparator() {
    var row = CatalogueRow(ordinal: 1, id: "x")
    #expect(row.authors == [])
    row.authors = ["王 伟", "Ann\u{1F}Other", ""]
    #expect(row.authors == ["王 伟", "AnnOther"])
    row.keywords = []
    #expect(row[.keywords] == nil)
  }

  @Test func aBodyMayAskAgainAndMayThrow() throws {
    struct Enough: Error {}
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    try publish(directory, generation: 1)
    let catalogue = try directory.openForReading().catalogue
    var seen = 0
    #expect(throws: Enough.self) {
      try catalogue.forEachRow(from: 3) { row in
        #expect(try catalogue.row(row.ordinal) == row)
        var inner = 0
        try catalogue.forEachRow { _ in inner += 1 }
        #expect(inner == 12)
        seen += 1
        if row.ordinal == 5 { throw Enough() }
      }
    }
    #expect(seen == 3)
  }

  @Test(
    arguments: [
      ("Attention is All You Need", [1], TitleMatch.Nearness.exact),
      ("attention  IS all you need", [1, 3], .folded),
      ("attention is all you", [1, 2, 3], .start),
      ("all you need", [1, 2, 3], .part),
      ("注意力就是一切", [2], .exact),
      ("注意力", [2], .start),
      ("Need for Speed", [], .exact), ("", [], .exact), ("  ", [], .exact),
    ] as [(String, [Int64], TitleMatch.Nearness)])
  func titlesAreFoundNearestFirst(
    _ text: String, _ ordinals: [Int64], _ nearness: TitleMatch.Nearness
  ) throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    let session = try directory.beginWriting()
    let titles = [
      "Other", "Attention is All You Need", "Attention is all you needed",
      "Attention Is All You Need.", "",
    ]
    for (number, title) in titles.enumerated() {
      var row = CatalogueRow(ordinal: Int64(number), id: "\(number)")
      row.title = title
      if number == 2 { row.titleZH = "注意力就是一切" }
      try session.insert(row)
    }
    _ = try session.commit(files: [], meta: [:])
    let catalogue = try directory.openForReading().catalogue
    let matches = try catalogue.rows(titled: text)
    #expect(matches.map(\.row.ordinal) == ordinals)
    #expect(matches.allSatisfy { $0.nearness == nearness })
    // Of papers that are named, those with the whole title.
    #expect(
      try catalogue.rows([0, 1, 2, 3, 4], titled: text) == (nearness >= .folded ? matches : []))
    #expect(try catalogue.rows([0, 4], titled: text) == [])
  }

  @Test(arguments: [true, false]) func anIDGivenTwiceIsNamedAndNothingChanges(_ replacing: Bool)
    throws
  {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    try publish(directory, generation: 1)
    let session = try directory.beginWriting()
    let path = directory.cataloguePath + (replacing ? ".tmp" : "")
    #expect(throws: StoreError.duplicateID(file: path, id: "twin")) {
      try session.begin(replacing: replacing)
      for ordinal: Int64 in 100..<103 {
        try session.insert(CatalogueRow(ordinal: ordinal, id: ordinal == 101 ? "other" : "twin"))
      }
      _ = try session.commit(files: [], meta: [:])
    }
    session.cancel()
    #expect(try readAll(directory) == 1)
    #expect(try directory.check().findings == [])
  }

  @Test func anEmptyIndexIsAnIndex() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    _ = try directory.beginWriting().commit(files: [], meta: [:])
    let catalogue = try directory.openForReading().catalogue
    #expect(catalogue.count == 0)
    #expect(try catalogue.row(id: "x") == nil)
    #expect(try catalogue.rows(titled: "x") == [])
    #expect(try directory.check().findings == [])
  }

  @Test func theSameRowsMakeTheSameBytes() throws {
    let one = try TemporaryDirectory()
    let two = try TemporaryDirectory()
    for temporary in [one, two] { try publish(temporary.index(), generation: 1) }
    let names = try one.names()
    #expect(try names == two.names())
    for name in names {
      #expect(
        try contents(one.path + "/index/" + name) == contents(two.path + "/index/" + name),
        "\(name)")
    }
  }

  @Test func stateSurvivesItsText() throws {
    var state = IndexState(
      format: 1, generation: 1 << 61, paperCount: 3, nextFileID: 9, files: [], meta: [:])
    #expect(try IndexState(decoding: state.encoded, path: "p") == state)
    state.files = [FileRecord(kind: .model, id: 1 << 61, byteCount: .max, checksum: .max)]
    state.meta = ["": " ", " \n%\u{301}": "%41"]
    #expect(try IndexState(decoding: state.encoded, path: "p") == state)
    let text = state.encoded
    for end in text.indices { _ = try? IndexState(decoding: String(text[..<end]), path: "p") }
    #expect(throws: StoreError.newerFormat(path: "p", found: 3, supported: 2)) {
      try IndexState(decoding: "lens-index format 3\nwhat ever\n", path: "p")
    }
  }

  @Test func hostileStatesWithRightChecksumsNeverTrap() throws {
    let seed = freshSeed()
    var generator = SplitMix(state: seed)
    let temporary = try TemporaryDirectory()
    let directory = temporary.index()
    let numbers = [
      "0", "1", "7", "-1", "4611686018427387903", "9223372036854775807", "18446744073709551615",
      "x",
    ]
    func number() -> String { numbers.randomElement(using: &generator) ?? "" }
    for _ in 0..<40 {
      try publish(directory, generation: 1)
      var body =
        "lens-index format 1\ngeneration \(number())\npapers \(number())\nnext-file \(number())\n"
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        body +=
          "file \(number()) \(["0", "1", "3fffffffffffffff", "ffffffffffffffff"].randomElement(using: &generator) ?? "") \(number()) 0\n"
      }
      let connection = try CatalogueConnection(path: directory.cataloguePath, mode: .writing)
      try connection.execute(
        "UPDATE state SET body = '\(body)', checksum = \(Checksum.of(Array(body.utf8)))")
      try CatalogueWriter.settle(connection)
      connection.close()
      #expect(try !directory.check().isSound, "seed \(seed): \(body)")
      do {
        let snapshot = try directory.openForReading()
        _ = try? snapshot.catalogue.row(id: "none")
        for record in snapshot.files { _ = try? SectionedFile(opening: record, in: directory) }
      } catch {}
      do {
        let session = try directory.beginWriting()
        _ = try session.makeFile(.model).finish()
        try session.begin(replacing: false)
        try session.insert(paper(99))
        _ = try session.commit(files: [], meta: [:])
      } catch {}
    }
    try publish(directory, generation: 2)
    #expect(try readAll(directory) == 2)
  }
}
