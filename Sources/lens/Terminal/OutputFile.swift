// Writing a file the user named, other than an index.
import Glibc

enum OutputFile {
  /// Writes a text to a file, in place of what was there.
  ///
  /// Throws a `Failure` that names the file and what the system said.
  static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "we") else { throw failure(path) }
    var text = text
    let isWritten = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
    let code = errno
    // A full disk may show itself only here.
    guard fclose(file) == 0 else { throw failure(path) }
    guard isWritten else {
      errno = code
      throw failure(path)
    }
  }

  private static func failure(_ path: String) -> Failure {
    .unusable(
      "\(path): expected a file that can be written, found: \(String(cString: strerror(errno))). "
        + "Name another.")
  }
}
