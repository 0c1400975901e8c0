// Runs the real binary in a directory of its own, as a user would.
//
// The binary is $LENS_BINARY, else the one built beside the tests.
import Foundation
import Testing

/// What a run of the command gave back.
struct CommandResult {
  var status: Int32
  /// Whether a signal ended it; `status` is then the signal.
  var wasKilled: Bool
  var output: String
  var errors: String

  /// Standard output as JSON.
  func json() throws -> Any {
    try JSONSerialization.jsonObject(with: Data(output.utf8), options: [.fragmentsAllowed])
  }

  /// Standard output as a list of objects.
  func objects() throws -> [[String: Any]] {
    try #require(try json() as? [[String: Any]])
  }

  /// Standard output as one object.
  func object() throws -> [String: Any] {
    try #require(try json() as? [String: Any])
  }
}

/// A temporary directory with the command to run in it; removed with the last reference.
final class LensCommand: Sendable {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("lens-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: directory)
  }

  static let binary: URL = {
    if let path = ProcessInfo.processInfo.environment["LENS_BINARY"] {
      return URL(fileURLWithPath: path)
    }
    let products =
      Bundle.allBundles.map(\.bundleURL) + [URL(fileURLWithPath: CommandLine.arguments[0])]
    let places = products.map { $0.deletingLastPathComponent().appendingPathComponent("lens") }
    return places.first { FileManager.default.isExecutableFile(atPath: $0.path) }
      ?? repository.appendingPathComponent(".build/debug/lens")
  }()

  /// The root of the checkout.
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The digests of the sample library.
  static func sampleFiles() throws -> [String] {
    let folder = repository.appendingPathComponent("index/sample")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".md") }.map { folder.appendingPathComponent($0).path }
  }

  /// Writes a file into the directory and gives its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  /// Writes bytes into the directory and gives their path.
  @discardableResult
  func write(_ data: Data, to name: String) throws -> String {
    let file = directory.appendingPathComponent(name)
    try data.write(to: file)
    return file.path
  }

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  /// Runs `lens` and waits.
  ///
  /// The index is `idx` in the directory unless the environment says otherwise.
  @discardableResult
  func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> CommandResult {
    try run(arguments, input: input, environment: environment)
  }

  @discardableResult
  func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws -> CommandResult {
    let process = Process()
    process.executableURL = Self.binary
    process.arguments = arguments
    process.currentDirectoryURL = directory
    var variables = [
      "LENS_INDEX": path("idx"), "HOME": directory.path, "PATH": "/usr/bin:/bin",
    ]
    if let isa = ProcessInfo.processInfo.environment["LENS_ISA"] { variables["LENS_ISA"] = isa }
    if let libraries = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] {
      variables["LD_LIBRARY_PATH"] = libraries
    }
    process.environment = variables.merging(environment) { $1 }
    // Files, not pipes: nothing can fill up and block.
    let names = ["in", "out", "err"].map { path(".\($0)-\(UUID().uuidString)") }
    for (name, content) in zip(names, [Data(input.utf8), Data(), Data()]) {
      try content.write(to: URL(fileURLWithPath: name))
    }
    defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
    process.standardInput = FileHandle(forReadingAtPath: names[0])
    process.standardOutput = FileHandle(forWritingAtPath: names[1])
    process.standardError = FileHandle(forWritingAtPath: names[2])
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) -> String {
      String(decoding: FileManager.default.contents(atPath: name) ?? Data(), as: UTF8.self)
    }
    return CommandResult(
      status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
      output: text(names[1]), errors: text(names[2]))
  }
}
