// Shared by the tests of this module: sources over bytes, temporary files, compressed copies, a
// seeded generator, and the folder of real data, which lies outside the repository.

import CCompression
import Foundation
import Testing

@testable import LensCorpus

/// Everything that a source gives.
struct Reading {
  var papers: [Paper] = []
  var diagnostics: [Diagnostic] = []
  var error: CorpusError?
  var format: Format?
  var charset: Charset?

  var messages: [String] { diagnostics.map(\.description) }
  var titles: [String] { papers.map(\.displayTitle) }

  init(
    _ bytes: [UInt8], name: String = "in", piece: Int = .max, from format: Format? = nil,
    limits: Limits = .standard, blockBytes: Int = 4 << 20
  ) {
    take {
      () throws(CorpusError) in
      try PaperSource(
        bytes: bytes, name: name, piece: piece, from: format, limits: limits,
        blockBytes: blockBytes)
    }
  }

  init(_ text: String, name: String = "in", from format: Format? = nil, limits: Limits = .standard)
  {
    self.init(Array(text.utf8), name: name, from: format, limits: limits)
  }

  init(path: String, from format: Format? = nil) {
    take { () throws(CorpusError) in try PaperSource(path: path, from: format) }
  }

  private mutating func take(_ open: () throws(CorpusError) -> PaperSource) {
    do throws(CorpusError) {
      var source = try open()
      format = source.format
      defer { charset = source.charset }
      while let batch = try source.nextBatch() {
        let parsed = batch.parse()
        papers += parsed.papers
        diagnostics += parsed.diagnostics
      }
    } catch {
      self.error = error
    }
  }
}

/// A directory that is removed with its last owner.
final class TemporaryDirectory {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("corpus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], as name: String) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
}

func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  var input = bytes
  var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 128)
  let made = input.withUnsafeMutableBufferPointer { from in
    output.withUnsafeMutableBufferPointer { to in
      stream.next_in = from.baseAddress
      stream.avail_in = UInt32(from.count)
      stream.next_out = to.baseAddress
      stream.avail_out = UInt32(to.count)
      deflate(&stream, Z_FINISH)
      return to.count - Int(stream.avail_out)
    }
  }
  deflateEnd(&stream)
  return Array(output[..<made])
}

func zstandard(_ bytes: [UInt8]) -> [UInt8] {
  var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
  let made = ZSTD_compress(&output, output.count, bytes, bytes.count, 3)
  return Array(output[..<made])
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The real digests and corpora, where they are at hand.
enum RealData {
  static let folder: String? = {
    let given = ProcessInfo.processInfo.environment["LENS_TEST_DATA"]
    let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../shared/data").standardized.path
    return [given, beside].compactMap { $0 }.first {
      FileManager.default.fileExists(atPath: $0 + "/digests")
    }
  }()

  static var isPresent: Bool { folder != nil }
  static let absence: Comment = "no shared/data beside the checkout and no LENS_TEST_DATA"

  static func path(_ name: String) -> String { (folder ?? "") + "/" + name }

  /// The Markdown digests in order.
  static func digests() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path("digests"))
      .filter { $0.hasSuffix(".md") }.sorted().map { path("digests/" + $0) }
  }
}

/// Three papers in the digest form, of our own writing.
enum Fixture {
  static let digestTitle = "每周AI论文速递(240101-240105)"
  static let english = [
    "Counting Sheep: A Benchmark for Very Patient Language Models",
    "Small Ponds, Big Fish: Local Training on Lake Data",
    "RiverNet: Following Water Through Maps",
  ]
  static let chinese = ["数羊:面向极有耐心的语言模型的评测基准", "小池大鱼:基于湖泊数据的本地训练", "RiverNet: 在地图上追踪水流"]
  static let abstracts = [
    "我们提出一个评测基准,考察语言模型在极长的重复任务中能否保持准确。模型需要一只一只地数羊,并在任何时刻回答已经数过多少。"
      + "实验表明,多数模型在三百只以后开始出错,而带有外部计数器的模型可以一直数到天亮。",
    "湖泊面积虽小,却有丰富的数据。本文说明如何只用一个湖的观测数据训练一个足够好的鱼群模型,并与使用全球数据的大型模型进行比较。"
      + "结果显示,本地模型在误差上更小,训练时间也只有后者的千分之一。",
    "RiverNet 是一个沿着河道传播信息的图神经网络。我们把每一段河流看作一个节点,水流的方向决定了边的方向。"
      + "在四个流域的洪水预报任务上,该方法比传统的水文模型更早地给出了可靠的警报。",
  ]

  static var digest: String {
    var lines = [digestTitle, ""]
    for i in english.indices { lines += [english[i], "", chinese[i], "", abstracts[i], ""] }
    return lines.joined(separator: "\n")
  }
}
