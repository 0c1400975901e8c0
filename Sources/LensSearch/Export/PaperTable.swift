// Papers as a table for spreadsheets (RFC 4180), in the column names that `lens index` reads.
import LensCorpus

/// Writes papers as CSV.
public enum PaperTable {
  /// A header line and a line for each paper.
  public static func csv(_ papers: [Paper]) -> String {
    PaperList.csv.text(papers)
  }

  static let header = CSVLine.text([
    "id", "title", "title_zh", "abstract", "abstract_zh", "authors", "year", "date", "venue",
    "keywords", "url", "doi",
  ])

  static func line(_ paper: Paper) -> String {
    CSVLine.text([
      paper.id, paper.title ?? "", paper.titleZH ?? "", paper.abstract ?? "",
      paper.abstractZH ?? "", list(paper.authors), paper.year.map(String.init) ?? "",
      paper.date ?? "", paper.venue ?? "", list(paper.keywords), paper.url ?? "", paper.doi ?? "",
    ])
  }

  /// Values between semicolons; a single one with a comma gets one behind it, so that it stays one.
  private static func list(_ values: [String]) -> String {
    values.count == 1 && values[0].contains(",") ? values[0] + ";" : values.joined(separator: "; ")
  }
}

/// One line of CSV.
enum CSVLine {
  /// The fields with commas between them and the line end behind them.
  static func text(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\r\n"
  }

  private static func quoted(_ text: String) -> String {
    // Spaces at the ends belong to the field only inside quotation marks.
    let mustQuote =
      text.utf8.contains { [0x2C, 0x22, 0x0A, 0x0D].contains($0) } || text.hasPrefix(" ")
      || text.hasSuffix(" ")
    guard mustQuote else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
