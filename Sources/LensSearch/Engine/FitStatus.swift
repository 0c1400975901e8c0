// How well the space of an index still fits its papers: what came after the fit, how much of it the space
// cannot express, what is gone. From these it is said whether a refit is due, and why.
import LensStore

/// The papers of an index beside the fit of its space.
public struct FitStatus: Sendable, Equatable {
  /// The share of papers folded in from which on a refit is due.
  static let foldedLimit = 0.25
  /// The share of rows without a paper from which on a refit is due.
  static let removedLimit = 0.25
  /// How much more of their energy papers folded in may leave outside than those of the fit.
  static let energyLimit = 0.1
  /// Folded papers below this share do not make a refit due by their energy.
  static let tellingShare = 0.1
  /// Segments from which on a refit is due: each is looked at by each query.
  static let segmentLimit = 64

  /// Papers that are there.
  public var papers = 0
  /// Of them, those that came after the fit.
  public var folded = 0
  /// Rows of removed papers that are still in the files.
  public var removed = 0
  /// The share of their energy that the papers of the fit leave outside the space.
  public var outside = 0.0
  /// The same of the papers folded in; 0 without any.
  public var foldedOutside = 0.0
  /// Segments.
  public var segments = 1

  /// The share of papers that came after the fit.
  public var foldedShare: Double { papers > 0 ? Double(folded) / Double(papers) : 0 }

  /// Why a refit is due; nothing where it is not.
  public var reasons: [String] {
    var reasons: [String] = []
    func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
    if foldedShare > Self.foldedLimit {
      reasons.append("\(percent(foldedShare)) of the papers came after the space was learnt")
    }
    let gone = papers + removed > 0 ? Double(removed) / Double(papers + removed) : 0
    if gone > Self.removedLimit {
      reasons.append("\(percent(gone)) of the papers in the files are removed")
    }
    if foldedShare > Self.tellingShare, foldedOutside - outside > Self.energyLimit {
      reasons.append(
        "papers that came later leave \(percent(foldedOutside)) of their energy outside the space, "
          + "those it was learnt from \(percent(outside))")
    }
    if segments > Self.segmentLimit { reasons.append("there are \(segments) segments") }
    return reasons
  }
}

extension SearchEngine {
  /// How well the space fits the papers.
  ///
  /// O(papers folded in).
  func fitStatus() throws -> FitStatus {
    var status = FitStatus(
      papers: paperCount, removed: rowCount - paperCount, outside: 1 - model.capturedShare,
      segments: segments.count)
    var outside = 0.0
    for segment in segments {
      guard let coverage = try segment.folded?.coverage.all() else { continue }
      guard coverage.count == segment.rows.count else {
        throw SearchError.inconsistent(
          place: "segment \(segment.id)", expected: "\(segment.rows.count) shares",
          found: "\(coverage.count)")
      }
      for (row, length) in zip(segment.rows, coverage) where live?.contains(row) ?? true {
        status.folded += 1
        outside += 1 - Double(length) * Double(length)
      }
    }
    if status.folded > 0 { status.foldedOutside = outside / Double(status.folded) }
    return status
  }
}
