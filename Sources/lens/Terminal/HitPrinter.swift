// Hits as a person reads them, or in the form another program wants.
import LensSearch

/// Prints the hits of one query.
struct HitPrinter {
  var format: HitFormat
  /// The query's name in a TREC run.
  var queryID: String

  func print(_ hits: [Hit]) {
    switch format {
    case .json: Terminal.write(JSONValue.array(hits.map(\.json)).text(indent: 2) + "\n")
    case .jsonl: Terminal.write(hits.map { $0.json.text() + "\n" }.joined())
    case .csv: Terminal.write(HitList.csv(hits))
    case .bibtex: Terminal.write(PaperList.bibtex.text(hits.map(\.paper)))
    case .ris: Terminal.write(PaperList.ris.text(hits.map(\.paper)))
    case .csl: Terminal.write(PaperList.csl.text(hits.map(\.paper)))
    case .md: Terminal.write(HitList.markdown(hits))
    case .trec:
      for hit in hits {
        Terminal.write(
          HitList.trecLine(query: queryID, paper: hit.paper.id, rank: hit.rank, score: hit.score)
            + "\n")
      }
    case .table:
      for hit in hits { printCard(hit) }
    }
  }

  /// One hit: rank, title, the other title, a line of facts, the passage, the explanation.
  private func printCard(_ hit: Hit) {
    let indent = "    "
    let width = min(max(Terminal.width, 40), 120)
    let room = width - indent.count
    let titles = [hit.paper.title, hit.paper.titleZH].compactMap(\.self)
    let first = titles.first ?? hit.paper.displayTitle
    var lines = [
      Style.number("\(hit.rank).".padded(to: indent.count))
        + Link.text(Style.title(first.shown.fitted(to: room)), to: hit.paper.address)
    ]
    for other in titles.dropFirst() { lines.append(indent + other.shown.fitted(to: room)) }
    var facts = ["\(hit.score.fixed(3))"]
    if let year = hit.paper.year { facts.append(String(year)) }
    facts.append(hit.paper.id.shown)
    facts.append("words \(hit.lexical.fixed(2)), meaning \(hit.semantic.fixed(2))")
    lines += facts.joined(separator: " · ").wrapped(to: room).split(separator: "\n")
      .map { indent + Style.faint(String($0)) }
    if !hit.duplicates.isEmpty {
      let others = hit.duplicates.map(\.shown).joined(separator: ", ")
      lines.append(
        indent
          + Style.faint(
            "and \(hit.duplicates.count) nearly the same (--all): \(others)".fitted(to: room)))
    }
    if let snippet = hit.snippet {
      for line in Style.marked(snippet.fitted(to: room * 2)).wrapped(to: room).split(
        separator: "\n")
      {
        lines.append(indent + line)
      }
    }
    if let explanation = hit.explanation {
      lines += explanation.lines(columns: room).map { indent + Style.faint($0) }
    }
    Terminal.write(lines.joined(separator: "\n") + "\n\n")
  }
}

extension Snippet {
  /// The passage without what a terminal would obey, cut around its marks to so many columns.
  fileprivate func fitted(to columns: Int) -> Snippet {
    clean.text.displayWidth <= columns ? clean : clean.window(columns)
  }

  /// The passage with controls turned into spaces, byte for byte, so that the marks still hold.
  private var clean: Snippet {
    guard text.unicodeScalars.contains(where: \.isTerminalControl) else { return self }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.isTerminalControl {
        out.append(contentsOf: repeatElement(" ", count: scalar.utf8.count))
      } else {
        out.append(scalar)
      }
    }
    return Snippet(text: String(out), marks: marks)
  }

  /// The part of the passage of so many columns that starts shortly before the first mark.
  private func window(_ columns: Int) -> Snippet {
    let scalars = Array(text.unicodeScalars)
    var starts: [Int] = []
    var byte = 0
    for scalar in scalars {
      starts.append(byte)
      byte += scalar.utf8.count
    }
    let markByte = marks.first?.lowerBound ?? 0
    let markScalar = starts.lastIndex { $0 <= markByte } ?? 0
    var first = markScalar
    var lead = 0
    while first > 0, lead < columns / 3 {
      first -= 1
      lead += scalars[first].displayWidth
    }
    // A tail shorter than the window: show more of what stands before it instead.
    var last = first
    var width = 0
    while last < scalars.count, width + scalars[last].displayWidth <= columns - 2 {
      width += scalars[last].displayWidth
      last += 1
    }
    while first > 0, last == scalars.count, width + scalars[first - 1].displayWidth <= columns - 2 {
      first -= 1
      width += scalars[first].displayWidth
    }
    let from = starts[first]
    let to = last < scalars.count ? starts[last] : byte
    let opening = first > 0 ? "…" : ""
    let body = scalars[first..<last].reduce(into: "") { $0.unicodeScalars.append($1) }
    let shift = opening.utf8.count - from
    let kept = marks.filter { $0.lowerBound >= from && $0.upperBound <= to }
      .map { $0.lowerBound + shift..<$0.upperBound + shift }
    return Snippet(text: opening + body + (last < scalars.count ? "…" : ""), marks: kept)
  }
}

extension Explanation {
  /// The parts of the score as a small table, in lines of so many columns.
  fileprivate func lines(columns room: Int) -> [String] {
    var lines =
      ("\(lexicalWeight.fixed(2)) × words (BM25 \(bm25.fixed(2)) of \(bm25Reference.fixed(2)))"
      + " + \(semanticWeight.fixed(2)) × meaning (cosine)").folded(to: room)
    let names = max(9, min(32, room - 27))
    func row(_ name: String, _ cells: [String]) -> String {
      name.shown.fitted(to: names).padded(to: names)
        + cells.map { $0.padded(to: 9, right: true) }.joined()
    }
    lines.append(row("term", ["words", "meaning", "in all"]))
    for share in queryTerms {
      let name = share.term + (share.rendering.map { " → \($0)" } ?? "")
      lines.append(
        row(name, [share.lexical.fixed(4), share.semantic.fixed(4), share.total.fixed(4)]))
    }
    if adjacency != 0 || feedback != 0 {
      lines += "words standing together \(adjacency.fixed(4)), papers alike \(feedback.fixed(4))"
        .folded(to: room)
    }
    if !paperTerms.isEmpty {
      let parts = paperTerms.map { "\($0.term.shown) \($0.semantic.fixed(4))" }
      lines += ("met in the paper: " + parts.joined(separator: ", ")).folded(to: room)
    }
    return lines
  }
}
