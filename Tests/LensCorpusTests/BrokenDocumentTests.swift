// Broken JSON documents and XML: each case with its message, literally, and its neighbours read.

import Testing

@testable import LensCorpus

@Suite struct BrokenDocumentTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var broken: String
    var message: String
    var kind: Diagnostic.Kind
    var testDescription: String { String(broken.prefix(60)) }
  }

  static let json: [Case] = [
    Case(
      broken: #"{"id":"x","title":tru}"#,
      message: "in:3 (record 2): expected a JSON object, found \"{\"id\":\"x\",\"title\":tru}\". "
        + "Correct or remove the record; it was skipped.", kind: .notJSON),
    Case(
      broken: #"{"id":"x","title":["a"}"#,
      message:
        "in:3 (record 2): expected a whole JSON object, found brackets or quotes that do not "
        + "match. Correct the record; it was skipped.", kind: .notJSON),
    Case(
      broken: #"{"id":"x","title":"a quote is missing}"#,
      message:
        "in:3 (record 2): expected a whole JSON object, found brackets or quotes that do not "
        + "match. Correct the record; it was skipped.", kind: .notJSON),
    Case(
      broken: #"{"id":"x","title":"a bracket is missing""#,
      message:
        "in:3 (record 2): expected a whole JSON object, found brackets or quotes that do not "
        + "match. Correct the record; it was skipped.", kind: .notJSON),
    Case(
      broken: #"{"id":"x","x":"# + String(repeating: "[", count: 100_000)
        + String(repeating: "]", count: 100_000) + "}",
      message: "in:3 (record 2): expected JSON nested at most 64 deep, found deeper nesting. "
        + "Flatten the record; it was skipped.", kind: .tooDeep),
    Case(
      broken: String(repeating: #"{"a":"#, count: 100_000),
      message: "in:3 (record 2): expected JSON nested at most 64 deep, found deeper nesting. "
        + "Flatten the record; it was skipped.", kind: .tooDeep),
    Case(
      broken: #"{"id":"x","title":"\#(String(repeating: "y", count: 300_000))"}"#,
      message: "in:3 (record 2): expected a record of at most 262144 bytes, found 300021 bytes. "
        + "Shorten it; it was skipped.", kind: .longRecord),
    Case(
      broken: "17",
      message: "in:3 (record 2): expected a JSON object, found something else among the records. "
        + "Write each paper as an object; this was skipped.", kind: .notObject),
    Case(
      broken: #"[{"id":"x"}]"#,
      message: "in:3 (record 2): expected a JSON object, found something else among the records. "
        + "Write each paper as an object; this was skipped.", kind: .notObject),
    Case(
      broken: #"{"id":"x","title":" "}"#,
      message: "in:3 (record 2): expected a \"title\" or \"abstract\", found neither. "
        + "Add one; the record was skipped.", kind: .noText),
  ]

  @Test(arguments: json, [(Int.max, 4 << 20), (3, 5)])
  func aBrokenRecordOfAListIsSkippedAndItsNeighboursAreNot(
    _ bad: Case, size: (piece: Int, block: Int)
  ) {
    let text =
      "[\n{\"id\":\"n1\",\"title\":\"One\"},\n\(bad.broken),\n"
      + "{\"id\":\"n2\",\n\"title\":\"Two\"}\n]\n"
    let limits = bad.kind == .longRecord ? Limits(lineBytes: 256 << 10) : .standard
    let reading = Reading(
      Array(text.utf8), piece: size.piece, from: .jsonl, limits: limits, blockBytes: size.block)
    #expect(reading.papers.map(\.id) == ["n1", "n2"])
    #expect(reading.papers.map(\.source.line) == [2, 4])
    #expect(reading.messages == [bad.message])
    #expect(reading.diagnostics.map(\.kind) == [bad.kind])
  }

  @Test func recordsOfOneLineAreToldByNumber() {
    let reading = Reading(#"[{"title":"One"},{"id":[]},null,{"title":"Two"},{"id":"c"}]"#)
    #expect(reading.titles == ["One", "Two"])
    #expect(
      reading.messages == [
        "in:1 (record 2): expected a string or number in \"id\", found a list. "
          + "Correct the field; it was ignored.",
        "in:1 (record 2): expected a \"title\" or \"abstract\", found neither. "
          + "Add one; the record was skipped.",
        "in:1 (record 4): expected a \"title\" or \"abstract\", found neither. "
          + "Add one; the record was skipped.",
      ])
  }

  @Test func aListThatIsCutSaysSo() {
    let inside = Reading("[{\"id\":\"a\",\"title\":\"One\"},\n{\"id\":\"b\",\"tit")
    #expect(inside.papers.map(\.id) == ["a"])
    #expect(
      inside.messages == [
        "in:2 (record 2): expected the end of the record, found the end of the file. "
          + "Fetch the file again; the papers before it were read."
      ])
    let behind = Reading("{\"results\":[{\"id\":\"a\",\"title\":\"One\"},\n", from: .jsonl)
    #expect(behind.papers.map(\.id) == ["a"])
    #expect(
      behind.messages == [
        "in:2 (record 1): expected the end of the list, found the end of the file. "
          + "Fetch the file again; the papers before it were read."
      ])
  }

  @Test(arguments: ["[]", "{\"results\": [], \"meta\": {}}"])
  func anEmptyListSaysSo(text: String) {
    let reading = Reading(text)
    #expect(reading.papers.isEmpty && reading.error == nil)
    #expect(
      reading.messages == [
        "in: expected papers in the list, found an empty list. "
          + "Fetch the file again if it should hold papers."
      ])
  }

  @Test func objectsOverLinesAreReadOneAfterAnother() {
    let reading = Reading(
      "{\n  \"id\": 1,\n  \"title\": \"One\"\n}\n{\n  \"id\": 2,\n  \"title\": \"Two\"\n}\n")
    #expect(reading.papers.map(\.id) == ["1", "2"] && reading.messages.isEmpty)
    #expect(reading.papers.map(\.source.line) == [1, 5])
  }

  @Test func aLongListIsReadInBoundedPieces() {
    // Records split by every block border, one line.
    let records = (0..<3000).map {
      "{\"id\":\"p\($0)\",\"title\":\"Title number \($0), “quoted”\"}"
    }
    let text = Array(("[" + records.joined(separator: ",") + "]").utf8)
    let whole = Reading(text)
    let pieces = Reading(text, piece: 100, blockBytes: 300)
    #expect(whole.papers.count == 3000 && whole.messages.isEmpty)
    #expect(pieces.papers == whole.papers && pieces.messages.isEmpty)
  }
}

