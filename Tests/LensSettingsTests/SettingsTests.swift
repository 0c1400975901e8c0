// The settings file: what it may say, and what is said of each slip.
import LensText
import Testing

@testable import LensSettings

private let schema = SettingsSchema(
  definitions: [
    SettingDefinition("index", .text, standard: "", help: ""),
    SettingDefinition("query.limit", .integer(0...100), standard: "10", help: ""),
    SettingDefinition("query.mode", .word(["hybrid", "lexical"]), standard: "", help: ""),
    SettingDefinition("terminal.pager", .boolean, standard: "true", help: ""),
  ],
  freeTables: [SettingDefinition("indexes", .text, standard: "", help: "")])

/// What a text sets, or the message it gets.
private func read(_ text: String) -> Result<SettingsValues, SettingsError> {
  do throws(SettingsError) {
    let document = try SettingsDocument(parsing: text, file: "config.toml")
    return .success(try schema.check(document, file: "config.toml"))
  } catch {
    return .failure(error)
  }
}

@Suite struct SettingsTests {
  @Test func everyKindOfValueIsRead() throws {
    let values = try read(
      """
      # settings
      index = "work"  # the usual one
      query.mode = 'lexical'

      [query]
      limit = 1_0
      [ terminal ]
      "pager" = false
      [indexes]
      work = "~/papers \\u4E2D \\"x\\""
      中 = "no"
      """.replacing("中 = \"no\"", with: "\"中\" = '/srv/中 # no comment'")
    ).get()
    #expect(values.string("index") == "work")
    #expect(values.string("query.mode") == "lexical")
    #expect(values.integer("query.limit") == 10)
    #expect(values.value("query.limit")?.line == 6)
    #expect(values.boolean("terminal.pager") == false)
    #expect(values.table("indexes").map(\.key) == ["work", "中"])
    #expect(values.table("indexes").map(\.text) == ["~/papers 中 \"x\"", "/srv/中 # no comment"])
  }

  @Test func windowsLineEndsAndAByteOrderMarkAreRead() throws {
    let values = try read("\u{FEFF}index = \"a\"\r\n[query]\r\nlimit = 3\r\n").get()
    #expect(values.string("index") == "a")
    #expect(values.value("query.limit")?.line == 3)
  }

  @Test(arguments: [
    (
      "query.limt = 3",
      "config.toml:1: expected a known key, found 'query.limt'. Did you mean query.limit?"
    ),
    (
      "\nlimit = 3", "config.toml:2: expected a known key, found 'limit'. Did you mean query.limit?"
    ),
    (
      "zebra = 3",
      "config.toml:1: expected a known key, found 'zebra'. lens config lists the known ones."
    ),
    (
      "[query]\nlimit = \"3\"",
      "config.toml:2: expected query.limit to be a whole number, 0 to 100, found \"3\". Mend the line."
    ),
    (
      "query.limit = 101",
      "config.toml:1: expected query.limit to be a whole number, 0 to 100, found 101. Mend the line."
    ),
    (
      "query.mode = \"magic\"",
      "config.toml:1: expected query.mode to be one of \"hybrid\", \"lexical\", found \"magic\". Mend the line."
    ),
    (
      "terminal.pager = \"less\"",
      "config.toml:1: expected terminal.pager to be true or false, found \"less\". Mend the line."
    ),
    ("index = \"\"", "config.toml:1: expected index to be \"text\", found \"\". Mend the line."),
    (
      "[indexes]\nwork = 3",
      "config.toml:2: expected indexes.work to be \"text\", found 3. Mend the line."
    ),
    (
      "index = \"a\"\nindex = \"b\"",
      "config.toml:2: expected a new key, found index of line 1 again. Mend the line."
    ),
    (
      "[query]\n[query]",
      "config.toml:2: expected a new table, found [query] of line 1. Mend the line."
    ),
    ("index", "config.toml:1: expected '=' after index, found the end of the line. Mend the line."),
    (
      "index = ",
      "config.toml:1: expected \"text\", a whole number, true or false, found the end of the line. Mend the line."
    ),
    (
      "index = [\"a\"]",
      "config.toml:1: expected \"text\", a whole number, true or false, found '[\"a\"]'. Mend the line."
    ),
    (
      "query.limit = 1.5",
      "config.toml:1: expected \"text\", a whole number, true or false, found '1.5'. Mend the line."
    ),
    (
      "index = \"a",
      "config.toml:1: expected a closing \", found the end of the line. Mend the line."
    ),
    (
      "index = \"a\\q\"",
      "config.toml:1: expected an escape \\b \\t \\n \\f \\r \\\" \\\\ \\uXXXX or \\UXXXXXXXX, found \\q. Mend the line."
    ),
    (
      "index = \"a\" b",
      "config.toml:1: expected nothing but a comment after the value, found 'b'. Mend the line."
    ),
    (
      "[query", "config.toml:1: expected ']' after query, found the end of the line. Mend the line."
    ),
    (
      "= 3",
      "config.toml:1: expected a key, as in query.limit = 20, or a [table], found '= 3'. Mend the line."
    ),
  ])
  func aSlipIsNamedWithItsLineAndItsCure(text: String, message: String) {
    guard case .failure(let error) = read(text) else {
      Issue.record("\(text) was read")
      return
    }
    #expect(error.description == message)
  }

  @Test func aHugeFileIsRefused() {
    guard case .failure(let error) = read(String(repeating: "# x\n", count: 20_000)) else {
      Issue.record("a file of 80 kB was read")
      return
    }
    #expect(error.description.contains("at most 65536 bytes"))
  }

  @Test func theNearestNameIsFoundAndAStrangerIsNot() {
    #expect(Nearest.name(to: "colour", among: ["color", "pager"]) == "color")
    #expect(Nearest.name(to: "WORK", among: ["home", "work"]) == "work")
    #expect(Nearest.name(to: "yaer", among: ["venue", "year"]) == "year")
    #expect(Nearest.name(to: "xyzzy", among: ["home", "work"]) == nil)
    #expect(Nearest.name(to: "a", among: []) == nil)
  }
}
