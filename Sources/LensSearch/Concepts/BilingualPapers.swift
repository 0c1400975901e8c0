// The bilingual papers by term and the terms by paper, each language for itself.
//
// Terms are numbered by their bytes, so that nothing that is learnt here depends on the order in
// which terms were met. Han is above Latin in UTF-8: the terms of English come first.
import LensText

/// The side of a bilingual paper that a term belongs to.
enum TermSide: Sendable {
  case latin, han

  /// The side of an analysed term; `nil` for single characters and numbers, which say too little.
  init?(_ term: UnsafeBufferPointer<UInt8>) {
    if term.isHanTerm {
      // Two Han characters are six bytes or more.
      guard term.count >= 6 else { return nil }
      self = .han
    } else {
      guard term.count >= 2, let first = term.first, (0x61...0x7a).contains(first | 0x20) else {
        return nil
      }
      self = .latin
    }
  }
}

/// Bilingual papers as sets of terms, and each term's papers.
struct BilingualPapers: Sendable {
  /// Number of papers.
  let count: Int
  /// Number of terms of both sides.
  let termCount: Int
  private let latinCount: Int
  private let bytes: [[UInt8]]
  /// Where each term's papers begin in `papers`; shape (termCount + 1).
  private var paperStarts: [Int]
  /// Numbers of papers, ascending for each term.
  private var papers: [UInt32] = []
  /// Where each paper's terms begin in `terms`, English before Chinese; shape (papers, 2) + 1.
  private var termStarts = [0]
  private var terms: [UInt32] = []

  /// Takes the papers in `rows`.
  ///
  /// O(terms of the papers · log), and O(terms · log terms) to number them.
  init(documents: DocumentTerms, rows: [Int], terms table: TermTable) {
    var isMet = [Bool](repeating: false, count: table.count)
    for row in rows {
      for place in documents.range(of: row) { isMet[Int(documents.terms[place])] = true }
    }
    var numbers = [UInt32](repeating: .max, count: table.count)
    var bytes: [[UInt8]] = []
    var latinCount = 0
    for id in table.idsInByteOrder() where isMet[Int(id)] {
      guard let side = table.withTerm(id, { TermSide($0) }) else { continue }
      numbers[Int(id)] = UInt32(bytes.count)
      bytes.append(table.term(id))
      if side == .latin { latinCount = bytes.count }
    }
    var starts = [Int](repeating: 0, count: bytes.count + 1)
    for row in rows {
      let first = terms.count
      for place in documents.range(of: row) {
        let number = numbers[Int(documents.terms[place])]
        if number != .max { terms.append(number) }
      }
      terms[first...].sort()
      let latinEnd = terms[first...].firstIndex { $0 >= latinCount } ?? terms.count
      termStarts += [latinEnd, terms.count]
      for number in terms[first...] { starts[Int(number) + 1] += 1 }
    }
    for number in bytes.indices { starts[number + 1] += starts[number] }
    papers = [UInt32](repeating: 0, count: terms.count)
    var next = starts
    for paper in rows.indices {
      for number in terms[termStarts[2 * paper]..<termStarts[2 * paper + 2]] {
        papers[next[Int(number)]] = UInt32(paper)
        next[Int(number)] += 1
      }
    }
    count = rows.count
    (termCount, self.latinCount, self.bytes, paperStarts) = (bytes.count, latinCount, bytes, starts)
  }

  /// The bytes of a term.
  func term(_ number: UInt32) -> [UInt8] { bytes[Int(number)] }

  /// Whether a term is Chinese.
  func isHan(_ term: UInt32) -> Bool { Int(term) >= latinCount }

  /// In how many of the papers a term stands.
  func frequency(of term: UInt32) -> UInt32 { UInt32(papers(of: term).count) }

  /// The papers a term stands in, ascending.
  func papers(of term: UInt32) -> ArraySlice<UInt32> {
    papers[paperStarts[Int(term)]..<paperStarts[Int(term) + 1]]
  }

  /// The terms of a paper on one side, ascending.
  func terms(of paper: UInt32, in side: TermSide) -> ArraySlice<UInt32> {
    let place = 2 * Int(paper) + (side == .latin ? 0 : 1)
    return terms[termStarts[place]..<termStarts[place + 1]]
  }
}
