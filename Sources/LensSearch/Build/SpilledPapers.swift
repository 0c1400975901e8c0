// Papers that are too many to hold: rows of the new catalogue from the moment they are read, found by
// the hashes of their names when a later record may be one of them.
import LensCorpus
import LensStore

/// The papers of a build that lie in its catalogue.
///
/// Holds about 100 bytes a paper. Used by one thread at a time; the first failure is kept and ends the
/// build.
final class SpilledPapers: PaperLibrary, @unchecked Sendable {
  private let session: WriteSession
  private var names = HashIndex()
  private var failure = FirstFailure()
  /// Papers so far; their rows are the numbers below.
  private(set) var count = 0
  /// Bytes of their texts.
  private(set) var byteCount = 0

  init(_ session: WriteSession) { self.session = session }

  /// Writes the papers that a merger read, in the place of what they were, or after all others.
  ///
  /// O(bytes of their text).
  func take(_ merger: PaperMerger) throws {
    try failure.check()
    let changes = PaperChanges(merger)
    let renewed = zip(changes.outdated, changes.written)
    for (row, paper) in Array(renewed) + changes.moved {
      try session.replace(CollectionOfOne(CatalogueRow(paper, row: row)))
      note(paper, at: row)
    }
    for paper in changes.written.dropFirst(changes.outdated.count) {
      note(paper, at: count)
      try append(paper)
    }
  }

  /// Writes a paper after all others, one that no record is compared with.
  func append(_ paper: Paper) throws {
    try session.insert(CatalogueRow(paper, row: count))
    byteCount += paper.heldByteCount
    count += 1
  }

  private func note(_ paper: Paper, at row: Int) {
    for hash in paper.identityHashes { names.insert(hash, row) }
  }

  func rows(under hash: UInt64) -> [Int] { names.numbers(under: hash) }

  func paper(at row: Int) -> Paper? {
    failure.catching(otherwise: nil) { try session.undatedPaper(at: row) }
  }

  func stoodBefore(_ row: Int) -> Bool { false }
}
