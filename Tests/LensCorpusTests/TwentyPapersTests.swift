// The same twenty invented papers in every format, each file as its programs write it: LaTeX in
// BibTeX, wrapped lines, carriage returns, GB18030, UTF-16. What comes out must be the same papers.

import Foundation
import Testing

@testable import LensCorpus

enum FixtureFile {
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/" + name).path
  }
}

@Suite struct TwentyPapersTests {
  struct Library: Sendable, CustomTestStringConvertible {
    var file: String
    var format: Format
    var charset = Charset.utf8
    /// What the format or the export has no place for.
    var lacks: Set<String> = []
    var testDescription: String { file }
  }

  static let libraries = [
    Library(file: "twenty.bib", format: .bibtex, lacks: ["straight quotation marks"]),
    Library(file: "twenty.ris", format: .ris),
    Library(file: "twenty.enw", format: .endnote),
    Library(file: "twenty.nbib", format: .nbib, lacks: ["url", "paragraphs"]),
    Library(file: "twenty.net", format: .noteexpress, charset: .gb18030),
    Library(file: "twenty-refworks.txt", format: .refworks, lacks: ["date"]),
    Library(
      file: "twenty-cnki.txt", format: .cnki, charset: .gb18030, lacks: ["second language"]),
    Library(file: "twenty.csv", format: .csv, charset: .utf16LE),
    Library(file: "twenty.tsv", format: .tsv, charset: .gb18030),
  ]

  @Test(arguments: libraries)
  func theSamePapersComeOutOfEveryFormat(_ library: Library) throws {
    let expected = Reading(path: FixtureFile.path("twenty.jsonl")).papers
    try #require(expected.count == 20)
    let reading = Reading(path: FixtureFile.path(library.file))
    #expect(reading.error == nil)
    #expect(reading.format == library.format)
    #expect(reading.charset == library.charset)
    #expect(reading.diagnostics.filter { $0.kind != .charset && $0.kind != .furniture } == [])
    try #require(reading.papers.count == 20)
    for (found, paper) in zip(reading.papers, expected) {
      var paper = paper
      if library.lacks.contains("second language") {
        if paper.titleZH != nil { paper.title = nil }
        if paper.abstractZH != nil { paper.abstract = nil }
      }
      if library.lacks.contains("paragraphs") {
        paper.abstract = paper.abstract?.replacingOccurrences(of: "\n", with: " ")
      }
      if library.lacks.contains("straight quotation marks") {
        paper.title = paper.title?.withCurlyMarks
        paper.abstract = paper.abstract?.withCurlyMarks
      }
      #expect(found.title == paper.title)
      #expect(found.titleZH == paper.titleZH)
      #expect(found.abstract == paper.abstract)
      #expect(found.abstractZH == paper.abstractZH)
      #expect(found.authors == paper.authors)
      #expect(found.year == paper.year)
      #expect(found.venue == paper.venue)
      #expect(found.keywords == paper.keywords)
      #expect(found.doi == paper.doi)
      if !library.lacks.contains("date") { #expect(found.date == paper.date) }
      if !library.lacks.contains("url") {
        #expect(found.url == paper.url)
      }
      if library.lacks.isDisjoint(with: ["url", "second language"]) {
        #expect(found.id == paper.id && found.idOrigin == paper.idOrigin)
      }
    }
  }

  @Test(arguments: libraries)
  func aFormatCanBeNamedAndPiecesAndBlocksDoNotMatter(_ library: Library) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: FixtureFile.path(library.file))))
    let whole = Reading(bytes, from: library.format)
    let pieces = Reading(bytes, piece: 7, from: library.format, blockBytes: 100)
    #expect(whole.papers.count == 20)
    #expect(pieces.papers == whole.papers)
    #expect(pieces.messages == whole.messages)
  }

  @Test(arguments: libraries)
  func aFileCutAnywhereGivesNoMorePapersAndNoTrap(_ library: Library) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: FixtureFile.path(library.file))))
    for end in stride(from: 1, to: bytes.count, by: 211) {
      #expect(Reading(Array(bytes[..<end]), from: library.format).papers.count <= 20)
    }
  }

  @Test func mergedLibrariesAreTwentyPapersStill() {
    var merger = PaperMerger()
    for library in Self.libraries where !library.lacks.contains("second language") {
      let papers = Reading(path: FixtureFile.path(library.file)).papers
      #expect(merger.add(papers).isEmpty, "\(library.file)")
    }
    #expect(merger.papers.count == 20)
  }
}

extension String {
  /// `"word"` as “word”.
  fileprivate var withCurlyMarks: String {
    var isOpen = false
    return String(
      map { character in
        guard character == "\"" else { return character }
        isOpen.toggle()
        return isOpen ? "“" : "”"
      })
  }
}
