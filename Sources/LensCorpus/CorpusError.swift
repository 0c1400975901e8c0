// CorpusError: why a whole file cannot be read, or not to its end. What is wrong with single
// records is a Diagnostic and stops nothing.

/// A file that cannot be read, or not to its end; the doc comment of each case is the cure.
public enum CorpusError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Check the path.
  case missing(file: String)
  /// Make the file readable for this user, or read it from a healthy disk.
  case unreadable(file: String, reason: String)
  /// Name the files inside, for example with a shell pattern.
  case directory(file: String)
  /// Name the files themselves, or another folder.
  case emptyDirectory(file: String)
  /// Nothing to index; get the file again if it should hold papers.
  case empty(file: String)
  /// Give the text the file was made from.
  case binary(file: String, found: String)
  /// Convert the file to UTF-8.
  case unsupportedCharset(file: String, charset: String)
  /// Name the format with `--from`, or convert the file to JSONL.
  case unknownFormat(file: String, found: String)
  /// Install the package.
  case missingLibrary(file: String, library: String, package: String, reason: String)
  /// Fetch the file again; what stood before the cut has been delivered.
  case truncated(file: String, compression: Compression, bytesRead: Int)
  /// Fetch the file again; what stood before the damage has been delivered.
  case damaged(file: String, compression: Compression, reason: String)
  /// Close other programs or use a smaller limit.
  case noMemory(file: String)

  /// The file it is about, as it was given.
  public var file: String {
    switch self {
    case .missing(let file), .unreadable(let file, _), .directory(let file),
      .emptyDirectory(let file), .empty(let file),
      .binary(let file, _), .unsupportedCharset(let file, _), .unknownFormat(let file, _),
      .missingLibrary(let file, _, _, _), .truncated(let file, _, _),
      .damaged(let file, _, _), .noMemory(let file):
      file
    }
  }

  /// Place, what was expected, what was found, and the cure.
  public var description: String {
    switch self {
    case .missing(let file):
      "\(file): expected a file, found nothing under this name. Check the path."
    case .unreadable(let file, let reason):
      "\(file): expected a readable file, found \"\(reason)\". "
        + "Make the file readable for this user."
    case .directory(let file):
      "\(file): expected a file, found a directory. Name the files in it, for example \(file)/*."
    case .emptyDirectory(let file):
      "\(file): expected files of papers, found a folder without any (by their suffixes: .jsonl, .bib, "
        + ".xml and the like). Name the files themselves."
    case .empty(let file):
      "\(file): expected papers, found an empty file. "
        + "Leave it out, or fetch it again if it should hold papers."
    case .binary(let file, let found):
      "\(file): expected text, found \(found). "
        + "Give the text it was made from, plain, gzip or zstd."
    case .unsupportedCharset(let file, let charset):
      "\(file): expected UTF-8, UTF-16 or GB18030 text, found \(charset). "
        + "Convert the file, for example with iconv -f \(charset) -t UTF-8."
    case .unknownFormat(let file, let found):
      "\(file): expected a format that lens reads, found a file that starts with \"\(found)\". "
        + "Name its format with --from (\(Format.allCases.map(\.rawValue).joined(separator: ", "))), "
        + "or convert it to JSONL."
    case .missingLibrary(let file, let library, let package, let reason):
      "\(file): expected \(library) to read it with, found none (\(reason)). "
        + "Install it with apt-get install \(package)."
    case .truncated(let file, let compression, let bytesRead):
      "\(file): expected the end of the \(compression.rawValue) data, "
        + "found the end of the file after \(bytesRead) bytes. "
        + "Fetch the file again; the papers before the cut were read."
    case .damaged(let file, let compression, let reason):
      "\(file): expected \(compression.rawValue) data, found damage (\(reason)). "
        + "Fetch the file again; the papers before the damage were read."
    case .noMemory(let file):
      "\(file): expected memory for reading, found none left. "
        + "Close other programs or split the file."
    }
  }
}

/// How a file is compressed.
public enum Compression: String, Sendable, Equatable {
  /// Not at all.
  case none
  /// gzip, one or more members.
  case gzip
  /// Zstandard, one or more frames.
  case zstd
}
