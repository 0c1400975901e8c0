// Folders of papers under watch. The kernel (inotify) says that something happened; what it was, a look
// at all files says, by their lengths and times. So nothing is missed where events overflow, and a
// new folder needs no care. A file that is open for writing is left until it is closed, and nothing is
// reported before a second without events.
import Glibc
import LensCorpus

/// What happened in folders.
public struct FolderChanges: Sendable, Equatable {
  /// Files that are new or have changed, by name.
  public var changed: [String] = []
  /// Files that are gone, by name.
  public var gone: [String] = []

  /// Changes; none without arguments.
  public init(changed: [String] = [], gone: [String] = []) {
    self.changed = changed
    self.gone = gone
  }

  /// Whether nothing happened.
  public var isEmpty: Bool { changed.isEmpty && gone.isEmpty }
}

/// Watches the files of papers in folders and below them.
///
/// One thread at a time.
public final class FolderWatch {
  /// Milliseconds without an event after which files count as written.
  private static let quiet: Int32 = 1000
  private static let written = UInt32(IN_CLOSE_WRITE)
  private static let modified = UInt32(IN_MODIFY)
  private static let wanted =
    written | modified | UInt32(IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE)

  /// What tells that a file is another than before.
  private struct Stamp: Equatable {
    var length: Int
    var modified: timespec
    var changed: timespec

    static func == (a: Stamp, b: Stamp) -> Bool {
      a.length == b.length && a.modified.tv_sec == b.modified.tv_sec
        && a.modified.tv_nsec == b.modified.tv_nsec && a.changed.tv_sec == b.changed.tv_sec
        && a.changed.tv_nsec == b.changed.tv_nsec
    }
  }

  private let folders: [String]
  private let events: Int32
  private var names: [Int32: String] = [:]
  private var open: Set<String> = []
  private var files: [String: Stamp] = [:]

  /// Begins to watch folders, given by absolute paths; files that did not change after `time` (seconds
  /// since 1970) count as known.
  public init(_ folders: [String], knownUntil time: Int?) throws(SearchError) {
    self.folders = folders
    events = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
    guard events >= 0 else {
      throw .corpus(.unreadable(file: "inotify", reason: String(cString: strerror(errno))))
    }
    // Watched before they are looked at: what comes in between is seen twice and not missed.
    try watch()
    if let time {
      files = try look().filter {
        max($0.value.modified.tv_sec, $0.value.changed.tv_sec) < time
      }
    }
  }

  deinit { close(events) }

  /// What has changed since the last call; waits for something, `milliseconds` at most.
  ///
  /// O(files) whenever something happened.
  public func changes(waiting milliseconds: Int? = nil) throws(SearchError) -> FolderChanges {
    var changes = try difference()
    if changes.isEmpty, wait(Int32(clamping: milliseconds ?? -1)) {
      while wait(Self.quiet) { drain() }
      try watch()
      changes = try difference()
    }
    return changes
  }

  /// Whether an event comes within a time; without end for a negative one.
  private func wait(_ milliseconds: Int32) -> Bool {
    var poller = pollfd(fd: events, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, milliseconds) > 0
  }

  /// Reads the events that are there: which files are being written.
  private func drain() {
    let headerSize = MemoryLayout<inotify_event>.size
    withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { buffer in
      while true {
        let count = read(events, buffer.baseAddress, buffer.count)
        guard count > 0 else { return }
        var place = 0
        while place + headerSize <= count {
          let event = buffer.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
          let end = min(place + headerSize + Int(event.len), count)
          let name = buffer[place + headerSize..<end].prefix { $0 != 0 }
          place = end
          guard let folder = names[event.wd], !name.isEmpty else { continue }
          let path = Self.join(folder, String(decoding: name, as: UTF8.self))
          if event.mask & Self.modified != 0 { open.insert(path) } else { open.remove(path) }
        }
      }
    }
  }

  /// Watches every folder that is there; asking for one again changes nothing.
  private func watch() throws(SearchError) {
    do throws(CorpusError) {
      for folder in folders {
        for inside in try InputFiles.folders(under: folder) {
          let number = inotify_add_watch(events, inside, Self.wanted)
          if number >= 0 {
            names[number] = inside
          } else if errno != ENOENT {
            throw .unreadable(file: inside, reason: String(cString: strerror(errno)))
          }
        }
      }
    } catch { throw .corpus(error) }
  }

  private func difference() throws(SearchError) -> FolderChanges {
    drain()
    let now = try look()
    var changes = FolderChanges()
    for (path, stamp) in now where files[path] != stamp && !open.contains(path) {
      changes.changed.append(path)
      files[path] = stamp
    }
    changes.gone = files.keys.filter { now[$0] == nil }.sorted()
    for path in changes.gone { files[path] = nil }
    changes.changed.sort()
    return changes
  }

  /// Every file with its length and times.
  private func look() throws(SearchError) -> [String: Stamp] {
    var found: [String: Stamp] = [:]
    for folder in folders {
      for path in try Self.files(in: folder) {
        var status = stat()
        guard stat(path, &status) == 0 else { continue }
        found[path] = Stamp(
          length: Int(status.st_size), modified: status.st_mtim, changed: status.st_ctim)
      }
    }
    return found
  }

  private static func files(in folder: String) throws(SearchError) -> [String] {
    do throws(CorpusError) { return try InputFiles.expanding(folder) } catch {
      if case .emptyDirectory = error { return [] }
      throw .corpus(error)
    }
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
