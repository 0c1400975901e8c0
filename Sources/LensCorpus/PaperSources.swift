// Where a paper was read: its first source, and the others that gave the same paper. What another
// source says otherwise is kept with it, so that nothing is lost by uniting records.

/// A place where a record stands.
public struct SourcePlace: Sendable, Equatable, CustomStringConvertible {
  /// The file's name as it was given.
  public var file: String
  /// The line the record starts on, from 1.
  public var line: Int
  /// The file's format, where it is known.
  public var format: Format?
  /// The day it was read, `YYYY-MM-DD`, where it is known.
  public var added: String?

  /// A place.
  public init(file: String, line: Int, format: Format? = nil, added: String? = nil) {
    self.file = file
    self.line = line
    self.format = format
    self.added = added
  }

  /// `file:line`.
  public var description: String { "\(file):\(line)" }

  /// What standard input is called.
  static let standardInput = "standard input"

  /// Whether the record may be a newer version of one that stood there: whether it is of the same
  /// file, and that a file that can be read again.
  func mayRenew(_ other: SourcePlace) -> Bool {
    file == other.file && file != Self.standardInput
  }
}

/// Another source of a paper.
public struct OtherSource: Sendable, Equatable {
  /// Where the record stands.
  public var place: SourcePlace
  /// The fields it has that say something else than the paper's, as they stand in JSON.
  public var differing: [ExtraField]

  /// A source with what it says otherwise.
  public init(place: SourcePlace, differing: [ExtraField] = []) {
    self.place = place
    self.differing = differing
  }

  /// Whether two sources are the same file and say the same.
  func saysTheSame(as other: OtherSource) -> Bool {
    place.file == other.place.file && differing == other.differing
  }
}

extension Paper {
  /// Where the paper was read, the first place first.
  public var sourcePlaces: [SourcePlace] { [source] + otherSources.map(\.place) }

  /// Whether both papers have the same sources, whatever line and day.
  public func hasSameSources(as other: Paper) -> Bool {
    source.file == other.source.file && otherSources.count == other.otherSources.count
      && zip(otherSources, other.otherSources).allSatisfy { $0.saysTheSame(as: $1) }
  }

  /// Whether both papers say the same, wherever they were read.
  public func hasSameContent(as other: Paper) -> Bool {
    var bare = other
    bare.source = source
    bare.otherSources = otherSources
    return bare == self
  }

  /// Notes that a record of this paper stands elsewhere too.
  ///
  /// - Parameter replacing: whether what its file said before is out of date.
  mutating func note(_ record: Paper, replacing: Bool) {
    let found = OtherSource(place: record.source, differing: record.fields(otherThanIn: self))
    if record.source.file == source.file, found.differing.isEmpty { return }
    if replacing {
      if let place = otherSources.firstIndex(where: { $0.place.file == found.place.file }) {
        otherSources.removeAll { $0.place.file == found.place.file }
        return otherSources.insert(found, at: place)
      }
    } else if otherSources.contains(where: { $0.saysTheSame(as: found) }) {
      return
    }
    otherSources.append(found)
  }

  /// The fields of which this record has another value than a paper has.
  private func fields(otherThanIn paper: Paper) -> [ExtraField] {
    var fields: [ExtraField] = []
    func add(_ name: String, _ own: String?, _ other: String?) {
      guard let own, own != other else { return }
      fields.append(ExtraField(name: name, json: JSONText.quoted(own)))
    }
    func add(_ name: String, _ own: [String], _ other: [String]) {
      guard !own.isEmpty, own != other else { return }
      let items = own.map { JSONText.quoted($0) }.joined(separator: ",")
      fields.append(ExtraField(name: name, json: "[\(items)]"))
    }
    if !idIsDerived, !paper.idIsDerived { add("id", id, paper.id) }
    add("title", title, paper.title)
    add("title_zh", titleZH, paper.titleZH)
    add("abstract", abstract, paper.abstract)
    add("abstract_zh", abstractZH, paper.abstractZH)
    add("authors", authors, paper.authors)
    if let year, year != paper.year { fields.append(ExtraField(name: "year", json: "\(year)")) }
    add("date", date, paper.date)
    add("venue", venue, paper.venue)
    add("keywords", keywords, paper.keywords)
    add("url", url, paper.url)
    add("doi", doi, paper.doi)
    let kept = Dictionary(paper.extra.map { ($0.name, $0.json) }, uniquingKeysWith: { a, _ in a })
    return fields + extra.filter { kept[$0.name] != $0.json }
  }
}

extension Paper {
  /// The fields of another source that contradict the paper in more than typography.
  public func contradictions(of source: OtherSource) -> [ExtraField] {
    var other = Paper(id: id, source: source.place)
    for field in source.differing {
      switch field.name {
      case "title": other.title = field.texts.first
      case "title_zh": other.titleZH = field.texts.first
      case "abstract": other.abstract = field.texts.first
      case "abstract_zh": other.abstractZH = field.texts.first
      case "year": other.year = Int(field.json)
      default: break
      }
    }
    let names = Set(RecordComparison.conflicts(self, other))
    return source.differing.filter { names.contains($0.name) }
  }
}
