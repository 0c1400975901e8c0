// Papers of the catalogue that is being written.
import LensCorpus
import LensStore

extension WriteSession {
  /// The paper of a row, as it is indexed.
  func paper(at row: Int) throws -> Paper {
    guard let found = try self.row(Int64(row)) else {
      throw SearchError.inconsistent(
        place: "row \(row)", expected: "a paper in the catalogue", found: "none")
    }
    return Paper(row: found)
  }

  /// The same as a record says it: without the date that its number tells.
  func undatedPaper(at row: Int) throws -> Paper {
    var paper = try paper(at: row)
    paper.clearDateFromArXivNumber()
    return paper
  }
}
