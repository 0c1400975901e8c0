// Charsets found by content, and broken text: repaired, counted, reported, never dropped.

import CCompression
import Foundation
import Testing

@testable import LensCorpus

@Suite struct CharsetTests {
  static let text =
    Fixture.digest + "\n\nA Fourth: Émile's Sheep 😀\n\n第四篇:埃米尔的羊\n\n" + Fixture.abstracts[0]

  static func encoded(_ text: String, _ charset: Charset, mark: Bool = false) throws -> [UInt8] {
    let encoding: String.Encoding
    switch charset {
    case .utf8: return (mark ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8)
    case .utf16LE: encoding = .utf16LittleEndian
    case .utf16BE: encoding = .utf16BigEndian
    case .gb18030: encoding = String.Encoding(rawValue: 0x8000_0632)
    }
    let bytes = Array(try #require(text.data(using: encoding)))
    guard mark else { return bytes }
    return (charset == .utf16LE ? [0xFF, 0xFE] : [0xFE, 0xFF]) + bytes
  }

  @Test(
    arguments: [
      (Charset.utf8, true), (.utf16LE, true), (.utf16BE, true), (.utf16LE, false),
      (.utf16BE, false),
      (.gb18030, false),
    ], [1, 3, 1000, Int.max])
  func theSamePapersInEveryCharset(_ charset: (Charset, Bool), piece: Int) throws {
    let plain = Reading(Self.text)
    #expect(plain.papers.count == 4 && plain.diagnostics.isEmpty)
    let reading = Reading(try Self.encoded(Self.text, charset.0, mark: charset.1), piece: piece)
    #expect(reading.papers == plain.papers)
    #expect(reading.charset == charset.0)
    let message =
      "in: expected UTF-8, found \(charset.0.rawValue). It was converted; there is nothing to do."
    #expect(reading.messages == (charset.0 == .utf8 ? [] : [message]))
    #expect(reading.diagnostics.allSatisfy { $0.severity == .note })
  }

  @Test func gb18030IsFoundAfterALongStretchOfASCII() throws {
    let ascii = (0..<3000).map { "{\"id\":\"p\($0)\",\"title\":\"Title number \($0)\"}\n" }.joined()
    let chinese = "{\"id\":\"z\",\"title\":\"数羊的模型与湖泊数据\"}\n"
    let bytes = Array(ascii.utf8) + (try Self.encoded(chinese, .gb18030))
    for piece in [1000, Int.max] {
      let reading = Reading(bytes, piece: piece)
      #expect(reading.charset == .gb18030)
      #expect(reading.papers.count == 3001 && reading.papers.last?.titleZH == "数羊的模型与湖泊数据")
    }
  }

  @Test func damagedUTF8IsNotTakenForAnotherCharset() {
    var bytes = Array(Fixture.digest.utf8)
    let place = bytes.count / 2
    bytes[place] = 0xFF
    let reading = Reading(bytes)
    #expect(reading.charset == .utf8 && reading.papers.count == 3)
    #expect(reading.diagnostics.map(\.kind) == [.brokenText])
  }

  @Test func latin1IsRepairedAndNotTakenForChinese() {
    let line =
      Array("{\"id\":\"a\",\"title\":\"Caf".utf8) + [0xE9] + Array(" fr".utf8) + [0xE8]
      + Array("re\"}\n".utf8)
    let reading = Reading(line)
    #expect(reading.papers.map(\.title) == ["Caf\u{FFFD} fr\u{FFFD}re"])
    #expect(
      reading.messages == [
        "in:1: expected valid UTF-8, found the first of 2 broken byte sequences. "
          + "Correct the text; U+FFFD was read in its place."
      ])
    #expect(reading.diagnostics.map(\.severity) == [.warning])
  }

