// The user's settings: `$XDG_CONFIG_HOME/lens/config.toml`, checked whole before it counts.
//
// Nothing in it can run a command or reach beyond lens's own output: the pager is switched on or off
// there and named in the environment alone.
import LensSearch
import LensSettings

import Glibc

/// What the settings file says.
struct Settings {
  /// Where the file is looked for; nil without a home.
  var path: String?
  /// What it sets.
  var values = SettingsValues()
  /// Why it does not count.
  var problem: String?

  /// The settings of this run.
  static let current = Settings(path: standardPath)

  /// `$XDG_CONFIG_HOME/lens/config.toml`, by default `~/.config/lens/config.toml`.
  static var standardPath: String? {
    // As with data, a relative $XDG_CONFIG_HOME does not count.
    if let home = Terminal.environment("XDG_CONFIG_HOME"), home.hasPrefix("/") {
      return home + "/lens/config.toml"
    }
    guard let home = Terminal.environment("HOME"), home.hasPrefix("/") else { return nil }
    return home + "/.config/lens/config.toml"
  }

  /// Reads and checks a file; one that is not there sets nothing.
  init(path: String?) {
    self.path = path
    guard let path else { return }
    do {
      guard let text = try Self.text(of: path) else { return }
      let document = try SettingsDocument(parsing: text, file: path)
      values = try Self.schema.check(document, file: path)
      try checkIndexes(file: path)
    } catch {
      values = SettingsValues()
      problem = (error as? Failure)?.message ?? "\(error)"
    }
  }

  /// Throws what is wrong with the file.
  func check() throws {
    if let problem { throw Failure.unusable(problem) }
  }

  /// A path of the settings as the system takes it: `~/` stands for the home directory.
  static func expanded(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = Terminal.environment("HOME") else { return path }
    return home + path.dropFirst()
  }

  /// A path as people write it: `~` for the home directory.
  static func abbreviated(_ path: String) -> String {
    guard let home = Terminal.environment("HOME"), home != "/", path.hasPrefix(home + "/") else {
      return path
    }
    return "~" + path.dropFirst(home.count)
  }

  /// Names must not look like paths, and their directories must not depend on where lens is run.
  private func checkIndexes(file: String) throws {
    for (name, directory, line) in values.table("indexes") {
      if name.contains("/") || name.isEmpty {
        throw SettingsError(
          file: file, line: line, expected: "a name without /", found: "'\(name)'",
          cure: "Choose another name.")
      }
      if !directory.hasPrefix("/"), !directory.hasPrefix("~/") {
        throw SettingsError(
          file: file, line: line, expected: "indexes.\(name) to be a path that begins with / or ~/",
          found: "\"\(directory)\"", cure: "Write the whole path.")
      }
    }
  }

  /// The file's text; nil where there is no file.
  private static func text(of path: String) throws -> String? {
    // Not blocking: the path may be a pipe.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw unreadable(path, String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw unreadable(path, "no regular file")
    }
    var bytes: [UInt8] = []
    while bytes.count <= SettingsDocument.byteLimit {
      var piece = [UInt8](repeating: 0, count: 16 << 10)
      let got = read(descriptor, &piece, piece.count)
      guard got >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
      if got == 0 { break }
      bytes += piece[..<got]
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw unreadable(path, "bytes that are no UTF-8")
    }
    return text
  }

  private static func unreadable(_ path: String, _ found: String) -> Failure {
    .unusable("\(path): expected a readable file of settings, found \(found). Mend or remove it.")
  }
}
