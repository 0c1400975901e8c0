// The association lexicon after papers came or went. It is counted from the bilingual papers alone, so
// that it can be learnt anew without a fit: the answers of the lexical leg are then those of a new
// index in libraries of two languages too. Above a number of bilingual papers this would keep an
// update waiting, and is left to a refit.
import LensCorpus
import LensStore
import LensText

/// Learns the lexicon of an index that is updated.
struct RelearntLexicon {
  /// The most bilingual papers it is learnt anew from.
  static let limit = 8192

  let parts: IndexParts
  let session: WriteSession
  let workers: Workers
  let threads: Int?

  /// The lexicon's file after an update, once the session has its rows: that of the generation before
  /// where no bilingual paper came or went; nil for the model's own.
  ///
  /// O(rows), and the bytes of the bilingual papers where one came or went.
  ///
  /// - Parameters:
  ///   - removed: rows whose papers went.
  ///   - added: rows of bilingual papers that came.
  func file(removed: [Int], added: [Int]) throws -> FileRecord? {
    let known = parts.state.files.last { $0.kind == .lexicon }
    let before = try parts.segments.flatMap { _, segment in
      try segment.attributes.documents(in: [.english, .chinese]).map { $0 + segment.base }
    }
    .filter { !parts.removals.rows.contains($0) }
    let gone = Set(removed)
    let left = before.filter { !gone.contains($0) }
    if left.count == before.count, added.isEmpty { return known }
    let rows = left + added
    guard rows.count <= Self.limit else { return known }

    return try Self.write(
      try rows.map { try session.paper(at: $0) }, in: session, workers: workers, threads: threads)
  }

  /// Learns the lexicon of bilingual papers and writes it to a file of its own.
  ///
  /// O(bytes of their text).
  static func write(
    _ papers: [Paper], in session: WriteSession, workers: Workers, threads: Int?
  ) throws -> FileRecord {
    var growing = GrowingAnalysis(workers: workers)
    let analysis = try growing.finish(papers, learning: [], threads: threads)
    let entries = try AssociationLexicon.Learning().entries(
      of: analysis.documents, rows: Array(papers.indices), terms: analysis.terms, threads: threads)
    let writer = try session.makeFile(.lexicon)
    try AssociationLexicon.write(entries, to: writer)
    return try writer.finish()
  }
}
