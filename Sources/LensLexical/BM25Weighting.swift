// The BM25 formula (Robertson and Zaragoza 2009, "The probabilistic relevance framework", section
// 3.4) in the one arrangement every path uses, exhaustive, pruned and explaining alike:
//
//   weight · idf · (k1+1) · tf / (tf + norm)  =  w - w / (1 + tf / norm),   norm = k1 (1-b + b L/avg)
//
// Written so, every floating-point step is monotone in tf and in L: the score of a corner of the
// impacts is never below the score of a posting it stands for, to the last bit. Each contribution is
// then rounded to a multiple of a power of two chosen from the query's upper bound, so that sums of
// contributions are exact in any order: pruning may add them as it meets them, and still gives the
// bits of the sum in the query's order.

import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The two parameters of BM25.
public struct BM25Parameters: Sendable, Hashable {
  /// How slowly repeated occurrences saturate, 0...1000.
  public var k1: Double
  /// How much a document's length counts, 0...1.
  public var b: Double

  /// The usual k1 1.2 and b 0.75.
  public init(k1: Double = 1.2, b: Double = 0.75) {
    self.k1 = k1
    self.b = b
  }

  /// Throws unless both lie in their range.
  func validate() throws(LexicalError) {
    guard k1 >= 0, k1 <= 1000 else {
      throw .unusableParameters(name: "k1", expected: "0...1000", found: k1)
    }
    guard b >= 0, b <= 1 else {
      throw .unusableParameters(name: "b", expected: "0...1", found: b)
    }
  }
}

/// BM25 with the statistics of a whole collection, which all its segments share.
struct BM25Weighting: Sendable {
  /// Lengths below this have their reciprocal norm in a table.
  private static let tabledLengths = 2048

  /// Documents of the collection.
  let documentCount: Int
  /// k1 + 1, the supremum of the formula's frequency part.
  let saturation: Double
  /// The norm of a document of length 0.
  private let norm: Double
  /// The norm's growth with each count of length.
  private let normGrowth: Double
  /// Reciprocal norms by length.
  let reciprocalNorms: [Double]
  /// Nearly all documents are shorter: four times the mean.
  private let commonLengths: Int

  /// Parameters must be valid; an empty collection has average length 0.
  init(parameters: BM25Parameters, documentCount: Int, totalLength: UInt64) {
    self.documentCount = documentCount
    saturation = parameters.k1 + 1
    norm = parameters.k1 * (1 - parameters.b)
    let average = documentCount > 0 ? Double(totalLength) / Double(documentCount) : 0
    let growth = average > 0 ? parameters.k1 * parameters.b / average : 0
    normGrowth = growth
    commonLengths = min(Self.tabledLengths, 64 + 4 * Int(average))
    let start = norm
    reciprocalNorms = (0..<Self.tabledLengths).map { 1 / (start + growth * Double($0)) }
  }

  /// k1 (1 - b + b · length / average).
  func norm(_ length: Double) -> Double { norm + normGrowth * length }

  /// ln(1 + (N - df + 0.5) / (df + 0.5)), above zero for 0 ≤ df ≤ N.
  func inverseDocumentFrequency(_ documentFrequency: Int) -> Double {
    Self.inverseDocumentFrequency(Double(documentFrequency), of: Double(documentCount))
  }

  /// The same among `n` documents.
  static func inverseDocumentFrequency(_ df: Double, of n: Double) -> Double {
    log(1 + (n - df + 0.5) / (df + 0.5))
  }

  /// Runs `body` with a scorer of documents of these `lengths`, valid for the call only.
  func withScorer<Result>(
    lengths: UnsafeBufferPointer<UInt32>, rounding: ExactRounding,
    _ body: (BM25Scorer) throws(LexicalError) -> Result
  ) throws(LexicalError) -> Result {
    try reciprocalNorms.withUnsafeBufferPointer { (table) throws(LexicalError) -> Result in
      try body(
        BM25Scorer(
          lengths: lengths, reciprocalNorms: table, norm: norm, normGrowth: normGrowth,
          rounding: rounding, commonLengths: commonLengths))
    }
  }
}

/// Rounds contributions to multiples of one power of two, so that their sums are exact.
///
/// For contributions that sum to at most `bound`, every multiple of `unit / 2^52` up to `unit` is a
/// Double, and unit is at least twice the bound: no sum rounds. The error of a contribution is at
/// most 2^-52 of the bound. (The pre-rounding step of Demmel and Nguyen 2013, "Fast reproducible
/// floating-point summation".)
struct ExactRounding: Sendable {
  /// What is added and taken off again.
  let unit: Double

  /// For sums of at most `bound`, finite and not negative.
  init(bound: Double) {
    unit = bound > 0 ? 2 * bound.binade * 2 : 1
  }

  /// The nearest multiple; monotone.
  @inline(__always)
  func callAsFunction(_ contribution: Double) -> Double { (contribution + unit) - unit }
}

/// The formula over one segment's document lengths, as plain values for inner loops.
///
/// Unsafe because it borrows: made by `BM25Weighting.withScorer` and used inside its closure only.
/// Documents are numbers a cursor has checked against the segment's document count.
struct BM25Scorer {
  let lengths: UnsafeBufferPointer<UInt32>
  let reciprocalNorms: UnsafeBufferPointer<Double>
  let norm: Double
  let normGrowth: Double
  let rounding: ExactRounding
  let commonLengths: Int

  /// The same numbers for the kernels, for postings of one weight, with an empty table; `nil` without
  /// documents.
  func kernel(weight: Double, units: ScoreUnits) -> lens_bm25? {
    guard let lengths = lengths.baseAddress, let reciprocals = reciprocalNorms.baseAddress else {
      return nil
    }
    return lens_bm25(
      lengths: lengths, reciprocals: reciprocals, reciprocalCount: reciprocalNorms.count,
      norm: norm, growth: normGrowth, weight: weight, scale: units.scale, table: nil, rows: 0,
      columns: UInt32(commonLengths))
  }

  /// The contribution of `frequency` occurrences in a document of `length`.
  ///
  /// `weight` is weight · idf · (k1+1).
  @inline(__always)
  func contribution(weight: Double, frequency: UInt32, length: UInt32) -> Double {
    let reciprocal =
      Int(length) < reciprocalNorms.count
      ? reciprocalNorms[Int(length)] : 1 / (norm + normGrowth * Double(length))
    return rounding(weight - weight / (1 + Double(frequency) * reciprocal))
  }

  /// The contribution of `frequency` occurrences in `document`, below the segment's count.
  @inline(__always)
  func contribution(weight: Double, frequency: UInt32, document: Int) -> Double {
    contribution(weight: weight, frequency: frequency, length: lengths[document])
  }

  /// A bound of the contributions of all postings the corners stand for.
  @inline(__always)
  func bound(weight: Double, of impacts: ImpactCorners) -> Double {
    var bound = 0.0
    for i in 0..<impacts.count {
      let impact = impacts[i]
      // Corners past the last are zero.
      if impact.frequency == 0 { break }
      // A stored 65,535 stands for longer documents too, and bounds them: shorter scores higher.
      bound = max(
        bound,
        contribution(
          weight: weight, frequency: UInt32(impact.frequency), length: UInt32(impact.length)))
    }
    return bound
  }
}
