// What an addition or a removal did, for the person or the script that started it.

/// The result of an update.
public struct UpdateSummary: Sendable {
  /// The directory of the index.
  public var directory = ""
  /// Papers that are new.
  public var added = 0
  /// Papers of which the input says something else or more than before.
  public var changed = 0
  /// Papers that were there as they are.
  public var same = 0
  /// Papers removed.
  public var removed = 0
  /// Papers of the index now.
  public var papers = 0
  /// Records and files skipped.
  public var skipped = 0
  /// What skipped records were expected to be, with their number, most frequent first.
  public var skipReasons: [(expected: String, count: Int)] = []
  /// Segments of the index now.
  public var segments = 0
  /// Segments that were united with the papers that came.
  public var united = 0
  /// From start to the commit.
  public var seconds = 0.0
  /// Where the time went.
  public var stages: [BuildStage] = []
  /// Whether there was no index, so that one was made.
  public var madeIndex = false

  /// The summary in the documented field names.
  public var json: JSONValue {
    .object([
      "index": .string(directory),
      "added": .integer(added),
      "changed": .integer(changed),
      "same": .integer(same),
      "removed": .integer(removed),
      "papers": .integer(papers),
      "segments": .integer(segments),
      "united": .integer(united),
      "seconds": .number(seconds, decimals: 3),
      "skipped": .integer(skipped),
      "skip_reasons": .array(
        skipReasons.map {
          .object(["expected": .string($0.expected), "count": .integer($0.count)])
        }),
    ])
  }
}
