// Counting papers by what they are: of the whole library, of those that meet a condition, of those that
// answer a question.
import LensStore
import LensText

extension SearchEngine {
  /// Counts papers by fields.
  ///
  /// With a question, those papers are counted that hold three quarters of its words or more, each in the
  /// question's own spelling or as the glossary says it; without one, all that pass the filter.
  ///
  /// O(papers and labels), and the postings of the question's words.
  public func facets(
    _ requests: [FacetRequest], of text: String? = nil, options: SearchOptions = SearchOptions()
  ) throws(SearchError) -> Facets {
    try searching {
      var counted = try allowedRows(options, excluding: []) ?? Bitmap.full(count: rowCount)
      if let text {
        let terms = try queryTerms(
          for: [(QuestionWords.blanked(text), 1)], usesGlossary: options.usesGlossary)
        counted.formIntersection(try papers(matching: terms))
      }
      return Facets(
        papers: counted.rowCount, facets: try requests.map { try facet($0, of: counted) })
    }
  }

  private func facet(_ request: FacetRequest, of rows: Bitmap) throws -> Facet {
    if let kind = LabelKind.allCases.first(where: { $0.facet == request.field }) {
      return try LabelFacet(labels(kind, of: rows)).facet(request)
    }
    var counts = FacetCounts()
    let notes = request.field == .tag ? try snapshot.directory.readNotes() : Notes()
    for segment in segments {
      let part = Bitmap(words: rows.words(of: segment.rows), count: segment.rows.count)
      switch request.field {
      case .year:
        for (year, papers) in try segment.attributes.years(of: part) {
          counts.add(papers, "\(year)")
        }
      case .language:
        for language in Language.allCases {
          var spoken = try segment.attributes.papers(in: PaperAttributes.Languages(language))
          spoken.formIntersection(part)
          counts.add(spoken.rowCount, language.rawValue)
        }
      case .tag:
        for tag in notes.names(Library.tagKind) {
          var tagged = try SegmentFilter.papers(
            withIDs: notes.idHashes(.equals, tag), of: segment)
          tagged.formIntersection(part)
          counts.add(tagged.rowCount, tag)
        }
      case .venue, .author, .category, .source: break
      }
    }
    return counts.facet(request)
  }

  /// The columns that hold the labels of rows, each with those of its papers that they are.
  private func labels(_ kind: LabelKind, of rows: Bitmap) throws -> [(LabelColumn, Bitmap)] {
    var own = rows
    var parts: [(LabelColumn, Bitmap)] = []
    if kind == .source, let furtherSources {
      parts.append((furtherSources.labels, try furtherSources.take(from: &own)))
    }
    for segment in segments {
      let papers = Bitmap(words: own.words(of: segment.rows), count: segment.rows.count)
      parts.append((try segment.columns.labels(kind), papers))
    }
    return parts
  }

  /// The papers that hold three quarters of a question's words, as the index knows them.
  ///
  /// Words that no paper has do not count. A concept counts whole where a paper says it as the glossary
  /// does.
  private func papers(matching terms: QueryTerms) throws -> Bitmap {
    var counts = [UInt16](repeating: 0, count: rowCount)
    var needed = 0
    for group in terms.matchedGroups {
      var said = Bitmap(count: rowCount)
      for segment in segments {
        for rendering in group.renderings {
          said.insert(try segment.papers(withAll: rendering), at: segment.base)
        }
      }
      for word in group.words {
        var found = said
        for segment in segments {
          found.insert(try segment.papers(with: word), at: segment.base)
        }
        guard found.rowCount > 0 else { continue }
        needed += 1
        for row in found.rows { counts[row] += 1 }
      }
    }
    let least = (3 * needed + 3) / 4
    guard needed > 0 else { return Bitmap(count: rowCount) }
    return Bitmap(count: rowCount) { Int(counts[$0]) >= least }
  }
}

extension QueryTerms {
  /// What a paper has to hold to match: a group's words, and the ways to say all of it at once.
  struct MatchedGroup {
    var words: [ArraySlice<UInt8>]
    var renderings: [[ArraySlice<UInt8>]]
  }

  /// The groups without terms that only repeat others: a compound's whole beside its parts, and single
  /// characters beside the pairs of a Han word.
  var matchedGroups: [MatchedGroup] {
    let hasPairs = terms.contains { $0.kind == .hanPair }
    let plain = Set(
      terms.filter { $0.kind.isSequential || $0.kind == .hanPair || $0.kind == .han && !hasPairs }
        .map(\.bytes))
    return groups.compactMap { group in
      let words = group.terms.filter { plain.contains($0) }
      guard !words.isEmpty else { return nil }
      return MatchedGroup(words: words, renderings: group.renderings.map(\.terms))
    }
  }
}

extension Segment {
  /// The documents that hold a term.
  ///
  /// O(postings).
  fileprivate func papers(with term: ArraySlice<UInt8>) throws -> Bitmap {
    var papers = Bitmap(count: rows.count)
    guard let info = try lexical.lookup(Array(term)) else { return papers }
    var cursor = try lexical.postings(of: info)
    try cursor.advance()
    while cursor.document < rows.count {
      papers.insert(cursor.document)
      try cursor.advance()
    }
    return papers
  }

  /// The documents that hold all of some terms.
  fileprivate func papers(withAll terms: [ArraySlice<UInt8>]) throws -> Bitmap {
    try terms.reduce(into: Bitmap.full(count: rows.count)) {
      $0.formIntersection(try papers(with: $1))
    }
  }
}
