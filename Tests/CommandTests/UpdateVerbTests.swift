// `lens add`, `remove` and `refit` with the real binary: what they print, and how they end.
import Foundation
import Testing

@Suite struct UpdateVerbTests {
  private static func lines(_ numbers: Range<Int>) -> String {
    numbers.map {
      #"{"id":"p\#($0)","title":"Paper \#($0) on lattices","abstract":"word\#($0 % 7) lattice"}"#
        + "\n"
    }.joined()
  }

  private func papers(_ lens: LensCommand) throws -> Int? {
    try lens.run("status", "--format", "json").object()["papers"] as? Int
  }

  @Test func papersComeGoAndAreLearntFrom() throws {
    let lens = try LensCommand()
    let first = try lens.write(Self.lines(0..<40), to: "a.jsonl")
    let second = try lens.write(Self.lines(35..<60), to: "b.jsonl")
    #expect(try lens.run("add", first).output.contains("40 new"))
    let added = try lens.run("add", second, "--format", "json")
    #expect(added.status == 0 && added.errors.isEmpty)
    let summary = try added.object()
    #expect(summary["added"] as? Int == 20 && summary["papers"] as? Int == 60)
    #expect(summary["segments"] as? Int == 2)
    #expect(try lens.run("add", first, second).output.contains("60 as they were"))

    let status = try lens.run("status", "--format", "json").object()
    #expect(status["folded"] as? Int == 20 && status["refit_due"] as? Bool == true)
    #expect(try lens.run("status").output.contains("lens refit is due"))

    #expect(try lens.run("remove", "p1", "p41").output.contains("2 removed"))
    #expect(try lens.run("remove", "-", input: "p2\np3\n").status == 0)
    #expect(try papers(lens) == 56)
    let gone = try lens.run("remove", "p5", "p1")
    #expect(gone.status == 2 && gone.errors.contains("p1: expected the id"))
    #expect(try papers(lens) == 56)

    #expect(try lens.run("refit").status == 0)
    let after = try lens.run("status", "--format", "json").object()
    #expect(after["segments"] as? Int == 1 && after["removed"] as? Int == 0)
    #expect(after["refit_due"] as? Bool == false && after["papers"] as? Int == 56)
    #expect(try lens.run("check").status == 0)
    #expect(try lens.run("bench", "--queries", "3").status == 0)
  }

  @Test func aLimitOfMemoryIsRead() throws {
    let lens = try LensCommand()
    let file = try lens.write(Self.lines(0..<40), to: "a.jsonl")
    #expect(try lens.run("index", file, "--memory", "0.5GiB").status == 0)
    #expect(try lens.run("add", file, "--memory", "600m").status == 0)
    #expect(try lens.run("refit", "--memory", "1T").status == 0)
    for (size, message) in [("100M", "512M at least"), ("much", "such as 2G"), ("-1G", "2G")] {
      let refused = try lens.run("index", file, "--memory=\(size)")
      #expect(refused.status == 2 && refused.errors.contains(message))
    }
  }

  @Test func whatAQueryFindsIsListedBeforeItIsRemoved() throws {
    let lens = try LensCommand()
    let file = try lens.write(
      Self.lines(0..<10) + #"{"id":"odd","title":"Zymurgy of old"}"# + "\n", to: "a.jsonl")
    #expect(try lens.run("index", file).status == 0)
    let listed = try lens.run("remove", "--query", "zymurgy")
    #expect(listed.status == 0 && listed.output == "odd\tZymurgy of old\n")
    #expect(listed.errors.contains("--yes"))
    #expect(try papers(lens) == 11)
    #expect(try lens.run("remove", "--query", "zymurgy", "--yes").output.contains("1 removed"))
    #expect(try lens.run("query", "zymurgy", "--format", "json").output == "[]\n")
  }

  @Test func sourcesAndTheirContradictionsAreShown() throws {
    let lens = try LensCommand()
    let one = try lens.write(
      #"{"id":"x","title":"A paper of several sources","year":2023}"# + "\n", to: "one.jsonl")
    let two = try lens.write(
      "@article{y, title={A paper of several sources}, year={2024}, journal={J}}", to: "two.bib")
    #expect(try lens.run("index", one).status == 0)
    #expect(try lens.run("add", two).status == 0)
    let shown = try lens.run("show", "x", "--sources", "--format", "json")
    let sources = try shown.objects()
    #expect(sources.map { $0["format"] as? String } == ["jsonl", "bibtex"])
    #expect((sources.last?["otherwise"] as? [String: Any])?["year"] as? Int == 2024)
    #expect(try lens.run("show", "x", "--sources").output.contains("two.bib:1"))
    #expect(try lens.run("show", "x", "--sources", "--format", "ris").status == 2)
    let listed = try lens.run("status", "--duplicates", "--format", "json").objects()
    #expect(listed.count == 1 && listed.first?["id"] as? String == "x")
    #expect(try lens.run("status", "--duplicates").output.contains("year 2023, but 2024 in"))
    #expect(try lens.run("query", "several", "--format", "json").objects().count == 1)
  }

  @Test func aWatchedFolderIsAddedAndMirrored() throws {
    let lens = try LensCommand()
    let inbox = lens.path("inbox")
    try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
    try lens.write(Self.lines(0..<10), to: "inbox/a.jsonl")
    #expect(try lens.run("watch", inbox, "--once").output.contains("10 new"))
    try lens.write(Self.lines(10..<15), to: "inbox/b.jsonl")
    let second = try lens.run("watch", inbox, "--once", "--format", "json").object()
    #expect(second["added"] as? Int == 5)
    try FileManager.default.removeItem(atPath: inbox + "/b.jsonl")
    #expect(try lens.run("watch", inbox, "--once").status == 0)
    #expect(try papers(lens) == 15)
    let mirrored = try lens.run("watch", inbox, "--once", "--mirror")
    #expect(mirrored.output.contains("5 removed") && mirrored.errors.contains("gone: "))
    #expect(try papers(lens) == 10)
    #expect(try lens.run("watch", lens.path("nowhere")).status == 2)
  }

  @Test func wrongUsageAndMissingIndexesEndWithTwo() throws {
    let lens = try LensCommand()
    for arguments in [
      ["remove", "x"], ["refit"], ["add"], ["remove"], ["remove", "x", "--query", "y"],
      ["refit", "--rank", "0"], ["add", "x", "--from", "nothing"],
    ] {
      let result = try lens.run(arguments)
      #expect(result.status == 2, "\(arguments): \(result.errors)")
      #expect(!result.errors.isEmpty)
    }
    for verb in ["add", "remove", "refit", "watch"] {
      #expect(try lens.run(verb, "--help").output.contains("Example:"))
    }
  }
}
