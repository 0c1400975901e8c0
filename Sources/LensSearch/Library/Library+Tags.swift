// Tags: a name on a set of papers.
import LensStore
import LensText

/// A tag and how many papers have it.
public struct TagCount: Sendable, Equatable {
  /// The tag.
  public var name: String
  /// Papers that have it, those included that are not in the index at present.
  public var papers: Int
}

extension Library {
  /// All tags, by name.
  ///
  /// O(bytes of the notes).
  public func tags() throws(SearchError) -> [TagCount] {
    try searching {
      let notes = try directory.readNotes()
      return notes.names(Self.tagKind).map {
        TagCount(name: $0, papers: notes.count(Self.tagKind, $0))
      }
      .sorted { $0.name < $1.name }
    }
  }

  /// The ids of the papers that have a tag, in the order in which they got it; nil without such a tag.
  public func ids(tagged name: String) throws(SearchError) -> [String]? {
    try searching {
      let notes = try directory.readNotes()
      return notes.tag(spelled: name).flatMap { notes.texts(Self.tagKind, $0) }
    }
  }

  /// Puts a tag on papers; on those that have it already it changes nothing.
  ///
  /// A name that differs from a tag's only by case and the like is that tag. The number of papers that
  /// are new to it. O(bytes of the notes). Throws `badName`.
  @discardableResult
  public func tag(_ ids: [String], as name: String) throws(SearchError) -> Int {
    let name = try Self.checkedName(name, of: "tag")
    return try searching {
      var added = 0
      try directory.updateNotes { notes, _ in
        let tag = notes.tag(spelled: name) ?? name
        var tagged = notes.texts(Self.tagKind, tag) ?? []
        var known = Set(tagged)
        for id in ids where known.insert(id).inserted { tagged.append(id) }
        added = tagged.count - notes.count(Self.tagKind, tag)
        if !tagged.isEmpty { notes.set(Self.tagKind, tag, to: tagged) }
      }
      return added
    }
  }

  /// Takes a tag off papers, or off all where `ids` is nil; a tag without papers is gone.
  ///
  /// The number of papers that had it. Throws `tagNotFound`.
  @discardableResult
  public func untag(_ ids: [String]?, as name: String) throws(SearchError) -> Int {
    try searching {
      var removed = 0
      try directory.updateNotes { notes, _ in
        guard let tag = notes.tag(spelled: name), let tagged = notes.texts(Self.tagKind, tag) else {
          throw SearchError.tagNotFound(name: name, known: notes.names(Self.tagKind))
        }
        let unwanted = Set(ids ?? tagged)
        let kept = tagged.filter { !unwanted.contains($0) }
        removed = tagged.count - kept.count
        if kept.isEmpty {
          notes.remove(Self.tagKind, tag)
        } else {
          notes.set(Self.tagKind, tag, to: kept)
        }
      }
      return removed
    }
  }

  /// The tags of a paper, by name.
  public func tags(of id: String) throws(SearchError) -> [String] {
    try searching {
      let notes = try directory.readNotes()
      return notes.names(Self.tagKind)
        .filter { notes.texts(Self.tagKind, $0)?.contains(id) == true }.sorted()
    }
  }
}

extension Notes {
  /// The tag that a name stands for, whatever its case.
  func tag(spelled name: String) -> String? {
    let key = FoldedLabel.bytes(of: name)
    return names(Library.tagKind).first { FoldedLabel.bytes(of: $0) == key }
  }

  /// The hashes of the ids that a condition on tags asks for, ascending.
  ///
  /// - Parameter match: how the name is compared; nil for any tag.
  func idHashes(_ match: FilterNode.Match?, _ name: String) -> [UInt64] {
    let key = FoldedLabel.bytes(of: name)
    let tags = names(Library.tagKind).filter { tag in
      let spelling = FoldedLabel.bytes(of: tag)
      switch match {
      case .equals: return spelling == key
      case .contains: return spelling.contains(key)
      case nil: return true
      }
    }
    var hashes: [UInt64] = []
    for tag in tags {
      forEachText(Library.tagKind, tag) { hashes.append(FilterColumns.idHash($0)) }
    }
    return hashes.sorted()
  }
}
