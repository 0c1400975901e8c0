// Whether two records without a number in common are of one work: by their address, their authors, their
// years. Titles alone are not enough: "Editorial" and "Introduction to the special issue" come every year.

/// Two records that may be of one work.
enum WorkComparison {
  /// Whether both lie at one address, and no titles of one language say otherwise.
  static func haveSameAddress(_ a: Paper, _ b: Paper) -> Bool {
    guard let one = a.url, let other = b.url, WebAddress.key(one) == WebAddress.key(other) else {
      return false
    }
    return !differ(a.title, b.title) && !differ(a.titleZH, b.titleZH)
  }

  private static func differ(_ a: String?, _ b: String?) -> Bool {
    guard let a, let b else { return false }
    return TitleKey.normalized(a) != TitleKey.normalized(b)
  }

  /// Whether two papers of one title are two works.
  ///
  /// They are where the first author of neither is among the other's; where one tells no authors,
  /// or in another script, where more than a year lies between them.
  static func areApart(_ a: Paper, _ b: Paper) -> Bool {
    if !a.authors.isEmpty, !b.authors.isEmpty, isHan(a.authors[0]) == isHan(b.authors[0]) {
      return !isAuthor(a.authors[0], of: b) && !isAuthor(b.authors[0], of: a)
    }
    guard let year = a.year, let other = b.year else { return false }
    return year.subtractingReportingOverflow(other).partialValue.magnitude > 1
  }

  private static func isHan(_ name: String) -> Bool { Language.counts(name).han > 0 }

  /// Whether a word of a name, more than an initial, is one of a paper's authors'.
  private static func isAuthor(_ name: String, of paper: Paper) -> Bool {
    let words = words(of: name)
    return words.isEmpty || paper.authors.contains { !words.isDisjoint(with: self.words(of: $0)) }
  }

  private static func words(of name: String) -> Set<String> {
    if isHan(name) { return [String(name.filter { !$0.isWhitespace })] }
    let words = name.split { !$0.isLetter }.map { CitationKey.ascii(String($0)) }
    return Set(words.filter { $0.utf8.count > 1 })
  }
}
