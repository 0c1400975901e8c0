// Names and values in two columns, the way `status`, `show` and `config` print them.

/// Lines of a name and a value; a value that is too long goes on under its beginning.
struct Facts {
  /// Columns of the names, with the space behind them.
  var nameColumns = 11
  private(set) var text = ""

  /// Adds a line.
  mutating func add(_ name: String, _ value: String) {
    let room = max(Terminal.room - nameColumns, 16)
    let lines = value.shown.folded(to: room)
    let indent = String(repeating: " ", count: nameColumns)
    text +=
      Style.faint(name.padded(to: nameColumns - 1)) + " " + lines.joined(separator: "\n" + indent)
    text += "\n"
  }
}

extension String {
  /// The text in lines of so many columns: broken between words, and inside what is longer than a
  /// line, such as a path.
  func folded(to columns: Int) -> [String] {
    guard displayWidth > columns else { return [self] }
    return wrapped(to: columns).split(separator: "\n").flatMap { line -> [String] in
      var pieces = [""]
      var width = 0
      for character in line {
        if width + character.displayWidth > columns {
          pieces.append("")
          width = 0
        }
        pieces[pieces.count - 1].append(character)
        width += character.displayWidth
      }
      return pieces
    }
  }
}
