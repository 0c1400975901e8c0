// Publishing a generation. The order is the point: everything new is durable before the one atomic
// step, everything old stays until that step is durable, and tidying up may be put off.

/// What a commit has done.
public struct Publication: Sendable, Equatable {
  /// The state now current.
  public let state: IndexState
  /// Why tidying up (the log, `papers.sum`, superseded files) was left to the next writer, if it
  /// was: readers held the index open, or a call failed.
  ///
  /// The new generation is durable all the same.
  public let postponed: StoreError?
}

extension WriteSession {
  /// Inserts rows and commits.
  public func commit(
    rows: some Sequence<CatalogueRow>, files: [FileRecord], meta: [String: String],
    replacing: Bool = true
  ) throws(StoreError) -> Publication {
    try begin(replacing: replacing)
    try insert(rows)
    return try commit(files: files, meta: meta)
  }

  /// Makes the rows inserted, the files and the notes the current generation: all or nothing.
  ///
  /// `files` is the whole list of the new generation. After a throw the old generation is current
  /// (after a failed sync of the directory possibly the new one, whole) and the session is over.
  public func commit(files: [FileRecord], meta: [String: String]) throws(StoreError)
    -> Publication
  {
    do {
      let rows = try writer()
      let state = nextState(files: files, meta: meta, papers: rows.paperCount)
      try rows.write(state)
      let postponed = isReplacing ? try replace(state, rows) : try append(state, rows)
      end()
      return Publication(state: state, postponed: postponed)
    } catch {
      cancel()
      throw error
    }
  }

  /// A new database takes the place of the old by a rename, which is the atomic step.
  private func replace(_ state: IndexState, _ rows: CatalogueWriter) throws(StoreError)
    -> StoreError?
  {
    let files = directory.fileSystem
    let built = directory.cataloguePath + IndexDirectory.temporarySuffix
    try rows.commit()
    try files.syncFile(built)
    let sum = try CatalogueSum(of: built, on: files, generation: state.generation)
    try directory.writeTemporarySum(sum)
    try clearLog()
    try files.remove(directory.sumPath)
    try files.syncDirectory(directory.path)
    try files.rename(built, to: directory.cataloguePath)
    try files.syncDirectory(directory.path)
    return postponing { () throws(StoreError) in
      try directory.publishSum()
      guard let gate = try directory.exclusiveGate(waiting: 200) else {
        throw .busy(path: directory.path)
      }
      defer { gate.release() }
      try directory.sweep(keeping: state.files)
    }
  }

  /// Leaves no log beside the old database that would be taken for the new one's.
  private func clearLog() throws(StoreError) {
    if previousDamage == nil, try directory.hasLog() {
      if let gate = try directory.exclusiveGate(waiting: 200) {
        defer { gate.release() }
        try directory.settleLog()
      } else {
        try directory.settleCopy()
      }
    }
    try directory.fileSystem.remove(directory.logPath)
    try directory.fileSystem.remove(directory.cataloguePath + "-shm")
  }

  /// A transaction in the log of the present database; its commit is the atomic step.
  private func append(_ state: IndexState, _ rows: CatalogueWriter) throws(StoreError)
    -> StoreError?
  {
    try directory.fileSystem.remove(directory.sumPath)
    try directory.fileSystem.syncDirectory(directory.path)
    try rows.commit()
    return postponing { () throws(StoreError) in
      var isClosed = false
      defer { if !isClosed { rows.close() } }
      guard let gate = try directory.exclusiveGate(waiting: 200) else {
        throw .busy(path: directory.path)
      }
      defer { gate.release() }
      // Only what the log changes has another checksum.
      let pages = knownSum == nil ? [] : try WriteAheadLog.pages(of: directory)
      try rows.settleAndClose()
      isClosed = true
      try directory.renewSum(generation: state.generation, from: knownSum, changed: pages)
      try directory.sweep(keeping: state.files)
    }
  }

  private func postponing(_ step: () throws(StoreError) -> Void) -> StoreError? {
    do { try step() } catch { return error }
    return nil
  }
}
