// Papers as Markdown for people: a heading a paper with its link, a line of who, where and when, the
// abstracts. It is for reading and for notes; JSONL is what keeps everything.
import LensCorpus

/// Writes papers as Markdown.
enum PaperNotes {
  /// A heading and what stands under it.
  static func section(_ paper: Paper) -> String {
    let title = Markdown.link(Markdown.escaped(paper.displayTitle), to: paper.address)
    var paragraphs = ["## " + title]
    if paper.title != nil, let chinese = paper.titleZH {
      paragraphs.append(Markdown.escaped(chinese))
    }
    let facts = [
      paper.authors.isEmpty ? nil : Markdown.escaped(paper.authors.joined(separator: "; ")),
      paper.venue.map { "*\(Markdown.escaped($0))*" }, paper.date ?? paper.year.map(String.init),
      "`\(paper.id)`",
    ]
    paragraphs.append(facts.compactMap(\.self).joined(separator: " · "))
    for abstract in [paper.abstract, paper.abstractZH].compactMap(\.self) {
      paragraphs += abstract.split(separator: "\n").map { Markdown.escaped(String($0)) }
    }
    return paragraphs.joined(separator: "\n\n") + "\n"
  }
}
