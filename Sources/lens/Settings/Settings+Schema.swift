// Every setting there is. What is printed by `lens config`, and docs/config.md, follow this list.
import LensSearch
import LensSettings

extension Settings {
  /// The settings with what they take.
  static let schema = SettingsSchema(
    definitions: [
      SettingDefinition(
        "index", .text, standard: "$XDG_DATA_HOME/lens",
        help: "the index to use where no other is named: a name or a directory"),
      SettingDefinition(
        "query.limit", .integer(0...1_000_000), standard: "10", help: "papers in an answer, at most"
      ),
      SettingDefinition(
        "query.mode", .word(SearchMode.allCases.map(\.rawValue)),
        standard: SearchMode.hybrid.rawValue, help: "what ranks"),
      SettingDefinition(
        "query.format", .word(HitFormat.allCases.map(\.rawValue)),
        standard: HitFormat.table.rawValue, help: "form of an answer"),
      SettingDefinition(
        "terminal.colour", .word(ColourChoice.allCases.map(\.rawValue)),
        standard: ColourChoice.auto.rawValue, help: "when output is coloured"),
      SettingDefinition(
        "terminal.pager", .boolean, standard: "true",
        help: "whether long output is shown a page at a time"),
      SettingDefinition(
        "terminal.links", .boolean, standard: "true", help: "whether titles are links (OSC 8)"),
      SettingDefinition(
        "terminal.ambiguous", .word(AmbiguousWidth.allCases.map(\.rawValue)),
        standard: AmbiguousWidth.narrow.rawValue,
        help: "columns of characters that East Asian fonts draw wide, such as “ and …"),
    ],
    freeTables: [
      SettingDefinition(
        "indexes", .text, standard: "", help: "indexes by name: the directory of each")
    ])

  /// How many papers an answer has, where the settings say.
  var limit: Int? { values.integer("query.limit") }
  /// What ranks, where the command line says nothing.
  var mode: SearchMode { values.string("query.mode").flatMap(SearchMode.init) ?? .hybrid }
  /// The form of an answer, where the command line says nothing.
  var format: HitFormat { values.string("query.format").flatMap(HitFormat.init) ?? .table }
  /// When output is coloured, where the environment says nothing.
  var colour: ColourChoice { values.string("terminal.colour").flatMap(ColourChoice.init) ?? .auto }
  /// Whether long output is shown a page at a time.
  var pager: Bool { values.boolean("terminal.pager") ?? true }
  /// Whether titles are links.
  var links: Bool { values.boolean("terminal.links") ?? true }
  /// How wide characters of ambiguous width are.
  var ambiguous: AmbiguousWidth {
    values.string("terminal.ambiguous").flatMap(AmbiguousWidth.init) ?? .narrow
  }
}

/// When output is coloured.
enum ColourChoice: String, CaseIterable {
  case auto, always, never
}

/// Columns of characters whose width East Asian fonts and others disagree on.
enum AmbiguousWidth: String, CaseIterable {
  case narrow, wide
}