  @Test(arguments: [1, 50, 4096, Int.max])
  func theFirstBrokenLineIsNamed(block: Int) {
    var bytes: [UInt8] = []
    for i in 0..<300 {
      bytes += Array("{\"id\":\"p\(i)\",\"title\":\"Ünited 题目\"}\n".utf8)
      if i == 122 {
        bytes += Array("{\"id\":\"bad\",\"title\":\"".utf8) + [0xC3] + Array("\"}\n".utf8)
      }
    }
    let reading = Reading(bytes, piece: block, blockBytes: min(block, 1 << 20))
    #expect(reading.papers.count == 301)
    #expect(
      reading.messages == [
        "in:124: expected valid UTF-8, found a broken byte sequence. "
          + "Correct the text; U+FFFD was read in its place."
      ])
  }

  @Test func loneSurrogatesAndOddBytesOfUTF16AreReplaced() throws {
    var bytes = try Self.encoded("{\"title\":\"ab\"}\n", .utf16LE, mark: true)
    bytes[24] = 0x00
    bytes[25] = 0xD8
    let reading = Reading(bytes + [0x41], from: .jsonl)
    #expect(reading.papers.count + reading.diagnostics.filter { $0.severity == .error }.count == 2)
    #expect(reading.diagnostics.contains { $0.kind == .brokenText && $0.found.contains("2") })
  }

  @Test func repairIsWhatStringDoesForEveryPairAndARandomMillion() {
    // The reference is String(decoding:as:), which follows the same section of Unicode.
    func repaired(_ bytes: [UInt8]) -> (text: [UInt8], count: Int) {
      let block = TextBlock(capacity: bytes.count)
      let result = bytes.withUnsafeBufferPointer { UTF8Repair.append($0, to: block) }
      return (Array(block.bytes), result.count)
    }
    var pairs: [UInt8] = []
    for a in UInt8.min...UInt8.max {
      for b in UInt8.min...UInt8.max { pairs += [0x2E, a, b] }
    }
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    // Leads and continuations far more often than a uniform choice would give.
    let pool: [UInt8] = [
      0x41, 0x80, 0xBF, 0xA0, 0x90, 0xC3, 0xE0, 0xE4, 0xED, 0xEF, 0xF0, 0xF4, 0xF5,
    ]
    let random = (0..<1_000_000).map { _ in pool[Int(generator.next() % UInt64(pool.count))] }
    for bytes in [pairs, random] {
      let expected = Array(String(decoding: bytes, as: UTF8.self).utf8)
      let result = repaired(bytes)
      #expect(result.text == expected, "seed \(seed)")
      let marks = expected.withUnsafeBufferPointer { text in
        text.indices.dropLast(2).reduce(0) { count, i in
          count + (text[i] == 0xEF && text[i + 1] == 0xBF && text[i + 2] == 0xBD ? 1 : 0)
        }
      }
      #expect(result.count == marks, "seed \(seed)")
    }
  }

  @Test func brokenBytesAreCountedTheSameInAnyPieces() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    var bytes = Array("{\"title\":\"题目题目题目题目题目题目题目题目\"}\n".utf8)
    bytes = Array(repeating: bytes, count: 1500).flatMap { $0 }
    #expect(bytes.count > 90_000)
    for _ in 0..<600 {
      let place = Int.random(in: 60..<bytes.count, using: &generator)
      if bytes[place] >= 0x80 { bytes[place] = UInt8.random(in: 0x80...0xFF, using: &generator) }
    }
    let whole = Reading(bytes, from: .jsonl)
    for piece in [1, 2, 5, 77] {
      let pieces = Reading(bytes, piece: piece, from: .jsonl)
      #expect(pieces.papers == whole.papers && pieces.messages == whole.messages, "seed \(seed)")
    }
  }

  @Test(arguments: [Charset.utf16LE, .utf16BE, .gb18030])
  func decodersLeaveWhatIsCutForTheNextPiece(_ charset: Charset) throws {
    let bytes = try Self.encoded(Self.text, charset)
    let gb18030 = try #require(GB18030Decoder())
    func decode(_ bytes: [UInt8], isLast: Bool, to block: TextBlock) -> DecodedPiece {
      bytes.withUnsafeBufferPointer { bytes in
        charset == .gb18030
          ? gb18030.append(bytes, isLast: isLast, to: block)
          : UTF16Decoding.append(
            bytes, littleEndian: charset == .utf16LE, isLast: isLast, to: block)
      }
    }
    for piece in 1...9 {
      let block = TextBlock(capacity: 16)
      var held: [UInt8] = []
      var repairs = 0
      for start in stride(from: 0, to: bytes.count, by: piece) {
        let end = min(start + piece, bytes.count)
        held += bytes[start..<end]
        let step = decode(held, isLast: end == bytes.count, to: block)
        held.removeFirst(step.used)
        repairs += step.repairs
      }
      #expect(String(decoding: block.bytes, as: UTF8.self) == Self.text, "piece \(piece)")
      #expect(repairs == 0 && held.isEmpty)
    }
  }
}
