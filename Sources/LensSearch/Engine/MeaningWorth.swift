// What a paper's own words are worth in its passage where none of the query's stands in it: by what each
// adds to the meaning the two have in common. The parts are those of `PaperBridge` up to one factor,
// which no passage depends on, so that the paper need not be placed in the space.
import LensCorpus
import LensSemantic
import LensText
import Synchronization

/// Words of papers by what they have in common with one query.
final class MeaningWorth: Sendable {
  /// A paper's word is marked when it carries at least this share of what the best one does.
  private static let markedShare = 0.5

  private let engine: SearchEngine
  private let direction: [Float]
  /// What one occurrence of a term adds; the papers of an answer share many terms.
  private let known = Mutex<[ArraySlice<UInt8>: Double]>([:])

  /// Nothing is computed before a paper is asked about.
  init(_ query: PreparedQuery, _ engine: SearchEngine) {
    self.engine = engine
    let isUsed = query.projection.norm > 0 && query.fusion.semanticWeight > 0
    direction = isUsed ? engine.model.direction(of: query.turned.vector) : []
  }

  /// What the paper's terms are worth, the best 1.
  ///
  /// O(terms · (log vocabulary + rank)).
  func worth(in paper: Paper) throws -> [ArraySlice<UInt8>: Double] {
    if direction.isEmpty { return [:] }
    var counts: [ArraySlice<UInt8>: (count: Int, kind: TokenKind)] = [:]
    var buffer = TokenBuffer()
    for field in PaperFields.weighted(paper) {
      engine.analyzer.analyze(field.text, into: &buffer)
      for token in buffer.tokens {
        counts[buffer.term(token), default: (0, token.kind)].count += field.weight
      }
    }
    var shares: [ArraySlice<UInt8>: Double] = [:]
    var best = 0.0
    for (term, found) in counts {
      let share = TermWeighting.local(found.count) * (try meaning(of: term))
      best = max(best, share)
      if found.kind != .han { shares[term] = share }
    }
    guard best > 0 else { return [:] }
    return shares.filter { $0.value >= best * Self.markedShare }.mapValues { $0 / best }
  }

  private func meaning(of term: ArraySlice<UInt8>) throws -> Double {
    if let meaning = known.withLock({ $0[term] }) { return meaning }
    let bytes = Array(term)
    let meaning =
      try engine.model.termIndex(of: bytes).map {
        try engine.model.meaning(ofTerm: $0, along: direction)
      } ?? 0
    known.withLock { $0[bytes[...]] = meaning }
    return meaning
  }
}
