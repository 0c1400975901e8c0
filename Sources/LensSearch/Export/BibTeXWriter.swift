// Papers as a BibTeX file: one entry a paper under a stable key, LaTeX's own characters escaped,
// everything else in UTF-8, which LaTeX and biber read as it is. What `lens index` reads back is the
// same paper.
import LensCorpus

/// Writes papers as BibTeX.
public enum BibTeXWriter {
  /// The papers as entries with an empty line between them.
  public static func text(_ papers: [Paper]) -> String {
    PaperList.bibtex.text(papers)
  }

  /// One entry.
  static func entry(_ paper: Paper, key: String) -> String {
    let record = ExportRecord(paper)
    var fields: [(String, String)] = []
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { fields.append((name, "{\(value)}")) }
    }
    add("author", names(paper.authors))
    add("title", (paper.title ?? paper.titleZH).map(LaTeXEscaping.title))
    if paper.title != nil { add("title_zh", paper.titleZH.map(LaTeXEscaping.text)) }
    add(record.kind.venueField, paper.venue.map(LaTeXEscaping.text))
    add("editor", names(record.list("editors")))
    // By what styles sort an entry without people; else they warn.
    if paper.authors.isEmpty, record.list("editors").isEmpty {
      add("key", LaTeXEscaping.text(paper.displayTitle))
    }
    add("year", paper.year.map(String.init))
    let date = (paper.date ?? "").split(separator: "-").compactMap { Int($0) }
    // A month is a macro, which styles write in their own language.
    if date.count > 1, (1...12).contains(date[1]) {
      fields.append(("month", months[date[1] - 1]))
    }
    if date.count > 2 { add("day", String(date[2])) }
    add("volume", record["volume"].map(LaTeXEscaping.text))
    add("number", record["issue"].map(LaTeXEscaping.text))
    add("pages", record.pages.map { LaTeXEscaping.text($0).doubledHyphen })
    add("publisher", record["publisher"].map(LaTeXEscaping.text))
    add("issn", record["issn"].map(LaTeXEscaping.text))
    add("isbn", record["isbn"].map(LaTeXEscaping.text))
    add("doi", paper.doi.map(LaTeXEscaping.address))
    if let number = record.arXiv {
      add("eprint", number)
      add("archiveprefix", "arXiv")
    }
    add("pmid", record["pmid"])
    add("url", paper.url.map(LaTeXEscaping.address))
    let separator = paper.keywords.contains { $0.contains(",") } ? "; " : ", "
    add("keywords", paper.keywords.map(LaTeXEscaping.text).joined(separator: separator))
    add("abstract", (paper.abstract ?? paper.abstractZH).map(LaTeXEscaping.text))
    if paper.abstract != nil { add("abstract_zh", paper.abstractZH.map(LaTeXEscaping.text)) }
    let lines = fields.map { "  \($0.0) = \($0.1),\n" }.joined()
    return "@\(record.kind.bibTeX){\(key),\n\(lines)}\n"
  }

  /// Names between "and"; one that BibTeX would take apart in braces.
  private static func names(_ names: [String]) -> String {
    names.map { name in
      let text = LaTeXEscaping.text(name)
      let isOne =
        name.lowercased().split(separator: " ").contains("and")
        || name.split(separator: ",").count > 3
        || !name.contains(",") && CSLName.isGroup(name)
      return isOne ? "{\(text)}" : text
    }.joined(separator: " and ")
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
}

extension String {
  /// Hyphens between pages as LaTeX sets ranges.
  fileprivate var doubledHyphen: String {
    split(separator: "-", omittingEmptySubsequences: true).joined(separator: "--")
  }
}
