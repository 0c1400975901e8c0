// Verifying every byte of an index: the section files against their records, the catalogue against
// papers.sum, against the checksums of its rows and by SQLite's own check.

/// What a check has found.
public struct CheckReport: Sendable, Equatable {
  /// One thing found.
  public struct Finding: Sendable, Equatable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: Sendable, Equatable {
      /// Bytes are wrong or gone.
      case damage
      /// Worth knowing; nothing is lost.
      case note
    }

    /// How bad it is.
    public let severity: Severity
    /// The file's name within the directory.
    public let file: String
    /// The section, or what of the file is meant.
    public let section: String
    /// The whole message, with the cure.
    public let message: String

    /// The message after its severity.
    public var description: String { "\(severity): \(message)" }
  }

  /// Everything found.
  public var findings: [Finding] = []
  /// The generation checked; nil if the catalogue could not be read.
  public var generation: UInt64?
  /// The files checked.
  public var fileCount = 0
  /// The bytes checked.
  public var byteCount: Int64 = 0
  /// The papers checked.
  public var paperCount: Int64 = 0

  /// Whether nothing is damaged.
  public var isSound: Bool { !findings.contains { $0.severity == .damage } }
}

extension IndexDirectory {
  /// Reads and verifies every byte of the index.
  ///
  /// `progress` gets bytes done and bytes in all. Damage is reported, not thrown; throws
  /// `indexMissing`, `newerFormat`, `busy`, and `system` where the disk refuses.
  public func check(progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in })
    throws(StoreError) -> CheckReport
  {
    for _ in 0..<3 {
      var check = IndexCheck(directory: self)
      try check.run(progress)
      // A writer may have published meanwhile; then what was seen belongs together no more.
      if check.report.findings.isEmpty
        || (try? openForReading().generation) == check.report.generation
      {
        return check.report
      }
    }
    throw .busy(path: path)
  }
}

/// One pass over an index.
private struct IndexCheck {
  let directory: IndexDirectory
  var report = CheckReport()
  private var total: Int64 = 0

  init(directory: IndexDirectory) { self.directory = directory }

  mutating func run(_ progress: (Int64, Int64) -> Void) throws(StoreError) {
    let snapshot = try openSnapshot()
    total = try directory.fileSystem.length(directory.cataloguePath) ?? 0
    for record in snapshot?.files ?? [] { total &+= record.byteCount }
    try checkSum(snapshot, progress)
    if let snapshot {
      checkRows(snapshot)
      checkDatabase(snapshot)
      for record in snapshot.files {
        try checkFile(record)
        report.fileCount += 1
        report.byteCount &+= record.byteCount
        progress(report.byteCount, total)
      }
    }
    checkNotes()
    try noteOrphans(snapshot)
  }

  /// The user's files, which belong to no generation.
  private mutating func checkNotes() {
    for name in [IndexDirectory.notesName, IndexDirectory.arrivalsName] {
      let path = directory.path(of: name)
      guard let length = try? directory.fileSystem.length(path) else { continue }
      report.fileCount += 1
      report.byteCount &+= length
      do {
        if name == IndexDirectory.notesName {
          _ = try directory.readNotes()
        } else {
          _ = try directory.readArrivals()
        }
      } catch { add(error) }
    }
  }

  private mutating func openSnapshot() throws(StoreError) -> Snapshot? {
    do {
      let snapshot = try directory.openForReading()
      report.generation = snapshot.generation
      return snapshot
    } catch {
      guard case .damaged = error else { throw error }
      add(error)
      return nil
    }
  }

  private mutating func checkSum(_ snapshot: Snapshot?, _ progress: (Int64, Int64) -> Void)
    throws(StoreError)
  {
    let now = try CatalogueSum(
      of: directory.cataloguePath, on: directory.fileSystem, generation: 0)
    report.fileCount += 1
    defer {
      report.byteCount += Int64(clamping: now.byteCount)
      progress(report.byteCount, total)
    }
    var sum: CatalogueSum?
    do { sum = try CatalogueSum.read(directory) } catch {
      guard case .damaged = error else { throw error }
      return add(error)
    }
    guard let sum else {
      return note(
        IndexDirectory.sumName, "sum",
        "expected checksums of \(IndexDirectory.catalogueName), found none: a writer was "
          + "interrupted. The papers were checked one by one; the next writer renews it.")
    }
    report.fileCount += 1
    if let snapshot, sum.generation != snapshot.generation {
      return note(
        IndexDirectory.sumName, "sum",
        "expected checksums of generation \(snapshot.generation), found generation "
          + "\(sum.generation): a writer was interrupted. The papers were checked one by one; the "
          + "next writer renews it.")
    }
    for range in sum.differences(to: now) {
      add(
        .damaged(
          file: directory.cataloguePath, section: "bytes \(range)",
          expected: "the checksum in \(IndexDirectory.sumName)", found: "another"))
    }
  }

  private mutating func checkRows(_ snapshot: Snapshot) {
    do { try snapshot.catalogue.forEachRow { _ in report.paperCount += 1 } } catch { add(error) }
  }

  private mutating func checkDatabase(_ snapshot: Snapshot) {
    let connection = snapshot.catalogue.connection
    do {
      for complaint in try CatalogueTables.complaints(connection) {
        add(
          .damaged(
            file: connection.path, section: "database", expected: "a sound SQLite database",
            found: complaint))
      }
    } catch { add(error) }
  }

  private mutating func checkFile(_ record: FileRecord) throws(StoreError) {
    do {
      for failure in try SectionedFile(opening: record, in: directory).failures() { add(failure) }
    } catch { add(error, file: record.name) }
  }

  private mutating func noteOrphans(_ snapshot: Snapshot?) throws(StoreError) {
    let listed = Set((snapshot?.files ?? []).map(\.name))
    for name in try directory.fileSystem.list(directory.path) {
      let isOrphan =
        IndexDirectory.isTemporary(name)
        || snapshot != nil && IndexDirectory.sectionFile(named: name) != nil
          && !listed.contains(name)
      guard isOrphan else { continue }
      note(
        name, "file",
        "expected only files of the current generation, found one it does not list. Nothing "
          + "needs to be done; the next writer removes it.")
    }
  }

  private mutating func note(_ file: String, _ section: String, _ message: String) {
    report.findings.append(
      .init(
        severity: .note, file: file, section: section,
        message: "\(directory.path(of: file)): \(message)"))
  }

  private mutating func add(_ error: StoreError, file: String? = nil) {
    let place = error.place
    report.findings.append(
      .init(
        severity: .damage, file: file ?? directory.name(of: place.file),
        section: place.section, message: error.description))
  }
}

extension IndexDirectory {
  /// A path within the directory as a name, any other as it is.
  fileprivate func name(of path: String) -> String {
    let start = self.path(of: "")
    return path.hasPrefix(start) ? String(path.dropFirst(start.count)) : path
  }
}

extension StoreError {
  /// The file and section a failure names.
  fileprivate var place: (file: String, section: String) {
    switch self {
    case .damaged(let file, let section, _, _), .outOfRange(let file, let section, _, _),
      .tooLarge(let file, let section, _, _), .sectionMissing(let file, let section):
      (file, section)
    case .foreignFile(let file, _, _), .duplicateID(let file, _), .notesDamaged(let file, _, _):
      (file, "file")
    case .newerFormat(let path, _, _): (path, "header")
    case .system(_, let path, _), .database(let path, _, _), .busy(let path): (path, "file")
    case .indexNotFound: ("", "index")
    case .indexMissing(let directory), .locked(let directory, _): (directory, "index")
    }
  }
}
