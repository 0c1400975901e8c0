// The status of an open index. Counts that a build noted are read, not counted again.
import CKernels
import LensLexical
import LensSemantic
import LensStore

extension SearchEngine {
  /// Describes the index.
  ///
  /// O(papers): years are looked at one by one.
  public func status() throws(SearchError) -> IndexStatus {
    try searching {
      var years: ClosedRange<Int>?
      for segment in segments {
        guard let range = try segment.attributes.years() else { continue }
        years =
          min(
            years?.lowerBound ?? range.lowerBound, range.lowerBound)...max(
            years?.upperBound ?? range.upperBound, range.upperBound)
      }
      let state = snapshot.catalogue.state
      let directory = snapshot.directory
      func count(_ name: String) -> Int { state.meta[name].flatMap { Int($0) } ?? 0 }
      let files = try directory.files(of: state)
      return IndexStatus(
        directory: directory.path, format: Int(state.format), created: state.meta["created"],
        papers: rowCount, englishOnly: count("english_only"), chineseOnly: count("chinese_only"),
        bilingual: count("bilingual"), firstYear: years?.lowerBound, lastYear: years?.upperBound,
        terms: segments.reduce(0) { $0 + $1.lexical.termCount },
        vocabulary: model.vocabularyCount, rank: model.rank, capturedEnergy: model.capturedShare,
        segments: segments.count, byteCount: files.reduce(0) { $0 + $1.byteCount },
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
