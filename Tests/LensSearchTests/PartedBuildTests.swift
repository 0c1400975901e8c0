// Libraries of more papers than are held at a time: the same papers and the same words as of a build that
// holds them all, whatever the parts.
import Foundation
import LensCorpus
import LensStore
import LensText
import Testing

@testable import LensSearch

@Suite struct PartedBuildTests {
  private static let subjects = [
    "sparse attention kernel", "protein folding structure", "market price option",
    "climate ocean warming", "robot grasp policy", "speech phoneme recognition",
  ]
  private static let queries = ["attention kernel", "ocean climate", "机器人 策略", "shared word 7"]

  /// Files in which some papers stand twice: completed by another file, contradicted, or as they were.
  private static func files(_ directory: TemporaryDirectory) throws -> [String] {
    try (0..<6).map { file in
      var lines: [String] = []
      for place in 0..<40 {
        let number = file * 40 + place
        let words = subjects[number % 6].split(separator: " ")
        let text = (0..<15).map {
          "\(words[($0 * (number + 3)) % 3]) word \(($0 * 7 + number) % 40)"
        }
        lines.append(
          #"{"id":"2401.\#(10000 + number)","title":"Paper \#(number) on \#(words[number % 3])","abstract":"shared \#(text.joined(separator: " "))"}"#
        )
      }
      if file > 1 {
        let other = 10000 + (file - 2) * 40
        lines += [
          #"{"id":"2401.\#(other)","title_zh":"机器人策略 \#(file)","doi":"10.1234/\#(file)"}"#,
          #"{"id":"2401.\#(other + 1)v2","title":"Paper \#(other - 9999) on another matter"}"#,
          #"{"title":"Paper \#(other - 9998) on \#(subjects[(other - 9998) % 6].split(separator: " ")[(other - 9998) % 3])"}"#,
        ]
      }
      return try directory.write(lines.joined(separator: "\n") + "\n", to: "\(file).jsonl")
    }
  }

  private static func options(held: Int? = nil, threads: Int? = nil) -> IndexBuilder.Options {
    var options = IndexBuilder.Options()
    options.rank = 12
    options.threads = threads
    if let held { options.memory = MemoryLimit(heldByteLimit: held) }
    return options
  }

  private func words(_ engine: SearchEngine) throws -> [[String]] {
    // Which papers are near-duplicates is asked of the space too, which is another.
    var options = SearchOptions(limit: 30, mode: .lexical)
    options.showsDuplicates = true
    return try Self.queries.map { query in
      try engine.search(query, options: options).hits.map { "\($0.paper.id) \($0.score)" }
    }
  }

  @Test(arguments: [1, 20_000, 60_000])
  func partsHoldThePapersAndAnswersOfTheWhole(held: Int) throws {
    let directory = try TemporaryDirectory(inMemory: true)
    let files = try Self.files(directory)
    var remarks: [[String]] = []
    var engines: [SearchEngine] = []
    var summaries: [BuildSummary] = []
    for (name, limit) in [("whole", nil), ("parts", held)] {
      var said: [String] = []
      let path = directory.path + "/" + name
      summaries.append(
        try IndexBuilder(directory: path, options: Self.options(held: limit))
          .build(from: files) { said.append("\($0)") })
      remarks.append(said)
      engines.append(try SearchEngine(opening: path))
      #expect(try IndexCheck.run(in: IndexDirectory(path: path)).isWhole)
    }
    let (whole, parts) = (engines[0], engines[1])
    #expect(summaries[1].segments > 1 && summaries[1].sample < summaries[1].papers)
    #expect(summaries[0].papers == summaries[1].papers)
    #expect(summaries[0].merged == summaries[1].merged && summaries[0].merged > 0)
    #expect(remarks[0] == remarks[1])
    let papers = try whole.papers()
    #expect(try parts.papers() == papers)
    #expect(papers.contains { $0.titleZH != nil && $0.doi != nil })
    #expect(papers.contains { !$0.otherSources.isEmpty })
    #expect(try words(parts) == words(whole))
    // A space of few papers still knows one subject from another.
    let near = try parts.search(
      "protein folding", options: SearchOptions(limit: 10, mode: .semantic))
    // That of a single paper knows none: no word of it is in two.
    #expect(near.hits.isEmpty == (summaries[1].sample == 1))
    #expect(near.hits.allSatisfy { $0.paper.title?.contains(/protein|folding|structure/) == true })
  }

  @Test func partsDoNotDependOnThreads() throws {
    let directory = try TemporaryDirectory(inMemory: true)
    let files = try Self.files(directory)
    let made = try [1, 3].map { threads in
      let path = directory.path + "/\(threads)"
      let builder = IndexBuilder(
        directory: path, options: Self.options(held: 30_000, threads: threads))
      _ = try builder.build(from: files)
      return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        .filter { $0.hasPrefix("segment") || $0.hasPrefix("model") }
        .map { try Data(contentsOf: URL(fileURLWithPath: path + "/" + $0)) }
    }
    #expect(made[0] == made[1] && made[0].count > 2)
  }

  @Test func additionsAndRefitsOfManyPapersGoByParts() throws {
    let directory = try TemporaryDirectory(inMemory: true)
    let files = try Self.files(directory)
    let whole = directory.path + "/whole"
    _ = try IndexBuilder(directory: whole, options: Self.options()).build(from: [files[0]])
    _ = try IndexUpdater(directory: whole, options: Self.options()).add(Array(files.dropFirst()))

    let path = directory.path + "/parts"
    let updater = IndexUpdater(directory: path, options: Self.options(held: 10_000))
    _ = try IndexBuilder(directory: path, options: Self.options()).build(from: [files[0]])
    let summary = try updater.add(Array(files.dropFirst()))
    #expect(summary.segments > 2 && summary.added == 200)
    let expected = try SearchEngine(opening: whole)
    #expect(try words(SearchEngine(opening: path)) == words(expected))
    #expect(try updater.add(files).added == 0)

    let refitted = try updater.refit()
    #expect(refitted.segments > 1 && refitted.papers == 240)
    let engine = try SearchEngine(opening: path)
    #expect(try words(engine) == words(expected))
    #expect(try engine.status().fit.folded == 0)
    #expect(try IndexCheck.run(in: IndexDirectory(path: path)).isWhole)
  }

  @Test func limitsTooSmallToKeepAreRefused() {
    #expect(MemoryLimit(bytes: MemoryLimit.least - 1) == nil)
    #expect(MemoryLimit(bytes: MemoryLimit.least) != nil)
    #expect(MemoryLimit.standard.heldByteLimit > 0)
  }
}
