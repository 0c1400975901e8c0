// Documents by term into terms by document, by counting: the length of every list is known before,
// so each posting goes straight to its place, and documents come out ascending because they are
// visited in that order. Gustavson 1978's permuted transposition, a range of terms at a time.

import LensText

/// The postings of a range of terms.
struct Transpose {
  private let source: DocumentTerms
  /// Where each term of the pass puts its next posting, `absent` for terms of other passes.
  private var next: [Int]
  private static let absent = -1
  /// Starts of the pass's lists, one more than lists.
  private var places: [Int] = []
  private var documents: [UInt32] = []
  private var counts: [UInt16] = []

  /// Over documents whose term ids lie below `termCount`.
  init(documents: DocumentTerms, termCount: Int) {
    source = documents
    next = [Int](repeating: Self.absent, count: termCount)
  }

  /// Gathers the lists of `order[from...]`, as many as stay below `ceiling` postings, at least one.
  ///
  /// Returns the places in `order` that were gathered. O(all postings).
  mutating func run(
    order: [UInt32], from first: Int, frequencies: [UInt32], ceiling: Int
  ) -> Range<Int> {
    places = [0]
    var end = first
    var total = 0
    while end < order.count {
      let length = Int(frequencies[Int(order[end])])
      if end > first && total + length > ceiling { break }
      next[Int(order[end])] = total
      total += length
      places.append(total)
      end += 1
    }
    documents = [UInt32](repeating: 0, count: total)
    counts = [UInt16](repeating: 0, count: total)
    scatter()
    for i in first..<end { next[Int(order[i])] = Self.absent }
    return first..<end
  }

  private mutating func scatter() {
    source.terms.withUnsafeBufferPointer { terms in
      source.counts.withUnsafeBufferPointer { values in
        next.withUnsafeMutableBufferPointer { next in
          documents.withUnsafeMutableBufferPointer { documents in
            counts.withUnsafeMutableBufferPointer { counts in
              for document in 0..<source.documentCount {
                for i in source.offsets[document]..<source.offsets[document + 1] {
                  let place = next[Int(terms[i])]
                  if place == Self.absent { continue }
                  documents[place] = UInt32(document)
                  counts[place] = values[i]
                  next[Int(terms[i])] = place + 1
                }
              }
            }
          }
        }
      }
    }
  }

  /// Lends the lists of the last run: list i lies at `places[i]..<places[i + 1]`.
  func withLists<Result>(
    _ body: ([Int], UnsafeBufferPointer<UInt32>, UnsafeBufferPointer<UInt16>)
      throws(LexicalError) -> Result
  ) throws(LexicalError) -> Result {
    try documents.withUnsafeBufferPointer { (documents) throws(LexicalError) -> Result in
      try counts.withUnsafeBufferPointer { (counts) throws(LexicalError) -> Result in
        try body(places, documents, counts)
      }
    }
  }
}
