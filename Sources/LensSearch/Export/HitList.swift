// Lists of hits as text for other programs: CSV, Markdown, TREC runs.

/// The forms a list of hits is written in for other programs.
public enum HitList {
  /// Comma-separated values with a header line (RFC 4180).
  public static func csv(_ hits: [Hit]) -> String {
    let header = [
      "rank", "id", "title", "title_zh", "year", "score", "lexical", "semantic", "url",
    ]
    let rows = hits.map { hit in
      [
        String(hit.rank), hit.paper.id, hit.paper.title ?? "", hit.paper.titleZH ?? "",
        hit.paper.year.map(String.init) ?? "", hit.score.rounded(6), hit.lexical.rounded(6),
        hit.semantic.rounded(6), hit.paper.url ?? "",
      ]
    }
    return ([header] + rows).map(CSVLine.text).joined()
  }

  /// A numbered Markdown list: title, link, score, passage with the matched words in bold.
  public static func markdown(_ hits: [Hit]) -> String {
    hits.map { hit in
      let title = Markdown.escaped(hit.paper.displayTitle)
      let linked = Markdown.link(title, to: hit.paper.url)
      var lines = ["\(hit.rank). \(linked)"]
      if hit.paper.title != nil, let chinese = hit.paper.titleZH {
        lines.append("   \(Markdown.escaped(chinese))  ")
      }
      let year = hit.paper.year.map { "\($0), " } ?? ""
      lines.append("   \(year)score \(hit.score.fixed(3)), `\(hit.paper.id)`")
      if let snippet = hit.snippet {
        lines.append("")
        lines.append("   > \(snippet.marked("**", "**"))")
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n\n") + (hits.isEmpty ? "" : "\n")
  }

  /// One TREC run line: `qid Q0 docid rank score lens`, the score in full precision.
  ///
  /// Names that hold spaces are kept apart by tabs instead.
  public static func trecLine(query: String, paper: String, rank: Int, score: Double) -> String {
    let hasSpace = (query + paper).contains(where: \.isWhitespace)
    return [query, "Q0", paper, "\(rank)", "\(score)", "lens"]
      .joined(separator: hasSpace ? "\t" : " ")
  }
}
