// A condition evaluated over one segment. Labels are looked up once and turned into papers; dates,
// languages and properties are one pass over a column; and, or, not work on words of 64 papers.
import LensStore

/// Evaluates conditions over a segment.
struct SegmentFilter {
  let segment: Segment
  let furtherSources: FurtherSources?
  /// Where the tags stand; only conditions that ask for tags need them.
  let notes: Notes

  private var count: Int { segment.rows.count }

  /// The papers that pass, as documents of the segment.
  func papers(passing node: FilterNode) throws -> Bitmap {
    switch node {
    case .date(let comparison, let date): try dated(comparison, date)
    case .label(let kind, let match, let text): try labelled(kind, match, text)
    case .tag(let match, let name):
      try Self.papers(withIDs: notes.idHashes(match, name), of: segment)
    case .language(let language):
      try segment.attributes.papers(in: PaperAttributes.Languages(language))
    case .has(.tag): try Self.papers(withIDs: notes.idHashes(nil, ""), of: segment)
    case .has(let property): try having(property)
    case .not(let node): try negated(node)
    case .and(let nodes):
      try nodes.reduce(into: Bitmap.full(count: count)) {
        $0.formIntersection(try papers(passing: $1))
      }
    case .or(let nodes):
      try nodes.reduce(into: Bitmap(count: count)) { $0.formUnion(try papers(passing: $1)) }
    }
  }

  private func negated(_ node: FilterNode) throws -> Bitmap {
    var papers = try papers(passing: node)
    papers.invert()
    return papers
  }

  private func dated(_ comparison: FilterNode.Comparison, _ date: PaperDate) throws -> Bitmap {
    // The date stands for all days that it leaves open; 0 is an unknown date.
    let (first, end) = (date.packed, date.end)
    return switch comparison {
    case .equal: try segment.attributes.papers(from: first, before: end)
    case .less: try segment.attributes.papers(from: 1, before: first)
    case .lessOrEqual: try segment.attributes.papers(from: 1, before: end)
    case .greater: try segment.attributes.papers(from: max(end, 1), before: .max)
    case .greaterOrEqual: try segment.attributes.papers(from: max(first, 1), before: .max)
    }
  }

  private func labelled(
    _ kind: LabelKind, _ match: FilterNode.Match, _ text: String
  ) throws -> Bitmap {
    let key = kind.key(asked: text)
    var papers = try segment.columns.labels(kind).papers(match, key)
    if kind == .source, let furtherSources {
      try furtherSources.correct(&papers, of: segment.rows, match, key)
    }
    return papers
  }

  private func having(_ property: FilterProperty) throws -> Bitmap {
    let properties = try segment.columns.properties()
    let values = try properties.all()
    let bit = property.bit
    return withExtendedLifetime(properties) {
      Bitmap(count: count) { values[$0] & bit != 0 }
    }
  }

  /// The papers whose ids have these hashes, which ascend.
  ///
  /// O(hashes · log(papers / hashes)).
  static func papers(withIDs wanted: [UInt64], of segment: Segment) throws -> Bitmap {
    let count = segment.rows.count
    var papers = Bitmap(count: count)
    if wanted.isEmpty || count == 0 { return papers }
    let columns = try segment.columns.ids()
    let (hashes, rows) = (try columns.hashes.all(), try columns.rows.all())
    var place = 0
    for hash in wanted {
      // From the last one on, by steps that double, then by halves.
      var step = 1
      while place + step < count, hashes[place + step] < hash { step *= 2 }
      var (low, high) = (place + step / 2, min(place + step, count))
      while low < high {
        let middle = low + (high - low) / 2
        if hashes[middle] < hash { low = middle + 1 } else { high = middle }
      }
      place = low
      while place < count, hashes[place] == hash {
        guard rows[place] < count else {
          throw columns.rows.section.damaged(
            expected: "papers below \(count)", found: "\(rows[place])")
        }
        papers.insert(Int(rows[place]))
        place += 1
      }
      if place >= count { break }
    }
    withExtendedLifetime(columns) {}
    return papers
  }
}
