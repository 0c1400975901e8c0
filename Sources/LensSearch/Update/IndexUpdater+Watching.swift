// What a watch of folders needs of the index: when it was last at work, and what came from files that are
// gone.
import LensCorpus
import LensStore

extension IndexUpdater {
  /// The name of the note that says until when these folders are known.
  public func note(_ folders: [String]) -> String {
    "watched " + folders.sorted().joined(separator: ":")
  }

  /// Until when these folders are known, in seconds since 1970; nil if they were never watched.
  ///
  /// Throws where an index is there and cannot be read.
  public func watched(_ folders: [String]) throws(SearchError) -> Int? {
    do throws(StoreError) {
      return try directory.openForReading().meta[note(folders)].flatMap { Int($0) }
    } catch {
      if case .indexMissing = error { return nil }
      throw .store(error)
    }
  }

  /// The files in these folders that papers came from and that are gone; none without an index.
  ///
  /// O(papers).
  public func missingFiles(in folders: [String]) throws(SearchError) -> [String] {
    try searching {
      let snapshot: Snapshot
      do throws(StoreError) { snapshot = try directory.openForReading() } catch {
        if case .indexMissing = error { return [] }
        throw error
      }
      var files: Set<String> = []
      try snapshot.catalogue.forEachRow { row in
        for place in Paper(row: row).sourcePlaces { files.insert(place.file) }
      }
      return try files.filter { file in
        guard folders.contains(where: { file.hasPrefix($0 + "/") }) else { return false }
        return try directory.fileSystem.length(file) == nil
      }.sorted()
    }
  }

  /// Removes the papers that were read from these files and nowhere else.
  ///
  /// O(papers).
  @discardableResult
  public func remove(readOnlyFrom files: [String]) throws(SearchError) -> UpdateSummary {
    let gone = Set(files)
    let ids = try searching {
      var ids: [String] = []
      try directory.openForReading().catalogue.forEachRow { row in
        if Paper(row: row).sourcePlaces.allSatisfy({ gone.contains($0.file) }) {
          ids.append(row.id)
        }
      }
      return ids
    }
    return try remove(ids)
  }
}

extension SearchError {
  /// Whether another writer is at work.
  public var isLocked: Bool {
    if case .store(.locked) = self { return true }
    return false
  }
}
