// Papers as a RIS file, in the tags of the 2011 specification, lines ended as it wants them.
import LensCorpus

/// Writes papers as RIS.
public enum RISWriter {
  /// The papers as records with an empty line between them.
  public static func text(_ papers: [Paper]) -> String {
    PaperList.ris.text(papers)
  }

  /// One record.
  static func record(_ paper: Paper, key: String) -> String {
    let record = ExportRecord(paper)
    var lines: [String] = []
    func add(_ tag: String, _ value: String?) {
      guard let value, !value.isEmpty else { return }
      // A value is one line: a wrapped one may look like a tag.
      lines.append("\(tag)  - " + value.split { $0.isNewline }.joined(separator: " "))
    }
    add("TY", record.kind.ris)
    add("ID", key)
    for author in paper.authors { add("AU", author) }
    for editor in record.list("editors") { add("ED", editor) }
    add("TI", paper.title ?? paper.titleZH)
    if paper.title != nil { add("TT", paper.titleZH) }
    add("T2", paper.venue)
    add("PY", paper.year.map(String.init))
    if let date = paper.date {
      let parts = date.split(separator: "-")
      add(
        "DA", parts.joined(separator: "/") + String(repeating: "/", count: max(0, 4 - parts.count)))
    }
    add("AB", paper.abstract ?? paper.abstractZH)
    if paper.abstract != nil { add("N2", paper.abstractZH) }
    for keyword in paper.keywords { add("KW", keyword) }
    add("VL", record["volume"])
    add("IS", record["issue"])
    let pages = (record.pages ?? "").split(separator: "-")
    add("SP", pages.first.map(String.init))
    add("EP", pages.dropFirst().last.map(String.init))
    add("PB", record["publisher"])
    add("SN", record["issn"] ?? record["isbn"])
    add("LA", record["language"])
    add("DO", paper.doi)
    add("AN", record.arXiv.map { "arXiv:" + $0 } ?? record["pmid"].map { "PMID:" + $0 })
    add("UR", paper.url)
    lines.append("ER  - ")
    return lines.map { $0 + "\r\n" }.joined()
  }
}
