// A file system in memory that knows what a power loss would leave: contents count as durable from
// their last sync, names from the last sync of their directory. For tests of everything that
// publishes; it backs section files, not SQLite.

import Synchronization

/// Files in memory, with a model of durability.
///
/// Paths are plain strings; only parents are parsed.
public final class MemoryFileSystem: FileSystem {
  /// What of the unsynced survives a crash.
  public enum Survival: Sendable {
    /// Nothing that was not synced.
    case synced
    /// Everything, as after kill -9.
    case everything
    /// A legal mixture: names kept or lost one by one; contents lost, cut, zeroed or torn.
    case mixture(seed: UInt64)
  }

  private let state: Mutex<State>

  /// An empty file system with the root and the directories given, all durable.
  public init(directories: [String] = []) {
    state = Mutex(State(directories: Set(directories + ["/"])))
  }

  private init(_ state: State) { self.state = Mutex(state) }

  /// The file system as the next start would find it.
  public func crash(keeping survival: Survival) -> MemoryFileSystem {
    MemoryFileSystem(state.withLock { $0.afterCrash(survival) })
  }

  /// The contents of a file, or nil.
  public func contents(_ path: String) -> [UInt8]? { state.withLock { $0.file(path)?.contents } }

  /// Replaces a file's contents durably, for tests that damage files.
  public func setContents(_ path: String, _ contents: [UInt8]) {
    state.withLock { $0.plant(path, contents) }
  }

  /// Creates or empties a file.
  public func createFile(_ path: String) throws(StoreError) -> any WritableFile {
    let inode: Int? = state.withLock { $0.create(path) }
    guard let inode else { throw .missing("create the file", path) }
    return MemoryWritableFile(fileSystem: self, inode: inode)
  }

  /// The contents as they are now.
  public func map(_ path: String) throws(StoreError) -> FileMapping {
    guard let contents = contents(path) else { throw .missing("open the file", path) }
    return FileMapping(copying: contents)
  }

  /// The contents in pieces.
  public func read(
    _ path: String, chunkSize: Int, _ body: (UnsafeRawBufferPointer) throws(StoreError) -> Void
  ) throws(StoreError) {
    try map(path).withBytes { (bytes) throws(StoreError) in
      for start in stride(from: 0, to: bytes.count, by: chunkSize) {
        let end = min(start + chunkSize, bytes.count)
        try body(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      }
    }
  }

  /// The length or nil.
  public func length(_ path: String) throws(StoreError) -> Int64? {
    contents(path).map { Int64($0.count) }
  }

  /// Whether a directory was made there.
  public func isDirectory(_ path: String) -> Bool {
    state.withLock { $0.directories.contains(path) }
  }

  /// The names in a directory, ascending.
  public func list(_ directory: String) throws(StoreError) -> [String] {
    guard isDirectory(directory) else { throw .missing("list the directory", directory) }
    return state.withLock { $0.names(in: directory) }
  }

  /// Makes a directory, at once durable.
  public func makeDirectory(_ path: String) throws(StoreError) {
    state.withLock { _ = $0.directories.insert(path) }
  }

  /// Renames, replacing.
  public func rename(_ path: String, to newPath: String) throws(StoreError) {
    guard state.withLock({ $0.rename(path, newPath) }) else {
      throw .missing("rename the file to \(newPath)", path)
    }
  }

  /// Removes a file.
  public func remove(_ path: String) throws(StoreError) {
    state.withLock { $0.apply(.unlink(path)) }
  }

  /// Makes the names in a directory durable.
  public func syncDirectory(_ path: String) throws(StoreError) {
    state.withLock { $0.syncDirectory(path) }
  }

  /// Makes contents durable.
  public func syncFile(_ path: String) throws(StoreError) {
    guard state.withLock({ $0.sync(path: path) }) else { throw .missing("sync the file", path) }
  }

  /// Takes a lock.
  public func lock(_ path: String, _ place: LockPlace, _ mode: LockMode) throws(StoreError)
    -> (any HeldLock)?
  {
    if place == .file && contents(path) == nil { _ = try createFile(path) }
    guard state.withLock({ $0.takeLock(path, mode) }) else { return nil }
    return MemoryLock(fileSystem: self, path: path, place: place)
  }

  fileprivate func append(_ bytes: UnsafeRawBufferPointer, to inode: Int) {
    let copy = Array(bytes)
    state.withLock { $0.inodes[inode].contents += copy }
  }

  fileprivate func sync(inode: Int) {
    state.withLock { $0.inodes[inode].synced = $0.inodes[inode].contents }
  }

  fileprivate func releaseLock(_ path: String) { state.withLock { $0.dropLock(path) } }
}

extension MemoryFileSystem {
  fileprivate struct Inode {
    var contents: [UInt8] = []
    var synced: [UInt8] = []
  }

  fileprivate enum NameChange {
    case link(String, Int)
    case rename(String, String, Int)
    case unlink(String)

    var path: String {
      switch self {
      case .link(let path, _), .rename(let path, _, _), .unlink(let path): path
      }
    }
  }

