// Tables that fit the terminal: columns as wide as what they hold; where that is too much, the last
// column of text is cut, and where that is not enough, each row becomes a paragraph.

/// A table with a header; its first columns are text, the others may be numbers, set to the right.
struct Table {
  /// One column.
  struct Column {
    var name: String
    var isNumber = false
    /// Whether its texts may be cut to make the table fit.
    var mayBeCut = false
  }

  var columns: [Column]
  var rows: [[String]] = []
  /// Spaces before each line.
  var indent = 0

  init(_ columns: [Column], indent: Int = 0) {
    self.columns = columns
    self.indent = indent
  }

  /// The table in at most so many columns of the terminal.
  func text(columns room: Int = Terminal.room) -> String {
    let rows = rows.map { $0.map(\.shown) }
    var widths = columns.indices.map { place in
      ([columns[place].name] + rows.map { $0[place] }).map(\.displayWidth).max() ?? 0
    }
    let gaps = indent + 2 * (columns.count - 1)
    let excess = widths.reduce(gaps, +) - room
    if excess > 0 {
      guard let cut = columns.lastIndex(where: \.mayBeCut), widths[cut] - excess >= 8 else {
        return stacked(rows, room)
      }
      widths[cut] -= excess
    }
    let margin = String(repeating: " ", count: indent)
    func line(_ cells: [String], _ style: (String) -> String) -> String {
      let parts = columns.indices.map { place in
        let cell = cells[place].fitted(to: widths[place])
        let isLast = place == columns.count - 1
        return isLast && !columns[place].isNumber
          ? cell : cell.padded(to: widths[place], right: columns[place].isNumber)
      }
      return margin + style(parts.joined(separator: "  ")) + "\n"
    }
    return line(columns.map(\.name)) { Style.faint($0) } + rows.map { line($0) { $0 } }.joined()
  }

  /// Each row as its first cell and, below it, the others with their columns' names.
  private func stacked(_ rows: [[String]], _ room: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return rows.map { row in
      let rest = columns.indices.dropFirst().filter { !row[$0].isEmpty }.map { place in
        "\(columns[place].name) \(row[place])"
      }
      let head = row[0].folded(to: room - indent).joined(separator: "\n" + margin)
      let lines = rest.joined(separator: "  ").folded(to: room - indent - 2)
      return margin + head + "\n" + lines.map { margin + "  " + $0 + "\n" }.joined()
    }.joined()
  }
}
