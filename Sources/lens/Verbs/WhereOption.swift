// The option of every verb that works on some of the papers: a condition on what they are.
import ArgumentParser
import LensSearch

/// Which papers, by a condition in the grammar of docs/filters.md.
struct WhereOption: ParsableArguments {
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only papers that meet a condition, such as 'year >= 2023 and author = Noether and has doi'; "
        + "fields: year, date, venue, author, category, language, source, tag.",
      valueName: "condition"))
  var text: String?

  /// The condition; one that every paper meets where none is given.
  func filter() throws -> Filter { try text.map { try Filter(parsing: $0) } ?? Filter() }
}
