// A library that grows and shrinks at random, and the index that a fresh build makes of what is left.
import Foundation
import LensText
@testable import LensSearch

/// Papers under random operations, in the index and in a plain list beside it.
final class GrowingLibrary {
  private let directory: TemporaryDirectory
  private var random: SplitMix64
  private var next = 0
  /// What the index should hold: the content by id.
  private(set) var papers: [String: String] = [:]
  /// Ids of the papers that were read from a second file too.
  private(set) var elsewhere: Set<String> = []
  private let updater: IndexUpdater
  /// What was done, for the message of a failure.
  private(set) var history: [String] = []

  static let secondFile = "second.jsonl"
  static let queries = [
    "sparse attention", "retrieval of protein memory", "长上下文检索", "kernel", "气候 模型",
    "agent policy reward",
  ]
  private static let english =
    "sparse attention long context retrieval language model training memory graph speech vision robot policy reward cache kernel index ranking evidence protein climate market agent"
    .split(separator: " ").map(String.init)
  private static let chinese = [
    "稀疏", "注意力", "长", "上下文", "检索", "语言", "模型", "训练", "记忆", "语音", "机器人", "策略", "气候", "市场",
  ]

  /// An index of a few papers.
  init(seed: UInt64) throws {
    directory = try TemporaryDirectory(inMemory: true)
    random = SplitMix64(state: seed)
    var updater = IndexUpdater(directory: directory.path + "/index", options: Self.options)
    updater.tiers = SegmentTiers(width: 3, limit: 24)
    self.updater = updater
    try add(3 + draw(8))
  }

  private static var options: IndexBuilder.Options {
    var options = IndexBuilder.Options()
    options.rank = 6
    options.threads = 1
    options.glossary = Glossary()
    return options
  }

  /// One random operation.
  func step() throws {
    switch draw(10) {
    case 0...3: try add(1 + draw(4))
    case 4, 5: try change()
    case 6, 7: try remove(1 + draw(3))
    case 8: try repeatSome()
    default: try refit()
    }
  }

  func refit() throws {
    history.append("refit")
    try updater.refit()
  }

  private func add(_ count: Int) throws {
    let ids = (0..<count).map { _ -> String in
      next += 1
      return "p\(next)"
    }
    history.append("add \(ids)")
    for id in ids { papers[id] = content(id) }
    try put(ids)
  }

  /// New versions of some papers, and with them some that are as they were.
  private func change() throws {
    let ids = some(1 + draw(3))
    history.append("change \(ids)")
    for id in ids { papers[id] = content(id) }
    try put(ids + some(2).filter { !ids.contains($0) })
  }

  /// Papers as they are, from the same file or from the second.
  private func repeatSome() throws {
    let ids = some(4)
    let file = draw(2) == 0 ? "in.jsonl" : Self.secondFile
    history.append("repeat \(ids) from \(file)")
    if file == Self.secondFile { elsewhere.formUnion(ids) }
    try put(ids, in: file)
  }

  private func remove(_ count: Int) throws {
    let ids = some(count)
    history.append("remove \(ids)")
    for id in ids { papers[id] = nil }
    elsewhere.subtract(ids)
    try updater.remove(ids)
  }

  private func put(_ ids: [String], in file: String = "in.jsonl") throws {
    let lines = ids.compactMap { papers[$0] }.joined(separator: "\n")
    _ = try updater.add([try directory.write(lines + "\n", to: file)])
  }

  private func some(_ count: Int) -> [String] {
    var left = papers.keys.sorted()
    return (0..<min(count, left.count)).map { _ in left.remove(at: draw(left.count)) }
  }

  /// A paper in one language, its title its own.
  private func content(_ id: String) -> String {
    let isChinese = draw(3) == 0
    let words = (0..<(4 + draw(10))).map { _ in
      isChinese
        ? Self.chinese[draw(Self.chinese.count)] : Self.english[draw(Self.english.count)]
    }
    let suffix = isChinese ? "_zh" : ""
    let text = words.joined(separator: isChinese ? "" : " ")
    return
      #"{"id":"\#(id)","title\#(suffix)":"\#(text.prefix(12)) \#(id)","abstract\#(suffix)":"\#(text)","year":\#(2000 + draw(25))}"#
  }

  private func draw(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  /// The index as it is.
  func engine() throws -> SearchEngine { try SearchEngine(opening: directory.path + "/index") }

  /// A new index of the papers, in the order of the one that grew.
  func fresh() throws -> SearchEngine {
    let lines = PaperList.jsonl.text(try engine().papers())
    let file = try directory.write(lines, to: "fresh.jsonl")
    _ = try IndexBuilder(directory: directory.path + "/fresh", options: Self.options)
      .build(from: [file])
    return try SearchEngine(opening: directory.path + "/fresh")
  }
}

/// Steele, Lea and Flood 2014: reproducible on every machine.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
