// An index as its writer looks at it: the files of the present generation, held by the writer's lock and
// not by a snapshot, which would keep the writer itself from tidying up.
import LensCorpus
import LensSemantic
import LensStore
import LensText

/// The parts of a generation that is added to.
struct IndexParts {
  let state: IndexState
  let modelFile: SectionedFile
  let model: SemanticModel
  let segments: [(record: FileRecord, segment: Segment)]
  let removals: Removals
  let furtherSources: FurtherSources?

  /// Rows of all segments.
  var rowCount: Int { segments.last?.segment.rows.upperBound ?? 0 }

  /// Opens what a generation lists.
  ///
  /// Throws `cannotGrow` for an index of an earlier version.
  init(of state: IndexState, in directory: IndexDirectory) throws {
    self.state = state
    guard let record = state.files.last(where: { $0.kind == .model }) else {
      throw SearchError.inconsistent(place: directory.path, expected: "a model", found: "none")
    }
    modelFile = try SectionedFile(opening: record, in: directory)
    model = try SemanticModel(reading: modelFile)
    var segments: [(FileRecord, Segment)] = []
    for record in state.files where record.kind == .segment {
      let base = segments.last?.1.rows.upperBound ?? 0
      segments.append((record, try Segment(opening: record, in: directory, base: base)))
    }
    guard model.analyzerFingerprint == Analyzer.fingerprint,
      segments.allSatisfy({ $0.1.names != nil })
    else { throw SearchError.cannotGrow(directory: directory.path) }
    self.segments = segments
    removals = try Removals(of: state, in: directory)
    furtherSources = try FurtherSources(of: state, in: directory)
  }
}

/// The papers of an index for the merger.
///
/// Used by one thread at a time; the first failure is kept and ends the work that asked.
final class IndexLibrary: PaperLibrary, @unchecked Sendable {
  private let parts: IndexParts
  private let session: WriteSession
  /// Rows that were there before the update.
  private let rowsBefore: Int
  private var failure = FirstFailure()

  init(_ parts: IndexParts, _ session: WriteSession, rowsBefore: Int) {
    self.parts = parts
    self.session = session
    self.rowsBefore = rowsBefore
  }

  /// Throws what kept the library from answering.
  func check() throws { try failure.check() }

  func rows(under hash: UInt64) -> [Int] {
    failure.catching(otherwise: []) {
      try parts.segments.flatMap { try $0.segment.rows(under: hash) ?? [] }
        .filter { !parts.removals.rows.contains($0) }
    }
  }

  func paper(at row: Int) -> Paper? {
    failure.catching(otherwise: nil) { try session.undatedPaper(at: row) }
  }

  func stoodBefore(_ row: Int) -> Bool { row < rowsBefore }
}
