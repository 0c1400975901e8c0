// What is fuzzed: every reader by its format, the finding of format, charset and compression, the
// analyzer, and the small languages of the command line.
//
// A fuzzer traps where something that must hold for every input does not hold; the sanitizers and
// libFuzzer's limits see to the rest.
import Glibc

@testable import LensCorpus
@testable import LensSettings
@testable import LensText

/// One way to feed lens bytes that it did not make.
struct Fuzzer: Sendable {
  var name: String
  var run: @Sendable ([UInt8]) -> Void

  static let all: [Fuzzer] =
    [
      Fuzzer(name: "any") { read($0, as: nil) },
      Fuzzer(name: "analyzer", run: analyze),
      Fuzzer(name: "glossary") { _ = try? Glossary(parsing: String(decoding: $0, as: UTF8.self)) },
      Fuzzer(name: "settings") {
        _ = try? SettingsDocument(parsing: String(decoding: $0, as: UTF8.self), file: "in")
      },
      Fuzzer(name: "columns") {
        _ = try? ColumnMapping(parsing: String(decoding: $0, as: UTF8.self))
      },
    ] + Format.allCases.map { format in Fuzzer(name: format.rawValue) { read($0, as: format) } }

  static let chosen: Fuzzer? = {
    guard let name = getenv("LENS_FUZZ") else { return nil }
    return all.first { $0.name == String(cString: name) }
  }()

  /// Reads the bytes as a file, in pieces and blocks whose sizes follow from their number, and merges
  /// the papers.
  private static func read(_ bytes: [UInt8], as format: Format?) {
    let sizes = [Int.max, 1, 7, 1000]
    do throws(CorpusError) {
      var source = try PaperSource(
        bytes: bytes, name: "in", piece: sizes[bytes.count % sizes.count], from: format,
        limits: Limits(lineBytes: 4096, recordBytes: 8192),
        blockBytes: [1 << 16, 4096, 512][bytes.count % 3])
      var merger = PaperMerger()
      while let batch = try source.nextBatch() {
        let parsed = batch.parse()
        for diagnostic in parsed.diagnostics {
          precondition((diagnostic.line ?? 1) > 0, "\(diagnostic)")
        }
        _ = merger.add(parsed.papers)
      }
      let ids = Set(merger.papers.map(\.id))
      precondition(ids.count == merger.papers.count, "two papers of one id")
      precondition(merger.papers.allSatisfy { !$0.id.isEmpty }, "a paper without id")
    } catch {
      precondition(!error.description.isEmpty)
    }
  }

  /// Analyzes the bytes as a text and checks what `Token` promises.
  private static func analyze(_ bytes: [UInt8]) {
    var buffer = TokenBuffer()
    bytes.withUnsafeBufferPointer { Analyzer().analyze($0, into: &buffer) }
    let isValid = String(validating: bytes, as: UTF8.self) != nil
    var last: Int32 = 0
    for token in buffer.tokens {
      precondition(token.start >= last && token.start < token.end, "offsets ascend")
      precondition(token.end <= bytes.count, "offsets lie inside")
      precondition((1...64).contains(token.termLength), "a term has 1 to 64 bytes")
      precondition(!buffer.surface(token).isEmpty, "a token has a surface")
      if isValid {
        for place in [Int(token.start), Int(token.end)] where place < bytes.count {
          precondition(bytes[place] & 0xC0 != 0x80, "offsets lie between scalars")
        }
      }
      last = token.start
    }
  }
}
