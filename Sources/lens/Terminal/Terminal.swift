// What is known of the terminal, and the two streams: data on standard output, prose on standard error.
import LensSearch

import Glibc

/// The terminal and its streams.
enum Terminal {
  /// Whether standard output is a terminal.
  static let outputIsTerminal = isatty(STDOUT_FILENO) == 1
  /// Whether standard error is a terminal: only there is a progress bar drawn.
  static let errorIsTerminal = isatty(STDERR_FILENO) == 1
  /// Whether output is coloured.
  static let usesColour = isColoured(outputIsTerminal)
  /// Whether messages are coloured.
  static let coloursErrors = isColoured(errorIsTerminal)

  /// Whether a stream is coloured: by `NO_COLOR` (https://no-color.org), then `CLICOLOR_FORCE`, then the
  /// settings, else on terminals.
  private static func isColoured(_ isTerminal: Bool) -> Bool {
    if environment("NO_COLOR") != nil { return false }
    if let force = environment("CLICOLOR_FORCE"), force != "0" { return true }
    switch Settings.current.colour {
    case .always: return true
    case .never: return false
    case .auto: return isTerminal && environment("TERM") != "dumb"
    }
  }

  /// Columns of the terminal, or 100 where there is none.
  static var width: Int { size.columns ?? environment("COLUMNS").flatMap(Int.init) ?? 100 }
  /// Columns that a line may take: those of the terminal, any number in a pipe or file.
  static var room: Int {
    outputIsTerminal ? width : environment("COLUMNS").flatMap(Int.init) ?? .max
  }
  /// Rows of the terminal, or 24 where there is none.
  static var height: Int { size.rows ?? environment("LINES").flatMap(Int.init) ?? 24 }

  private static var size: (columns: Int?, rows: Int?) {
    var size = winsize()
    let stream = outputIsTerminal ? STDOUT_FILENO : STDERR_FILENO
    guard ioctl(stream, UInt(TIOCGWINSZ), &size) == 0 else { return (nil, nil) }
    // A terminal that does not know its size says 0.
    return (size.ws_col > 0 ? Int(size.ws_col) : nil, size.ws_row > 0 ? Int(size.ws_row) : nil)
  }

  /// An environment variable that is set and not empty.
  static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The two streams a command writes to.
  enum Stream: Int32 {
    case output = 1
    case errors = 2
  }

  /// Writes data, to standard output unless told otherwise.
  ///
  /// Output is held back while a ``Pager`` collects it. A reader that has gone ends the command quietly by SIGPIPE; a full disk ends it with a
  /// message.
  static func write(_ text: String, to stream: Stream = .output) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      if stream == .output, Pager.take(rest) { return }
      while !rest.isEmpty {
        let written = Glibc.write(stream.rawValue, rest.baseAddress, rest.count)
        if written > 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        } else if errno != EINTR {
          guard stream == .output else { return }
          error(
            "standard output: expected to be written, found: \(String(cString: strerror(errno))).")
          exit(Failure.running)
        }
      }
    }
  }

  /// Writes lines of prose to standard error, broken between words where a terminal shows them.
  static func note(_ text: String) {
    guard errorIsTerminal else { return write(text + "\n", to: .errors) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line).withoutEscapes.displayWidth > width
        ? String(line).wrapped(to: width) : String(line)
    }
    write(lines.joined(separator: "\n") + "\n", to: .errors)
  }

  /// Writes an error to standard error.
  static func error(_ text: String) {
    note((coloursErrors ? "\u{1b}[1;31mlens:\u{1b}[0m " : "lens: ") + text)
  }
}

/// The few styles that tables use; plain text where colour is not wanted.
enum Style {
  case title, faint, match, number

  /// The text in this style.
  func callAsFunction(_ text: String) -> String {
    guard Terminal.usesColour else { return text }
    let code =
      switch self {
      case .title: "1"
      case .faint: "2"
      case .match: "1;33"
      case .number: "36"
      }
    return "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }

  /// A passage with its matches marked: coloured on a terminal, in guillemets elsewhere.
  static func marked(_ snippet: Snippet) -> String {
    Terminal.usesColour ? snippet.marked("\u{1b}[1;33m", "\u{1b}[0m") : snippet.marked("«", "»")
  }
}
