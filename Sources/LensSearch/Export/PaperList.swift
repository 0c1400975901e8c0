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

  /// The papers as text.
  public func text(_ papers: [Paper]) -> String {
    switch self {
    case .jsonl: papers.map { $0.json.text() + "\n" }.joined()
    case .json: JSONValue.array(papers.map(\.json)).text(indent: 2) + "\n"
    case .csl: JSONValue.array(papers.map(\.csl)).text(indent: 2) + "\n"
    case .bibtex: BibTeXWriter.text(papers)
    case .ris: RISWriter.text(papers)
    case .csv: PaperTable.csv(papers)
    }
  }
}

extension SearchEngine {
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
