// What is wrong with the settings file: one error, because there is one cure, to mend the line.

/// A line of the settings file that lens cannot follow.
public struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file's path.
  public var file: String
  /// The line, from 1; nil where it is about the whole file.
  public var line: Int?
  /// What should stand there.
  public var expected: String
  /// What stands there.
  public var found: String
  /// What to do, as a whole sentence.
  public var cure: String

  /// An error.
  public init(file: String, line: Int?, expected: String, found: String, cure: String) {
    self.file = file
    self.line = line
    self.expected = expected
    self.found = found
    self.cure = cure
  }

  /// `file:line: expected X, found Y.
  ///
  /// Do Z.`
  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place): expected \(expected), found \(found). \(cure)"
  }
}
