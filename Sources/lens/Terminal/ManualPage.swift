// A manual page in the man(7) macros, from what ArgumentParser tells of a command.

/// The manual page of a command and its verbs.
struct ManualPage {
  /// What ArgumentParser prints for `--experimental-dump-help`, as far as the page needs it.
  struct CommandHelp: Decodable {
    var command: Command
  }

  /// A command or verb.
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  /// An argument, option or flag.
  struct Argument: Decodable {
    /// `-n` or `--limit`.
    struct Name: Decodable {
      var kind: String
      var name: String

      var spelling: String { (kind == "long" ? "--" : "-") + name }
    }

    var kind: String
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var preferredName: Name?
    var valueName: String?
    var defaultValue: String?
    var abstract: String?
  }

  private let command: Command

  init(_ command: Command) { self.command = command }

  /// The page.
  var text: String {
    let verbs = (command.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    var lines = [
      ".TH LENS 1 \(lensReleaseDate) \"lens \(lensVersion)\" \"User Commands\"",
      ".SH NAME", "lens \\- \(phrase(command.abstract))",
      ".SH SYNOPSIS", ".B lens", ".I verb", "[\\fIoption\\fR ...] [\\fIargument\\fR ...]",
      ".SH DESCRIPTION",
    ]
    lines += paragraphs(command.discussion ?? "")
    lines.append(".SH VERBS")
    for verb in verbs { lines += section(verb) }
    lines += Self.closing
    return lines.joined(separator: "\n") + "\n"
  }

  /// A verb: how it is called, what it does, its options.
  private func section(_ verb: Command) -> [String] {
    // --version and --help belong to every verb.
    let arguments = (verb.arguments ?? []).filter {
      $0.shouldDisplay && !["version", "help"].contains($0.preferredName?.name)
    }
    let positional = arguments.filter { $0.kind == "positional" }.map { argument in
      let name =
        "\\fI\(escaped(argument.valueName ?? ""))\\fR" + (argument.isRepeating ? " ..." : "")
      return argument.isOptional ? "[\(name)]" : name
    }
    let options = arguments.filter { $0.kind != "positional" }
    let call =
      ["\\fBlens \(escaped(verb.commandName))\\fR"]
      + (options.isEmpty ? [] : ["[\\fIoption\\fR ...]"]) + positional
    var lines = [".SS \"lens \(escaped(verb.commandName))\"", call.joined(separator: " ")]
    lines += [".PP", escaped(verb.abstract ?? "")]
    lines += paragraphs(verb.discussion ?? "", opensParagraph: true)
    for option in options {
      let names = (option.names ?? []).map { "\\fB\(escaped($0.spelling))\\fR" }
      let value = option.kind == "option" ? " \\fI\(escaped(option.valueName ?? "value"))\\fR" : ""
      let standard = option.defaultValue.map { " (default: \($0))" } ?? ""
      lines += [
        ".TP", names.joined(separator: ", ") + value, escaped((option.abstract ?? "") + standard),
      ]
    }
    return lines
  }

  /// A discussion: indented lines as they stand, the rest filled.
  private func paragraphs(_ text: String, opensParagraph: Bool = false) -> [String] {
    var lines: [String] = []
    var isExample = false
    var isOpen = opensParagraph
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let indented = line.hasPrefix("  ")
      if indented != isExample {
        // A paragraph follows an example, whose lines keep their own spaces.
        lines += indented ? [".RS 4", ".nf"] : [".fi", ".RE"]
        isExample = indented
        isOpen = !indented
      }
      if line.isEmpty {
        isOpen = true
        continue
      }
      if isOpen, !indented {
        lines.append(".PP")
        isOpen = false
      }
      lines.append(escaped(String(indented ? line.dropFirst(2) : line)))
    }
    if isExample { lines += [".fi", ".RE"] }
    return lines
  }

  /// The abstract as NAME wants it: a phrase without a full stop.
  private func phrase(_ text: String?) -> String {
    let text = escaped(text ?? "")
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// Text in which troff sees no command.
  private func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += "\\e"
      case "-": out += "\\-"
      case "'": out += "\\(aq"
      case "`": out += "\\(ga"
      case "^": out += "\\(ha"
      case "~": out += "\\(ti"
      case "\n": out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out.hasPrefix(".") ? "\\&" + out : out
  }

  /// What follows the verbs.
  private static let closing = [
    ".SH ENVIRONMENT",
    ".TP", ".B LENS_INDEX", "The index where \\fB\\-\\-index\\fR names none.",
    ".TP", ".BR LENS_PAGER \", \" PAGER",
    "The pager for long output on a terminal; empty or \\fBcat\\fR: none.",
    ".TP", ".BR NO_COLOR \", \" CLICOLOR_FORCE",
    "No colour; colour even where there is no terminal.",
    ".TP", ".BR XDG_DATA_HOME \", \" XDG_CONFIG_HOME",
    "Where indexes and settings lie (default: \\(ti/.local/share and \\(ti/.config).",
    ".TP", ".B LENS_ISA", "The kernels to use: scalar, avx2, avx512 or neon.",
    ".SH FILES",
    ".TP", ".I $XDG_CONFIG_HOME/lens/config.toml", "The settings; see \\fBlens config\\fR.",
    ".SH \"EXIT STATUS\"",
    "0: done (an empty answer is an answer). 1: failure while running.",
    "2: wrong usage, or unusable input or index.",
  ]
}
