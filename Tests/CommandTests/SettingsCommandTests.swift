// The settings file, names of indexes, completions and the manual page, through the real binary.
import Foundation
import Testing

@Suite struct SettingsCommandTests {
  let line =
    #"{"id":"a1","title":"Sparse attention","abstract":"Windows and global tokens."}"# + "\n"
  /// No index is named, so that settings and usual places count.
  let unnamed = ["LENS_INDEX": ""]

  private func configure(_ lens: LensCommand, _ text: String) throws {
    let folder = lens.directory.appendingPathComponent(".config/lens")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: folder.appendingPathComponent("config.toml"))
  }

  @Test func anIndexIsFoundByTheNameTheSettingsGiveIt() throws {
    let lens = try LensCommand()
    try configure(lens, "index = \"work\"\n[indexes]\nwork = \"~/papers index\"\n")
    let file = try lens.write(line, to: "a.jsonl")
    let made = try lens.run(["index", file, "--index", "work"], environment: unnamed)
    #expect(made.status == 0, "\(made.errors)")
    #expect(FileManager.default.fileExists(atPath: lens.path("papers index/papers.sqlite")))
    for arguments in [["show", "a1", "--index", "work"], ["show", "a1"]] {
      #expect(try lens.run(arguments, environment: unnamed).status == 0)
    }
    #expect(try lens.run(["show", "a1"], environment: ["LENS_INDEX": "work"]).status == 0)
    let listed = try lens.run(["indexes", "--format", "json"], environment: unnamed).objects()
    #expect(listed.map { $0["name"] as? String } == ["work"])
    #expect(listed.first?["papers"] as? Int == 1)
    #expect(listed.first?["default"] as? Bool == true)
  }

  @Test func anIndexInTheDataDirectoryHasTheNameOfItsFolder() throws {
    let lens = try LensCommand()
    let file = try lens.write(line, to: "a.jsonl")
    try lens.run("index", file, "--index", lens.path(".local/share/lens/mine"))
    #expect(try lens.run(["show", "a1", "--index", "mine"], environment: unnamed).status == 0)
    let wrong = try lens.run(["show", "a1", "--index", "mime"], environment: unnamed)
    #expect(wrong.status == 2)
    #expect(
      wrong.errors
        == "lens: mime: expected a directory or the name of an index, found neither. Did you mean mine?\n"
    )
    let other = try lens.run(["show", "a1", "--index", "zebra"], environment: unnamed)
    #expect(other.errors.contains("Known names: mine."))
  }

  @Test func anIndexInTheWorkingDirectoryCountsBeforeTheSettings() throws {
    let lens = try LensCommand()
    try configure(lens, "index = \"~/elsewhere\"\n")
    let file = try lens.write(line, to: "a.jsonl")
    try lens.run("index", file, "--index", lens.path("index"))
    #expect(try lens.run(["show", "a1"], environment: unnamed).status == 0)
    try FileManager.default.removeItem(atPath: lens.path("index"))
    let missing = try lens.run(["show", "a1"], environment: unnamed)
    #expect(missing.status == 2)
    #expect(missing.errors.contains(lens.path("elsewhere")), "\(missing.errors)")
  }

  @Test func theSettingsAreTheDefaultsOfAQuery() throws {
    let lens = try LensCommand()
    let lines = (0..<5).map { "{\"id\":\"p\($0)\",\"title\":\"attention \($0) heads\"}\n" }.joined()
    try lens.run("index", try lens.write(lines, to: "a.jsonl"))
    try configure(lens, "[query]\nlimit = 2\nformat = \"json\"\n")
    #expect(try lens.run("query", "attention").objects().count == 2)
    #expect(try lens.run("query", "attention", "-n", "3").objects().count == 3)
    #expect(try lens.run("query", "attention", "--format", "jsonl").output.hasPrefix("{"))
  }

  @Test func aBrokenFileIsNamedWithItsLineAndStopsEveryVerbThatUsesIt() throws {
    let lens = try LensCommand()
    try configure(lens, "[query]\nlimt = 3\n")
    for arguments in [["query", "x"], ["config"], ["indexes"], ["status"]] {
      let result = try lens.run(arguments)
      #expect(result.status == 2, "\(arguments)")
      #expect(
        result.errors.contains(
          ".config/lens/config.toml:2: expected a known key, found 'query.limt'. Did you mean query.limit?"
        ), "\(result.errors)")
    }
    #expect(try lens.run("config", "--path").output == lens.path(".config/lens/config.toml") + "\n")
    #expect(try lens.run("completions", "bash").status == 0)
    #expect(try lens.run("--help").status == 0)
    for (text, part) in [
      ("[indexes]\na = \"relative/path\"", "to be a path that begins with / or ~/"),
      ("[indexes]\n\"a/b\" = \"/x\"", "expected a name without /"),
      ("[terminal]\npager = \"rm -rf /\"", "expected terminal.pager to be true or false"),
    ] {
      try configure(lens, text)
      let result = try lens.run("config")
      #expect(result.status == 2 && result.errors.contains(part), "\(result.errors)")
    }
  }

  @Test func configSaysWhereEachSettingComesFrom() throws {
    let lens = try LensCommand()
    try configure(lens, "[terminal]\ncolour = \"always\"\n")
    func colour(_ environment: [String: String]) throws -> [String: Any]? {
      let all = try lens.run(["config", "--format", "json"], environment: environment).object()
      return (all["settings"] as? [[String: Any]])?
        .first { $0["name"] as? String == "terminal.colour" }
    }
    let fromFile = try colour([:])
    #expect(fromFile?["value"] as? String == "always")
    #expect((fromFile?["source"] as? String)?.hasSuffix("config.toml:2") == true)
    let fromEnvironment = try colour(["NO_COLOR": "1"])
    #expect(fromEnvironment?["value"] as? String == "never")
    #expect(fromEnvironment?["source"] as? String == "$NO_COLOR")
  }

  @Test func colourIsForcedAndForbidden() throws {
    let lens = try LensCommand()
    try lens.run("index", try lens.write(line, to: "a.jsonl"))
    let plain = try lens.run("query", "windows").output
    #expect(!plain.contains("\u{1b}") && plain.contains("«"))
    let forced = try lens.run(["query", "windows"], environment: ["CLICOLOR_FORCE": "1"]).output
    #expect(forced.contains("\u{1b}[1;33m") && !forced.contains("«"))
    let both = ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]
    #expect(try lens.run(["query", "windows"], environment: both).output == plain)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func aCompletionScriptParses(shell: String) throws {
    let lens = try LensCommand()
    let script = try lens.run("completions", shell)
    #expect(script.status == 0 && script.output.contains("completions"))
    let program = ["/bin", "/usr/bin", "/usr/local/bin"].map { "\($0)/\(shell)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let program else { return }
    let check = Process()
    check.executableURL = URL(fileURLWithPath: program)
    check.arguments = ["-n", try lens.write(script.output, to: "script")]
    try check.run()
    check.waitUntilExit()
    #expect(check.terminationStatus == 0)
  }

  @Test func theManualPageInTheRepositoryIsCurrent() throws {
    let lens = try LensCommand()
    let file = LensCommand.repository.appendingPathComponent("docs/lens.1")
    let kept = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(try lens.run("manual").output == kept, "make man writes docs/lens.1 anew")
    // A default without words of its own is printed as Swift writes its type.
    #expect(!kept.contains("LensSearch."))
  }
}
