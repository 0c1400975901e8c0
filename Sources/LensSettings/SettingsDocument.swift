// The settings file as it is written: keys with values, each with its line. No meaning yet.
//
// The language is the part of TOML (https://toml.io/en/v1.0.0) that settings need: comments, tables,
// bare, quoted and dotted keys, strings on one line, decimal whole numbers, true and false. Whatever
// else TOML has (dates, fractions, lists, inline tables, strings over lines) is an error that says so.

/// A value of the settings file.
public enum SettingsValue: Sendable, Equatable {
  /// Text.
  case string(String)
  /// A whole number.
  case integer(Int)
  /// true or false.
  case boolean(Bool)
}

/// The entries of a settings file, in its order.
public struct SettingsDocument: Sendable, Equatable {
  /// One key with its value.
  public struct Entry: Sendable, Equatable {
    /// The key with the tables it stands in, outermost first.
    public var path: [String]
    /// What it is set to.
    public var value: SettingsValue
    /// Its line, from 1.
    public var line: Int
  }

  /// What the file sets.
  public private(set) var entries: [Entry] = []
  /// The longest file that is read, bytes.
  public static let byteLimit = 64 << 10

  /// Reads a file's text; `file` names it in messages.
  ///
  /// O(bytes). Throws at the first line that breaks the language, or sets a key again.
  public init(parsing text: String, file: String) throws(SettingsError) {
    guard text.utf8.count <= Self.byteLimit else {
      throw SettingsError(
        file: file, line: nil, expected: "at most \(Self.byteLimit) bytes of settings",
        found: "\(text.utf8.count) bytes", cure: "Shorten the file.")
    }
    var table: [String] = []
    var tables: [[String]: Int] = [:]
    var keys: [[String]: Int] = [:]
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (offset, line) in lines.enumerated() {
      // A byte order mark is no part of the first key.
      let start = offset == 0 && line.first == "\u{FEFF}" ? line.dropFirst() : line
      var scanner = SettingsLine(start, file: file, number: offset + 1)
      switch try scanner.content() {
      case .nothing: break
      case .table(let path):
        if let earlier = tables.updateValue(offset + 1, forKey: path) {
          throw scanner.failure(
            "a new table", "[\(path.joined(separator: "."))] of line \(earlier)")
        }
        table = path
      case .entry(let path, let value):
        let whole = table + path
        if let earlier = keys.updateValue(offset + 1, forKey: whole) {
          throw scanner.failure(
            "a new key", "\(whole.joined(separator: ".")) of line \(earlier) again")
        }
        entries.append(Entry(path: whole, value: value, line: offset + 1))
      }
    }
  }
}
