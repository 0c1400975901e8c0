// Counts of papers by year, venue, author and the like.

/// What papers are counted by.
public enum FacetField: String, CaseIterable, Sendable {
  case year, venue, author, category, language, source, tag
}

/// A facet asked for: a field, and how many of its values.
public struct FacetRequest: Sendable, Equatable {
  /// Values of a facet unless more or fewer are asked for.
  public static let defaultCount = 10
  /// The facets of `lens query --facets`.
  public static let standard: [FacetRequest] = [
    FacetRequest(.year), FacetRequest(.venue), FacetRequest(.category), FacetRequest(.language),
  ]

  /// What papers are counted by.
  public var field: FacetField
  /// The most values that are listed.
  public var count: Int

  /// A facet of the most frequent values.
  public init(_ field: FacetField, count: Int = defaultCount) {
    self.field = field
    self.count = count
  }

  /// Reads `year,author=20`; nil for anything else.
  public static func list(_ text: String) -> [FacetRequest]? {
    var requests: [FacetRequest] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard let name = sides.first, sides.count <= 2,
        let spelled = FilterField(spelled: String(name)),
        let field = FacetField(rawValue: spelled.rawValue)
      else { return nil }
      guard let count = sides.count == 2 ? Int(sides[1]) : defaultCount, count > 0 else {
        return nil
      }
      requests.append(FacetRequest(field, count: count))
    }
    return requests
  }
}

extension LabelKind {
  /// The facet that counts by this kind.
  var facet: FacetField? { FacetField(rawValue: field.rawValue) }
}

/// How many papers have each value of a field.
public struct Facet: Sendable, Equatable {
  /// A value and the papers that have it.
  public struct Value: Sendable, Equatable {
    /// The value, in its commonest spelling.
    public var text: String
    /// The papers.
    public var papers: Int
  }

  /// What was counted by.
  public var field: FacetField
  /// The most frequent values, most frequent first; years newest first.
  public var values: [Value]
  /// Values that are not listed.
  public var further: Int
}

/// Facets over the papers of an answer or a library.
public struct Facets: Sendable, Equatable {
  /// The papers counted.
  public var papers: Int
  /// One for each request.
  public var facets: [Facet]

  /// The facets in the documented field names.
  public var json: JSONValue {
    .object([
      "papers": .integer(papers),
      "facets": .array(
        facets.map { facet in
          .object([
            "field": .string(facet.field.rawValue),
            "values": .array(
              facet.values.map {
                .object(["value": .string($0.text), "papers": .integer($0.papers)])
              }),
            "further": .integer(facet.further),
          ])
        }),
    ])
  }
}

/// Counts of values, from which the most frequent are taken.
struct FacetCounts {
  private var papers: [String: Int] = [:]

  /// Counts papers under a value; none counts nothing.
  mutating func add(_ papers: Int, _ text: String) {
    if papers > 0 { self.papers[text, default: 0] += papers }
  }

  /// The most frequent values, ties by spelling.
  func facet(_ request: FacetRequest) -> Facet {
    let values = papers.map { Facet.Value(text: $0.key, papers: $0.value) }
    var listed = values.sorted(by: Facet.Value.precedes).prefix(request.count)
    if request.field == .year { listed.sort { $0.text > $1.text } }
    return Facet(field: request.field, values: Array(listed), further: values.count - listed.count)
  }
}

extension Facet.Value {
  /// The more frequent first, ties by spelling.
  static func precedes(_ left: Facet.Value, _ right: Facet.Value) -> Bool {
    left.papers != right.papers ? left.papers > right.papers : left.text < right.text
  }
}
