// An answer without papers, explained to a person.
import LensSearch

/// A search that found no paper.
struct EmptyAnswer {
  private let answer: Answer
  /// What was looked for, as a sentence names it.
  private let question: String
  private let options: SearchOptions

  /// Nothing where the answer has papers, or none were asked for.
  init?(_ answer: Answer, to question: String, options: SearchOptions) {
    guard answer.hits.isEmpty, options.limit > 0 else { return nil }
    (self.answer, self.question, self.options) = (answer, question, options)
  }

  /// Says why no paper was found, and what to do.
  func explain(from engine: SearchEngine) throws { Terminal.note(try reason(engine).shown) }

  private func reason(_ engine: SearchEngine) throws -> String {
    if engine.paperCount == 0 { return "The index has no papers. Add some: lens add FILES" }
    if !answer.hasKnownTerm {
      return answer.unknownTerms.isEmpty
        ? "There is no word to look for in \(question); words such as the, of and 的 do not count."
        : "No paper has a word of \(question). Try other words, or lens terms WORD."
    }
    let among = options.filter.isEmpty ? nil : try engine.rows(where: options.filter).count
    if among == 0 { return "No paper meets the condition." }
    let papers = among.map { "None of the \($0) papers that meet the condition" } ?? "No paper"
    if options.minimumScore > 0 { return "\(papers) scores \(options.minimumScore) or more." }
    return "\(papers) is near \(question)."
  }
}
