// A paper as the catalogue keeps it, there and back.
import LensCorpus
import LensStore

extension CatalogueRow {
  /// The row of a paper.
  init(_ paper: Paper, row: Int) {
    self.init(ordinal: Int64(row), id: paper.id)
    title = paper.title
    titleZH = paper.titleZH
    abstract = paper.abstract
    abstractZH = paper.abstractZH
    authors = paper.authors
    keywords = paper.keywords
    year = paper.year.map(String.init)
    date = paper.date
    venue = paper.venue
    url = paper.url
    doi = paper.doi
    source = paper.sourceText
    identity = paper.idOrigin.rawValue
    if !paper.extra.isEmpty {
      extra = JSONValue.object(paper.extra.map { .init($0.name, .raw($0.json)) }).text()
    }
  }
}

extension Paper {
  /// The paper of a row.
  init(row: CatalogueRow) {
    self.init(
      id: row.id, idOrigin: row.identity.flatMap(IDOrigin.init(rawValue:)) ?? .given,
      title: row.title, titleZH: row.titleZH, abstract: row.abstract, abstractZH: row.abstractZH,
      authors: row.authors, year: row.year.flatMap { Int($0) }, date: row.date, venue: row.venue,
      keywords: row.keywords, url: row.url, doi: row.doi,
      extra: row.extra.map(ExtraField.fields(ofObject:)) ?? [],
      source: SourcePlace(file: "", line: 0))
    readSources(row.source ?? "")
  }
}
