// Which papers a search may rank, decided before the top k and never after.

/// A condition that papers must meet.
///
/// ```swift
/// let filter = try Filter(parsing: #"year >= 2023 and venue = "ACL""#)
/// let hits = try engine.search("long context", options: SearchOptions(filter: filter)).hits
/// ```
public struct Filter: Sendable, Equatable {
  /// The tree; of no conditions every paper passes.
  let node: FilterNode

  init(_ node: FilterNode) { self.node = node }

  /// Reads a condition in the grammar of docs/filters.md.
  ///
  /// Throws `filter`, with the place of what is wrong.
  public init(parsing text: String) throws(SearchError) {
    do { node = try FilterParser.parse(text) } catch { throw .filter(error) }
  }

  /// Makes a filter by date and language; without arguments it lets every paper in.
  ///
  /// - Parameters:
  ///   - since: the first date let in.
  ///   - before: the first date kept out.
  ///   - language: the language a paper must have text in.
  public init(since: PaperDate? = nil, before: PaperDate? = nil, language: Language? = nil) {
    var nodes: [FilterNode] = []
    if let since { nodes.append(.date(.greaterOrEqual, since)) }
    if let before { nodes.append(.date(.less, before)) }
    if let language { nodes.append(.language(language)) }
    node = nodes.count == 1 ? nodes[0] : .and(nodes)
  }

  /// The papers that have a tag.
  public init(tag: String) { node = .tag(.equals, tag) }

  /// Whether every paper passes, whatever the papers.
  public var isEmpty: Bool { node == .and([]) }

  /// The papers that pass both.
  public func and(_ other: Filter) -> Filter {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return Filter(.and([node, other.node]))
  }
}

extension Filter: CustomStringConvertible {
  /// The condition in the grammar that `init(parsing:)` reads; nothing for a filter without one.
  public var description: String { isEmpty ? "" : node.description }
}
