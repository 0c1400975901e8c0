// Where papers were read, and where their sources contradict each other.
import LensCorpus

extension Paper {
  /// Every source: `[{file, line, format, added, otherwise}]`, the first one first; `otherwise` holds
  /// the fields that it has otherwise than the paper.
  public var sourcesJSON: JSONValue {
    .array(
      ([OtherSource(place: source)] + otherSources).map { source in
        .object([
          "file": .string(source.place.file),
          "line": .integer(source.place.line),
          "format": .text(source.place.format?.rawValue),
          "added": .text(source.place.added),
          "otherwise": source.differing.isEmpty
            ? nil : .object(source.differing.map { .init($0.name, .raw($0.json)) }),
        ])
      })
  }

  /// The value of a field as JSON, by its name there.
  func value(of name: String) -> JSONValue {
    guard case .object(let members) = json else { return .null }
    return members.first { $0.name == name }?.value ?? .null
  }
}

/// A paper that was read from several sources.
public struct UnitedPaper: Sendable {
  /// One source saying something else than is kept.
  public struct Contradiction: Sendable {
    /// The field.
    public var field: String
    /// What is kept.
    public var kept: JSONValue
    /// What the source says.
    public var other: JSONValue
    /// The source.
    public var place: SourcePlace
  }

  /// The paper.
  public var paper: Paper
  /// Where its sources contradict what is kept.
  public var contradictions: [Contradiction]

  init(_ paper: Paper) {
    self.paper = paper
    contradictions = paper.otherSources.flatMap { source in
      paper.contradictions(of: source).map {
        Contradiction(
          field: $0.name, kept: paper.value(of: $0.name), other: .raw($0.json), place: source.place)
      }
    }
  }

  /// `{id, sources, contradictions: [{field, kept, other, file, line}]}`.
  public var json: JSONValue {
    .object([
      "id": .string(paper.id),
      "sources": paper.sourcesJSON,
      "contradictions": .array(
        contradictions.map {
          .object([
            "field": .string($0.field), "kept": $0.kept, "other": $0.other,
            "file": .string($0.place.file), "line": .integer($0.place.line),
          ])
        }),
    ])
  }
}

extension SearchEngine {
  /// The papers that were read from several sources, in their order.
  ///
  /// O(bytes of the papers).
  public func unitedPapers() throws(SearchError) -> [UnitedPaper] {
    try searching {
      var found: [UnitedPaper] = []
      try snapshot.catalogue.forEachRow { row in
        guard Paper.hasSeveralSources(row.source ?? "") else { return }
        found.append(UnitedPaper(Paper(row: row)))
      }
      return found
    }
  }
}
