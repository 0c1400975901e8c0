// `lens watch`: add what changes in folders, as it changes.
import ArgumentParser
import Glibc
import LensSearch

struct WatchVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Add papers from folders as their files change.",
    discussion: """
      Runs until it is ended (Ctrl-C). Files that are new or changed are added as by lens add, once they \
      are closed and a second has passed. When it was last at work is kept in the index, so that it goes on \
      where it ended. Files that disappear are reported; with --mirror the papers that came from \
      nowhere else are removed.

      Example:
        lens watch ~/papers/inbox
        lens watch ~/digests ~/exports --mirror --index ~/papers/index
        lens watch ~/papers/inbox --once
      """)

  @Argument(help: "Folders to watch, with those below them.")
  var folders: [String]

  @OptionGroup var index: IndexOption

  @Flag(help: "Remove papers whose files are gone.")
  var mirror = false

  @Flag(help: "Add what changed since the last time, and end.")
  var once = false

  @Option(help: "Form of what is said of each addition: table, or json, one object a line.")
  var format = PlainFormat.table

  func validate() throws {
    if folders.isEmpty { throw ValidationError("Name at least one folder.") }
  }

  func run() throws {
    let paths = try folders.map(Self.absolute)
    let directory = try index.making()
    let updater = IndexUpdater(directory: directory)
    let watch = try FolderWatch(paths, knownUntil: try updater.watched(paths))
    if !once { Terminal.note("Watching \(paths.joined(separator: ", ").shown).") }
    // What disappeared while nobody watched.
    try act(
      on: FolderChanges(gone: mirror ? try updater.missingFiles(in: paths) : []), updater,
      noting: [:])
    repeat {
      let begin = time(nil)
      let changes = try watch.changes(waiting: once ? 0 : nil)
      if changes.isEmpty { continue }
      try act(on: changes, updater, noting: [updater.note(paths): "\(begin)"])
    } while !once
  }

  private func act(
    on changes: FolderChanges, _ updater: IndexUpdater, noting notes: [String: String]
  ) throws {
    if !changes.changed.isEmpty {
      report(
        try Self.waitingForOthers {
          try updater.add(
            changes.changed, noting: notes, onRemark: { Terminal.note("\($0)".shown) })
        })
    }
    for file in changes.gone { Terminal.note("gone: \(file.shown)") }
    guard mirror, !changes.gone.isEmpty else { return }
    report(try Self.waitingForOthers { try updater.remove(readOnlyFrom: changes.gone) })
  }

  private func report(_ summary: UpdateSummary) {
    switch format {
    case .table: Terminal.write(summary.table)
    case .json: Terminal.write(summary.json.text() + "\n")
    }
  }

  /// Tries again while another writer is at work.
  private static func waitingForOthers(_ body: () throws -> UpdateSummary) throws -> UpdateSummary {
    while true {
      do { return try body() } catch let error as SearchError where error.isLocked { sleep(1) }
    }
  }

  /// The path of a folder that is there.
  private static func absolute(_ path: String) throws -> String {
    guard let found = realpath(path, nil) else {
      throw Failure.unusable(
        "\(path): expected a folder, found none (\(String(cString: strerror(errno)))).")
    }
    defer { free(found) }
    return String(cString: found)
  }
}
