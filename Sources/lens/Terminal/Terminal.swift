// What is known of the terminal, and the two streams: data on standard output, prose on standard error.
import LensSearch

import Glibc

/// The terminal and its streams.
enum Terminal {
  /// Whether standard output is a terminal.
  static let outputIsTerminal = isatty(STDOUT_FILENO) == 1
  /// Whether standard error is a terminal: only there is a progress bar drawn.
  static let errorIsTerminal = isatty(STDERR_FILENO) == 1
  /// Whether output may carry colour (https://no-color.org).
  static let usesColour =
    outputIsTerminal && environment("NO_COLOR") == nil && environment("TERM") != "dumb"

  /// Columns of the terminal, or 100 where there is none.
  static var width: Int {
    var size = winsize()
    let stream = outputIsTerminal ? STDOUT_FILENO : STDERR_FILENO
    if ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return environment("COLUMNS").flatMap(Int.init) ?? 100
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
  /// A reader that has gone ends the command quietly by SIGPIPE; a full disk ends it with a
  /// message.
  static func write(_ text: String, to stream: Stream = .output) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
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

  /// Writes a line of prose to standard error.
  static func note(_ text: String) {
    write(text + "\n", to: .errors)
  }

  /// Writes an error to standard error.
  static func error(_ text: String) {
    let isColoured = errorIsTerminal && environment("NO_COLOR") == nil
    note((isColoured ? "\u{1b}[1;31mlens:\u{1b}[0m " : "lens: ") + text)
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
