// Bad input: each case with its message, literally, and with its neighbours still read.

import Foundation
import Testing

@testable import LensCorpus

@Suite struct BadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var line: String
    var message: String
    var severity = Diagnostic.Severity.error
    var kind: Diagnostic.Kind
    var testDescription: String { String(line.prefix(60)) }
  }

  static let skipped: [Case] = [
    Case(
      line: "Sheep come first",
      message: "in:2: expected a JSON object, found \"Sheep come first\". "
        + "Correct or remove the line; it was skipped.", kind: .notJSON),
    Case(
      line: #"{"title":"a" "b"}"#,
      message: "in:2: expected a JSON object, found \"{\"title\":\"a\" \"b\"}\". "
        + "Correct or remove the line; it was skipped.", kind: .notJSON),
    Case(
      line: #"{"id":"a","title":"b"} and more, far beyond what fits"#,
      message: "in:2: expected a JSON object, found "
        + "\"{\"id\":\"a\",\"title\":\"b\"} and more, far bey…\". "
        + "Correct or remove the line; it was skipped.", kind: .notJSON),
    Case(
      line: #"{"id":"a","title":"b","x":tru}"#,
      message: "in:2: expected a JSON object, found \"{\"id\":\"a\",\"title\":\"b\",\"x\":tru}\". "
        + "Correct or remove the line; it was skipped.", kind: .notJSON),
    Case(
      line: #"{"id":"a","title":"b":"c"}"#,
      message: "in:2: expected a JSON object, found \"{\"id\":\"a\",\"title\":\"b\":\"c\"}\". "
        + "Correct or remove the line; it was skipped.", kind: .notJSON),
    Case(
      line: #"{"id":"a","title":"half of a ti"#,
      message: "in:2: expected a whole JSON object, found a line that ends inside it. "
        + "Fetch the file again or complete the line; it was skipped.", kind: .cutLine),
    Case(
      line: #"{"id":"a","title":"b","x":[{"y":1}"#,
      message: "in:2: expected a whole JSON object, found a line that ends inside it. "
        + "Fetch the file again or complete the line; it was skipped.", kind: .cutLine),
    Case(
      line: #"["a", "b"]"#,
      message: "in:2: expected a JSON object, found a list. Write each paper as "
        + "{\"id\": …, \"title\": …, \"abstract\": …}; the line was skipped.", kind: .notObject),
    Case(
      line: "12",
      message: "in:2: expected a JSON object, found a number. Write each paper as "
        + "{\"id\": …, \"title\": …, \"abstract\": …}; the line was skipped.", kind: .notObject),
    Case(
      line: #"{"id":"a","year":2000,"title":"  ","abstract":null}"#,
      message: "in:2: expected a \"title\" or \"abstract\", found neither. "
        + "Add one; the record was skipped.", kind: .noText),
    Case(
      line: "{}",
      message: "in:2: expected a \"title\" or \"abstract\", found neither. "
        + "Add one; the record was skipped.", kind: .noText),
    Case(
      line: #"{"id":"a","title":"b","x":"# + String(repeating: "[", count: 64)
        + String(repeating: "]", count: 64) + "}",
      message: "in:2: expected JSON nested at most 64 deep, found deeper nesting. "
        + "Flatten the record; the line was skipped.", kind: .tooDeep),
    Case(
      line: String(repeating: "[", count: 100_000),
      message: "in:2: expected JSON nested at most 64 deep, found deeper nesting. "
        + "Flatten the record; the line was skipped.", kind: .tooDeep),
    Case(
      line: String(repeating: #"{"a":"#, count: 100_000) + "1"
        + String(repeating: "}", count: 100_000),
      message: "in:2: expected JSON nested at most 64 deep, found deeper nesting. "
        + "Flatten the record; the line was skipped.", kind: .tooDeep),
    Case(
      line: #"{"id":"a","title":"\#(String(repeating: "x", count: 300_000))"}"#,
      message: "in:2: expected a line of at most 262144 bytes, found 300021 bytes. "
        + "Shorten the record; the line was skipped.", kind: .longLine),
  ]

  @Test(arguments: skipped)
  func aLineThatCannotBeReadIsSkippedAndItsNeighboursAreNot(_ bad: Case) {
    let text = "{\"id\":\"n1\",\"title\":\"One\"}\n\(bad.line)\n{\"id\":\"n2\",\"title\":\"Two\"}\n"
    // The nesting needs more than the smallest limit, the long line less than the default.
    let limit = bad.kind == .longLine ? 256 << 10 : 16 << 20
    let reading = Reading(text, from: .jsonl, limits: Limits(lineBytes: limit))
    #expect(reading.papers.map(\.id) == ["n1", "n2"])
    #expect(reading.papers.map(\.source.line) == [1, 3])
    #expect(reading.messages == [bad.message])
    #expect(reading.diagnostics.map(\.kind) == [bad.kind])
    #expect(reading.diagnostics.map(\.severity) == [bad.severity])
  }

  static let warned: [Case] = [
    Case(
      line: #"{"id":"a","abstract":"We count."}"#,
      message: "in:1: expected a \"title\", found none. "
        + "Add one; the record was read with its abstract alone.", severity: .warning,
      kind: .noTitle),
    Case(
      line: #"{"id":["a"],"title":"T"}"#,
      message: "in:1: expected a string or number in \"id\", found a list. "
        + "Correct the field; it was ignored.", severity: .warning, kind: .wrongType),
    Case(
      line: #"{"id":"a","title":"T","abstract":7}"#,
      message: "in:1: expected a string in \"abstract\", found 7. "
        + "Correct the field; it was ignored.", severity: .warning, kind: .wrongType),
    Case(
      line: #"{"id":"a","title":"T","year":"soon"}"#,
      message: "in:1: expected a year in \"year\", found \"soon\". "
        + "Correct the field; it was ignored.", severity: .warning, kind: .wrongType),
    Case(
      line: #"{"id":"a","title":"T","year":20240}"#,
      message: "in:1: expected a year in \"year\", found 20240. "
        + "Correct the field; it was ignored.", severity: .warning, kind: .wrongType),
    Case(
      line: #"{"id":"a","title":"T","date":"2024-13-01"}"#,
      message: "in:1: expected a date (YYYY-MM-DD) in \"date\", found \"2024-13-01\". "
        + "Correct the field; it was ignored.", severity: .warning, kind: .wrongType),
    Case(
      line: #"{"id":"a","title":"T","authors":{"name":"Ada"}}"#,
      message: "in:1: expected a list of strings or a string in \"authors\", found an object. "
        + "Correct the field; it was ignored.", severity: .warning, kind: .wrongType),
    Case(
      line: #"{"id":"a","title":"T","authors":["Ada",3]}"#,
      message: "in:1: expected only names in \"authors\", found something else among them. "
        + "Write it as a list of strings; the rest of the list was read.", severity: .warning,
      kind: .wrongType),
    Case(
      line: #"{"id":"a","title":"T \ud800 U"}"#,
      message: "in:1: expected whole surrogate pairs in \"title\", found a lone surrogate. "
        + "Correct the text; U+FFFD was read in its place.", severity: .warning, kind: .brokenText),
    Case(
      line: #"{"id":"\#(String(repeating: "x", count: 600))","title":"T"}"#,
      message: "in:1: expected an \"id\" of at most 512 bytes, found 600 bytes. "
        + "Shorten it; an id was made from the record instead.", severity: .warning,
      kind: .wrongType),
  ]

  @Test(arguments: warned)
  func aRecordWithAFaultyFieldIsReadWithoutIt(_ bad: Case) {
    let reading = Reading(bad.line, from: .jsonl)
    #expect(reading.papers.count == 1)
    #expect(reading.messages == [bad.message])
    #expect(reading.diagnostics.map(\.kind) == [bad.kind])
    #expect(reading.diagnostics.map(\.severity) == [bad.severity])
  }

  @Test func aFaultyFieldIsKeptRaw() {
    let reading = Reading(#"{"id":"a","title":"T","year":"soon","abstract":7}"#)
    #expect(
      reading.papers.first?.extra == [
        ExtraField(name: "year", json: "\"soon\""), ExtraField(name: "abstract", json: "7"),
      ])
  }

  struct Whole: Sendable, CustomTestStringConvertible {
    var bytes: [UInt8]
    var from: Format?
    var message: String
    var testDescription: String { message }

    init(_ bytes: [UInt8], from: Format? = nil, _ message: String) {
      self.bytes = bytes
      self.from = from
      self.message = message
    }

    init(_ text: String, from: Format? = nil, _ message: String) {
      self.init(Array(text.utf8), from: from, message)
    }
  }

  static let empty =
    "in: expected papers, found an empty file. "
    + "Leave it out, or fetch it again if it should hold papers."
  static func binary(_ found: String) -> String {
    "in: expected text, found \(found). "
      + "Give the text it was made from, plain, gzip or zstd."
  }
  static let whole: [Whole] = [
    Whole("", empty), Whole(" \n\t\r\n", empty), Whole("\u{FEFF}", empty),
    Whole([0xFF, 0xFE], empty),
    Whole(gzipped([]), empty), Whole(zstandard([]), empty),
    Whole([1, 0, 2, 0, 0, 0, 7], binary("binary data")),
    Whole("%PDF-1.7\n%âãÏÓ\n", binary("a PDF")),
    Whole([0x50, 0x4B, 0x03, 0x04, 20, 0], binary("a ZIP archive or an office document")),
    Whole(gzipped(gzipped(Array("x".utf8))), binary("gzip data inside compressed data")),
    Whole(Array(repeating: 0, count: 1000), binary("binary data")),
    Whole(
      [0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0],
      "in: expected UTF-8, UTF-16 or GB18030 text, found UTF-32LE. "
        + "Convert the file, for example with iconv -f UTF-32LE -t UTF-8."),
    Whole(
      "Dear reader,\n",
      "in: expected a format that lens reads, found a file that starts with "
        + "\"Dear reader,\". Name its format with --from "
        + "(\(Format.allCases.map(\.rawValue).joined(separator: ", "))), "
        + "or convert it to JSONL."),
  ]

  @Test(arguments: whole)
  func aFileThatCannotBeUsedSaysWhyAndWhatToDo(_ bad: Whole) {
    let reading = Reading(bad.bytes, from: bad.from)
    #expect(reading.papers.isEmpty)
    #expect(reading.error?.description == bad.message)
    #expect(reading.error?.file == "in")
  }

  @Test func filesThatCannotBeOpened() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path
    #expect(
      Reading(path: path + "/none").error?.description
        == "\(path)/none: expected a file, found nothing under this name. Check the path.")
    #expect(
      Reading(path: path).error?.description
        == "\(path): expected a file, found a directory. "
        + "Name the files in it, for example \(path)/*.")
    #expect(
      CorpusError.unreadable(file: "f", reason: "Permission denied").description
        == "f: expected a readable file, found \"Permission denied\". "
        + "Make the file readable for this user.")
    #expect(
      CorpusError.noMemory(file: "f").description
        == "f: expected memory for reading, found none left. "
        + "Close other programs or split the file.")
    let file = try directory.write(Array("{\"title\":\"T\"}\n".utf8), as: "a.jsonl")
    #expect(Reading(path: file).papers.map(\.source) == [SourcePlace(file: file, line: 1)])
  }

  @Test func aLineOfAnyLengthIsSkippedInBoundedMemory() {
    // 12 MB of one line behind gzip, against a limit of 1 MiB.
    let neighbour = Array("{\"id\":\"n\",\"title\":\"N\"}\n".utf8)
    let long = [UInt8](repeating: 0x61, count: 12_000_000) + [0x0A]
    let reading = Reading(
      gzipped(neighbour + long + neighbour), limits: Limits(lineBytes: 1 << 20), blockBytes: 1 << 16
    )
    #expect(reading.papers.map(\.source.line) == [1, 3])
    #expect(
      reading.messages == [
        "in:2: expected a line of at most 1048576 bytes, found 12000000 bytes. "
          + "Shorten the record; the line was skipped."
      ])
  }

  @Test(arguments: [1, 2, 3, 5, 64, 1000])
  func linesAreTheSameWhateverTheSizesOfPieceAndBlock(size: Int) {
    // ASCII, because only that is read on in pieces as they come, and well beyond the 64 KiB that
    // are looked at for the charset in one.
    var text = ""
    for i in 0..<2500 {
      text += "{\"id\":\"p\(i)\",\"title\":\"Title number \(i)\"}\n"
      if i % 250 == 7 { text += "{\"id\":\"" + String(repeating: "x", count: 900) + "\n" }
    }
    #expect(text.utf8.count > 90_000)
    let whole = Reading(Array(text.utf8), limits: Limits(lineBytes: 500))
    let pieces = Reading(
      Array(text.utf8), piece: size, limits: Limits(lineBytes: 500), blockBytes: size)
    #expect(whole.papers.count == 2500 && whole.diagnostics.count == 10)
    #expect(pieces.papers == whole.papers)
    #expect(pieces.messages == whole.messages)
  }
}
