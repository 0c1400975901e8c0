// A text file as lines of columns, the form that qrels and runs share.
//
// The whole file is read into memory (a run of 5,000 queries of 1,000 papers is about 250 MB); its
// lines and columns are ranges of those bytes.

import Glibc

/// The bytes of a text file and the name it goes by in messages.
struct TextLines {
  /// The most that is read of one file, in bytes.
  static let limit = 2 << 30

  let file: String
  let bytes: [UInt8]

  init(bytes: [UInt8], file: String) {
    self.file = file
    self.bytes = bytes
  }

  /// Reads the file at `path`; `-` is standard input.
  ///
  /// - Throws: `EvalError.unreadable`, `EvalError.tooLarge`.
  init(reading path: String, limit: Int = limit) throws(EvalError) {
    let file = path == "-" ? "standard input" : path
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .unreadable(file: file, found: String(cString: strerror(errno)))
    }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }

    // Pipes have no size to ask for, so the file is read until it ends.
    var bytes: [UInt8] = []
    let step = 1 << 20
    while true {
      var failure: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: step) { buffer, count in
        // Safe: `read` is told the capacity, and reports how much of it it filled.
        var got = read(descriptor, buffer.baseAddress, step)
        while got < 0 && errno == EINTR { got = read(descriptor, buffer.baseAddress, step) }
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      if failure != 0 { throw .unreadable(file: file, found: String(cString: strerror(failure))) }
      if chunk.isEmpty { break }
      guard bytes.count + chunk.count <= limit else { throw .tooLarge(file: file, limit: limit) }
      bytes.append(contentsOf: chunk)
    }
    self.init(bytes: bytes, file: file)
  }

  /// Calls `body` for each line that is not blank, without its line end (LF or CRLF) and without a
  /// byte order mark; lines are numbered from 1.
  ///
  /// - Throws: `EvalError.notText` for UTF-16, and what `body` throws.
  func forEachLine(_ body: (Place, ArraySlice<UInt8>) throws(EvalError) -> Void) throws(EvalError) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      let place = Place(file: file, line: 1)
      throw .notText(place, expected: "UTF-8 text", found: "the byte order mark of UTF-16")
    }
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let content = bytes[start..<end]
      if !content.allSatisfy(isBlank) {
        let isCRLF = content.last == UInt8(ascii: "\r")
        try body(Place(file: file, line: line), isCRLF ? content.dropLast() : content)
      }
      start = end + 1
      line += 1
    }
  }
}

/// Whether `byte` is a space, a tab or a carriage return.
private func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
}

/// `line` cut into columns.
///
/// A line with as many tabs as one of `counts` asks for is cut at its tabs, so that an id may hold
/// spaces; any other is cut at runs of spaces and tabs, as TREC files are.
func columns(of line: ArraySlice<UInt8>, counts: [Int]) -> [ArraySlice<UInt8>] {
  let tabs = line.count { $0 == UInt8(ascii: "\t") }
  if counts.contains(tabs + 1) {
    return line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map(trimmed)
  }
  return line.split(whereSeparator: isBlank)
}

/// `field` without blanks at its ends.
private func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var field = field
  while let last = field.last, isBlank(last) { field.removeLast() }
  while let first = field.first, isBlank(first) { field.removeFirst() }
  return field
}

/// `id` as ids are compared: without blanks at its ends, which a file of columns cannot keep.
func comparableID(_ id: String) -> String {
  guard let first = id.utf8.first, let last = id.utf8.last, isBlank(first) || isBlank(last) else {
    return id
  }
  return String(decoding: trimmed(Array(id.utf8)[...]), as: UTF8.self)
}

/// The id in `field`: not empty, and UTF-8.
func identifier(
  _ field: ArraySlice<UInt8>, _ role: String, at place: Place
) throws(EvalError) -> String {
  guard !field.isEmpty else { throw .emptyID(place, expected: "a \(role) id") }
  guard let text = String(validating: field, as: UTF8.self) else {
    throw .notText(place, expected: "a \(role) id in UTF-8", found: quoted(field))
  }
  return text
}
