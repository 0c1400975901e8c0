// Papers in the forms that other programs read.
import LensCorpus

/// The forms a list of papers is written in.
public enum PaperList: String, CaseIterable, Sendable {
  /// One object a line, in the field names that `lens index` reads.
  case jsonl
  /// One array of such objects.
  case json
  /// CSL-JSON, one array.
  case csl
  /// BibTeX.
  case bibtex
  /// RIS.
  case ris
  /// Comma-separated values with a header.
  case csv
  /// Markdown, to be read.
  case md

  /// The papers as text.
  public func text(_ papers: [Paper]) -> String {
    var text = ""
    var writer = PaperListWriter(self) { text += $0 }
    for paper in papers { writer.add(paper) }
    writer.finish()
    return text
  }
}

/// Writes a list of papers one after the other: a library need not be in memory to be written.
public struct PaperListWriter {
  private let form: PaperList
  private let write: (String) -> Void
  private var count = 0
  private var keys: Set<String> = []

  /// A writer that hands out the text piece by piece.
  public init(_ form: PaperList, write: @escaping (String) -> Void) {
    self.form = form
    self.write = write
    if form == .csv { write(PaperTable.header) }
  }

  /// Writes the next paper.
  public mutating func add(_ paper: Paper) {
    let isFirst = count == 0
    count += 1
    switch form {
    case .jsonl: write(paper.json.text() + "\n")
    case .json: write((isFirst ? "[\n" : ",\n") + Self.element(paper.json))
    case .csl: write((isFirst ? "[\n" : ",\n") + Self.element(paper.csl))
    case .bibtex: write((isFirst ? "" : "\n") + BibTeXWriter.entry(paper, key: key(paper)))
    case .ris: write((isFirst ? "" : "\r\n") + RISWriter.record(paper, key: key(paper)))
    case .csv: write(PaperTable.line(paper))
    case .md: write((isFirst ? "" : "\n") + PaperNotes.section(paper))
    }
  }

  /// Writes what stands behind the last paper.
  public func finish() {
    guard form == .json || form == .csl else { return }
    write(count == 0 ? "[]\n" : "\n]\n")
  }

  private mutating func key(_ paper: Paper) -> String {
    CitationKey.unique(CitationKey.of(paper), among: &keys)
  }

  /// A value as it stands in an indented array; strings hold no line ends of their own.
  private static func element(_ value: JSONValue) -> String {
    "  " + value.text(indent: 2).split(separator: "\n").joined(separator: "\n  ")
  }
}

extension SearchEngine {
  /// Calls a closure with each paper that passes a filter, in the index's order.
  ///
  /// O(bytes of the papers), one at a time in memory.
  public func forEachPaper(
    where filter: Filter = Filter(), _ body: (Paper) throws -> Void
  ) throws(SearchError) {
    let rows = filter.isEmpty ? nil : try rows(where: filter)
    try searching {
      guard let rows else { return try snapshot.catalogue.forEachRow { try body(Paper(row: $0)) } }
      for row in rows { try body(Paper(row: try snapshot.catalogue.row(Int64(row)))) }
    }
  }

  /// Every paper of the index, in the order they were read.
  ///
  /// O(bytes of the papers), all in memory.
  public func papers() throws(SearchError) -> [Paper] {
    try searching {
      var papers: [Paper] = []
      papers.reserveCapacity(paperCount)
      try snapshot.catalogue.forEachRow { row in papers.append(Paper(row: row)) }
      return papers
    }
  }
}
