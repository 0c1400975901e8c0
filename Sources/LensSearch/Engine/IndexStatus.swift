// What the index holds, and how well its space fits it.
import CKernels
import LensSemantic
import LensStore

/// A description of an index.
public struct IndexStatus: Sendable {
  /// A file of the index.
  public struct File: Sendable, Equatable {
    /// Its name in the directory.
    public var name: String
    /// Its length in bytes.
    public var byteCount: Int64
  }

  /// The directory.
  public var directory: String
  /// The version of the format on disk.
  public var format: Int
  /// When the index was made, ISO 8601.
  public var created: String?
  /// When papers were last added or removed, ISO 8601; nil if never.
  public var updated: String?
  /// When the space was learnt, ISO 8601.
  public var fitted: String?
  /// Papers.
  public var papers: Int
  /// Papers with English text alone.
  public var englishOnly: Int
  /// Papers with Chinese text alone.
  public var chineseOnly: Int
  /// Papers with text in both languages.
  public var bilingual: Int
  /// The earliest year of a paper.
  public var firstYear: Int?
  /// The latest year of a paper.
  public var lastYear: Int?
  /// Distinct terms of all papers; over several segments the sum of theirs.
  public var terms: Int
  /// Terms of the LSA space.
  public var vocabulary: Int
  /// Dimensions of the LSA space.
  public var rank: Int
  /// The share of the training matrix's energy that the space holds, 0 to 1.
  public var capturedEnergy: Double
  /// How well the space fits the papers.
  public var fit: FitStatus
  /// Segments.
  public var segments: Int
  /// Bytes of all files.
  public var byteCount: Int64
  /// The instruction set of the kernels in use.
  public var kernels: String
  /// The files, in the order of the catalogue.
  public var files: [File]

  /// The status in the documented field names.
  public var json: JSONValue {
    .object([
      "index": .string(directory),
      "format": .integer(format),
      "created": .text(created),
      "updated": .text(updated),
      "fitted": .text(fitted),
      "papers": .integer(papers),
      "english_only": .integer(englishOnly),
      "chinese_only": .integer(chineseOnly),
      "bilingual": .integer(bilingual),
      "first_year": firstYear.map { .integer($0) },
      "last_year": lastYear.map { .integer($0) },
      "terms": .integer(terms),
      "vocabulary": .integer(vocabulary),
      "k": .integer(rank),
      "captured_energy": .number(capturedEnergy),
      "folded": .integer(fit.folded),
      "removed": .integer(fit.removed),
      "outside_energy": .number(fit.outside),
      "folded_outside_energy": fit.folded > 0 ? .number(fit.foldedOutside) : nil,
      "refit_due": .bool(!fit.reasons.isEmpty),
      "refit_reasons": .strings(fit.reasons),
      "segments": .integer(segments),
      "bytes": .integer(Int(byteCount)),
      "kernels": .string(kernels),
      "files": .array(
        files.map {
          .object(["name": .string($0.name), "bytes": .integer(Int($0.byteCount))])
        }),
    ])
  }
}
