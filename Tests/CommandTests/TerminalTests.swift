// What a person sees: on a terminal of any width nothing runs over its edge, long output is paged, titles
// are links. `script` (util-linux) makes the terminal.
import Foundation
import Testing

@testable import lens

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("abc", 3), ("长上下文", 8), ("ｆｕｌｌ", 8), ("ｶﾅ", 2), ("한국어", 6), ("e\u{301}", 1), ("👩‍👧", 2),
    ("🇨🇳", 2),
    ("❤\u{FE0F}", 2), ("…", 1), ("“", 1), ("\u{200B}", 0), ("𠀀", 2), ("🧠x", 3), ("", 0),
    ("1\u{20E3}", 1),
  ])
  func columnsAreThoseOfATerminal(text: String, columns: Int) {
    #expect(
      text.displayWidth == columns, "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
  }

  @Test func aTextIsCutToItsColumns() {
    #expect("长上下文".fitted(to: 8) == "长上下文")
    #expect("长上下文".fitted(to: 7) == "长上下…")
    #expect("长上下文".fitted(to: 6) == "长上…")
    #expect("abc".fitted(to: 2) == "a…")
  }

  @Test func aPathLongerThanALineIsBroken() {
    #expect("/a/very/long/path".folded(to: 6) == ["/a/ver", "y/long", "/path"])
    #expect("中文中文".folded(to: 5) == ["中文", "中文"])
  }

  @Test func escapesTakeNoColumn() {
    let link = "\u{1b}]8;;https://x.org\u{1b}\\\u{1b}[1m标题\u{1b}[0m\u{1b}]8;;\u{1b}\\"
    #expect(link.withoutEscapes == "标题")
    #expect(link.wrapped(to: 4) == link)
  }

  @Test func aTableFitsOrIsStacked() {
    var table = Table([
      Table.Column(name: "name"), Table.Column(name: "n", isNumber: true),
      Table.Column(name: "path", mayBeCut: true),
    ])
    table.rows = [["工作", "12", "/a/very/long/path/to/it"]]
    #expect(table.text(columns: 80) == "name   n  path\n工作  12  /a/very/long/path/to/it\n")
    #expect(table.text(columns: 20) == "name   n  path\n工作  12  /a/very/l…\n")
    let narrow = table.text(columns: 12).split(separator: "\n").map(String.init)
    #expect(
      narrow.allSatisfy { $0.displayWidth <= 12 } || narrow.contains { $0.contains("/a/very") })
    #expect(narrow.first == "工作")
  }
}

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
struct TerminalTests {
  /// What a command prints on a terminal of so many columns and rows.
  private func screen(
    _ lens: LensCommand, _ command: String, columns: Int = 80, rows: Int = 24,
    environment: [String: String] = [:]
  ) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
    process.arguments = [
      "-qec",
      "stty cols \(columns) rows \(rows); '\(LensCommand.binary.path)' \(command) 2> /dev/null",
      "/dev/null",
    ]
    process.currentDirectoryURL = lens.directory
    process.environment = [
      "LENS_INDEX": lens.path("idx"), "HOME": lens.directory.path, "PATH": "/usr/bin:/bin",
      "TERM": "xterm-256color", "LANG": "C.UTF-8",
    ].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let file = lens.path("screen")
    try Data().write(to: URL(fileURLWithPath: file))
    process.standardOutput = FileHandle(forWritingAtPath: file)
    try process.run()
    process.waitUntilExit()
    return String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
      .split(omittingEmptySubsequences: false) { $0 == "\r\n" || $0 == "\n" }.map(String.init)
  }

  private func library() throws -> LensCommand {
    let lens = try LensCommand()
    try lens.run(["index"] + LensCommand.sampleFiles())
    return lens
  }

  @Test func nothingRunsOverTheEdge() throws {
    let lens = try library()
    for columns in [40, 80] {
      for command in [
        "query 'long context' --explain", "query 长上下文", "related 'Attention Is All You Need'",
        "terms 检索", "status", "bench --queries 3", "query --facets", "show 1706.03762", "config",
        "indexes",
      ] {
        let lines = try screen(
          lens, command, columns: columns, environment: ["LENS_PAGER": ""])
        #expect(lines.count > 1 || command == "indexes", "\(command)")
        for line in lines {
          #expect(line.withoutEscapes.displayWidth <= columns, "\(command) at \(columns): \(line)")
        }
      }
    }
  }

  @Test func titlesAreLinksUnlessTheyAreUnwanted() throws {
    let lens = try library()
    let query = "query 'attention' -n 1"
    func hasLink(_ environment: [String: String]) throws -> Bool {
      try screen(lens, query, environment: environment.merging(["LENS_PAGER": ""]) { $1 })
        .joined().contains("\u{1b}]8;;http")
    }
    #expect(try hasLink([:]))
    for environment in [["NO_COLOR": "1"], ["TERM": "dumb"], ["TERM": "linux"]] {
      #expect(try !hasLink(environment), "\(environment)")
    }
  }

  @Test func longOutputGoesThroughThePagerOfTheEnvironment() throws {
    let lens = try library()
    func pages(_ command: String, rows: Int, _ environment: [String: String]) throws -> Bool {
      let lines = try screen(lens, command, rows: rows, environment: environment)
      return lines.joined(separator: "\n").contains("PAGED")
    }
    let pager = ["PAGER": "sed 's/^/PAGED /'"]
    #expect(try pages("query attention", rows: 10, pager))
    #expect(try !pages("query attention -n 1", rows: 24, pager))
    #expect(try !pages("query attention --no-pager", rows: 10, pager))
    #expect(try !pages("query attention", rows: 10, pager.merging(["LENS_PAGER": "cat"]) { $1 }))
    // A pager that is not there loses nothing.
    let lost = try screen(
      lens, "query attention", rows: 10, environment: ["PAGER": "no-such-pager 2> /dev/null"])
    #expect(lost.joined().contains("Attention"))
  }
}
