// The status of an open index.
import CKernels
import LensLexical
import LensSemantic
import LensStore

extension SearchEngine {
  /// Describes the index.
  ///
  /// O(papers): dates and languages are looked at one by one.
  public func status() throws(SearchError) -> IndexStatus {
    try searching {
      var tally = AttributeTally()
      for segment in segments {
        try segment.attributes.add(to: &tally) { live?.contains(segment.base + $0) ?? true }
      }
      let state = snapshot.catalogue.state
      let directory = snapshot.directory
      let files = try directory.files(of: state)
      return IndexStatus(
        directory: directory.path, format: Int(state.format), created: state.meta["created"],
        updated: state.meta["updated"], fitted: state.meta["fitted"],
        papers: paperCount, englishOnly: tally[.english], chineseOnly: tally[.chinese],
        bilingual: tally[[.english, .chinese]], firstYear: tally.years?.lowerBound,
        lastYear: tally.years?.upperBound,
        terms: segments.reduce(0) { $0 + $1.lexical.termCount },
        vocabulary: model.vocabularyCount, rank: model.rank, capturedEnergy: model.capturedShare,
        fit: try fitStatus(), segments: segments.count,
        byteCount: files.reduce(0) { $0 + $1.byteCount },
        kernels: String(cString: lens_isa_name()), files: files)
    }
  }
}

extension IndexDirectory {
  /// The catalogue's files and those it lists, with their lengths.
  func files(of state: IndexState) throws(StoreError) -> [IndexStatus.File] {
    var files: [IndexStatus.File] = []
    for name in ["papers.sqlite", "papers.sum"] {
      if let length = try fileSystem.length(path(of: name)) {
        files.append(.init(name: name, byteCount: length))
      }
    }
    return files + state.files.map { .init(name: $0.name, byteCount: $0.byteCount) }
  }
}
