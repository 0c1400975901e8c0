// Learning the lexicon: co-occurrence of the two languages' terms in bilingual papers.
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
    /// Partners kept for each term.
    var partnerLimit = 5
    /// The weakest partner kept.
    var leastStrength: Float = 0.01

    /// Learns from the papers in `rows`, which have both languages.
    ///
    /// O(terms of those papers · terms of a paper) in time; memory for one count a term and thread.
    func entries(
      of documents: DocumentTerms, rows: [Int], terms: TermTable, threads: Int?
    ) throws -> [(term: [UInt8], partners: [Association])] {
      guard rows.count >= leastPapers else { return [] }
      let stride = max(1, (rows.count + paperLimit - 1) / max(paperLimit, 1))
      let rows = rows.enumerated().compactMap { $0.offset % stride == 0 ? $0.element : nil }
      let scripts = (0..<UInt32(terms.count)).map { terms.withTerm($0) { Script(of: $0) } }
      // Of equals the first by its bytes is kept: ids depend on what else was read.
      var order = [UInt32](repeating: 0, count: terms.count)
      for (place, term) in terms.idsInByteOrder().enumerated() { order[Int(term)] = UInt32(place) }
      let cooccurrence = Cooccurrence(
        documents: documents, rows: rows, scripts: scripts, order: order)
      // A term of a single paper has no partner.
      let sources = (0..<UInt32(terms.count)).filter {
        cooccurrence.frequency(of: $0) >= leastShared
      }
      let blocks = Swift.stride(from: 0, to: sources.count, by: 1024).map {
        Array(sources[$0..<min($0 + 1024, sources.count)])
      }
      let found = try concurrentMap(blocks, threads: threads) { block in
        var counts = [UInt32](repeating: 0, count: scripts.count)
        return block.map { ($0, cooccurrence.partners(of: $0, learning: self, counts: &counts)) }
      }
      let entries = found.joined().filter { !$0.1.isEmpty }.map { source, partners in
        (
          term: terms.term(source),
          partners: partners.map { Association(term: terms.term($0.term), strength: $0.strength) }
        )
      }
      return entries.sorted { $0.term.lexicographicallyPrecedes($1.term) }
    }
  }
}

/// The side of a bilingual paper that a term belongs to.
private enum Script: UInt8, Sendable {
  case latin, han
  /// Single characters and numbers say too little to be a partner.
  case neither

  init(of term: UnsafeBufferPointer<UInt8>) {
    if term.isHanTerm {
      // Two Han characters are six bytes or more.
      self = term.count >= 6 ? .han : .neither
    } else if term.first?.isASCIILetter == true {
      self = term.count >= 2 ? .latin : .neither
    } else {
      self = .neither
    }
  }
}

extension UInt8 {
  fileprivate var isASCIILetter: Bool { (0x61...0x7a).contains(self | 0x20) }
}

/// The bilingual papers by term and the terms by paper.
private struct Cooccurrence: Sendable {
  private let documents: DocumentTerms
  private let scripts: [Script]
  /// The place of each term among all by their bytes.
  private let order: [UInt32]
  /// Where each term's papers begin in `papers`; shape (terms + 1).
  private var starts: [Int]
  private var papers: [UInt32]

  init(documents: DocumentTerms, rows: [Int], scripts: [Script], order: [UInt32]) {
    self.documents = documents
    self.scripts = scripts
    self.order = order
    var starts = [Int](repeating: 0, count: scripts.count + 1)
    for row in rows {
      for place in documents.range(of: row) { starts[Int(documents.terms[place]) + 1] += 1 }
    }
    for term in 0..<scripts.count { starts[term + 1] += starts[term] }
    var next = starts
    var papers = [UInt32](repeating: 0, count: starts[scripts.count])
    for row in rows {
      for place in documents.range(of: row) {
        let term = Int(documents.terms[place])
        papers[next[term]] = UInt32(row)
        next[term] += 1
      }
    }
    self.starts = starts
    self.papers = papers
  }

  /// Bilingual papers with a term of either side; 0 for a term of neither.
  func frequency(of term: UInt32) -> UInt32 {
    guard scripts[Int(term)] != .neither else { return 0 }
    return UInt32(starts[Int(term) + 1] - starts[Int(term)])
  }

  /// The strongest partners of a term; `counts` is all zeros before and after.
  func partners(
    of term: UInt32, learning: AssociationLexicon.Learning, counts: inout [UInt32]
  ) -> [(term: UInt32, strength: Float)] {
    let other: Script = scripts[Int(term)] == .latin ? .han : .latin
    var touched: [UInt32] = []
    for row in papers[starts[Int(term)]..<starts[Int(term) + 1]] {
      for place in documents.range(of: Int(row)) {
        let partner = documents.terms[place]
        guard scripts[Int(partner)] == other else { continue }
        if counts[Int(partner)] == 0 { touched.append(partner) }
        counts[Int(partner)] += 1
      }
    }
    let own = Float(frequency(of: term))
    var found: [(term: UInt32, strength: Float)] = []
    for partner in touched {
      let shared = counts[Int(partner)]
      counts[Int(partner)] = 0
      guard shared >= learning.leastShared else { continue }
      // One more paper with each of them alone keeps rare pairs from looking certain.
      let strength =
        Float(shared) * Float(shared) / ((own + 1) * (Float(frequency(of: partner)) + 1))
      if strength >= learning.leastStrength { found.append((partner, strength)) }
    }
    found.sort {
      $0.strength != $1.strength
        ? $0.strength > $1.strength : order[Int($0.term)] < order[Int($1.term)]
    }
    return Array(found.prefix(learning.partnerLimit))
  }
}
