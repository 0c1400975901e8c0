// Which terms the space is made of, and in what order.
//
// Two orders: by document frequency while fitting, so that the rows of the matrices
// that products touch most lie together; by bytes in the file, to be found by bisection.

import LensText

/// The terms of a model while it is made.
struct Vocabulary: Sendable {
  /// The chosen terms' ids in the table, commonest first, equals by id; shape (size).
  let termIDs: [UInt32]
  /// The column of each term of the table, `none` where it is not chosen; shape (table's count).
  let columns: [UInt32]
  /// The columns in the byte order of their terms; shape (size).
  let byteOrder: [UInt32]
  /// Documents with each term, by column; shape (size).
  let documentFrequencies: [UInt32]
  /// Global weights by column; shape (size).
  let weights: [Float]

  /// How many terms stand in more than one document: the first columns.
  let sharedCount: Int

  /// The mark of a term outside the vocabulary.
  static let none = UInt32.max

  /// The number of terms.
  var count: Int { termIDs.count }

  /// Chooses the terms that stand in enough documents.
  ///
  /// One document is enough: such a term leads a query to that document's neighbourhood (on every
  /// judged set a space without them ranked worse, by .01 to .2 nDCG@10). Where more than `limit`
  /// terms qualify, the least frequency rises until they fit, so that no choice is made between
  /// equally common terms; if none remain then, byte order decides. O(terms log terms).
  init(
    terms: borrowing TermTable, statistics: TermWeighting.Statistics, documents: Int,
    minimumDocumentFrequency: Int, limit: Int
  ) {
    let frequencies = statistics.documentFrequencies
    let least = UInt32(clamping: max(minimumDocumentFrequency, 1))
    let ordered = terms.idsInByteOrder().filter { frequencies[Int($0)] >= least }
    // Commonest first; the positions in byte order decide between equals, so that the choice does
    // not depend on the order of the documents.
    var places = Array(ordered.indices)
    places.sort { a, b in
      let (x, y) = (frequencies[Int(ordered[a])], frequencies[Int(ordered[b])])
      return x != y ? x > y : a < b
    }
    if places.count > limit {
      let tooRare = frequencies[Int(ordered[places[limit]])]
      let commoner = places.prefix(limit).prefix { frequencies[Int(ordered[$0])] > tooRare }
      places = Array(commoner.isEmpty ? places.prefix(limit) : commoner)
    }

    termIDs = places.map { ordered[$0] }
    var columns = [UInt32](repeating: Self.none, count: statistics.totals.count)
    for (column, id) in termIDs.enumerated() { columns[Int(id)] = UInt32(column) }
    self.columns = columns
    byteOrder = ordered.compactMap { id in
      columns[Int(id)] == Self.none ? nil : columns[Int(id)]
    }
    documentFrequencies = termIDs.map { frequencies[Int($0)] }
    sharedCount = documentFrequencies.prefix { $0 > 1 }.count
    weights = termIDs.map { Float(statistics.globalWeight(Int($0), documents: documents)) }
  }
}
