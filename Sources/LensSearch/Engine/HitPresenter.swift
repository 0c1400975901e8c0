// What is shown of a ranked paper: its passage with the matched words, and the parts of its score.
import LensCorpus
import LensLexical
import LensSemantic
import LensText

/// Makes hits from ranked rows.
struct HitPresenter {
  /// Paper terms listed in an explanation.
  private static let listedPaperTerms = 8

  let engine: SearchEngine
  let query: PreparedQuery
  let options: SearchOptions
  private let literalWorth: [ArraySlice<UInt8>: Double]
  private let meaningWorth: MeaningWorth

  init(engine: SearchEngine, query: PreparedQuery, options: SearchOptions) {
    self.engine = engine
    self.query = query
    self.options = options
    meaningWorth = MeaningWorth(query, engine)
    literalWorth = options.snippets ? Self.worth(of: query) : [:]
  }

  /// A ranked row with its passage and explanation, as far as they are asked for.
  func hit(_ ranked: RankedRow, rank: Int, paper: Paper) throws -> Hit {
    var hit = Hit(
      rank: rank, row: ranked.row, paper: paper, score: min(ranked.score, 1),
      lexical: ranked.lexical,
      semantic: ranked.semantic, snippet: nil, explanation: nil)
    if options.snippets {
      hit.snippet = snippet(of: paper, worth: literalWorth)
      // Nothing of the query stands there, nor a rendering of it: show what its meaning met.
      if hit.snippet?.marks.isEmpty == true {
        hit.snippet = snippet(of: paper, worth: try meaningWorth.worth(in: paper)) ?? hit.snippet
      }
    }
    if options.explains {
      let bridge = try PaperBridge(paper: paper, query: query, engine: engine)
      hit.explanation = try explanation(of: ranked, bridge: bridge)
    }
    return hit
  }

  private func snippet(of paper: Paper, worth: [ArraySlice<UInt8>: Double]) -> Snippet? {
    var maker = SnippetMaker(worth: worth, analyzer: engine.analyzer)
    return maker.snippet(from: [paper.abstract, paper.abstractZH].compactMap(\.self))
  }

  /// What the query's own terms and their renderings are worth in a passage.
  private static func worth(of query: PreparedQuery) -> [ArraySlice<UInt8>: Double] {
    guard query.fusion.lexicalWeight > 0 else { return [:] }
    var worth: [ArraySlice<UInt8>: Double] = [:]
    let bound = max(query.bm25.upperBound, .leastNormalMagnitude)
    // A single Han character of a longer word says too little to be marked.
    let hasPairs = query.terms.terms.contains { $0.kind == .hanPair }
    let characters =
      hasPairs ? Set(query.terms.terms.filter { $0.kind == .han }.map(\.bytes)) : []
    for (number, group) in query.rendered.query.groups.enumerated() {
      let known = query.bm25.groups[number]
      // Learnt partners are often pairs across the borders of words: good to rank by, not to read.
      for (place, alternative) in group.alternatives.enumerated()
      where query.rendered.origins[number][place] != .learnt {
        let known = known[place]
        for (term, known) in zip(alternative.terms, known.terms)
        where known.greatestScore > 0 && !characters.contains(term.bytes[...]) {
          let bytes = term.bytes[...]
          worth[bytes] = max(worth[bytes] ?? 0, 1 + known.greatestScore / bound)
        }
      }
    }
    return worth
  }

  private func explanation(of ranked: RankedRow, bridge: PaperBridge) throws -> Explanation {
    let fusion = query.fusion.lessened(to: query.knownShare)
    let parts = try query.bm25.contributions(to: ranked.row)
    let contributions = parts.map(\.score)
    let bm25 = contributions.reduce(0, +)
    let lexical = query.terms.byWord(
      contributions.map { fusion.lexicalWeight * query.normalised($0) },
      places: query.terms.groups.map(\.words))
    let vector = try engine.vector(of: ranked.row)
    let semantic = query.terms.byWord(
      query.projection.contributions(to: try query.turned.seenFromBefore(vector)).map {
        $0 * fusion.semanticWeight
      },
      places: query.projectedWords)
    var shares = zip(query.terms.words, zip(lexical, semantic))
      .map { TermShare(term: $0, lexical: $1.0, semantic: $1.1) }
    for (number, part) in parts.enumerated() {
      guard let alternative = part.alternative,
        let rendering = query.rendered.origins[number][alternative].rendering
      else { continue }
      for word in query.terms.groups[number].words { shares[word].rendering = rendering }
    }
    let listed = bridge.words.prefix(Self.listedPaperTerms).map {
      TermShare(term: $0.word, lexical: 0, semantic: $0.share * fusion.semanticWeight)
    }
    return Explanation(
      lexicalWeight: fusion.lexicalWeight, semanticWeight: fusion.semanticWeight, bm25: bm25,
      bm25Reference: query.reference, adjacency: ranked.adjacency, feedback: ranked.feedback,
      queryTerms: Self.united(shares).sorted { $0.total > $1.total },
      paperTerms: listed,
      otherPaperTerms: fusion.semanticWeight * ranked.semantic
        - listed.reduce(0) { $0 + $1.semantic })
  }

  /// Shares of the same word added up, in the order the words first stand in.
  private static func united(_ shares: [TermShare]) -> [TermShare] {
    var places: [String: Int] = [:]
    var united: [TermShare] = []
    for share in shares {
      if let place = places[share.term] {
        united[place].lexical += share.lexical
        united[place].semantic += share.semantic
      } else {
        places[share.term] = united.count
        united.append(share)
      }
    }
    return united
  }
}

extension RenderedQuery.Origin {
  /// What an explanation says of an alternative; `nil` for the query's own words.
  fileprivate var rendering: String? {
    switch self {
    case .own: nil
    case .glossary(let spelling): spelling
    case .learnt: "learnt"
    }
  }
}