@Suite struct BrokenXMLTests {
  static func feed(_ middle: String) -> String {
    "<feed>\n<entry><id>a</id><title>One</title></entry>\n\(middle)\n"
      + "<entry><id>b</id><title>Two</title></entry>\n</feed>\n"
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var broken: String
    var message: String
    var testDescription: String { String(broken.prefix(60)) }
  }

  static let cases: [Case] = [
    Case(
      broken: "<entry><title>T</title>" + String(repeating: "<a>", count: 100_000),
      message: "in:3: expected XML nested at most 64 deep, found deeper nesting. "
        + "Flatten the record; it was skipped."),
    Case(
      broken: String(repeating: "<a>", count: 100_000),
      message: "in:3: expected XML nested at most 64 deep, found deeper nesting. "
        + "Flatten the record; it was skipped."),
    Case(
      broken: "<entry><title>T</titel></entry>",
      message:
        "in:3: expected well-formed XML, found \"Opening and ending tag mismatch: title line 3 "
        + "and titel\". Correct the record; it was skipped."),
    Case(
      broken: "<entry><title>T</entry>",
      message:
        "in:3: expected well-formed XML, found \"Opening and ending tag mismatch: title line 3 "
        + "and entry\". Correct the record; it was skipped."),
    Case(
      broken: "<entry><title>T</title>",
      message: "in:4: expected </entry> for the record, found another <entry> inside it. "
        + "Close it; it was skipped."),
    Case(
      broken: "<entry><title a=b>T</title></entry>",
      message: "in:3: expected well-formed XML, found \"AttValue: \" or ' expected\". "
        + "Correct the record; it was skipped."),
    Case(
      broken: "<entry><id>x</id></entry>",
      message:
        "in:3: expected a title or an abstract, found neither. Add one; the record was skipped."
    ),
    Case(
      broken: "<entry><title>T</title>" + String(repeating: "<a>", count: 3000)
        + String(repeating: "</a>", count: 3000) + "</entry>",
      message: "in:3: expected XML nested at most 64 deep, found deeper nesting. "
        + "Flatten the record; it was skipped."),
    Case(
      broken: "<entry><title>" + String(repeating: "T", count: 300_000) + "</title></entry>",
      message: "in:3: expected a record of at most 262144 bytes, found a longer one. "
        + "Shorten it; it was skipped."),
    Case(
      broken: "<entry><title>T</title>" + String(repeating: "<a/>", count: 9000) + "</entry>",
      message: "in:3: expected a record of at most 262144 bytes, found a longer one. "
        + "Shorten it; it was skipped."),
  ]

