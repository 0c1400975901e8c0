// `lens news`: what has come in for the saved queries.
import ArgumentParser
import LensSearch

struct NewsVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "news",
    abstract: "List what is new to a saved query.",
    discussion: """
      New are the papers that came into the index since the query was saved, or since lens news NAME \
      was last asked, and that score at least the saved --min-score (\(SavedQuery.defaultMinimum) \
      where none was saved). Making the index anew makes no paper new. Without a name all saved queries \
      are listed with the number of papers new to each.

      Example:
        lens query --save moe --min-score 0.4 "mixture of experts"
        lens add new-papers.jsonl
        lens news
        lens news moe
        lens news moe --peek      # the same will be new the next time
      """)

  @Argument(help: "The saved query.")
  var name: String?

  @OptionGroup var index: IndexOption

  @Flag(help: "Leave what is new new.")
  var peek = false

  @Option(
    name: [.customShort("n"), .customLong("limit")], help: "How many papers at most.")
  var limit = 100

  @Option(help: "Form of the papers as in lens query; the list of queries is table or json.")
  var format = HitFormat.table

  func validate() throws {
    if limit < 0 { throw ValidationError("-n must not be negative, found \(limit).") }
    if name == nil, ![.table, .json].contains(format) {
      throw ValidationError("The list of saved queries is written as table or json.")
    }
  }

  func run() throws {
    let engine = try index.open()
    guard let name else { return list(try engine.library.news(in: engine)) }
    let news = try engine.library.news(named: name, in: engine, peeks: peek)
    let hits = Array(news.answer.hits.prefix(limit))
    if format == .table {
      let count = news.answer.hits.count
      let more = count > hits.count ? ", the best \(hits.count) shown" : ""
      Terminal.note(
        count == 0 ? "Nothing new for \(name.shown)." : "\(count) new for \(name.shown)\(more)")
    }
    HitPrinter(format: format, queryID: name).print(hits)
  }

  private func list(_ all: [News]) {
    if format == .json {
      let values = all.map { news in
        JSONValue.object([
          "query": news.query.json, "new": .integer(news.answer.hits.count),
        ])
      }
      return Terminal.write(JSONValue.array(values).text(indent: 2) + "\n")
    }
    if all.isEmpty {
      Terminal.note("No query is saved. Save one: lens query --save NAME \"mixture of experts\"")
    }
    for news in all {
      let count = "\(news.answer.hits.count) new".padded(to: 9, right: true)
      let filter = news.query.filter.isEmpty ? "" : " where \(news.query.filter)"
      Terminal.write(
        "\(Style.number(count))  \(Style.title(news.query.name.shown)): "
          + "\(news.query.text.shown)\(Style.faint(filter.shown))\n")
    }
  }
}
