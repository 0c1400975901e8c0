// What an entry inherits through `crossref`. BibTeX wants the parent behind its children, biber takes
// it anywhere, so children wait for theirs: in bounded memory, and at the file's end without.

/// Containers seen, and children that wait for one.
struct BibTeXCrossReferences {
  private let limit: Int
  private var parents: [String: [(name: String, value: [UInt8])]] = [:]
  private var parentBytes = 0
  /// By the key they wait for.
  private var waiting: [String: [BibTeXEntry]] = [:]
  private var waitingBytes = 0

  init(limit: Int) { self.limit = limit }

  /// Whether the entry has all that it will ever get; else it was put aside until its parent comes.
  mutating func complete(_ entry: inout BibTeXEntry) -> Bool {
    remember(entry)
    guard let parent = entry.crossReference?.lowercased() else { return true }
    if let inherited = parents[parent] {
      entry.inherit(inherited)
      return true
    }
    guard parent != entry.key.lowercased(), waitingBytes + entry.byteCount <= limit else {
      return true
    }
    waitingBytes += entry.byteCount
    waiting[parent, default: []].append(entry)
    return false
  }

  /// The children that waited for the entry, complete.
  mutating func released(by entry: BibTeXEntry) -> [BibTeXEntry] {
    let key = entry.key.lowercased()
    guard let inherited = parents[key], var children = waiting.removeValue(forKey: key) else {
      return []
    }
    for place in children.indices {
      waitingBytes -= children[place].byteCount
      children[place].inherit(inherited)
    }
    return children
  }

  /// The children whose parent never came.
  mutating func takeWaiting() -> [BibTeXEntry] {
    defer {
      waiting = [:]
      waitingBytes = 0
    }
    return waiting.values.joined().sorted { $0.line < $1.line }
  }

  /// Keeps what children may inherit: the container's title under the name it has for them, and
  /// when it appeared.
  private mutating func remember(_ entry: BibTeXEntry) {
    // An article is one where it stands for a whole issue and has no author.
    let isContainer =
      Self.containers.contains(entry.type) || entry.type == "article" && entry["author"] == nil
    guard isContainer, !entry.key.isEmpty else { return }
    var inherited: [(name: String, value: [UInt8])] = []
    for (name, value) in entry.fields {
      switch name {
      case "title":
        inherited.append((entry.type == "periodical" ? "journaltitle" : "booktitle", value))
      case "booktitle", "journal", "journaltitle", "year", "date", "month", "publisher", "editor",
        "series", "isbn", "issn":
        inherited.append((name, value))
      default: break
      }
    }
    let bytes = inherited.reduce(0) { $0 + $1.value.count }
    guard parentBytes + bytes <= limit else { return }
    parentBytes += bytes
    parents[entry.key.lowercased()] = inherited
  }

  private static let containers: Set<String> = [
    "proceedings", "mvproceedings", "book", "mvbook", "collection", "mvcollection", "reference",
    "mvreference", "periodical",
  ]
}
