// The engine: one snapshot of an index, opened for searching.
//
// Opening maps files and reads a few numbers; nothing grows with the index. All methods may be called
// from several threads at once.
import LensLexical
import LensSemantic
import LensStore
import LensText
import Synchronization

/// Searches one snapshot of an index.
///
/// The snapshot stays what it was while a writer replaces the index; open a new engine to see the new
/// one.
///
/// ```swift
/// let engine = try SearchEngine(opening: "index")
/// for hit in try engine.search("long context").hits {
///   print(hit.rank, hit.paper.displayTitle, hit.score)
/// }
/// ```
public final class SearchEngine: Sendable {
  let snapshot: Snapshot
  let model: SemanticModel
  let segments: [Segment]
  /// The sources of papers that have more than their segments say; nil where none has.
  let furtherSources: FurtherSources?
  let concepts: ConceptTable
  let associations: AssociationLexicon
  let lexical: BM25Searcher
  let analyzer = Analyzer()
  /// The words of the corpus, read when Han is first to be cut for people.
  private let cachedSegmenter = Mutex<Segmenter?>(nil)
  /// The condition of the last search, which the next one often has too.
  let lastCondition = Mutex<EvaluatedCondition?>(nil)
  /// Rows of all segments, those of removed papers among them.
  let rowCount: Int
  /// The rows of papers that are there; `nil` where none was removed.
  let live: Bitmap?
  /// Papers that are there.
  public let paperCount: Int

  /// Opens the index in a directory.
  ///
  /// O(segments).
  ///
  /// Throws where there is no index, where it is of a newer version, or damaged.
  public convenience init(opening path: String) throws(SearchError) {
    try self.init(opening: IndexDirectory(path: path))
  }

  /// Opens the index in a directory.
  public init(opening directory: IndexDirectory) throws(SearchError) {
    let removals: Removals
    (snapshot, model, concepts, associations, segments, lexical, removals) = try searching {
      let snapshot = try directory.openForReading()
      guard let file = snapshot.files.last(where: { $0.kind == .model }) else {
        throw SearchError.inconsistent(place: directory.path, expected: "a model", found: "none")
      }
      let modelFile = try SectionedFile(opening: file, in: directory)
      let model = try SemanticModel(reading: modelFile)
      guard model.analyzerFingerprint == Analyzer.fingerprint else {
        throw SearchError.inconsistent(
          place: directory.path, expected: "an index made by this version's text analysis",
          found: "another's")
      }
      var segments: [Segment] = []
      var base = 0
      for record in snapshot.files where record.kind == .segment {
        let segment = try Segment(opening: record, in: directory, base: base)
        guard segment.vectors.dimension == model.rank || segment.rows.isEmpty else {
          throw SearchError.inconsistent(
            place: record.name, expected: "vectors of \(model.rank) dimensions",
            found: "\(segment.vectors.dimension)")
        }
        segments.append(segment)
        base = segment.rows.upperBound
      }
      let lexiconFile = try snapshot.files.last { $0.kind == .lexicon }
        .map { try SectionedFile(opening: $0, in: directory) }
      let removals = try Removals(of: snapshot.catalogue.state, in: directory)
      let lexical = try BM25Searcher(
        segments: segments.map { ($0.lexical, $0.base) },
        removed: Dictionary(
          segments.compactMap { segment in
            removals.documents[segment.id].map { (segment.base, $0) }
          }, uniquingKeysWith: { first, _ in first }))
      guard base - removals.count == snapshot.catalogue.count else {
        throw SearchError.inconsistent(
          place: directory.path, expected: "\(snapshot.catalogue.count) papers in the segments",
          found: "\(base - removals.count)")
      }
      return (
        snapshot, model, try ConceptTable(reading: modelFile),
        try AssociationLexicon(reading: lexiconFile ?? modelFile), segments, lexical, removals
      )
    }
    let state = snapshot.catalogue.state
    furtherSources = try searching { try FurtherSources(of: state, in: directory) }
    rowCount = segments.last?.rows.upperBound ?? 0
    paperCount = rowCount - removals.count
    if removals.count > 0 {
      var rows = Bitmap.full(count: rowCount)
      rows.subtract(removals.rows)
      live = rows
    } else {
      live = nil
    }
  }

  /// Cuts Han runs into the words of the corpus.
  ///
  /// O(words) the first time.
  func segmenter() throws -> Segmenter {
    try cachedSegmenter.withLock { cached in
      if let cached { return cached }
      let made = try model.segmenter()
      cached = made
      return made
    }
  }
}
