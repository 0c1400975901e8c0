// Long output a page at a time: what a verb prints is held back and, where it is longer than the
// terminal, given to the user's pager.
//
// The pager is $LENS_PAGER, else $PAGER, else less. These are the user's own environment; no settings
// file can name a command.
import Synchronization

import Glibc

/// The page that is being collected.
enum Pager {
  private static let page = Mutex<[UInt8]?>(nil)

  /// Holds back what is printed from now on, if it goes to a terminal and a pager is wanted.
  static func begin(_ option: PagerOption) {
    guard Terminal.outputIsTerminal, !option.noPager, command != nil else { return }
    page.withLock { $0 = [] }
  }

  /// Whether text was taken, to be shown later.
  static func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    page.withLock { held in
      guard held != nil else { return false }
      held?.append(contentsOf: bytes)
      return true
    }
  }

  /// Shows what was held back: as it is where it fits the terminal, else in the pager.
  static func end() {
    let held = page.withLock { page in
      defer { page = nil }
      return page
    }
    guard let held, !held.isEmpty else { return }
    let text = String(decoding: held, as: UTF8.self)
    guard let command, !fits(text), run(command, on: held) else { return Terminal.write(text) }
  }

  /// The command of the pager; nil where none is wanted or there is none.
  private static var command: String? {
    if let own = getenv("LENS_PAGER").map({ String(cString: $0) }) { return shown(own) }
    guard Settings.current.pager, Terminal.environment("TERM") != "dumb" else { return nil }
    if let usual = getenv("PAGER").map({ String(cString: $0) }) { return shown(usual) }
    let folders = (Terminal.environment("PATH") ?? "").split(separator: ":")
    return folders.contains { access("\($0)/less", X_OK) == 0 } ? "less -FRX" : nil
  }

  /// The pager that the environment names, and the variable that does.
  static var environment: (value: String, source: String)? {
    let names = Settings.current.pager ? ["LENS_PAGER", "PAGER"] : ["LENS_PAGER"]
    for name in names {
      if let value = getenv(name) { return (shown(String(cString: value)) ?? "false", "$\(name)") }
    }
    return nil
  }

  /// A pager that does nothing is none.
  private static func shown(_ command: String) -> String? {
    command.isEmpty || command == "cat" ? nil : command
  }

  private static func fits(_ text: String) -> Bool {
    let width = Terminal.width
    var rows = 1
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      rows += max(1, (String(line).withoutEscapes.displayWidth + width - 1) / width)
      if rows > Terminal.height { return false }
    }
    return true
  }

  /// Runs the pager on a text and waits for it; false where it could not be started.
  private static func run(_ command: String, on text: [UInt8]) -> Bool {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // The pager's own keys end it, not those that would end lens; a pager that is left early is no error.
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    // Colours and links as they are; leave at once where all fits.
    setenv("LESS", "FRX", 0)
    setenv("LV", "-c", 0)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGINT)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let words = ["sh", "-c", command]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    var child: pid_t = 0
    let code = posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, environ)
    close(ends[0])
    guard code == 0 else {
      close(ends[1])
      return false
    }
    text.withUnsafeBytes { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let written = write(ends[1], rest.baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        if written <= 0 { break }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
    close(ends[1])
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    // The shell found no such command: the text must not be lost.
    return status >> 8 & 0xFF != 127
  }
}
