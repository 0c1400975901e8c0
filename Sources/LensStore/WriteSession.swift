// The one writer of an index: lock, clean, make files, insert rows, commit. Until `commit` nothing a
// reader sees has changed; a crash at any moment leaves the old or the new generation.

/// A writer's session.
///
/// One thread at a time; it ends with `commit`, `cancel` or its last reference.
public final class WriteSession {
  /// The directory.
  public let directory: IndexDirectory
  /// The generation being replaced or added to; nil if there is none or it is damaged.
  public let previous: IndexState?
  /// Why the present catalogue cannot be read, if so.
  ///
  /// Replacing it is possible all the same.
  public let previousDamage: StoreError?
  let lock: any HeldLock
  var rows: CatalogueWriter?
  var isReplacing = true
  /// The sum of the catalogue that is added to, as far as it lies in its file.
  private(set) var knownSum: CatalogueSum?
  private var nextFileID: UInt64
  private var isOver = false

  init(
    _ directory: IndexDirectory, lock: any HeldLock, previous: Result<IndexState, StoreError>?
  ) throws(StoreError) {
    self.directory = directory
    self.lock = lock
    switch previous {
    case .success(let state): (self.previous, previousDamage) = (state, nil)
    case .failure(let damage): (self.previous, previousDamage) = (nil, damage)
    case nil: (self.previous, previousDamage) = (nil, nil)
    }
    let present =
      try directory.fileSystem.list(directory.path)
      .compactMap { IndexDirectory.sectionFile(named: $0)?.id }.filter { $0 < IndexState.limit }
      .max() ?? 0
    nextFileID = max(self.previous?.nextFileID ?? 1, present + 1)
  }

  deinit { cancel() }

  /// Begins a section file with a fresh id.
  public func makeFile(_ kind: FileKind) throws(StoreError) -> SectionedFileWriter {
    let id = nextFileID
    nextFileID += 1
    return try SectionedFileWriter(creating: kind, id: id, in: directory)
  }

  /// Begins the rows: of a whole new catalogue, or after those of the present one.
  ///
  /// `insert` begins a replacing run by itself. Throws `indexMissing` or the damage when there is
  /// nothing to add to.
  public func begin(replacing: Bool) throws(StoreError) {
    precondition(rows == nil && !isOver, "rows begin once in a session")
    isReplacing = replacing
    if replacing {
      rows = try CatalogueWriter(building: directory.cataloguePath + IndexDirectory.temporarySuffix)
    } else if let previous {
      knownSum = try CatalogueSum.ofSettled(directory, generation: previous.generation)
      rows = try CatalogueWriter(appendingTo: previous, at: directory.cataloguePath)
    } else {
      throw previousDamage ?? .indexMissing(directory: directory.path)
    }
  }

  /// Inserts a paper; ordinals ascend.
  ///
  /// Some microseconds each; memory does not grow.
  public func insert(_ row: CatalogueRow) throws(StoreError) { try writer().insert(row) }

  /// Inserts papers; ordinals ascend.
  public func insert(_ rows: some Sequence<CatalogueRow>) throws(StoreError) {
    try writer().insert(rows)
  }

  /// Deletes the papers with these numbers from the present catalogue.
  public func delete(_ ordinals: some Sequence<Int64>) throws(StoreError) {
    let rows = try writer()
    for ordinal in ordinals { try rows.delete(ordinal) }
  }

  /// Puts rows in the place of those with their numbers.
  public func replace(_ rows: some Sequence<CatalogueRow>) throws(StoreError) {
    let writer = try writer()
    for row in rows { try writer.replace(row) }
  }

  /// The paper with a number, as the session has it; nil where there is none.
  public func row(_ ordinal: Int64) throws(StoreError) -> CatalogueRow? {
    let connection = try writer().connection
    return try connection.run { (database) throws(StoreError) in
      try CatalogueTables.row(ordinal, connection, database)
    }
  }

  /// The paper with an id, as the session has it; nil where there is none.
  public func row(id: String) throws(StoreError) -> CatalogueRow? {
    let connection = try writer().connection
    return try connection.run { (database) throws(StoreError) in
      try CatalogueTables.row(id: id, connection, database)
    }
  }

  /// Ends the rows of a whole new catalogue: makes the index over their ids, which a commit does
  /// otherwise.
  ///
  /// O(rows · log rows). Throws `duplicateID`.
  public func finishRows() throws(StoreError) { try writer().finishRows() }

  /// The papers inserted so far (and, when adding, those before), in order: for a second pass.
  public func forEachRow(_ body: (CatalogueRow) throws -> Void) throws {
    _ = try CatalogueTables.forEachRow(try writer().connection, from: .min, body)
  }

  /// Ends the session without a trace.
  ///
  /// A session that is over is left as it is.
  public func cancel() {
    guard !isOver else { return }
    isOver = true
    rows?.close()
    rows = nil
    for name in IndexDirectory.temporaryCatalogueNames {
      try? directory.fileSystem.remove(directory.path(of: name))
    }
    lock.release()
  }

  /// Ends the session after a commit.
  func end() {
    isOver = true
    rows = nil
    lock.release()
  }

  func writer() throws(StoreError) -> CatalogueWriter {
    precondition(!isOver, "the session is over")
    if let rows { return rows }
    try begin(replacing: true)
    guard let rows else { throw .indexMissing(directory: directory.path) }
    return rows
  }

  /// The state a commit writes.
  func nextState(files: [FileRecord], meta: [String: String], papers: Int64) -> IndexState {
    IndexState(
      format: IndexState.supportedFormat, generation: (previous?.generation ?? 0) + 1,
      paperCount: papers, nextFileID: nextFileID, files: files, meta: meta)
  }
}
