// `lens terms`: what the space holds near a word, in both languages.
import ArgumentParser
import LensSearch

struct TermsVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "terms",
    abstract: "List the terms nearest to a word, in both languages.",
    discussion: """
      The neighbours are those of the space that the index learnt from your papers. Below them stand \
      the ways to say it that a query looks for too: those of the glossary, and those that your \
      bilingual papers teach (as analysed: English stems, pairs of Han characters).

      Example:
        lens terms 长上下文
        lens terms "mixture of experts" --format json

      --format json prints {query, english, chinese, glossary, learnt}: lists of {term, similarity, \
      papers}, of strings, and of {term, partner, strength}.
      """)

  @Argument(help: "A word or phrase.")
  var text: [String]

  @OptionGroup var index: IndexOption

  @Option(
    name: [.customShort("n"), .customLong("limit")], help: "How many terms of each language.")
  var limit = 12

  @Option(help: "Form: table or json.")
  var format = PlainFormat.table

  @OptionGroup var pager: PagerOption

  func validate() throws {
    if text.isEmpty { throw ValidationError("Name a word, as in: lens terms 长上下文.") }
    if limit < 0 { throw ValidationError("-n must not be negative, found \(limit).") }
  }

  func run() throws {
    Pager.begin(pager)
    let word = text.joined(separator: " ")
    let neighbours = try index.open().terms(near: word, count: limit)
    if format == .json { return Terminal.write(neighbours.json.text(indent: 2) + "\n") }
    if neighbours.isEmpty {
      return Terminal.note("No word of '\(word.shown)' is in the space. Try another word.")
    }
    for (heading, terms) in [("English", neighbours.english), ("中文", neighbours.chinese)]
    where !terms.isEmpty {
      Terminal.write(Style.title(heading) + "\n")
      let columns = max(8, min(28, Terminal.width - 22))
      for term in terms {
        let papers = "\(term.papers) paper\(term.papers == 1 ? "" : "s")"
        let name = term.term.shown.fitted(to: columns).padded(to: columns)
        Terminal.write("  \(term.similarity.fixed(2))  \(name) \(Style.faint(papers))\n")
      }
    }
    let room = max(Terminal.room - 2, 16)
    if !neighbours.glossary.isEmpty {
      let words = neighbours.glossary.map(\.shown).joined(separator: ", ").folded(to: room)
      Terminal.write(Style.title("Glossary") + "\n" + words.map { "  \($0)\n" }.joined())
    }
    if !neighbours.learnt.isEmpty {
      Terminal.write(Style.title("Learnt from papers in both languages") + "\n")
      for pair in neighbours.learnt {
        Terminal.write(
          "  \(pair.strength.fixed(3))  \(pair.term.shown) → \(pair.partner.shown)\n")
      }
    }
  }
}