  @Test(arguments: cases)
  func aBrokenRecordIsSkippedAndItsNeighboursAreNot(_ bad: Case) {
    let limits = Limits(lineBytes: 256 << 10)
    for (piece, block) in [(Int.max, 4 << 20), (3, 5)] {
      let reading = Reading(
        Array(Self.feed(bad.broken).utf8), piece: piece, limits: limits, blockBytes: block)
      #expect(reading.papers.map(\.id) == ["a", "b"])
      #expect(reading.messages == [bad.message])
    }
  }

  @Test func entitiesOfAFilesOwnAreNeverExpanded() {
    var bomb = "<!DOCTYPE feed [<!ENTITY a0 \"ha\">"
    for level in 1...9 {
      let inner = String(repeating: "&a\(level - 1);", count: 10)
      bomb += "<!ENTITY a\(level) \"\(inner)\">"
    }
    bomb += "<!ENTITY file SYSTEM \"file:///etc/passwd\">]>\n"
    let reading = Reading(
      bomb + Self.feed("<entry><id>c</id><title>x&a9;&file;y &eacute;</title></entry>"))
    #expect(reading.papers.map(\.title) == ["One", "xy", "Two"])
    #expect(
      reading.messages == [
        "in:4: expected no entity but XML's own, found &a9;. "
          + "Write the character itself; the entity was left out."
      ])
  }

  @Test func aTagWithoutEndIsSkippedWithItsRecord() {
    let reading = Reading(
      Self.feed(
        "<entry><title a=\"" + String(repeating: "y", count: 11_000_000) + "\">x</title></entry>"))
    #expect(reading.papers.map(\.id) == ["a", "b"])
    #expect(
      reading.messages == [
        "in:3: expected XML tags of at most 10000000 bytes, found a longer one. "
          + "Shorten it; it was skipped."
      ])
  }

  @Test func aFileThatIsCutSaysSo() {
    let inside = Reading("<feed>\n<entry><title>One</title></entry>\n<entry><title>Tw")
    #expect(inside.titles == ["One"])
    #expect(
      inside.messages == [
        "in:3: expected the end of the record, found the end of the file. "
          + "Fetch the file again; it was skipped."
      ])
    let behind = Reading("<feed>\n<entry><title>One</title></entry>\n")
    #expect(behind.titles == ["One"])
    #expect(
      behind.messages == [
        "in:2: expected the end of the document, found the end of the file. "
          + "Fetch the file again; the papers before it were read."
      ])
  }

  @Test func blankLinesBeforeTheDeclarationAndAForeignEncodingInItDoNotMatter() {
    let reading = Reading(
      "\n\n<?xml version=\"1.0\" encoding=\"GB2312\"?>\n"
        + Self.feed("<entry><title>山谷上空的云</title></entry>"))
    #expect(reading.messages.isEmpty)
    #expect(reading.papers.map(\.titleZH) == [nil, "山谷上空的云", nil])
    #expect(reading.papers.map(\.source.line) == [5, 6, 7])
  }

  @Test func anXMLFileOfAnotherKindIsRefused() {
    let reading = Reading("<?xml version=\"1.0\"?>\n<html><body/></html>\n")
    #expect(reading.error?.description.contains("expected a format that lens reads") == true)
  }
}
