// What a build did, for the person or the script that started it.

/// The result of a build.
public struct BuildSummary: Sendable {
  /// The directory of the index.
  public var directory = ""
  /// Papers indexed.
  public var papers = 0
  /// Papers with English text alone.
  public var englishOnly = 0
  /// Papers with Chinese text alone.
  public var chineseOnly = 0
  /// Papers with text in both languages.
  public var bilingual = 0
  /// Distinct terms.
  public var terms = 0
  /// Terms of the LSA space.
  public var vocabulary = 0
  /// Dimensions of the LSA space.
  public var rank = 0
  /// Papers the space was made of; fewer than ``papers`` where they are very many, or too many to hold.
  public var sample = 0
  /// Segments the papers lie in.
  public var segments = 1
  /// The share of the matrix's energy that the space holds, 0 to 1.
  public var capturedEnergy = 0.0
  /// From start to the commit.
  public var seconds = 0.0
  /// Where the time went.
  public var stages: [BuildStage] = []
  /// Bytes of the index's files.
  public var byteCount: Int64 = 0
  /// Records that repeated a paper read before and were merged into it.
  public var merged = 0
  /// Records and files skipped.
  public var skipped = 0
  /// What skipped records were expected to be, with their number, most frequent first.
  public var skipReasons: [(expected: String, count: Int)] = []
  /// Broken bytes replaced by U+FFFD.
  public var repairedBytes = 0

  /// The summary in the documented field names.
  public var json: JSONValue {
    .object([
      "index": .string(directory),
      "papers": .integer(papers),
      "english_only": .integer(englishOnly),
      "chinese_only": .integer(chineseOnly),
      "bilingual": .integer(bilingual),
      "terms": .integer(terms),
      "vocabulary": .integer(vocabulary),
      "k": .integer(rank),
      "sample": .integer(sample),
      "segments": .integer(segments),
      "captured_energy": .number(capturedEnergy),
      "seconds": .number(seconds, decimals: 3),
      "stages": .array(
        stages.map {
          .object([
            "stage": .string($0.name), "seconds": .number($0.seconds, decimals: 3),
            "cores_busy": .number($0.coresBusy, decimals: 2),
          ])
        }),
      "bytes": .integer(Int(byteCount)),
      "merged": .integer(merged),
      "skipped": .integer(skipped),
      "skip_reasons": .array(
        skipReasons.map {
          .object(["expected": .string($0.expected), "count": .integer($0.count)])
        }),
      "repaired_bytes": .integer(repairedBytes),
    ])
  }
}

/// How far a build is.
public struct BuildProgress: Sendable {
  /// The stages of a build, in order.
  public enum Stage: String, Sendable, CaseIterable {
    /// Reading files.
    case reading
    /// Turning texts into terms.
    case analysing
    /// The SVD.
    case learning
    /// Writing files and the catalogue.
    case writing
  }

  /// The stage.
  public var stage: Stage
  /// The part of the stage that is done, 0 to 1.
  public var fraction: Double
  /// The number of papers or the like, for people.
  public var detail: String
}
