// LineParser: the seam between a source, which has lines, and the formats whose records span several
// of them. JSONL stands apart: its lines are records, so blocks of them are parsed side by side.

/// Takes a text line by line and makes papers of it.
protocol LineParser {
  /// Papers that are complete, and remarks.
  var parsed: ParsedBatch { get set }
  /// Takes a line of well-formed UTF-8, without its end.
  ///
  /// Numbers ascend; one that is left out is of a line that was too long and has been reported.
  mutating func take(line: UnsafeBufferPointer<UInt8>, number: Int)
  /// The text is over.
  mutating func finish()
}
