// Which settings there are: every key with the values it takes. A file is checked against this whole,
// so that a slip of the pen is told and never ignored.
import LensText

/// One setting.
public struct SettingDefinition: Sendable {
  /// The values it takes.
  public enum Kind: Sendable {
    /// One of these words.
    case word([String])
    /// A whole number in a range.
    case integer(ClosedRange<Int>)
    /// true or false.
    case boolean
    /// Any text but the empty one.
    case text
  }

  /// The key with its table: `query.limit`.
  public var name: String
  /// The values it takes.
  public var kind: Kind
  /// Its value where the file says nothing, as a person reads it.
  public var standard: String
  /// What it does, as a phrase.
  public var help: String

  /// A setting.
  public init(_ name: String, _ kind: Kind, standard: String, help: String) {
    self.name = name
    self.kind = kind
    self.standard = standard
    self.help = help
  }

  /// The values it takes, in words.
  public var expectation: String {
    switch kind {
    case .word(let words): "one of " + words.map { "\"\($0)\"" }.joined(separator: ", ")
    case .integer(let range): "a whole number, \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .text: "\"text\""
    }
  }

  func takes(_ value: SettingsValue) -> Bool {
    switch (kind, value) {
    case (.word(let words), .string(let text)): words.contains(text)
    case (.integer(let range), .integer(let number)): range.contains(number)
    case (.boolean, .boolean): true
    case (.text, .string(let text)): !text.isEmpty
    default: false
    }
  }
}

/// All settings.
public struct SettingsSchema: Sendable {
  /// The settings with names of their own.
  public var definitions: [SettingDefinition]
  /// Tables whose keys the user chooses, with what their values are.
  public var freeTables: [SettingDefinition]

  /// A schema.
  public init(definitions: [SettingDefinition], freeTables: [SettingDefinition]) {
    self.definitions = definitions
    self.freeTables = freeTables
  }

  /// The checked settings of a file.
  ///
  /// Throws at the first key that is unknown or holds what it does not take.
  public func check(_ document: SettingsDocument, file: String) throws(SettingsError)
    -> SettingsValues
  {
    var values = SettingsValues()
    for entry in document.entries {
      let name = entry.path.joined(separator: ".")
      let free = freeTables.first { entry.path.count == 2 && $0.name == entry.path[0] }
      guard let definition = free ?? definitions.first(where: { $0.name == name }) else {
        throw unknown(entry, name: name, file: file)
      }
      guard definition.takes(entry.value) else {
        throw SettingsError(
          file: file, line: entry.line, expected: "\(name) to be \(definition.expectation)",
          found: entry.value.written, cure: "Mend the line.")
      }
      values.entries.append((entry.path, entry.value, entry.line))
    }
    return values
  }

  private func unknown(_ entry: SettingsDocument.Entry, name: String, file: String) -> SettingsError
  {
    let known = definitions.map(\.name) + freeTables.map { "\($0.name).NAME" }
    // A key without its table is the likeliest slip.
    let near =
      definitions.first { $0.name.split(separator: ".").last.map(String.init) == entry.path.last }?
      .name ?? Nearest.name(to: name, among: known)
    let cure = near.map { "Did you mean \($0)?" } ?? "lens config lists the known ones."
    return SettingsError(
      file: file, line: entry.line, expected: "a known key", found: "'\(name)'", cure: cure)
  }
}

/// What a settings file sets.
public struct SettingsValues: Sendable {
  var entries: [(path: [String], value: SettingsValue, line: Int)] = []

  /// Nothing set.
  public init() {}

  /// The value of a setting and its line.
  public func value(_ name: String) -> (value: SettingsValue, line: Int)? {
    entries.first { $0.path.joined(separator: ".") == name }.map { ($0.value, $0.line) }
  }

  /// The text of a setting.
  public func string(_ name: String) -> String? {
    if case .string(let text)? = value(name)?.value { text } else { nil }
  }

  /// The number of a setting.
  public func integer(_ name: String) -> Int? {
    if case .integer(let number)? = value(name)?.value { number } else { nil }
  }

  /// The yes or no of a setting.
  public func boolean(_ name: String) -> Bool? {
    if case .boolean(let isTrue)? = value(name)?.value { isTrue } else { nil }
  }

  /// The texts of a table whose keys the user chose, in the file's order.
  public func table(_ name: String) -> [(key: String, text: String, line: Int)] {
    entries.compactMap { entry in
      guard entry.path.count == 2, entry.path[0] == name, case .string(let text) = entry.value
      else { return nil }
      return (entry.path[1], text, entry.line)
    }
  }
}

extension SettingsValue {
  /// The value as the file would say it.
  public var written: String {
    switch self {
    case .string(let text): "\"\(text)\""
    case .integer(let number): "\(number)"
    case .boolean(let isTrue): "\(isTrue)"
    }
  }
}
