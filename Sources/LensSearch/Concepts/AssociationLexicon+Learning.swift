// Learning the lexicon from the bilingual papers.
//
// Terms that stand in the same papers are candidates; which of them translate each other, and do not
// merely keep company, IBM Model 1 tells (TranslationModel). Of 'language model' both words meet 语言 in
// the same papers: the model gives it to 'language', since 模型 explains 'model' already.
import LensText

extension AssociationLexicon {
  /// What is learnt from and kept.
  struct Learning: Sendable {
    /// Bilingual papers looked at, at even distances where there are more.
    var paperLimit = 40_000
    /// Bilingual papers there must be: of fewer, chance pairs outnumber the real ones.
    var leastPapers = 50
    /// Papers that two terms must share.
    var leastShared: UInt32 = 2
    /// Terms of the other language that the translations of a term are chosen from.
    var candidateLimit = 30
    /// The least squared cosine of a candidate's papers with the term's.
    var leastLikeness: Float = 0.01
    /// Partners kept for each term.
    var partnerLimit = 5
    /// The weakest partner kept.
    var leastStrength: Float = 0.001

    /// Learns from the papers in `rows`, which have both languages.
    ///
    /// The order of `terms` makes no difference. O(terms of those papers · terms of a paper) in time;
    /// memory for one count a term and thread, and one number for each paper that two candidates
    /// share.
    func entries(
      of documents: DocumentTerms, rows: [Int], terms: TermTable, threads: Int?
    ) throws -> [(term: [UInt8], partners: [Association])] {
      guard rows.count >= leastPapers else { return [] }
      let stride = max(1, (rows.count + paperLimit - 1) / max(paperLimit, 1))
      let rows = rows.enumerated().compactMap { $0.offset % stride == 0 ? $0.element : nil }
      let papers = BilingualPapers(documents: documents, rows: rows, terms: terms)
      let candidates = try candidates(in: papers, threads: threads)
      let toHan = try TranslationModel(papers: papers, pairs: candidates, threads: threads)
      let toLatin = try TranslationModel(
        papers: papers, pairs: candidates.map(\.reversed).sorted(), threads: threads)

      var found: [(source: UInt32, partner: UInt32, strength: Float)] = []
      for (place, pair) in toHan.pairs.enumerated() {
        let both = toHan.probabilities[place] * toLatin.probability(of: pair.reversed)
        let rarer = Double(
          min(papers.frequency(of: pair.source), papers.frequency(of: pair.target)))
        let strength = pair.likeness * Float(both.squareRoot() * rarer / (rarer + 1))
        guard strength >= leastStrength else { continue }
        found.append((pair.source, pair.target, strength))
        found.append((pair.target, pair.source, strength))
      }
      found.sort {
        ($0.source, $1.strength, $0.partner) < ($1.source, $0.strength, $1.partner)
      }
      var entries: [(term: [UInt8], partners: [Association])] = []
      var last: UInt32?
      for (source, partner, strength) in found {
        if source != last { entries.append((papers.term(source), [])) }
        last = source
        guard entries[entries.count - 1].partners.count < partnerLimit else { continue }
        entries[entries.count - 1].partners.append(
          Association(term: papers.term(partner), strength: strength))
      }
      return entries
    }

    /// The pairs worth looking at, from English to Chinese, ascending.
    private func candidates(in papers: BilingualPapers, threads: Int?) throws -> [CandidatePair] {
      // A term of a single paper has no partner.
      let sources = (0..<UInt32(papers.termCount)).filter {
        papers.frequency(of: $0) >= leastShared
      }
      let blocks = Swift.stride(from: 0, to: sources.count, by: 1024).map {
        sources[$0..<min($0 + 1024, sources.count)]
      }
      let found = try concurrentMap(blocks, threads: threads) { block in
        var counts = [UInt32](repeating: 0, count: papers.termCount)
        return block.flatMap { partners(of: $0, in: papers, counts: &counts) }
      }
      // Most are found from both sides.
      var pairs = found.joined().sorted()
      var kept = 0
      for pair in pairs where kept == 0 || pairs[kept - 1] < pair {
        pairs[kept] = pair
        kept += 1
      }
      return Array(pairs.prefix(kept))
    }

    /// The terms of the other language whose papers are most like a term's; `counts` is all zeros
    /// before and after.
    private func partners(
      of term: UInt32, in papers: BilingualPapers, counts: inout [UInt32]
    ) -> [CandidatePair] {
      var touched: [UInt32] = []
      let side: TermSide = papers.isHan(term) ? .latin : .han
      counts.withUnsafeMutableBufferPointer { counts in
        for paper in papers.papers(of: term) {
          papers.terms(of: paper, in: side).withUnsafeBufferPointer { others in
            for other in others {
              if counts[Int(other)] == 0 { touched.append(other) }
              counts[Int(other)] += 1
            }
          }
        }
      }
      let own = Float(papers.frequency(of: term))
      var found: [CandidatePair] = []
      for other in touched {
        let shared = Float(counts[Int(other)])
        let enough = counts[Int(other)] >= leastShared
        counts[Int(other)] = 0
        // One more paper with each of them alone keeps rare pairs from looking certain.
        let likeness = shared * shared / ((own + 1) * (Float(papers.frequency(of: other)) + 1))
        guard enough, likeness >= leastLikeness else { continue }
        found.append(
          papers.isHan(term)
            ? CandidatePair(source: other, target: term, likeness: likeness)
            : CandidatePair(source: term, target: other, likeness: likeness))
      }
      // Of equals the first by its bytes.
      found.sort { $0.likeness != $1.likeness ? $0.likeness > $1.likeness : $0 < $1 }
      return Array(found.prefix(candidateLimit))
    }
  }
}
