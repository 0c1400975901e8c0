// Where the corpora for tests lie: outside the repository, since they are not ours to pass on.
import Foundation
import LensSearch

/// The folder of corpora: $LENS_TEST_DATA, else `shared/data` beside the checkout.
enum TestData {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["LENS_TEST_DATA"] {
      return URL(fileURLWithPath: path)
    }
    var checkout = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { checkout.deleteLastPathComponent() }
    return checkout.appendingPathComponent("shared/data")
  }()

  static let digest = folder.appendingPathComponent("weekly-digest-240401-240405.txt").path
  /// Whether the folder is there; tests that need it are skipped where it is not.
  static let isThere = FileManager.default.fileExists(atPath: digest)

  /// The digests: 96 in Markdown and the one as text.
  static func digests() throws -> [String] {
    let markdown = folder.appendingPathComponent("digests")
    let names = try FileManager.default.contentsOfDirectory(atPath: markdown.path).sorted()
    return names.map { markdown.appendingPathComponent($0).path } + [digest]
  }
}

/// A directory that goes with its last reference.
final class TemporaryDirectory {
  let path: String

  /// - Parameter inMemory: whether it shall lie in memory where the system has such a place, for tests
  ///   that write thousands of indexes.
  init(inMemory: Bool = false) throws {
    let shared = "/dev/shm"
    let hasShared = FileManager.default.isWritableFile(atPath: shared)
    let parent =
      inMemory && hasShared
      ? URL(fileURLWithPath: shared) : FileManager.default.temporaryDirectory
    path = parent.appendingPathComponent("lens-search-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  func write(_ text: String, to name: String) throws -> String {
    let file = path + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// Indexes JSONL and opens the index.
  func engine(_ lines: [String], options: IndexBuilder.Options = .init()) throws -> SearchEngine {
    let file = try write(lines.joined(separator: "\n") + "\n", to: "papers.jsonl")
    _ = try IndexBuilder(directory: path + "/index", options: options).build(from: [file])
    return try SearchEngine(opening: path + "/index")
  }
}
