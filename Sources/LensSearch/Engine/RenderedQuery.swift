// The query of the lexical leg: each term or concept a group whose alternatives are its own terms and
// the other ways to say it.
//
// A rendering is weighed so that all of it can give what the query's own words can give: a concept
// counts alike in whichever words a paper says it. Where no paper has the query's own words, all
// renderings can give the mean of what they give by themselves; words of a concept that no paper has
// count as if one had.
import LensLexical

/// A query with the renderings of its concepts, weighed.
struct RenderedQuery {
  /// Where an alternative comes from.
  enum Origin: Sendable, Equatable {
    /// The query's own words.
    case own
    /// The glossary, with the spelling there.
    case glossary(String)
    /// The library's bilingual papers.
    case learnt
  }

  /// A term of the query's other language.
  struct Translation {
    var term: [UInt8]
    /// What it weighs beside the others of its group; 1 for the surest of an alternative.
    var weight: Double
  }

  /// What a rendering in the query's own language counts: a synonym is not quite what was asked, and
  /// many of English are abbreviations, which stand for other things too.
  private static func synonymWeight(isHan: Bool) -> Float { isHan ? 0.9 : 0.6 }

  /// What the terms of a translation count when a paper has only some of them.
  private static let looseWeight: Float = 0.75

  /// What the partners of a term count, which the library itself taught, by their strength.
  private static let associationWeight: Float = 100
  /// What the partners can give at most, over what the query's own words can.
  private static let associationLimit = 1.5

  /// The query to prepare.
  let query: LexicalQuery
  /// What each alternative of each group is.
  let origins: [[Origin]]
  /// The terms of each group's translations and partners, by which the semantic leg reaches the other
  /// language; each once over all groups, none that the query has itself.
  let translations: [[Translation]]

  /// Whether an alternative of a group is in another language than the query.
  func isTranslation(_ alternative: Int, of group: Int) -> Bool {
    let isHan = query.groups[group].alternatives.map { $0.terms.contains { $0.bytes.isHanTerm } }
    return isHan[alternative] != isHan[0]
  }

  /// Weighs the renderings of a query's groups by the collection's statistics.
  init(
    _ terms: QueryTerms, searcher: BM25Searcher, associations: AssociationLexicon
  ) throws {
    let wholes = terms.compoundWholes
    var groups: [QueryGroup] = []
    var origins: [[Origin]] = []
    for group in terms.groups {
      let rendered =
        group.isMuted ? [] : try Self.rendered(group, without: wholes, searcher, associations)
      groups.append(QueryGroup(alternatives: rendered.map(\.alternative)))
      origins.append(rendered.map(\.origin))
    }
    query = LexicalQuery(groups: groups)
    self.origins = origins
    var seen = Set(terms.terms.map { Array($0.bytes) })
    translations = zip(terms.groups, groups).map { group, rendered in
      var found: [Translation] = []
      for alternative in rendered.alternatives.dropFirst() {
        let most = alternative.terms.reduce(.leastNormalMagnitude) { max($0, $1.weight) }
        for term in alternative.terms
        where term.bytes.isHanTerm != group.isHan && seen.insert(term.bytes).inserted {
          found.append(
            Translation(term: term.bytes, weight: Double(term.weight / most).squareRoot()))
        }
      }
      return found
    }
  }

  private static func rendered(
    _ group: QueryTerms.Group, without wholes: Set<ArraySlice<UInt8>>, _ searcher: BM25Searcher,
    _ associations: AssociationLexicon
  ) throws
    -> [(alternative: QueryAlternative, origin: Origin)]
  {
    var alternatives = [(alternative: group.ownWords, origin: Origin.own)]
    let partners = try partners(of: group, associations)
    if group.renderings.isEmpty && partners == nil { return alternatives }

    // Everything at weight 1, to see how much it can give.
    let unweighted = group.renderings.map { rendering in
      QueryAlternative(rendering.terms.map { QueryTerm(bytes: Array($0)) })
    }
    let trial = [group.ownWords, partners ?? QueryAlternative([])] + unweighted
    let looked = try searcher.prepare(
      LexicalQuery(groups: trial.map { QueryGroup(alternatives: [$0]) })
    ).groups.map { $0[0] }
    let greatest = looked.map(\.greatestScore)
    let whole =
      greatest[0] + group.unknownWeight(of: looked[0], without: wholes)
      * searcher.greatestScoreOfRarest
    let ceiling = greatest[0] > 0 ? whole : meanWorth(of: group, looked.dropFirst(2))
    if let partners {
      let limit = associationLimit * greatest[0]
      let excess = limit > 0 ? max(1, greatest[1] / limit) : 1
      let terms = partners.terms.map {
        QueryTerm(bytes: $0.bytes, weight: $0.weight / Float(excess))
      }
      alternatives.append((QueryAlternative(terms), .learnt))
    }
    for (rendering, (alternative, other)) in zip(
      group.renderings, zip(unweighted, greatest.dropFirst(2)))
    where other > 0 {
      let weight = Float(ceiling / other)
      func weighed(_ factor: Float) -> [QueryTerm] {
        alternative.terms.map { QueryTerm(bytes: $0.bytes, weight: weight * factor) }
      }
      let phrase = weighed(rendering.isTranslation ? 1 : synonymWeight(isHan: group.isHan))
      alternatives.append(
        (QueryAlternative(phrase, isPhrase: true), Origin.glossary(rendering.spelling)))
      if rendering.isTranslation, alternative.terms.count > 1 {
        alternatives.append(
          (QueryAlternative(weighed(looseWeight)), Origin.glossary(rendering.spelling)))
      }
    }
    return alternatives
  }

  /// What a concept is worth that no paper says in the query's own words: the mean of its renderings, each
  /// counted by the square root of its terms, which overlap in Han.
  private static func meanWorth(
    of group: QueryTerms.Group, _ renderings: some Collection<BM25Query.Alternative>
  ) -> Double {
    let worths = renderings.filter { $0.greatestScore > 0 }
      .map { $0.greatestScore / Double($0.terms.count).squareRoot() }
    return worths.isEmpty ? 0 : Double(group.count) * worths.reduce(0, +) / Double(worths.count)
  }

  /// What goes with a group's terms in the other language, loosely: of each term its partners, whose
  /// weights sum to that of the strongest.
  private static func partners(of group: QueryTerms.Group, _ associations: AssociationLexicon)
    throws
    -> QueryAlternative?
  {
    var terms: [QueryTerm] = []
    for term in group.terms {
      let partners = try associations.partners(of: Array(term))
      guard let strongest = partners.first?.strength else { continue }
      let sum = partners.reduce(0) { $0 + $1.strength }
      for partner in partners {
        let share = strongest * partner.strength / sum
        terms.append(
          QueryTerm(bytes: partner.term, weight: associationWeight * share * Float(group.count)))
      }
    }
    return terms.isEmpty ? nil : QueryAlternative(terms)
  }
}
