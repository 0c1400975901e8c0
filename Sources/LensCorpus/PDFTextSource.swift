// The first page of a PDF as XML: poppler's pdftotext, run as a child with a time limit. A PDF is a
// program for a page; reading it in a process of its own keeps what it may do wrong out of ours. No
// shell is involved, and the child gets nothing but the file's name.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What pdftotext says of a file, as it says it.
final class PDFTextSource: ByteSource {
  private let file: String
  private let child: pid_t
  private let output: Int32
  private let deadline: ContinuousClock.Instant
  private let limit: Duration
  private var isReaped = false
  private(set) var bytesRead = 0

  /// Starts `program` on a file.
  init(
    path: String, program: String = "pdftotext", limit: Duration = .seconds(20)
  ) throws(CorpusError) {
    file = path
    self.limit = limit
    deadline = .now + limit
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    // No other child is to hold the pipe open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    output = ends[0]
    // A name that begins with a dash would be an option.
    let name = path.hasPrefix("-") ? "./" + path : path
    let arguments = [
      program, "-q", "-f", "1", "-l", "1", "-bbox-layout", "-enc", "UTF-8", name, "-",
    ]
    let (started, code) = Self.spawn(program, arguments, output: ends[1])
    close(ends[1])
    child = started
    guard code == 0 else {
      isReaped = true
      throw .missingLibrary(
        file: path, library: "pdftotext", package: "poppler-utils",
        reason: String(cString: strerror(code)))
    }
  }

  deinit {
    close(output)
    if !isReaped {
      kill(child, SIGKILL)
      var status: Int32 = 0
      waitpid(child, &status, 0)
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
    while !isReaped {
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else { throw tooSlow() }
      var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wait, 1, Int32(clamping: left.components.seconds * 1000 + 1000))
      if ready == 0 || ready < 0 && errno == EINTR { continue }
      #if canImport(Glibc)
        let got = Glibc.read(output, buffer.baseAddress, buffer.count)
      #else
        let got = Musl.read(output, buffer.baseAddress, buffer.count)
      #endif
      if got > 0 {
        bytesRead += got
        return got
      }
      if got == 0 {
        try reap()
      } else if errno != EINTR {
        throw .unreadable(file: file, reason: String(cString: strerror(errno)))
      }
    }
    return 0
  }

  /// Takes the child's status; it has closed its output, so that it ends, too.
  private func reap() throws(CorpusError) {
    var status: Int32 = 0
    while true {
      let done = waitpid(child, &status, WNOHANG)
      if done == child { break }
      guard ContinuousClock.now < deadline else { throw tooSlow() }
      usleep(1000)
    }
    isReaped = true
    let code = status >> 8 & 0xFF
    // 127: some systems learn only in the child that there is no such program.
    if code == 127 {
      throw .missingLibrary(
        file: file, library: "pdftotext", package: "poppler-utils",
        reason: String(cString: strerror(ENOENT)))
    }
    guard status == 0 else {
      throw .unreadable(file: file, reason: "pdftotext cannot read it (status \(code))")
    }
  }

  private func tooSlow() -> CorpusError {
    .unreadable(
      file: file, reason: "pdftotext took more than \(limit.components.seconds) seconds")
  }

  /// Runs a program found in the search path, its output into a pipe, no input, no complaints.
  private static func spawn(
    _ program: String, _ arguments: [String], output: Int32
  ) -> (child: pid_t, code: Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    var child: pid_t = 0
    let code = posix_spawnp(&child, program, &actions, nil, pointers, environ)
    return (child, code)
  }
}
