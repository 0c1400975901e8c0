// How much an occurrence of a term in a document counts: log-entropy, the best of
// the weightings for LSA in Dumais, "Improving the retrieval of information from
// external sources" (Behavior Research Methods 23, 1991), and on every judged set here.
//
// A cell is 1 + log(count) times the term's global weight, and rows are of unit length.
// A term that is spread evenly over all documents weighs next to nothing, one that
// stands in a single document weighs 1.

import Glibc
import LensText

/// The weights of terms and counts.
public enum TermWeighting {
  /// The weight of a count before the global weight.
  ///
  /// Concave: the second occurrence says less.
  public static func local(_ count: Int) -> Double {
    count > 0 ? 1 + log(Double(count)) : 0
  }

  /// `local` of every count that `DocumentTerms` can hold; 65,536 numbers.
  static func localTable() -> [Float] {
    (0...65_535).map { Float(local($0)) }
  }

  /// count · log(count), 0 for none.
  static func countLog(_ count: Int) -> Double {
    count > 0 ? Double(count) * log(Double(count)) : 0
  }

  /// What one pass over the documents says of each term.
  struct Statistics {
    /// In how many documents each term stands; shape (terms).
    var documentFrequencies: [UInt32]
    /// Σ count over the documents; shape (terms).
    var totals: [Double]
    /// Σ count · log(count) over the documents; shape (terms).
    var countLogs: [Double]

    /// One pass over all cells, O(cells).
    init(documents: borrowing DocumentTerms, termCount: Int) {
      documentFrequencies = [UInt32](repeating: 0, count: termCount)
      totals = [Double](repeating: 0, count: termCount)
      countLogs = [Double](repeating: 0, count: termCount)
      let logs = (0...65_535).map { TermWeighting.countLog($0) }
      for i in documents.terms.indices {
        let term = Int(documents.terms[i])
        let count = Int(documents.counts[i])
        documentFrequencies[term] += 1
        totals[term] += Double(count)
        countLogs[term] += logs[count]
      }
    }

    /// The global weight of a term.
    func globalWeight(_ term: Int, documents: Int) -> Double {
      TermWeighting.globalWeight(
        total: totals[term], countLog: countLogs[term], documents: documents)
    }
  }

  /// The global weight, 1 + Σ p log p / log(N + 1), from Σ count and Σ count · log(count).
  ///
  /// p is the share of the term's occurrences that each of N documents has; the weight lies between
  /// 0 and 1. Dumais divides by log N. One more document than there are keeps the weight above 0
  /// where every document has the term, so that one document, or documents that are all alike, are
  /// no special case.
  static func globalWeight(total: Double, countLog: Double, documents: Int) -> Double {
    guard total > 0 else { return 0 }
    let entropy = log(total) - countLog / total
    return min(1, max(0, 1 - entropy / log(Double(documents) + 1)))
  }
}
