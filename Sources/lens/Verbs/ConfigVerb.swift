// `lens config`: the settings in force, and where each comes from.
import ArgumentParser
import LensSearch
import LensSettings

struct ConfigVerb: SettingsFreeCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show the settings and where each comes from.",
    discussion: """
      Settings lie in $XDG_CONFIG_HOME/lens/config.toml (~/.config/lens/config.toml), in TOML. An unknown \
      key or a value of the wrong kind is an error that names its line. No setting can run a command.

      Example of a file:
        index = "work"              # used where nothing else is named
        [indexes]
        work = "~/papers/index"     # lens query --index work
        [query]
        limit = 20                  # papers in an answer
        mode = "hybrid"             # or lexical, semantic
        format = "table"            # or json, md, bibtex, …
        [terminal]
        colour = "auto"             # or always, never
        pager = true                # long output a page at a time
        links = true                # titles are links
        ambiguous = "narrow"        # or wide, for East Asian fonts

      The command line counts before the environment, the environment before the file. NO_COLOR and \
      CLICOLOR_FORCE say whether there is colour; LENS_PAGER, else PAGER, names the pager (default: less \
      -FRX), and an empty one turns it off.

      Example:
        lens config
        lens config --path
        lens config --format json
      """)

  @Flag(help: "Print where the file is looked for, and nothing else.")
  var path = false

  @Option(help: "Form: table or json.")
  var format = PlainFormat.table

  func run() throws {
    let settings = Settings.current
    if path {
      guard let path = settings.path else {
        throw Failure.unusable(
          "expected $XDG_CONFIG_HOME or $HOME to be a whole path, found neither. Set one of them.")
      }
      return Terminal.write(path + "\n")
    }
    try settings.check()
    let rows = EffectiveSetting.all(settings)
    switch format {
    case .json:
      let value = JSONValue.object([
        "path": settings.path.map { .string($0) },
        "settings": .array(
          rows.map {
            .object([
              "name": .string($0.name), "value": .string($0.value), "source": .string($0.source),
            ])
          }),
      ])
      Terminal.write(value.text(indent: 2) + "\n")
    case .table:
      var table = Table([
        Table.Column(name: "setting"), Table.Column(name: "value"),
        Table.Column(name: "from", mayBeCut: true),
      ])
      table.rows = rows.map { [$0.name, $0.value, Settings.abbreviated($0.source)] }
      Terminal.write(table.text())
    }
  }
}

/// A setting as it counts in this run.
struct EffectiveSetting {
  var name: String
  var value: String
  /// The environment variable, the file and line, or "default".
  var source: String

  /// Every setting, the environment taken into account.
  static func all(_ settings: Settings) -> [EffectiveSetting] {
    let file = settings.path ?? ""
    func row(_ definition: SettingDefinition) -> EffectiveSetting {
      guard let (value, line) = settings.values.value(definition.name) else {
        return EffectiveSetting(
          name: definition.name, value: definition.standard, source: "default")
      }
      let text =
        switch value {
        case .string(let text): text
        default: value.written
        }
      return EffectiveSetting(name: definition.name, value: text, source: "\(file):\(line)")
    }
    var rows = Settings.schema.definitions.map(row)
    for place in rows.indices {
      if let (value, source) = environment(for: rows[place].name) {
        rows[place].value = value
        rows[place].source = source
      }
    }
    for (name, directory, line) in settings.values.table("indexes") {
      rows.append(
        EffectiveSetting(name: "indexes.\(name)", value: directory, source: "\(file):\(line)"))
    }
    return rows
  }

  /// What the environment says instead of a setting, and which variable says it.
  private static func environment(for name: String) -> (value: String, source: String)? {
    switch name {
    case "index": return Terminal.environment("LENS_INDEX").map { ($0, "$LENS_INDEX") }
    case "terminal.colour":
      if Terminal.environment("NO_COLOR") != nil { return ("never", "$NO_COLOR") }
      guard let force = Terminal.environment("CLICOLOR_FORCE"), force != "0" else { return nil }
      return ("always", "$CLICOLOR_FORCE")
    case "terminal.pager": return Pager.environment
    case "terminal.links":
      return Terminal.environment("NO_COLOR").map { _ in ("false", "$NO_COLOR") }
    default: return nil
    }
  }
}