  fileprivate struct State {
    var directories: Set<String>
    var inodes: [Inode] = []
    var names: [String: Int] = [:]
    var durableNames: [String: Int] = [:]
    var pending: [NameChange] = []
    var locks: [String: Int] = [:]  // holders; -1 is exclusive

    init(directories: Set<String>) { self.directories = directories }

    func file(_ path: String) -> Inode? { names[path].map { inodes[$0] } }

    func names(in directory: String) -> [String] {
      names.keys.filter { parent($0) == directory }
        .map { String($0[$0.index(after: $0.lastIndex(of: "/") ?? $0.startIndex)...]) }.sorted()
    }

    mutating func create(_ path: String) -> Int? {
      guard directories.contains(parent(path)) else { return nil }
      if let inode = names[path] {
        inodes[inode].contents = []
        return inode
      }
      inodes.append(Inode())
      apply(.link(path, inodes.count - 1))
      return inodes.count - 1
    }

    mutating func plant(_ path: String, _ contents: [UInt8]) {
      inodes.append(Inode(contents: contents, synced: contents))
      names[path] = inodes.count - 1
      durableNames[path] = inodes.count - 1
    }

    mutating func rename(_ path: String, _ newPath: String) -> Bool {
      guard let inode = names[path] else { return false }
      apply(.rename(path, newPath, inode))
      return true
    }

    mutating func apply(_ change: NameChange) {
      Self.change(&names, change)
      pending.append(change)
    }

    static func change(_ names: inout [String: Int], _ change: NameChange) {
      switch change {
      case .link(let path, let inode): names[path] = inode
      case .unlink(let path): names[path] = nil
      case .rename(let path, let newPath, let inode):
        names[path] = nil
        names[newPath] = inode
      }
    }

    mutating func sync(path: String) -> Bool {
      guard let inode = names[path] else { return false }
      inodes[inode].synced = inodes[inode].contents
      return true
    }

    mutating func syncDirectory(_ directory: String) {
      for change in pending where parent(change.path) == directory {
        Self.change(&durableNames, change)
      }
      pending.removeAll { parent($0.path) == directory }
    }

    mutating func takeLock(_ path: String, _ mode: LockMode) -> Bool {
      let holders = locks[path] ?? 0
      guard mode == .shared ? holders >= 0 : holders == 0 else { return false }
      locks[path] = mode == .shared ? holders + 1 : -1
      return true
    }

    mutating func dropLock(_ path: String) { locks[path] = max((locks[path] ?? 0) - 1, 0) }

    func afterCrash(_ survival: Survival) -> State {
      var after = State(directories: directories)
      var generator = SplitMix(state: 0)
      var kept = durableNames
      switch survival {
      case .synced: break
      case .everything: kept = names
      case .mixture(let seed):
        generator = SplitMix(state: seed)
        for change in pending where Bool.random(using: &generator) { Self.change(&kept, change) }
      }
      for (path, inode) in kept.sorted(by: { $0.key < $1.key }) {
        var contents = inodes[inode].contents
        switch survival {
        case .synced: contents = inodes[inode].synced
        case .everything: break
        case .mixture: contents = inodes[inode].torn(using: &generator)
        }
        after.plant(path, contents)
      }
      return after
    }
  }
}

extension MemoryFileSystem.Inode {
  /// A legal state of a file whose latest bytes were not synced.
  fileprivate func torn(using generator: inout SplitMix) -> [UInt8] {
    if contents == synced { return synced }
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: return synced
    case 1: return contents
    case 2: return Array(contents.prefix(Int.random(in: 0...contents.count, using: &generator)))
    case 3: return [UInt8](repeating: 0, count: contents.count)
    default:
      let cut = Int.random(in: 0...contents.count, using: &generator)
      return contents.prefix(cut) + [UInt8](repeating: 0, count: contents.count - cut)
    }
  }
}

/// A small generator whose sequence is the same on every machine (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

private func parent(_ path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "" }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

private final class MemoryWritableFile: WritableFile {
  private let fileSystem: MemoryFileSystem
  private let inode: Int

  init(fileSystem: MemoryFileSystem, inode: Int) {
    self.fileSystem = fileSystem
    self.inode = inode
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
    fileSystem.append(bytes, to: inode)
  }

  func sync() throws(StoreError) { fileSystem.sync(inode: inode) }

  func close() {}
}

private final class MemoryLock: HeldLock {
  private let fileSystem: MemoryFileSystem
  private let path: String
  private let place: LockPlace
  private let isHeld = Atomic(true)

  init(fileSystem: MemoryFileSystem, path: String, place: LockPlace) {
    self.fileSystem = fileSystem
    self.path = path
    self.place = place
  }

  deinit { release() }

  func note(_ text: String) {
    if place == .file { fileSystem.setContents(path, Array(text.utf8)) }
  }

  func release() {
    guard isHeld.exchange(false, ordering: .acquiringAndReleasing) else { return }
    note("")
    fileSystem.releaseLock(path)
  }
}
